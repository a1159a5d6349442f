"""Whom the strategy reached: each person once in any slice, numbers that were only reported kept apart."""
