"""Movements of the books as the rules see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.budget.models import Movement
from pazos.domain.budget.rules import Entry
from pazos.domain.budget.vocabulary import Step

if TYPE_CHECKING:
    from collections.abc import Iterable


def entries_of(lines: Iterable[int]) -> dict[int, list[Entry]]:
    """Return the movements of lines as the rules see them, by the number of the line."""
    numbers = list(lines)
    found: dict[int, list[Entry]] = {number: [] for number in numbers}
    rows = Movement.objects.filter(line__in=numbers).order_by("on", "pk")
    fields = ("line_id", "pk", "step", "on", "amount", "amendment", "stands_on_id", "takes_back_id", "number")
    for line, key, step, on, amount, amendment, stands_on, takes_back, number in rows.values_list(*fields):
        found[line].append(
            Entry(
                key=key,
                step=Step(step),
                on=on,
                amount=amount,
                amendment=amendment,
                stands_on=stands_on,
                takes_back=takes_back,
                number=number,
            )
        )
    return found


def entry_of(row: Movement, key: int) -> Entry:
    """Return a movement as the rules see it; `key` stands for one that is not kept yet."""
    return Entry(
        key=row.pk or key,
        step=Step(row.step),
        on=row.on,
        amount=row.amount,
        amendment=row.amendment,
        stands_on=row.stands_on_id,
        takes_back=row.takes_back_id,
        number=row.number,
    )
