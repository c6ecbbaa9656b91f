"""Exact numbers and equations: real algebraic numbers, polynomials in them, linear equations over the rationals."""
