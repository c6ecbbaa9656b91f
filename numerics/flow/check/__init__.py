"""A flow looked at after it has been run, by its definition alone."""
