"""Mirror geometry: metrics, mirror maps and potentials of deep diagonal networks."""
