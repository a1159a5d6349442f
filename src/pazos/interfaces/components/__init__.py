"""Pieces of a page: each a template, a style and a sample, shown together on the gallery."""
