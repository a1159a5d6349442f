"""Disputes of the street, how they are mediated, and how they end. No names, no aggressors, no police."""
