"""Interrupted series: one series of the treated, with or without one of the others beside it, before and after."""
