"""A deed that was refused, with every reason at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import TextChoices


class Blocked(InputProblem):
    """Something stands in the way; `blocks` says all of it."""

    def __init__(self, blocks: Sequence[TextChoices]) -> None:
        self.blocks = tuple(blocks)
        super().__init__(N_("It cannot be done. {reasons}"), reasons=_Reasons(self.blocks))


class _Reasons:
    """The reasons as one text, in the language of whoever reads them."""

    def __init__(self, blocks: tuple[TextChoices, ...]) -> None:
        self.blocks = blocks

    def __str__(self) -> str:
        return " ".join(str(block.label) for block in self.blocks)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def refuse(blocks: Sequence[TextChoices]) -> None:
    """Raise where anything stands in the way."""
    if blocks:
        raise Blocked(blocks)
