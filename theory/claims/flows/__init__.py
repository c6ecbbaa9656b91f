"""Concrete flows, enclosed."""
