"""Verdicts: claims judged, runs of the ledger, mutants."""
