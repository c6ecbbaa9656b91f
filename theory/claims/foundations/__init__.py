"""Foundations: steepest directions, descent, orbits and the mirror flow."""
