"""Deeds on restorative processes, measures and orientation: each one transaction and one event of the trail."""
