"""The commands. Each module is one command; none holds a rule."""
