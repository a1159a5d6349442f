"""What stands in the way of each deed of a committee: facts in, every reason out, no names inside."""
