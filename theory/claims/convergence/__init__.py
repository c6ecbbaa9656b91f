"""Convergence: bounds on the whole way of a flow."""
