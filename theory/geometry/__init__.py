"""The orbit of a reparametrization, and the mirror geometry that is read off it."""
