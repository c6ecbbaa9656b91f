"""Losses as data, and what they are worth: at any precision, and on arrays."""
