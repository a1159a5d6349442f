"""Who: the victims' ages and sex, and why the strategy serves these ages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.analysis.figures import city, render
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Figure, Note, Section, Table, Text

if TYPE_CHECKING:
    from typing import Any

    from pazos.interfaces.reports.designation.content import Content
    from pazos.interfaces.reports.document import Block


def victims(content: Content) -> Section:
    """The pyramid, the share of each age band with its interval, and what is not known."""
    heading = _("Who: the victims")
    if not content.has("victims"):
        return Section(heading, (Note(content.why_not("victims")),))
    found = content.results["victims"]
    ages = content.facts["designation"]["ages"]
    blocks: list[Block] = [
        Figure(
            render.svg(
                city.pyramid(found["pyramid"], language=content.language, band=tuple(ages) if ages else None),
                language=content.language,
            ),
            _("Bars of victims by five-year age, women to the left and men to the right."),
            content.caption("victims", _("Victims by age and sex; the ages served are darker.")),
            width="88%",
        ),
        _bands(content, found),
        *_argument(content),
        Text(_unknown(found)),
        Note(
            _(
                "These are the ages of those who were killed. They say nothing of who kills, and an age is never "
                "a reason to suspect anybody."
            )
        ),
    ]
    return Section(heading, tuple(blocks), new_page=True)


def _bands(content: Content, found: dict[str, Any]) -> Table:
    return Table(
        columns=(_("Age"), _("Victims"), _("Share of those whose age is known"), _("95% interval")),
        rows=tuple(
            (
                _years(band["age_from"], band["age_to"]),
                wording.number(band["victims"]),
                wording.percent(band["share"], 1),
                _percent_interval(band["low"], band["high"]),
            )
            for band in [*found["bands"], found["young"]]
        ),
        caption=content.caption(
            "victims",
            _("The last row is the band of the first PAZOS, for comparison. Exact binomial interval."),
        ),
        numeric=(1, 2, 3),
        widths=("1fr", "auto", "auto", "auto"),
    )


def _argument(content: Content) -> list[Block]:
    """Return why these ages: the narrowest band with half of the victims, beside those people speak of."""
    if not content.has("ages"):
        return []
    found = content.results["ages"]
    band = found["narrowest"]["band"]
    said = _(
        "The narrowest band of ages that holds half of the victims of known age is {first} to {last} ({share}). "
        "Other bands hold: {others}. The choice among them is the city's; the intervals overlap."
    )
    others = "; ".join(
        _("{first} to {last}: {share} ({interval})").format(
            first=one["youngest"],
            last=one["oldest"],
            share=wording.percent(one["share"]),
            interval=_percent_interval(one["low"], one["high"]),
        )
        for one in found["stated"]
    )
    share = wording.percent(band["share"])
    return [Text(said.format(first=band["youngest"], last=band["oldest"], share=share, others=others))]


def _years(first: int, last: int | None) -> str:
    if last is None:
        return _("{first} and over").format(first=first)
    return _("{first} to {last}").format(first=first, last=last)


def _percent_interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "–"
    return wording.interval(low * 100, high * 100, 1) + wording.NARROW + "%"


def _unknown(found: dict[str, Any]) -> str:
    return _(
        "Not known: the age of {age} victims, the sex of {sex}, the weapon of {weapon}. They are counted in "
        "the totals and shared out nowhere."
    ).format(
        age=wording.number(found["unknown_age"]),
        sex=wording.number(found["unknown_sex"]),
        weapon=wording.number(found["unknown_weapon"]),
    )
