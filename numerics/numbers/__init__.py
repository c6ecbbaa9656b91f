"""Numbers: as users give them, exactly, and balls around real and complex ones."""
