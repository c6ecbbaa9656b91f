"""Legendre and Bregman functions: which potentials are which, clause by clause."""
