"""Those who work in the strategy and may sign in."""
