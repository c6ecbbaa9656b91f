"""The rules of proof, one file for each family of steps."""
