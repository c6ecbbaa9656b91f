"""Saddles: their order, escape from them, and the length of the way between."""
