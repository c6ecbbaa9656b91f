"""Closed forms in words: what is said of a geometry, in any format."""
