"""Implicit bias and limits: where flows end, and what the geometry tends to."""
