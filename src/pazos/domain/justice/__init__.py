"""Restorative justice and orientation: the harmed person's wish first, each side free to stop at any time."""
