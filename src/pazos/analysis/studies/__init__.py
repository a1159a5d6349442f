"""Studies: a question put to the city's records, answered by science, kept as a run."""
