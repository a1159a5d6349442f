"""A dated, hashed record of every computation whose result anyone may quote."""
