"""Where flows end: Bregman projections, and margins of separable data."""
