"""What would have happened without treatment, told by a weighted mean of places that were never treated."""
