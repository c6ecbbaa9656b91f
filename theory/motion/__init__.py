"""Flows, flow problems and iterations, as data."""
