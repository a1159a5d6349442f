"""What was changed in a record, from what to what, by whom and when; and taking it back."""
