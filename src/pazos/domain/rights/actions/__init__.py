"""Deeds on rights over data, by topic: one transaction and one event of the trail each."""
