"""A file of an institution becomes records: kept whole, understood by a saved mapping, never guessed at."""
