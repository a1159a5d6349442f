"""The strategy: its components, programmes, theory of change, readiness, and the versions the city adopted."""
