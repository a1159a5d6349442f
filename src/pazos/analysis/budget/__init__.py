"""The city's money beyond its books: execution reports read, costs per person, open packages."""
