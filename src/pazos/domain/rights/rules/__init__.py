"""Judgement on rights over data, by topic: facts in, every reason out."""
