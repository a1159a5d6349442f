"""Deaths that no source recorded: lists read from files, the answer as it is kept, and its words."""
