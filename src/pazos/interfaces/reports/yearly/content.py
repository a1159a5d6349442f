"""What the sections of the yearly report share: the frozen account, and its figures in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pazos.analysis.account.chain import facts_of
from pazos.domain.budget.words import money as in_words
from pazos.interfaces.components import wording

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Told:
    """A frozen account in one language, which must be the one in force."""

    content: dict[str, Any]
    language: str

    def facts(self, part: str) -> dict[str, Any]:
        """Return the facts of one part."""
        return facts_of(self.content, part)

    @property
    def city(self) -> dict[str, Any]:
        """Whose account it is."""
        city: dict[str, Any] = self.content["city"]
        return city

    def text(self, texts: Mapping[str, str]) -> str:
        """Return a text that is kept in both languages."""
        return texts.get(self.language) or next((text for text in texts.values() if text), "")

    def component(self, code: str) -> str:
        """Return a component's name by its code."""
        named = {one["code"]: str(one["name"]) for one in self.facts("strategy")["components"]}
        return named.get(code, code) or _("no component")

    def source(self, part: str) -> str:
        """Return where a part's figures come from, as a caption says it."""
        chain = self.content["parts"][part]["chain"]
        return _("From the books up to {day}; figures {hash}, by {question}.").format(
            day=day(chain["parameters"]["as_of_on"]),
            hash=chain["sha256"][:12],
            question=chain["question"].rpartition(".")[2],
        )


def count(number: int | None) -> str:
    """Return a count of people, or that it is hidden."""
    return _("hidden") if number is None else wording.number(number)


def money(amount: str | None) -> str:
    """Return an amount with its thousands marked; its cents only where there are any."""
    return "–" if amount is None else in_words(Decimal(amount))


def part_of(part: str, whole: str) -> str:
    """Return one amount as a share of another."""
    of = Decimal(whole)
    return wording.percent(float(Decimal(part) / of), 1) if of else "–"


def day(iso: str | None) -> str:
    """Return a day as the reader writes it."""
    found = parse_date(iso) if iso else None
    return date_format(found, "SHORT_DATE_FORMAT") if found else "–"


def figure(value: float | None) -> str:
    """Return the value of an indicator: no decimals from a hundred up or where it is whole, else two."""
    if value is None:
        return "–"
    return wording.number(value, 0 if abs(value) >= 100 or value == int(value) else 2)


def interval(low: float | None, high: float | None) -> str:
    """Return the interval of an indicator, a dash where chance plays no part in it."""
    if low is None or high is None:
        return "–"
    return wording.interval(low, high, 0 if abs(high) >= 1000 else 2)
