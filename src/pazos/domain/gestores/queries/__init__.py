"""What a person may know of candidates and gestores, and nothing more."""
