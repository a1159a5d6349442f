"""Venues: the parks, courts, schools and cultural houses of the strategy, their state, works and life."""
