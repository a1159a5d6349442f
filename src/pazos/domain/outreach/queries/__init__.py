"""What a person may see of presence and of gestores' safety, and nothing more."""
