"""Pages by topic. Each module ends with its own tuple `ADDRESSES`; addresses.py strings them together."""
