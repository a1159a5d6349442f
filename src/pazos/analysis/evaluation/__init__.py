"""Evaluations from the city's own records: a sealed plan becomes a panel, and the panel an answer."""
