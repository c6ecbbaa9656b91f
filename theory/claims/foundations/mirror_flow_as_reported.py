"""As reported: steepest flow is a mirror flow from every start, x a function of y alone; saddles among the starts."""

from __future__ import annotations

from dataclasses import replace

from neversaddle.theory.claims.foundations import mirror_flow
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict

claim = Claim(
    id="mirror-flow-as-reported",
    name="Mirror flow, as reported",
    source="arXiv 2603.02064, Theorem 4.8",
    fidelity=Fidelity.FAITHFUL,
    differs="in the dual form, x as the slope of a convex function of y",
    reported=True,
    given=mirror_flow.claim.given,
    says=(replace(mirror_flow.smooth, text="from every start", regular=False),),
    expects=Verdict.REFUTED,
)
