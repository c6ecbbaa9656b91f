"""Arguments by hand: theorems that no book has, with their proofs in words; a claim that uses one is not PROVED."""
