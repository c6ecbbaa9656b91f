"""How each kind of statement is tried, refuted and told."""
