"""Work sent out to processes of this machine, or to a cluster: what came back, and what came instead of it."""
