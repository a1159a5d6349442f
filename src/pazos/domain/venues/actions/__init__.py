"""Deeds on venues."""
