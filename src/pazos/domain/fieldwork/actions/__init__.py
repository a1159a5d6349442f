"""What is done with phones and what they send."""
