"""Deaths that no source recorded."""
