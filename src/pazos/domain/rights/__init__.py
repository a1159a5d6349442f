"""What a person may ask of the city about their data, and what the city may keep, for how long, on what ground."""
