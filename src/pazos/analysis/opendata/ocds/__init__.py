"""Signed agreements as open contracting data (OCDS 1.1): releases, and a record of each agreement."""
