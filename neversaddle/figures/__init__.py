"""Figures and tables of the theory: data first, then drawing, with captions that name claims and their verdicts."""
