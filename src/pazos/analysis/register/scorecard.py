"""How good is the record of deaths: of each source and of the register, as a whole, by year and month?

Held against criteria that are data (`queries.quality`), with what could not be said and why. What
goes out holds shares and numbers of records, never a record. Judging is apart from measuring: from
the measures in a run and its thresholds anyone reckons the same verdicts.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pazos.analysis.frames import fingerprint
from pazos.analysis.reckoning.scorecard import card_of
from pazos.analysis.register import measuring, plausible
from pazos.analysis.register.held import Held, held
from pazos.analysis.register.reading import read_register
from pazos.domain.register.actions.counting import ship_rules
from pazos.domain.register.actions.quality import ship_thresholds
from pazos.domain.register.frozen import last_day, month_name
from pazos.domain.register.queries import quality
from pazos.domain.register.queries.closing import coverage, months_between
from pazos.domain.register.queries.counting import in_force, named
from pazos.foundation.runs.actions import Input, carry_out, sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem
from pazos.science.quality.measures import DECLARED, Measure
from pazos.science.quality.sources import divergence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from pazos.analysis.register.measuring import Rows
    from pazos.domain.people.models import Staff
    from pazos.domain.register.queries.closing import Coverage
    from pazos.domain.sources.models import Source
    from pazos.foundation.runs.models import Run
    from pazos.science.quality.criteria import Criterion

METHOD = "scorecard"
REGISTER = ""  # the subject that is no source
SCOPE = "bogota_wide"
READING, MEASURING, CHECKING = N_("reading the records"), N_("measuring"), N_("checking the series")


def _silent(step: str, share: float) -> None:
    """Nobody follows."""


@dataclass(frozen=True)
class Material:
    """All that the scorecard looks at, read once."""

    rows: dict[str, Rows]  # by subject: a source's short name, REGISTER
    sources: tuple[Source, ...]
    delivered: Coverage
    held: Held
    repeats: dict[str, dict[str, tuple[int, int]]]
    declared: dict[str, dict[str, float]]
    months: tuple[date, ...]

    def periods(self) -> Iterator[tuple[str, tuple[date, ...]]]:
        """Yield the whole, each year and each month: its name and its months."""
        yield "", self.months
        for year in sorted({month.year for month in self.months}):
            yield str(year), tuple(month for month in self.months if month.year == year)
        for month in self.months:
            yield month_name(month), (month,)


def study_scorecard(*, by: Staff | None, progress: Callable[[str, float], None] = _silent) -> Run:
    """Measure and judge every source and the register, and keep it as a run."""
    ship_thresholds()
    criteria = quality.criteria()
    progress(READING, 0.0)
    material = gathered()
    inputs = [fingerprint(subject or "register", _plain(rows)) for subject, rows in material.rows.items()]
    delivered = sorted(
        (one.slug, month_name(month))
        for one in material.sources
        for month in material.months
        if material.delivered.delivered(one, month)
    )
    inputs.append(Input("deliveries", sha256_of(delivered), len(delivered)))
    parameters = {
        "sources": [one.slug for one in material.sources],
        "first_month": month_name(material.months[0]),
        "last_month": month_name(material.months[-1]),
        "scope": SCOPE,
        "criteria": [asdict(one) for one in criteria],
        "declared": material.declared,
    }
    return carry_out(
        METHOD,
        lambda: _result(material, criteria, progress),
        by=by,
        inputs=inputs,
        parameters=parameters,
    )


def _plain(rows: Rows) -> pd.DataFrame:
    kept = [name for name in rows.frame.columns if name not in ("record", "number")]
    return rows.frame[kept]


def gathered() -> Material:
    """Read the records, the register and what was delivered. Raises InputProblem where there is nothing."""
    delivered = coverage()
    if not delivered.sources:
        raise InputProblem(N_("No source has delivered anything yet, so there is nothing to judge."))
    ship_rules()
    register = read_register()
    rows = {one.slug: measuring.records_of(one) for one in delivered.sources}
    known = pd.concat([one.frame.set_index("record")["registered_on"] for one in rows.values()])
    if register.numbers:
        rows[REGISTER] = measuring.deaths_of_register(register, known)
    scope = next(named(row) for row in in_force() if row.name == SCOPE)
    stated = quality.statements()
    spans = [span for found in delivered.spans.values() for span in found]
    return Material(
        rows=rows,
        sources=delivered.sources,
        delivered=delivered,
        held=held(scope, register=register),
        repeats=measuring.repeated_claims(),
        declared={
            REGISTER: quality.declared(stated, None),
            **{one.slug: quality.declared(stated, one.pk) for one in delivered.sources},
        },
        months=tuple(months_between(min(a for a, _ in spans), _end(rows, spans))),
    )


def _end(rows: Mapping[str, Rows], spans: Sequence[tuple[date, date]]) -> date:
    """Return the last day of the last month that most of the sources reach: one stray row is no year."""
    ends = sorted((span[1] for span in spans), reverse=True)
    lasts = sorted(
        (one.frame["date"].max().date() for subject, one in rows.items() if subject and len(one.frame)),
        reverse=True,
    )
    reached = lasts[(len(lasts) - 1) // 2] if lasts else ends[0]
    return last_day(reached.replace(day=1))


def _result(
    material: Material, criteria: Sequence[Criterion], progress: Callable[[str, float], None]
) -> dict[str, Any]:
    subjects: dict[str, Any] = {}
    for place, (subject, rows) in enumerate(material.rows.items()):
        progress(MEASURING, 0.1 + 0.7 * place / len(material.rows))
        subjects[subject] = {
            period: {"rows": len(of.frame), **card_of(_measures(material, subject, of, months), criteria)}
            for period, months in material.periods()
            for of in [rows.within(period)]
        }
    progress(CHECKING, 0.8)
    return {
        "names": {one.slug: one.name for one in material.sources},
        "not_taken": {subject: rows.refused for subject, rows in material.rows.items()},
        "codes": [one.code for one in criteria],
        "subjects": subjects,
        "flags": _flags(material),
    }


def _measures(material: Material, subject: str, rows: Rows, months: Sequence[date]) -> dict[str, Measure]:
    """Return all measures of a subject in some months: of its rows, and of how they stand beside others."""
    found = measuring.measured(rows)
    source = next((one for one in material.sources if one.slug == subject), None)
    beside = [
        _coverage(material, source, months),
        _divergence(material, months),
        _repeats(material, subject, rows, months),
        _outside(rows, subject),
        *_declared(material.declared[subject]),
    ]
    return found | {one.code: one for one in beside}


def _coverage(material: Material, source: Source | None, months: Sequence[date]) -> Measure:
    """Return the share of months that the source (for the register: every source) delivered."""
    asked = [source] if source else list(material.sources)
    missing = [month_name(month) for month in months if material.delivered.missing(month, asked)]
    facts = {"missing": missing[:24]}
    return Measure("months_covered", 1 - len(missing) / len(months), len(months), len(missing), "", facts)


def _divergence(material: Material, months: Sequence[date]) -> Measure:
    """Return by how much the sources that delivered all the months differ on the deaths in scope."""
    whole = [
        one.slug
        for one in material.sources
        if not any(material.delivered.missing(month, [one]) for month in months)
    ]
    if len(whole) < 2:
        return Measure("divergence", None, why="one_source")
    names = {month_name(month) for month in months}
    counts = dict.fromkeys(whole, 0)
    for number, sources in material.held.by.items():
        if material.held.days[number][:7] in names:
            for slug in sources & counts.keys():
                counts[slug] += 1
    lowest, highest = min(counts.values()), max(counts.values())
    return Measure("divergence", divergence(lowest, highest), len(whole), 0, "", {"deaths": counts})


def _repeats(material: Material, subject: str, rows: Rows, months: Sequence[date]) -> Measure:
    """Return the share of claims whose source claims the death already; of the register, of open pairs."""
    if subject == REGISTER:
        waits = int(rows.frame["waits"].sum())
        return Measure("duplicates_near", waits / max(len(rows.frame), 1), len(rows.frame), waits)
    counted = material.repeats.get(subject, {})
    found = [counted.get(month_name(month), (0, 0)) for month in months]
    again, every = sum(one for one, _ in found), sum(all_ for _, all_ in found)
    if not every:
        return Measure("duplicates_near", None, why="not_measured")
    return Measure("duplicates_near", again / every, every, again)


def _outside(rows: Rows, subject: str) -> Measure:
    """Rows of other municipalities are set apart when a file is taken in; of deaths a source may say so."""
    here = rows.frame
    if not len(here):
        return Measure("outside", None, why="few_deaths")
    out = int(here["elsewhere"].sum()) if subject == REGISTER else 0
    return Measure("outside", out / len(here), len(here), out)


def _declared(stated: Mapping[str, float]) -> Iterator[Measure]:
    for name in DECLARED:
        value = stated.get(name)
        yield Measure(f"declared_{name}", value, why="" if value is not None else "not_declared")
    if (missing := stated.get("missing_aggressor")) is not None:
        yield Measure("missing_aggressor", missing)


def _flags(material: Material) -> list[dict[str, Any]]:
    months = [month_name(month) for month in material.months]
    answer = []
    for subject, rows in material.rows.items():
        asked = [one for one in material.sources if not subject or one.slug == subject]
        delivered = {
            month_name(month) for month in material.months if not material.delivered.missing(month, asked)
        }
        within = rows.frame["month"].isin(months)
        of = type(rows)(rows.frame[within], {})
        answer += [{**flag, "subject": subject} for flag in plausible.flags_of(of, months, delivered)]
    years = sorted({month.year for month in material.months})
    return answer + plausible.flags_of_people(years)
