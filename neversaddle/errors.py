"""Every error that users meet, as `ns.errors`: all are ValueErrors, and each is one line that says what is allowed."""

from neversaddle.numerics.bias.given import ProjectionError
from neversaddle.numerics.bias.separable import MarginError, NotSeparable
from neversaddle.numerics.codegen.check import WrongValues
from neversaddle.numerics.codegen.printers import CannotCompile
from neversaddle.numerics.descent.optimizers import OptimizerError
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import LossError
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.claims import ClaimError
from neversaddle.theory.geometry.mirror import NoClosedForm
from neversaddle.theory.geometry.reparametrization import ReparametrizationError
from neversaddle.theory.language.exponents import ExponentError
from neversaddle.theory.language.tokens import ParseError
from neversaddle.theory.motion.problem import ProblemError
from neversaddle.verdict.verify import UnknownClaim
from neversaddle.work.outcome import BadSetting

__all__ = [
    "BadSetting",
    "CannotCompile",
    "ClaimError",
    "EnclosureError",
    "ExponentError",
    "FlowError",
    "LossError",
    "MarginError",
    "NoClosedForm",
    "NotSeparable",
    "OptimizerError",
    "ParseError",
    "ProblemError",
    "ProjectionError",
    "ReparametrizationError",
    "UnknownClaim",
    "WrongValues",
]
