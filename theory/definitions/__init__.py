"""What the words of statements mean, on a leaf and at a saddle."""
