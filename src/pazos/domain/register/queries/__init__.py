"""Questions to the register, by topic."""
