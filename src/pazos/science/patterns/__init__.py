"""Patterns of violence in place and time: where it clusters, how concentrated it is, what follows what."""
