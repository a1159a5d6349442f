"""Deeds around gestores, by topic."""
