"""Taking a file in: keep it, read it, understand it, write it, and say everything that must be said.

    pazos ingest FILE --source NAME

A snapshot (most official series are handed out whole each time) replaces the source's earlier
records in the months and municipalities that it holds, by itself only if at least 90% of
their victims, and of their places, are in it. Otherwise it waits, unused, for a person to
decide: replace or add. Nothing is deleted by this: setting the delivery aside brings all back.

Never: a row lost without a word, a file half written, the same file counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from django.db import transaction
from django.utils import timezone

from pazos.analysis.ingest.blocks import as_columns
from pazos.analysis.ingest.keeping import Kept, keep, laid_out
from pazos.analysis.ingest.mapping import DateOrder, from_stored, shipped
from pazos.analysis.ingest.parse import Parsed, parse
from pazos.analysis.ingest.records import Here
from pazos.analysis.ingest.understanding import Options
from pazos.analysis.notices import Notice, notice, stored_problem
from pazos.analysis.tables import read_grid
from pazos.domain.sources import actions, queries
from pazos.domain.sources.bulk import references_looked_up_once
from pazos.domain.sources.rules import may_be_read
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Municipality
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Delivery, Source
    from pazos.domain.sources.rules import Overlap


def _silent(step: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Wishes:
    """What the person who hands a file in states about it."""

    dates: DateOrder | None = None
    accept: frozenset[str] = frozenset()
    encoding: str | None = None
    sheet: str | None = None
    overlap: Literal["", "replace", "add"] = ""
    again: bool = False
    name: str = ""  # what the file is called, where that is not its name on disk


@dataclass(frozen=True)
class Outcome:
    """What came of a file: its delivery, and how it was read."""

    delivery: Delivery
    said: list[dict[str, Any]] = field(default_factory=list)  # beyond the delivery's own warnings

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """Everything to be said, as stored."""
        return [*self.said, *self.delivery.warnings]


def take(
    path: Path,
    *,
    source: str,
    by: Staff | None,
    wishes: Wishes = Wishes(),
    tell: Callable[[str, float], None] = _silent,
) -> Outcome:
    """Take one file in for a source, or refuse it (`InputProblem`); the file is kept either way."""
    series = found_source(source, by=by)
    tell(N_("keeping the file"), 0.0)
    kept = keep(path)
    delivery = actions.receive(
        source=series, file_name=wishes.name or path.name, file_hash=kept.sha256, file_bytes=kept.size, by=by
    )
    if wishes.again or delivery.state == DeliveryState.STOPPED:
        delivery = actions.read_again(delivery, by=by)
    if not may_be_read(delivery.state):
        return _known(delivery, wishes, by)
    try:
        parsed = _parsed(kept, delivery, wishes, tell)
        delivery = _written(delivery, parsed, wishes, by, tell)
    except InputProblem as problem:
        actions.stop(delivery, problem=stored_problem(problem), warnings=[], by=by)
        raise
    delivery.refresh_from_db()
    return Outcome(delivery)


def found_source(slug: str, *, by: Staff | None) -> Source:
    """Return a source of this city; one that Pazos ships a mapping for is made on first use."""
    series = queries.source_named(slug)
    if series is not None:
        return series
    if slug in shipped():
        return actions.create_source(stored=shipped()[slug].stored(), by=by)
    raise InputProblem(
        N_("There is no source {slug}. Known are: {known}."),
        slug=slug,
        known=listed(sorted({*shipped(), *queries.known_sources()}), most=30),
    )


def here() -> Here:
    """Return the city as far as rows are told in or out of it."""
    city = Municipality.objects.first()
    return Here(city.code, city.name, city.department) if city else Here()


def _known(delivery: Delivery, wishes: Wishes, by: Staff | None) -> Outcome:
    """Answer for a file that was taken before: nothing changes but a decision that it waits for."""
    if delivery.state == DeliveryState.WAITING and wishes.overlap:
        decide = actions.replace_earlier if wishes.overlap == "replace" else actions.add_to_earlier
        return Outcome(decide(delivery, by=by))
    same = notice(
        "same_file",
        N_(
            "{file} was taken in before, on {date} ({state}); nothing changed. "
            "With --again it is read anew under the source's present mapping."
        ),
        file=delivery.file_name,
        date=timezone.localdate(delivery.received_at).isoformat(),
        state=str(delivery.state),
    )
    return Outcome(delivery, [same.stored()])


def _parsed(kept: Kept, delivery: Delivery, wishes: Wishes, tell: Callable[[str, float], None]) -> Parsed:
    with laid_out(kept.path) as plain:
        grid = read_grid(
            plain,
            name=delivery.file_name,
            encoding=wishes.encoding,
            sheet=wishes.sheet,
            tell=lambda share: tell(N_("reading"), share),
        )
    tell(N_("understanding the columns"), 0.0)
    options = Options(today=timezone.localdate(), dates=wishes.dates, accept=wishes.accept)
    return parse(grid, from_stored(delivery.mapping), here=here(), options=options)


def _written(
    delivery: Delivery, parsed: Parsed, wishes: Wishes, by: Staff | None, tell: Callable[[str, float], None]
) -> Delivery:
    mapping = from_stored(delivery.mapping)
    parsed, said = _without_settled(parsed, delivery)
    with references_looked_up_once(rows=len(parsed.row_numbers)), transaction.atomic():
        delivery = actions.settle(
            delivery,
            figures=_figures(
                parsed,
                {**delivery.mapping, "date_orders": [parsed.date_order]},
                [*said, *parsed.notices],
            ),
            records=as_columns(parsed, by=by, tell=lambda share: tell(N_("writing"), share)),
            rejected=(
                actions.RejectedFacts(row.row_number, row.values, row.problems) for row in parsed.rejected
            ),
            snapshot=mapping.delivers == "snapshot" and wishes.overlap != "add",
            say=_say_overlap,
            by=by,
        )
        if delivery.state == DeliveryState.WAITING and wishes.overlap == "replace":
            delivery = actions.replace_earlier(delivery, by=by)
    return delivery


def _figures(parsed: Parsed, mapping: dict[str, Any], notices: list[Notice]) -> actions.Figures:
    said = [one.stored() for one in notices]
    if parsed.rejected:
        template = N_("{count} of {rows} rows could not be taken; each is listed with its cure.")
        said.insert(
            0, notice("rejected_rows", template, count=len(parsed.rejected), rows=parsed.rows).stored()
        )
    return actions.Figures(
        rows=parsed.rows,
        accepted=parsed.accepted,
        victims=parsed.victims,
        victims_in_city=parsed.victims_in_city,
        first_on=parsed.first_on,
        last_on=parsed.last_on,
        mapping=mapping,
        warnings=said,
    )


def _without_settled(parsed: Parsed, delivery: Delivery) -> tuple[Parsed, list[Notice]]:
    """Leave out the rows that a person corrected or left out when the file was read before."""
    settled = set(queries.settled_rows(delivery).values_list("row_number", flat=True))
    if not settled:
        return parsed, []
    keep_row = ~np.isin(parsed.row_numbers, list(settled))
    rejected = [row for row in parsed.rejected if row.row_number not in settled]
    taken_before = len(np.unique(parsed.row_numbers[~keep_row]))
    again = Parsed(
        rows=parsed.rows - taken_before - (len(parsed.rejected) - len(rejected)),
        accepted=parsed.accepted - taken_before,
        row_numbers=parsed.row_numbers[keep_row],
        records={name: values[keep_row] for name, values in parsed.records.items()},
        place_codes=parsed.place_codes[keep_row],
        place_texts=parsed.place_texts,
        rejected=rejected,
        first_on=parsed.first_on,
        last_on=parsed.last_on,
        date_order=parsed.date_order,
        notices=parsed.notices,
    )
    template = N_("{count} rows stand as a person decided on them before.")
    return again, [notice("decisions_kept", template, count=len(settled))]


def _say_overlap(overlap: Overlap, waits: bool) -> dict[str, Any]:  # noqa: FBT001 - a callback
    facts = {
        "earlier": overlap.earlier.victims,
        "new": overlap.new.victims,
        "earlier_in_city": overlap.earlier.in_city,
        "new_in_city": overlap.new.in_city,
        "earlier_placed": overlap.earlier.placed,
        "new_placed": overlap.new.placed,
    }
    if not waits:
        template = N_(
            "It replaces earlier records of this source in the same months and municipalities: {earlier:,} "
            "victims before, {new:,} now ({earlier_in_city:,} and {new_in_city:,} in the city)."
        )
        return notice("supersedes", template, **facts).stored()
    template = N_(
        "It is not in use yet. In the same months and municipalities the source had {earlier:,} victims "
        "({earlier_in_city:,} in the city, {earlier_placed:,} with a place) and this file has {new:,} "
        "({new_in_city:,}, {new_placed:,}). Decide with --replace or --add."
    )
    return notice("waiting", template, **facts).stored()
