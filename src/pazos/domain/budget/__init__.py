"""The city's money, step by step, line by line, to the cent."""
