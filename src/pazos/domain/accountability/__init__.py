"""Accountability: the yearly report, frozen and signed by two people."""
