"""The municipality, its neighbourhoods, who lives there and which of them touch."""
