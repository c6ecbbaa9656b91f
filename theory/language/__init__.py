"""What may be written: the parser of users' text, the letters q, p, m and kappa, and functions in pieces."""
