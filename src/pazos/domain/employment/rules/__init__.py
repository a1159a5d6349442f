"""Judgement on work: what fits, what may be done."""
