"""Systematic mistakes in claims, and when a mistake is none."""
