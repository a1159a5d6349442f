"""Evaluations: plans sealed before their outcomes are opened, and the answers that were found."""
