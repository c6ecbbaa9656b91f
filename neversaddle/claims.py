"""All that a claim is written in, as `ns.claims`: what it says, of what, under what, and how it is proved."""

from neversaddle.theory.definitions.escape import EscapeTime as EscapeTime
from neversaddle.theory.definitions.escape import ReachTime as ReachTime
from neversaddle.theory.definitions.leaf import (
    Conjugate as Conjugate,
)
from neversaddle.theory.definitions.leaf import (
    InverseMetric as InverseMetric,
)
from neversaddle.theory.definitions.leaf import (
    OrbitTime as OrbitTime,
)
from neversaddle.theory.definitions.leaf import (
    PathLength as PathLength,
)
from neversaddle.theory.definitions.leaf import (
    Potential as Potential,
)
from neversaddle.theory.definitions.leaf import (
    Size as Size,
)
from neversaddle.theory.definitions.leaf import (
    size as size,
)
from neversaddle.theory.geometry.duality import duality_map as duality_map
from neversaddle.theory.geometry.reparametrization import DeepDiagonal as DeepDiagonal
from neversaddle.theory.language.families import Product as Product
from neversaddle.theory.language.families import Total as Total
from neversaddle.theory.language.families import family as family
from neversaddle.theory.language.families import index as index
from neversaddle.theory.language.symbols import (
    L as L,
)
from neversaddle.theory.language.symbols import (
    alpha as alpha,
)
from neversaddle.theory.language.symbols import (
    kappa as kappa,
)
from neversaddle.theory.language.symbols import (
    lam as lam,
)
from neversaddle.theory.language.symbols import (
    m as m,
)
from neversaddle.theory.language.symbols import (
    p as p,
)
from neversaddle.theory.language.symbols import (
    q as q,
)
from neversaddle.theory.language.symbols import (
    q_larger as q_larger,
)
from neversaddle.theory.language.symbols import (
    u as u,
)
from neversaddle.theory.language.symbols import (
    u_0 as u_0,
)
from neversaddle.theory.language.symbols import (
    x as x,
)
from neversaddle.theory.language.times import TIME as TIME
from neversaddle.theory.language.times import Initially as Initially
from neversaddle.theory.language.times import TimeIntegral as TimeIntegral
from neversaddle.theory.motion.flow import (
    FORCE as FORCE,
)
from neversaddle.theory.motion.flow import (
    METRIC as METRIC,
)
from neversaddle.theory.motion.flow import (
    OTHERS as OTHERS,
)
from neversaddle.theory.motion.flow import (
    SteepestFlow as SteepestFlow,
)
from neversaddle.theory.motion.flow import (
    on_leaf as on_leaf,
)
from neversaddle.theory.motion.flow import (
    two_weights as two_weights,
)
from neversaddle.theory.motion.iteration import (
    Iteration as Iteration,
)
from neversaddle.theory.motion.iteration import (
    gradient_descent as gradient_descent,
)
from neversaddle.theory.motion.iteration import (
    heavy_ball as heavy_ball,
)
from neversaddle.theory.motion.iteration import (
    iterated_depth_two as iterated_depth_two,
)
from neversaddle.theory.motion.iteration import (
    iterated_weights as iterated_weights,
)
from neversaddle.theory.motion.iteration import (
    sign_descent as sign_descent,
)
from neversaddle.theory.motion.mirror import (
    DATUM as DATUM,
)
from neversaddle.theory.motion.mirror import (
    POTENTIALS as POTENTIALS,
)
from neversaddle.theory.motion.mirror import (
    RIVAL as RIVAL,
)
from neversaddle.theory.motion.mirror import (
    ROWS as ROWS,
)
from neversaddle.theory.motion.mirror import (
    SINGLE as SINGLE,
)
from neversaddle.theory.motion.mirror import (
    ManyData as ManyData,
)
from neversaddle.theory.motion.mirror import (
    MirrorFlow as MirrorFlow,
)
from neversaddle.theory.motion.mirror import (
    OneDatum as OneDatum,
)
from neversaddle.theory.motion.problem import FlowProblem as FlowProblem
from neversaddle.theory.motion.problem import coordinate as coordinate
from neversaddle.theory.motion.problem import weight as weight
from neversaddle.theory.motion.steepest import (
    COORDINATE as COORDINATE,
)
from neversaddle.theory.motion.steepest import (
    DRIVE as DRIVE,
)
from neversaddle.theory.motion.steepest import (
    LOSS as LOSS,
)
from neversaddle.theory.motion.steepest import (
    OTHER as OTHER,
)
from neversaddle.theory.motion.steepest import (
    PARTIAL as PARTIAL,
)
from neversaddle.theory.motion.steepest import (
    SLOPE as SLOPE,
)
from neversaddle.theory.motion.steepest import (
    WEIGHT as WEIGHT,
)
from neversaddle.theory.motion.steepest import (
    WIDTH as WIDTH,
)
from neversaddle.theory.motion.steepest import (
    DiagonalNetwork as DiagonalNetwork,
)
from neversaddle.theory.motion.steepest import (
    SeparableModel as SeparableModel,
)
from neversaddle.theory.motion.steepest import (
    Steepest as Steepest,
)
from neversaddle.theory.motion.steepest import (
    WrittenModel as WrittenModel,
)
from neversaddle.theory.statement.balanced import (
    AWAY as AWAY,
)
from neversaddle.theory.statement.balanced import (
    BALANCED as BALANCED,
)
from neversaddle.theory.statement.balanced import (
    SIZE as SIZE,
)
from neversaddle.theory.statement.balanced import (
    at_weight as at_weight,
)
from neversaddle.theory.statement.balanced import (
    column as column,
)
from neversaddle.theory.statement.balanced import (
    equal_sizes as equal_sizes,
)
from neversaddle.theory.statement.balanced import (
    sigma as sigma,
)
from neversaddle.theory.statement.balanced import (
    tau as tau,
)
from neversaddle.theory.statement.balanced import (
    y as y,
)
from neversaddle.theory.statement.bounds import (
    B as B,
)
from neversaddle.theory.statement.bounds import (
    any_flow as any_flow,
)
from neversaddle.theory.statement.bounds import (
    bounded as bounded,
)
from neversaddle.theory.statement.bounds import (
    f_inf as f_inf,
)
from neversaddle.theory.statement.bounds import (
    spent as spent,
)
from neversaddle.theory.statement.bounds import (
    squares as squares,
)
from neversaddle.theory.statement.claim import Claim as Claim
from neversaddle.theory.statement.claim import Fidelity as Fidelity
from neversaddle.theory.statement.claim import Verdict as Verdict
from neversaddle.theory.statement.curves import Carried as Carried
from neversaddle.theory.statement.curves import Dual as Dual
from neversaddle.theory.statement.hypotheses import (
    Condition as Condition,
)
from neversaddle.theory.statement.hypotheses import (
    Convex as Convex,
)
from neversaddle.theory.statement.hypotheses import (
    Depth as Depth,
)
from neversaddle.theory.statement.hypotheses import (
    Every as Every,
)
from neversaddle.theory.statement.hypotheses import (
    EveryPair as EveryPair,
)
from neversaddle.theory.statement.hypotheses import (
    Hypothesis as Hypothesis,
)
from neversaddle.theory.statement.hypotheses import (
    Members as Members,
)
from neversaddle.theory.statement.hypotheses import (
    Place as Place,
)
from neversaddle.theory.statement.hypotheses import (
    Range as Range,
)
from neversaddle.theory.statement.hypotheses import (
    Sign as Sign,
)
from neversaddle.theory.statement.hypotheses import (
    nonzero as nonzero,
)
from neversaddle.theory.statement.hypotheses import (
    positive as positive,
)
from neversaddle.theory.statement.hypotheses import (
    real as real,
)
from neversaddle.theory.statement.kinds import (
    CriticalPoint as CriticalPoint,
)
from neversaddle.theory.statement.kinds import (
    Equivalence as Equivalence,
)
from neversaddle.theory.statement.kinds import (
    Evolves as Evolves,
)
from neversaddle.theory.statement.kinds import (
    Factorization as Factorization,
)
from neversaddle.theory.statement.kinds import (
    FlowBound as FlowBound,
)
from neversaddle.theory.statement.kinds import (
    Identity as Identity,
)
from neversaddle.theory.statement.kinds import (
    ImproperIntegral as ImproperIntegral,
)
from neversaddle.theory.statement.kinds import (
    Inequality as Inequality,
)
from neversaddle.theory.statement.kinds import (
    Iterates as Iterates,
)
from neversaddle.theory.statement.kinds import (
    Limit as Limit,
)
from neversaddle.theory.statement.kinds import (
    MarginDirection as MarginDirection,
)
from neversaddle.theory.statement.kinds import (
    Minimiser as Minimiser,
)
from neversaddle.theory.statement.kinds import (
    MirrorFlowExists as MirrorFlowExists,
)
from neversaddle.theory.statement.kinds import (
    Part as Part,
)
from neversaddle.theory.statement.leaf_of_all_signs import (
    SIGNED_LEAF as SIGNED_LEAF,
)
from neversaddle.theory.statement.leaf_of_all_signs import (
    mirror_coordinate as mirror_coordinate,
)
from neversaddle.theory.statement.leaf_of_all_signs import (
    signed_size as signed_size,
)
from neversaddle.theory.statement.leaf_of_all_signs import (
    v as v,
)
from neversaddle.theory.statement.leaf_of_all_signs import (
    v_positive as v_positive,
)
from neversaddle.theory.statement.least import LeastAtLimit as LeastAtLimit
from neversaddle.theory.statement.model import (
    ABOVE_ONE as ABOVE_ONE,
)
from neversaddle.theory.statement.model import (
    MOVING as MOVING,
)
from neversaddle.theory.statement.model import (
    ONE_WEIGHT as ONE_WEIGHT,
)
from neversaddle.theory.statement.model import (
    SIZES as SIZES,
)
from neversaddle.theory.statement.model import (
    STEADY as STEADY,
)
from neversaddle.theory.statement.model import (
    TWO_WEIGHTS as TWO_WEIGHTS,
)
from neversaddle.theory.statement.model import (
    i as i,
)
from neversaddle.theory.statement.model import (
    j as j,
)
from neversaddle.theory.statement.model import (
    r as r,
)
from neversaddle.theory.statement.points import (
    AtLimits as AtLimits,
)
from neversaddle.theory.statement.points import (
    AtPoints as AtPoints,
)
from neversaddle.theory.statement.points import (
    AtRest as AtRest,
)
from neversaddle.theory.statement.points import (
    Each as Each,
)
from neversaddle.theory.statement.points import (
    FirstOrder as FirstOrder,
)
from neversaddle.theory.statement.points import (
    Least as Least,
)
from neversaddle.theory.statement.points import (
    Stationary as Stationary,
)
from neversaddle.theory.statement.potentials import (
    COORDINATES as COORDINATES,
)
from neversaddle.theory.statement.potentials import (
    balanced as balanced,
)
from neversaddle.theory.statement.potentials import (
    unbalanced as unbalanced,
)
from neversaddle.theory.statement.projection import (
    POTENTIAL as POTENTIAL,
)
from neversaddle.theory.statement.projection import (
    SAME_DATA as SAME_DATA,
)
from neversaddle.theory.statement.projection import (
    SAME_DATUM as SAME_DATUM,
)
from neversaddle.theory.statement.projection import (
    at_start as at_start,
)
from neversaddle.theory.statement.projection import (
    away as away,
)
from neversaddle.theory.statement.projection import (
    divergence as divergence,
)
from neversaddle.theory.statement.projection import (
    start as start,
)
from neversaddle.theory.statement.projection import (
    tends_to_projection as tends_to_projection,
)
from neversaddle.theory.statement.proofs import (
    another_rate as another_rate,
)
from neversaddle.theory.statement.proofs import (
    as_power as as_power,
)
from neversaddle.theory.statement.proofs import (
    assumption as assumption,
)
from neversaddle.theory.statement.proofs import (
    at_each_moment as at_each_moment,
)
from neversaddle.theory.statement.proofs import (
    at_end as at_end,
)
from neversaddle.theory.statement.proofs import (
    by_symmetry as by_symmetry,
)
from neversaddle.theory.statement.proofs import (
    chain_rule as chain_rule,
)
from neversaddle.theory.statement.proofs import (
    coefficients as coefficients,
)
from neversaddle.theory.statement.proofs import (
    combination as combination,
)
from neversaddle.theory.statement.proofs import (
    continuity as continuity,
)
from neversaddle.theory.statement.proofs import (
    convex_curve as convex_curve,
)
from neversaddle.theory.statement.proofs import (
    derivative as derivative,
)
from neversaddle.theory.statement.proofs import (
    equal as equal,
)
from neversaddle.theory.statement.proofs import (
    equal_argument as equal_argument,
)
from neversaddle.theory.statement.proofs import (
    equal_moduli as equal_moduli,
)
from neversaddle.theory.statement.proofs import (
    equalities as equalities,
)
from neversaddle.theory.statement.proofs import (
    excess as excess,
)
from neversaddle.theory.statement.proofs import (
    exchange as exchange,
)
from neversaddle.theory.statement.proofs import (
    induction as induction,
)
from neversaddle.theory.statement.proofs import (
    logarithm as logarithm,
)
from neversaddle.theory.statement.proofs import (
    loosened as loosened,
)
from neversaddle.theory.statement.proofs import (
    middle as middle,
)
from neversaddle.theory.statement.proofs import (
    minimisers_tend as minimisers_tend,
)
from neversaddle.theory.statement.proofs import (
    monotonicity as monotonicity,
)
from neversaddle.theory.statement.proofs import (
    multiple as multiple,
)
from neversaddle.theory.statement.proofs import (
    negation as negation,
)
from neversaddle.theory.statement.proofs import (
    no_escape as no_escape,
)
from neversaddle.theory.statement.proofs import (
    normal_form as normal_form,
)
from neversaddle.theory.statement.proofs import (
    on_curve as on_curve,
)
from neversaddle.theory.statement.proofs import (
    one_step as one_step,
)
from neversaddle.theory.statement.proofs import (
    positive_or_not as positive_or_not,
)
from neversaddle.theory.statement.proofs import (
    powers as powers,
)
from neversaddle.theory.statement.proofs import (
    proves as proves,
)
from neversaddle.theory.statement.proofs import (
    replacement as replacement,
)
from neversaddle.theory.statement.proofs import (
    rule as rule,
)
from neversaddle.theory.statement.proofs import (
    settled as settled,
)
from neversaddle.theory.statement.proofs import (
    shares as shares,
)
from neversaddle.theory.statement.proofs import (
    specialisation as specialisation,
)
from neversaddle.theory.statement.proofs import (
    substitution as substitution,
)
from neversaddle.theory.statement.proofs import (
    tails as tails,
)
from neversaddle.theory.statement.proofs import (
    theorem as theorem,
)
from neversaddle.theory.statement.proofs import (
    through as through,
)
from neversaddle.theory.statement.proofs import (
    until as until,
)
from neversaddle.theory.statement.proofs import (
    zero_or_not as zero_or_not,
)
from neversaddle.theory.statement.pushed import (
    Pushed as Pushed,
)
from neversaddle.theory.statement.pushed import (
    ahead as ahead,
)
from neversaddle.theory.statement.pushed import (
    arrives as arrives,
)
from neversaddle.theory.statement.pushed import (
    arrives_within as arrives_within,
)
from neversaddle.theory.statement.pushed import (
    begins as begins,
)
from neversaddle.theory.statement.pushed import (
    beyond as beyond,
)
from neversaddle.theory.statement.pushed import (
    c as c,
)
from neversaddle.theory.statement.pushed import (
    explodes as explodes,
)
from neversaddle.theory.statement.pushed import (
    infinite as infinite,
)
from neversaddle.theory.statement.pushed import (
    power as power,
)
from neversaddle.theory.statement.pushed import (
    y_0 as y_0,
)
from neversaddle.theory.statement.reaching import Reaches as Reaches
from neversaddle.theory.statement.reaching import When as When
from neversaddle.theory.statement.remaining import Remains as Remains
from neversaddle.theory.statement.setting import (
    ANY_DEPTH as ANY_DEPTH,
)
from neversaddle.theory.statement.setting import (
    BALANCE as BALANCE,
)
from neversaddle.theory.statement.setting import (
    DEPTH as DEPTH,
)
from neversaddle.theory.statement.setting import (
    EXPONENT as EXPONENT,
)
from neversaddle.theory.statement.setting import (
    LARGER_EXPONENT as LARGER_EXPONENT,
)
from neversaddle.theory.statement.setting import (
    LEAF as LEAF,
)
from neversaddle.theory.statement.shape_proofs import by_traits as by_traits
from neversaddle.theory.statement.shapes import BREGMAN as BREGMAN
from neversaddle.theory.statement.shapes import Shape as Shape
from neversaddle.theory.statement.shapes import Trait as Trait
from neversaddle.theory.statement.solutions import Along as Along
from neversaddle.theory.statement.solutions import Order as Order
from neversaddle.theory.statement.solutions import Rate as Rate
from neversaddle.theory.statement.solutions import Until as Until
from neversaddle.theory.statement.steps import (
    Proof as Proof,
)
from neversaddle.theory.statement.steps import (
    Step as Step,
)
from neversaddle.theory.statement.steps import (
    by_balls as by_balls,
)
from neversaddle.theory.statement.steps import (
    by_beta_integral as by_beta_integral,
)
from neversaddle.theory.statement.steps import (
    by_brackets as by_brackets,
)
from neversaddle.theory.statement.steps import (
    by_chain as by_chain,
)
from neversaddle.theory.statement.steps import (
    by_coefficients as by_coefficients,
)
from neversaddle.theory.statement.steps import (
    by_common_sign as by_common_sign,
)
from neversaddle.theory.statement.steps import (
    by_comparison as by_comparison,
)
from neversaddle.theory.statement.steps import (
    by_continuity as by_continuity,
)
from neversaddle.theory.statement.steps import (
    by_convexity as by_convexity,
)
from neversaddle.theory.statement.steps import (
    by_decay as by_decay,
)
from neversaddle.theory.statement.steps import (
    by_derivative as by_derivative,
)
from neversaddle.theory.statement.steps import (
    by_growing_gap as by_growing_gap,
)
from neversaddle.theory.statement.steps import (
    by_integration as by_integration,
)
from neversaddle.theory.statement.steps import (
    by_monotonicity as by_monotonicity,
)
from neversaddle.theory.statement.steps import (
    by_multilinearity as by_multilinearity,
)
from neversaddle.theory.statement.steps import (
    by_normal_form as by_normal_form,
)
from neversaddle.theory.statement.steps import (
    by_powers as by_powers,
)
from neversaddle.theory.statement.steps import (
    by_quotient as by_quotient,
)
from neversaddle.theory.statement.steps import (
    by_rate as by_rate,
)
from neversaddle.theory.statement.steps import (
    by_ratios as by_ratios,
)
from neversaddle.theory.statement.steps import (
    by_slopes as by_slopes,
)
from neversaddle.theory.statement.steps import (
    by_step as by_step,
)
from neversaddle.theory.statement.steps import (
    by_stretch as by_stretch,
)
from neversaddle.theory.statement.steps import (
    by_tails as by_tails,
)
from neversaddle.theory.statement.steps import (
    by_tangent as by_tangent,
)
from neversaddle.theory.statement.steps import (
    by_unimodality as by_unimodality,
)
from neversaddle.theory.statement.tending import EvenConvex as EvenConvex
from neversaddle.theory.statement.tending import MinimisersTend as MinimisersTend
from neversaddle.theory.statement.vanishing import (
    SETTING as SETTING,
)
from neversaddle.theory.statement.vanishing import (
    critical as critical,
)
from neversaddle.theory.statement.vanishing import (
    delta as delta,
)
from neversaddle.theory.statement.vanishing import (
    eps as eps,
)
from neversaddle.theory.statement.vanishing import (
    fastest as fastest,
)
from neversaddle.theory.statement.vanishing import (
    flow as flow,
)
from neversaddle.theory.statement.vanishing import (
    gap as gap,
)
from neversaddle.theory.statement.vanishing import (
    n as n,
)
from neversaddle.theory.statement.vanishing import (
    reached as reached,
)
from neversaddle.theory.statement.vanishing import (
    slowest as slowest,
)

#: Whatever is imported here is exported: `as` says so.
__all__ = sorted(name for name in globals() if not name.startswith("_"))
