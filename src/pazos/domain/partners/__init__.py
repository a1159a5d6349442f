"""Partners, what is agreed with them, and the jobs they offer."""
