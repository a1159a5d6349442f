"""Those who agreed to take part, each known once by a private key."""
