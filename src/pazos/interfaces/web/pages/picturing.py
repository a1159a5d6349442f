"""A figure of a page with all that its caption must say, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext

from pazos.analysis.definition_words import by_what, counted_words, cut_words, mixed_words
from pazos.analysis.figures import shelf
from pazos.foundation.words import say
from pazos.interfaces.components.wording import chance
from pazos.interfaces.web.pages.reading import period, whom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.analysis.observatory import Standing

Table = dict[str, list[Any]]
OVER_TIME = frozenset(["rate_by_year", "monthly"])


@dataclass(frozen=True)
class Figure:
    """What web/see/figure.html shows; `svg` is empty where `cannot` says why.

    `redefined` says what became of a change of definition: where the line is cut, or that counts of
    two definitions are added up.
    """

    key: str
    title: str
    description: str
    svg: str
    cannot: str
    source: str
    period: str
    definition: str
    interval: str
    run: int | None
    table: Table | None
    redefined: str = ""


def language() -> str:
    """Return the reader's language: es or en."""
    return (get_language() or "es")[:2]


def figure(
    known: Standing,
    key: str,
    *,
    title: str,
    description: str,
    definition: str,
    interval: str,
    source: str = "",
    when: str = "",
    table: Table | None = None,
    redefined: str | None = None,
) -> Figure:
    """Return one of the shelf's figures of a standing. `definition` is added to that of the source."""
    method = shelf.FIGURES[key][0]
    run = known.runs.get(method)
    cannot = why_not(known, method)
    return Figure(
        key=key.replace("_", "-"),
        title=title,
        description=description,
        svg="" if run is None or cannot else shelf.picture(run, key, language=language()),
        cannot=cannot,
        source=source or source_name(known),
        period=when or period(known.basis),
        definition=definition,
        interval=interval,
        run=run.pk if run else None,
        table=table,
        redefined=change_of_definition(known, over_time=key in OVER_TIME) if redefined is None else redefined,
    )


def why_not(known: Standing, method: str) -> str:
    """Return in the reader's words why a method has no result; "" where it has one."""
    if method not in known.runs:
        return gettext("This has not been computed yet.")
    cannot = known.cannot(method)
    return say(cannot["template"], language(), **cannot["facts"]) if cannot else ""


def source_name(known: Standing) -> str:
    """Return the source of a standing, and who is counted where it is not everybody."""
    name = known.source.name if known.source else known.basis.source
    people = whom(known.basis)
    return f"{name} ({people})" if people else name


def counted(known: Standing) -> str:
    """Return by what is counted and what the source says, without the stop of the sentence around it."""
    return counted_words(known.basis.counted_by, known.source.definition if known.source else "")


def by_which(known: Standing) -> str:
    """Return by what is counted: "by police_co_2023@1", or by which until when and from when on."""
    return by_what(known.basis.counted_by)


def change_of_definition(known: Standing, *, over_time: bool) -> str:
    """Say where a line is cut, or that counts of two definitions are added up; "" where there is one."""
    found = known.basis.counted_by
    return cut_words(found) if over_time else mixed_words(found)


def p_words(p: float | None) -> str:
    """Return a p-value by its letter: "p 0.034", or "p < 0.001" below what three places can say."""
    return f"p {chance(p)}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return the rows of a figure for those who cannot see it."""
    return {"columns": list(columns), "rows": [list(row) for row in rows]}
