"""Judgement about candidates, shifts, training and supervision: facts in, all reasons out."""
