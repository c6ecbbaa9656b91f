"""Ordinary differential equations y' = f(t, y) at any precision: recorded fields, Taylor series, zeros, enclosures."""
