"""Statistics on plain frames: no Django, no clock, no disk, no network.

A researcher with no server can import any module here. Randomness comes from an
explicit seed, inputs are never modified, and an input that a method cannot take is
refused with an `InputProblem` that names the columns and rows.
"""
