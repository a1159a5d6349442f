"""What accompaniment keeps about people, split by topic; `holdings` gathers it."""
