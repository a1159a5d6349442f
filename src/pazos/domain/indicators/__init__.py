"""What is measured, how it is defined, and every value with its chain."""
