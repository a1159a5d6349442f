"""Questions of cooperation, by topic: what this person may see and nothing more."""
