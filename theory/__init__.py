"""Symbolic derivation and exact proof of mirror geometry: SymPy only, no floats."""
