"""What a study computes once its inputs are read: no database, no clock, so that anyone can do it again."""
