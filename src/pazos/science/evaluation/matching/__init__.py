"""Matching and weighting: who is compared with is chosen to be like the treated as they were before."""
