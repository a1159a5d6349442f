"""Judgement on accompaniment: pure rules, split by topic."""
