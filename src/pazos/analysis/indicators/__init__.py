"""Indicators computed: each named expression, what it found, the run it is kept as, and why it is so."""
