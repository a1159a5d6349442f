"""Who decides together, what was decided, and what everybody promised."""
