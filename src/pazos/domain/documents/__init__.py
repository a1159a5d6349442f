"""Papers and pictures that prove what the strategy says: kept once, sealed, never altered."""
