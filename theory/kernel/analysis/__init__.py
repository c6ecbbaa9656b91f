"""Theorems of analysis that proofs may cite, one a file: premises and conclusion as data, and the book."""
