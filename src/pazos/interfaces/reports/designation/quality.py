"""How good the data are: what was delivered, what could not be taken, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.analysis.figures import city, render
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Figure, Section, Table, Text

if TYPE_CHECKING:
    from pazos.interfaces.reports.designation.content import Content
    from pazos.interfaces.reports.document import Block


def data(content: Content) -> Section:
    """The source, its completeness, and the city's rate by year."""
    quality, source = content.facts["quality"], content.facts["source"]
    said = _(
        "The figures rest on {files} files of {source}: {rows} rows, of which {accepted} were taken and "
        "{rejected} could not be taken; {waiting} of these still wait for a person. {spellings} spellings "
        "of places wait to be joined to a neighbourhood."
    ).format(
        files=wording.number(quality["files"]),
        source=source["name"],
        rows=wording.number(quality["rows"]),
        accepted=wording.number(quality["accepted"]),
        rejected=wording.number(quality["rejected"]),
        waiting=wording.number(quality["rejected_waiting"]),
        spellings=wording.number(quality["spellings_waiting"]),
    )
    blocks: list[Block] = [Text(said)]
    if source["definition"]:
        blocks.append(Text(_("What the source counts: {definition}").format(definition=source["definition"])))
    blocks += [_completeness(content), _by_year(content)]
    if content.has("sources") and len(content.results["sources"]["sources"]) > 1:
        blocks.append(_sources(content))
    return Section(_("How good the data are"), tuple(blocks), new_page=True)


def _completeness(content: Content) -> Table:
    quality = content.facts["quality"]
    known = {_("age"): "age", _("sex"): "sex", _("hour"): "hour", _("neighbourhood"): "place"}
    return Table(
        columns=(_("What is known"), _("Victims"), _("Share")),
        rows=tuple(
            (
                name,
                wording.number(quality[key]),
                wording.percent(quality[key] / quality["everyone"] if quality["everyone"] else None, 1),
            )
            for name, key in known.items()
        ),
        caption=_("Of {victims} victims in all years of the source.").format(
            victims=wording.number(quality["everyone"])
        ),
        numeric=(1, 2),
        widths=("1fr", "auto", "auto"),
    )


def _by_year(content: Content) -> Figure:
    years = content.results["rates"]["city"]["by_year"]
    return Figure(
        render.svg(city.rate_by_year(years, language=content.language)),
        _("Line of the city's figure by year with its interval."),
        content.caption("rates", _("The whole city by year, with the exact 95% Poisson interval.")),
        width="92%",
    )


def _sources(content: Content) -> Table:
    sources = content.results["sources"]["sources"]
    basis = content.facts["basis"]
    years = range(basis["first_year"], basis["last_year"] + 1)
    counts = [{row["year"]: row["deaths"] for row in source["by_year"]} for source in sources]
    return Table(
        columns=(_("Year"), *(source["name"] for source in sources)),
        rows=tuple((str(year), *(wording.number(count.get(year)) for count in counts)) for year in years),
        caption=content.caption(
            "sources",
            _(
                "Each source counts by its own definition. The differences are real and are shown, not averaged."
            ),
        ),
        numeric=tuple(range(1, len(sources) + 1)),
    )
