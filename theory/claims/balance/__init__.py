"""Balance equations: what the differences of the weights' powers do along flows and iterations."""
