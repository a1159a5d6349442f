"""Who did what and when, in a chain that shows when it was altered."""
