"""What stands in the way of each step of a process, a measure, a report: pure functions, all reasons at once."""
