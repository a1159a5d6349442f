"""What a person may see of justice, and nothing more."""
