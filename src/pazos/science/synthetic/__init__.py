"""Invented cities whose truth is known, so that every method can be held against it.

The demo city has the magnitudes published about a city of the kind and no name, code or
coordinate of a real one. The same seed gives the same city. Nothing here touches a disk.
"""
