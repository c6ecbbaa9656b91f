"""All that may say "proved": charts, the normal form, domains, decisions and the rules that stand on them."""
