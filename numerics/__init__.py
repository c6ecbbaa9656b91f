"""Evaluation, integration, enclosure and attack: everything that turns formulas into numbers."""
