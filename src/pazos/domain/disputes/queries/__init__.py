"""What a person may see of disputes, and nothing more."""
