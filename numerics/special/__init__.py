"""The Euler integral and its inverses: in doubles, in scaled doubles, to any digits and in balls."""
