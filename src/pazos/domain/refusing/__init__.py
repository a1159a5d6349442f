"""A deed that was refused, with every reason at once, in the language of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import TextChoices


class RefusedError(InputProblem):
    """Something stands in the way; `blocks` says all of it."""

    def __init__(self, blocks: Iterable[TextChoices]) -> None:
        self.blocks = tuple(blocks)
        super().__init__(N_("It cannot be done. {reasons}"), reasons=_Reasons(self.blocks))

    def __reduce__(self) -> tuple[object, ...]:
        return (RefusedError, (self.blocks,))


class _Reasons:
    """The reasons as one text, put into words only when somebody reads them."""

    def __init__(self, blocks: tuple[TextChoices, ...]) -> None:
        self.blocks = blocks

    def __str__(self) -> str:
        return " ".join(str(block.label) for block in self.blocks)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def refuse(blocks: Iterable[TextChoices]) -> None:
    """Raise RefusedError where anything stands in the way."""
    if stands := tuple(blocks):
        raise RefusedError(stands)
