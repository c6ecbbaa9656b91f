"""Optimisers and their runs, many at once."""
