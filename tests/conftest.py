"""Hypothesis profiles: the same examples on every run unless HYPOTHESIS_PROFILE=explore asks for fresh ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How long a draw takes is the machine's affair: on a busy one it must not fail a test.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("ci", PATIENT, derandomize=True)
settings.register_profile("explore", PATIENT, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
