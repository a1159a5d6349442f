"""Questions about venues."""
