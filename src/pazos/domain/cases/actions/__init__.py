"""Deeds of accompaniment, split by topic."""
