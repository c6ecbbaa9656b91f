"""Steepest flows at any precision, and enclosed."""
