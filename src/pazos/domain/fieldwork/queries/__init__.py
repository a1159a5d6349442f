"""What phones are given, what became of what they sent, and which phones there are."""
