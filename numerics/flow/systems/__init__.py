"""What flows: all weights, one weight a coordinate, or the mirror coordinate."""
