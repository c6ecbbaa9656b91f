"""Leaves in doubles that carry an exponent of their own, so that nothing overflows or cancels."""
