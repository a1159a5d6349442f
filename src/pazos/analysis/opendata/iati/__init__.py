"""Cooperation as IATI 2.03 activities: written for everybody, and read from a partner's file."""
