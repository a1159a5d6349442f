"""The methods: the plan that was sealed, the same question asked otherwise, departures, and how to check it all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _

from pazos.domain.evaluations.comparing import FIELDS, in_words
from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_notes import departure_words, note_words
from pazos.interfaces.components.evaluation_options import OF_PLAN
from pazos.interfaces.components.evaluation_words import METHODS, method_name
from pazos.interfaces.reports.document import Points, Section, Table, Text
from pazos.interfaces.reports.evaluation import figures
from pazos.interfaces.reports.evaluation.content import (
    change_words,
    verdict_word,
)
from pazos.science.evaluation.verdicts import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.evaluation.content import Told

    Row = Mapping[str, Any]


def beside(told: Told) -> Section:
    """The same question by other methods, rules and sources."""
    primary = told.result["primary"]["method"]
    by_method = [(method_name(primary), told.result["by_rule"][0])]
    by_method += [(method_name(one["method"]), one) for one in told.result["secondary"]]
    by_rule = [(told.outcome(one), one) for one in told.result["by_rule"]]
    blocks: tuple[Block, ...] = (
        Text(_("The first row of each is the one the plan chose beforehand; the others never replace it.")),
        *figures.side_by_side(told),
        _table(told, by_method, _("Method")),
        _table(told, by_rule, _("Counted")),
    )
    return Section(_("The same question asked otherwise"), blocks)


def _table(told: Told, rows: list[tuple[str, Row]], heading: str) -> Table:
    return Table(
        columns=(heading, _("Change (interval)"), _("Expected deaths"), "p", _("Verdict")),
        rows=tuple(_row(told, label, row) for label, row in rows),
        caption=_("Change against what would have been, each with its interval."),
        numeric=(1, 2, 3),
        widths=("1.6fr", "auto", "auto", "auto", "1.2fr"),
    )


def _row(told: Told, label: str, row: Row) -> tuple[str, ...]:
    if "refused" in row:
        return (label, "–", "–", "–", told.refusal(row))
    return (
        label,
        change_words(row),
        wording.number(row["expected"], 1),
        wording.chance(row["p_value"]),
        verdict_word(row["verdict"]),
    )


def course(told: Told) -> Section:
    """How the effect moved, and who it is compared with."""
    blocks = (
        *figures.event_study(told),
        *figures.weights(told),
        *figures.balance(told),
        *figures.places(told),
    )
    words = Text(
        _(
            "Before the beginning the effect should be nought; how it moved afterwards is told with its interval."
        )
    )
    return Section(_("How it moved, and compared with whom"), (words, *blocks))


def departures(told: Told) -> Section:
    """Where the answer departs from the plan."""
    heading = _("Departures from the plan")
    rows = [
        sentence
        for one in told.departures
        for sentence in departure_words(one, names=told.names, language=told.language)
    ]
    if not rows:
        return Section(heading, (Text(_("None: it was carried out as it was sealed.")),))
    return Section(heading, (Points(tuple(rows)),))


def methods(told: Told) -> Section:
    """The design, the methods with their sources, what was carried, and the rules of the verdict."""
    used = [told.result["primary"]["method"], *(one["method"] for one in told.result["secondary"])]
    explained = [
        f"{METHODS[name].name}: {METHODS[name].explained} {METHODS[name].citation}."
        for name in dict.fromkeys(used)
        if name in METHODS
    ]
    notes = [note_words(one, names=told.names, language=told.language) for one in told.result["notes"]]
    blocks: list[Block] = [_plan(told), Points(tuple(explained))]
    if notes:
        blocks += [Text(_("What was carried and must be known:")), Points(tuple(notes))]
    blocks += [
        Text(_("The verdict follows four rules, in this order, the same for everybody:")),
        Points(_rules()),
    ]
    return Section(_("Methods"), tuple(blocks), new_page=True)


def _rules() -> tuple[str, ...]:
    return (
        _("A check that decides failed: nobody can tell, whatever the figure."),
        _("Fewer than {least} deaths would have been expected: nobody can tell.").format(
            least=wording.number(EXPECTED)
        ),
        _("The interval leaves nought out: it fell, or it rose."),
        _("Otherwise there is no evidence of an effect, which is not evidence of none."),
    )


def _plan(told: Told) -> Table:
    plan = told.protocol
    rows = []
    for name, label in FIELDS.items():
        value = getattr(plan, name)
        several = value if isinstance(value, tuple) else (value,)
        words = "; ".join(filter(None, (_decided(told, name, one) for one in several)))
        if words:
            rows.append((str(label), words))
    return Table(
        columns=(_("The plan"), ""),
        rows=tuple(rows),
        caption=_("Version {number} of the plan, sealed on {day}; SHA-256 {hash}.").format(
            number=told.answer.protocol.number, day=sealed_on(told), hash=told.answer.protocol.content_hash
        ),
        widths=("1fr", "2.4fr"),
    )


def _decided(told: Told, field: str, value: Any) -> str:
    """Return one decision of the plan by the names that the rest of the paper uses."""
    if field in OF_PLAN:
        return OF_PLAN[field](value)
    if field in ("outcome", "other_outcomes"):
        return told.outcome({"rule": value.rule, "source": value.source})
    return in_words(field, value, names=told.names)


def sealed_on(told: Told) -> str:
    """Return the day on which the plan was sealed."""
    at = told.answer.protocol.signed_at
    return formats.date_format(at, "DATE_FORMAT") if at else "–"


def computed(told: Told) -> Section:
    """The run, its inputs and how anybody gets the same digits."""
    run = told.answer.run
    table = Table(
        columns=(_("Read"), _("Rows"), "SHA-256"),
        rows=tuple((one["name"], wording.number(one["rows"]), one["sha256"]) for one in run.inputs),
        caption=_("Run {number}, code {code}, seed {seed}; SHA-256 of its result {hash}.").format(
            number=run.pk, code=run.code_version, seed=run.seed, hash=run.result_hash
        ),
        numeric=(1,),
        widths=("auto", "auto", "1fr"),
    )
    text = _(
        "The same inputs give the same digits: `pazos rerun {number}` in the city, or `pazos verify` with the bundle "
        "anywhere. The deaths themselves are the word of the sources; no run can prove them."
    ).format(number=run.pk)
    return Section(_("How it was computed"), (Text(text), table))
