"""Doors that hold no rule and do not know one another."""
