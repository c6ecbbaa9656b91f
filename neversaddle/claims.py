"""All that a claim is written in, as `ns.claims`: what it says, of what, under what, and how it is proved."""

from neversaddle.theory.claims.mirror_geometry.metric_general import metric as metric
from neversaddle.theory.definitions.escape import ReachTime as ReachTime
from neversaddle.theory.definitions.leaf import (
    Conjugate as Conjugate,
    InverseMetric as InverseMetric,
    OrbitTime as OrbitTime,
    PathLength as PathLength,
    Potential as Potential,
    Size as Size,
    size as size,
)
from neversaddle.theory.geometry.duality import duality_map as duality_map
from neversaddle.theory.geometry.reparametrization import DeepDiagonal as DeepDiagonal
from neversaddle.theory.language.families import Product as Product, Total as Total, family as family, index as index
from neversaddle.theory.language.fields import (
    Brackets as Brackets,
    Gradients as Gradients,
    Gram as Gram,
    Moved as Moved,
)
from neversaddle.theory.language.statements import (
    ForEach as ForEach,
    ForSome as ForSome,
    Partial as Partial,
    Same as Same,
)
from neversaddle.theory.language.symbols import (
    L as L,
    alpha as alpha,
    kappa as kappa,
    lam as lam,
    m as m,
    p as p,
    q as q,
    q_larger as q_larger,
    u as u,
    u_0 as u_0,
    x as x,
)
from neversaddle.theory.language.times import Initially as Initially, TIME as TIME, TimeIntegral as TimeIntegral
from neversaddle.theory.motion.iteration import (
    FORCE as FORCE,
    Iteration as Iteration,
    gradient_descent as gradient_descent,
    heavy_ball as heavy_ball,
    iterated_depth_two as iterated_depth_two,
    iterated_weights as iterated_weights,
    sign_descent as sign_descent,
)
from neversaddle.theory.motion.mirror import (
    DATUM as DATUM,
    ManyData as ManyData,
    MirrorFlow as MirrorFlow,
    OneDatum as OneDatum,
    POTENTIALS as POTENTIALS,
    RIVAL as RIVAL,
    ROWS as ROWS,
    SINGLE as SINGLE,
)
from neversaddle.theory.motion.on_data import OnData as OnData
from neversaddle.theory.motion.problem import FlowProblem as FlowProblem, coordinate as coordinate, weight as weight
from neversaddle.theory.motion.steepest import (
    COORDINATE as COORDINATE,
    CURVATURE as CURVATURE,
    DRIVE as DRIVE,
    DiagonalNetwork as DiagonalNetwork,
    LOSS as LOSS,
    OTHER as OTHER,
    PARTIAL as PARTIAL,
    PULL as PULL,
    SLOPE as SLOPE,
    SeparableModel as SeparableModel,
    Steepest as Steepest,
    WEIGHT as WEIGHT,
    WIDTH as WIDTH,
    WrittenModel as WrittenModel,
)
from neversaddle.theory.statement.balanced import (
    AWAY as AWAY,
    BALANCED as BALANCED,
    SIZE as SIZE,
    at_weight as at_weight,
    column as column,
    row as row,
    equal_sizes as equal_sizes,
    sigma as sigma,
    tau as tau,
    y as y,
)
from neversaddle.theory.statement import (
    falling as falling,
    leaf_growth as leaf_growth,
    learning as learning,
    one_at_zero as one_at_zero,
    powers_apart as powers_apart,
    product_of_two as product_of_two,
)
from neversaddle.theory.statement.bounds import (
    B as B,
    any_flow as any_flow,
    bounded as bounded,
    coercive as coercive,
    f_inf as f_inf,
    spent as spent,
    squares as squares,
)
from neversaddle.theory.statement.case_proofs import (
    alike as alike,
    all_or_one as all_or_one,
    as_power as as_power,
    at_end as at_end,
    by_symmetry as by_symmetry,
    either_way as either_way,
    equal as equal,
    equal_moduli as equal_moduli,
    excess as excess,
    logarithm as logarithm,
    positive_or_not as positive_or_not,
    zero_or_not as zero_or_not,
)
from neversaddle.theory.statement.claim import Claim as Claim, Fidelity as Fidelity, Verdict as Verdict
from neversaddle.theory.statement.curves import Carried as Carried, Dual as Dual
from neversaddle.theory.statement.gradient_flows import ConvexGradient as ConvexGradient, NoFunction as NoFunction
from neversaddle.theory.statement.holds import Holds as Holds
from neversaddle.theory.statement.hypotheses import (
    Composed as Composed,
    Kept as Kept,
    Condition as Condition,
    Convex as Convex,
    Depth as Depth,
    Every as Every,
    EveryPair as EveryPair,
    Hypothesis as Hypothesis,
    Members as Members,
    Place as Place,
    Range as Range,
    Sign as Sign,
    Sloped as Sloped,
    nonzero as nonzero,
    positive as positive,
    real as real,
)
from neversaddle.theory.statement.kinds import (
    Equivalence as Equivalence,
    FlowBound as FlowBound,
    Identity as Identity,
    ImproperIntegral as ImproperIntegral,
    Inequality as Inequality,
    Iterates as Iterates,
    Limit as Limit,
    MarginDirection as MarginDirection,
    Part as Part,
)
from neversaddle.theory.statement.leaf_of_all_signs import (
    SIGNED_LEAF as SIGNED_LEAF,
    mirror_coordinate as mirror_coordinate,
    signed_size as signed_size,
    v as v,
    v_positive as v_positive,
)
from neversaddle.theory.statement.least import Least as Least
from neversaddle.theory.statement.least_at_limit import LeastAtLimit as LeastAtLimit
from neversaddle.theory.statement.model import (
    ABOVE_ONE as ABOVE_ONE,
    MOVING as MOVING,
    ONE_WEIGHT as ONE_WEIGHT,
    SIZES as SIZES,
    STEADY as STEADY,
    TWO_WEIGHTS as TWO_WEIGHTS,
    i as i,
    inverse_metric as inverse_metric,
    j as j,
    r as r,
    moving as moving,
)
from neversaddle.theory.statement.order_proofs import (
    combination as combination,
    each_place as each_place,
    here_and_elsewhere as here_and_elsewhere,
    equal_argument as equal_argument,
    equal_shares as equal_shares,
    equation as equation,
    exchange as exchange,
    least as least,
    middle as middle,
    multiple as multiple,
    rearranged as rearranged,
    relation as relation,
    replacement as replacement,
    shares as shares,
    specialisation as specialisation,
    through as through,
    turned as turned,
    vanishing_sum as vanishing_sum,
)
from neversaddle.theory.statement.points import (
    AtLimits as AtLimits,
    AtPoints as AtPoints,
    AtRest as AtRest,
    Each as Each,
    FirstOrder as FirstOrder,
    LeastInBox as LeastInBox,
    Stationary as Stationary,
)
from neversaddle.theory.statement.potentials import (
    COORDINATES as COORDINATES,
    balanced as balanced,
    unbalanced as unbalanced,
)
from neversaddle.theory.statement.projection import (
    ANY_PLACE as ANY_PLACE,
    DATA_COUNT as DATA_COUNT,
    POTENTIAL as POTENTIAL,
    SAME_DATA as SAME_DATA,
    SAME_DATUM as SAME_DATUM,
    above_the_least as above_the_least,
    as_mirror_flow as as_mirror_flow,
    at_start as at_start,
    away as away,
    divergence as divergence,
    least_from_rest as least_from_rest,
    mirror_start as mirror_start,
    same_data as same_data,
    tends_to_projection as tends_to_projection,
)
from neversaddle.theory.statement.proofs import (
    assumed as assumed,
    assumption as assumption,
    by_commutator as by_commutator,
    by_commuting as by_commuting,
    chain_rule as chain_rule,
    coefficients as coefficients,
    continuity as continuity,
    convex_curve as convex_curve,
    derivative as derivative,
    equalities as equalities,
    minimisers_tend as minimisers_tend,
    monotonicity as monotonicity,
    normal_form as normal_form,
    one_step as one_step,
    powers as powers,
    proves as proves,
    rule as rule,
    settled as settled,
    tails as tails,
    theorem as theorem,
    truth as truth,
)
from neversaddle.theory.statement.pushed import (
    Pushed as Pushed,
    ahead as ahead,
    arrives as arrives,
    arrives_within as arrives_within,
    begins as begins,
    beyond as beyond,
    c as c,
    explodes as explodes,
    infinite as infinite,
    l as l,
    named as named,
    power as power,
    y_0 as y_0,
)
from neversaddle.theory.statement.pulled import (
    coupled as coupled,
    decoupled as decoupled,
    off_zero as off_zero,
)
from neversaddle.theory.statement.reaching import Reaches as Reaches, When as When
from neversaddle.theory.statement.remaining import Remains as Remains
from neversaddle.theory.statement.rest_proofs import (
    at_rest as at_rest,
    balanced_at_rest as balanced_at_rest,
    balanced_by_sliding as balanced_by_sliding,
)
from neversaddle.theory.statement.setting import (
    ANY_DEPTH as ANY_DEPTH,
    ANY_EXPONENT as ANY_EXPONENT,
    BALANCE as BALANCE,
    DEPTH as DEPTH,
    EXPONENT as EXPONENT,
    LARGER_EXPONENT as LARGER_EXPONENT,
    LEAF as LEAF,
)
from neversaddle.theory.statement.shape_proofs import by_traits as by_traits
from neversaddle.theory.statement.shapes import BREGMAN as BREGMAN, Shape as Shape, Trait as Trait
from neversaddle.theory.statement.solution_proofs import (
    another_force as another_force,
    another_rate as another_rate,
    at_each_moment as at_each_moment,
    induction as induction,
    loosened as loosened,
    no_escape as no_escape,
    on_curve as on_curve,
    substitution as substitution,
    until as until,
)
from neversaddle.theory.statement.solutions import Along as Along, Order as Order, Rate as Rate, Until as Until
from neversaddle.theory.statement.steps import (
    Proof as Proof,
    Step as Step,
    by_balls as by_balls,
    by_beta_integral as by_beta_integral,
    by_chain as by_chain,
    by_coefficients as by_coefficients,
    by_common_sign as by_common_sign,
    by_continuity as by_continuity,
    by_decay as by_decay,
    by_derivative as by_derivative,
    by_growing_gap as by_growing_gap,
    by_integration as by_integration,
    by_monotonicity as by_monotonicity,
    by_normal_form as by_normal_form,
    by_powers as by_powers,
    by_quotient as by_quotient,
    by_ratios as by_ratios,
    by_slopes as by_slopes,
    by_step as by_step,
    by_tails as by_tails,
)
from neversaddle.theory.statement.tending import EvenConvex as EvenConvex, MinimisersTend as MinimisersTend
from neversaddle.theory.statement.vanishing import (
    SETTING as SETTING,
    critical as critical,
    delta as delta,
    eps as eps,
    fastest as fastest,
    flow as flow,
    gap as gap,
    n as n,
    reached as reached,
    slowest as slowest,
    start as start,
)

#: Whatever is imported here is exported: `as` says so.
__all__ = sorted(name for name in globals() if not name.startswith("_"))
