"""Pazos: a city runs, measures and proves a strategy that reduces violence by opportunity."""

__version__ = "0.1.0"
