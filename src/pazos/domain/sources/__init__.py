"""Institutions, the files they hand out, and the records those files hold."""
