"""The seal that a public proof and the whole one of the same run share.

A bare hash of figures by neighbourhood would let anybody try counts until one fits, so the seal is
a hash with salt. The salt stands in the whole proof only: who holds that can show that the public
one is of the same run, and nobody else can learn anything from it.
"""

from __future__ import annotations

from pazos.analysis.proof.container import sha256


def seal_of(salt: str, result_hash: str) -> str:
    """Return the seal of a result."""
    return sha256(f"{salt}:{result_hash}".encode())
