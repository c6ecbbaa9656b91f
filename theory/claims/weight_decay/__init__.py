"""Weight decay: regularizers, stationary points and laws of motion."""
