"""Deeds of the register, by topic; the only places that write to it."""
