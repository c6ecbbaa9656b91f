"""The words of generated code in NumPy, mpmath and ball arithmetic."""
