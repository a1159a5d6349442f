"""How people sign in: the libraries' settings in code, held to this city's rules."""
