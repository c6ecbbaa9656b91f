"""The definitions of the words by brute force, in digits and in balls."""
