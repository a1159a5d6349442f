"""Work done later: what waits, what runs, how far it is, and what went wrong."""
