"""Work: what a person chooses, the vacancy's terms, the placement and whether it lasted; small businesses."""
