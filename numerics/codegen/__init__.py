"""From SymPy to functions that compute, each geometry checked once against the orbit of its weights."""
