"""The independent reader: statements tried on instances of their hypotheses, never on their proofs."""
