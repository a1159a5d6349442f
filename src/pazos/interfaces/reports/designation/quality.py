"""How good the data are: what was delivered, what could not be taken, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.analysis.definition_words import by_what, cut_words, mixed_words
from pazos.analysis.figures import city, render
from pazos.analysis.side_by_side import columns, counted_by
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Figure, Note, Section, Table, Text

if TYPE_CHECKING:
    from pazos.domain.register.definitions import Definition
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
    blocks.append(Text(_("It counts {by_what}.").format(by_what=by_what(content.counted_by))))
    if mixed := mixed_words(content.counted_by):
        blocks.append(Note(mixed))
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
        caption=_("Of {victims} victims in all years of the source, {by_what}.").format(
            victims=wording.number(quality["everyone"]), by_what=by_what(_in_all_years(content))
        ),
        numeric=(1, 2),
        widths=("1fr", "auto", "auto"),
    )


def _in_all_years(content: Content) -> tuple[Definition, ...]:
    """Return what the source counted by in all of its years, where they were studied."""
    found = content.results["sources"]["sources"] if content.has("sources") else ()
    own = [one for one in found if one["source"] == content.facts["basis"]["source"]]
    return (counted_by(own[0]) if own else ()) or content.counted_by


def _by_year(content: Content) -> Figure:
    years = content.results["rates"]["city"]["by_year"]
    shown = _("The whole city by year, with the exact 95% Poisson interval.")
    return Figure(
        render.svg(city.rate_by_year(years, language=content.language), language=content.language),
        _("Line of the city's figure by year with its interval."),
        content.caption("rates", " ".join(filter(None, [shown, cut_words(content.counted_by)]))),
        width="92%",
    )


def _sources(content: Content) -> Table:
    """Return what each source counts by year, a column for each of its definitions that counts one of the years."""
    sources, basis = content.results["sources"]["sources"], content.facts["basis"]
    years = range(basis["first_year"], basis["last_year"] + 1)
    held = [column for source in sources for column in columns(source) if set(column[1]) & set(years)]
    cuts = [
        f"{source['name']}: {cut}"
        for source in sources
        if (cut := cut_words([one for one in counted_by(source) if _touches(one, years)]))
    ]
    shown = _(
        "Each source counts by its own definition. The differences are real and are shown, not averaged."
    )
    return Table(
        columns=(_("Year"), *(heading for heading, _counts in held)),
        rows=tuple(
            (str(year), *(wording.number(counts.get(year)) for _heading, counts in held)) for year in years
        ),
        caption=_("{text} {first} to {last}. Run {run}.").format(
            text=" ".join([shown, *cuts]),
            first=basis["first_year"],
            last=basis["last_year"],
            run=content.facts["runs"]["sources"],
        ),
        numeric=tuple(range(1, len(held) + 1)),
    )


def _touches(one: Definition, years: range) -> bool:
    return one.first.year <= years[-1] and one.last.year >= years[0]
