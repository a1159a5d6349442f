"""What was done, where and when, and who and how many it reached."""
