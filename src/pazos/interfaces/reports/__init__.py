"""Papers that a council can read: a function of a frozen, dated object, printed the same in five years."""
