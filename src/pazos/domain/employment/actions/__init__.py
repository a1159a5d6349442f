"""Deeds of work."""
