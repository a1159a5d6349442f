"""What a plan decided, as the science reads it. Nothing is chosen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.science.evaluation.study import Design, Way

if TYPE_CHECKING:
    from pazos.domain.evaluations.protocol import Choice, Protocol


def design_of(protocol: Protocol) -> Design:
    """Return the design of a plan: its methods with their options, its doubts, its seed."""
    return Design(
        primary=_way(protocol.primary),
        secondary=tuple(map(_way, protocol.secondary)),
        doubts=protocol.doubts,
        smallest=protocol.smallest,
        confidence=protocol.confidence,
        seed=protocol.seed,
    )


def _way(choice: Choice) -> Way:
    return Way(choice.method, dict(choice.options))
