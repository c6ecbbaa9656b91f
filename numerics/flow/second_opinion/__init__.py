"""The same flow by someone else's integrator."""
