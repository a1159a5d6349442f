"""The queue as a table for a person to fill in, and their decisions read back row by row.

A row that cannot be taken is told with its number and reason; the others are taken. A row
left blank decides nothing. A text that a spreadsheet would run as a formula is written inert.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.analysis.gazetteer import CANDIDATES, queue, queue_part
from pazos.analysis.inert import harmless
from pazos.analysis.tables import read_table
from pazos.domain.territory import queries
from pazos.domain.territory.actions import decide_spelling, match_again, new_neighbourhood_from_spelling
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.domain.territory.spelling import code_key, rule_form, spelling_key
from pazos.domain.territory.vocabulary import Kind
from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.gazetteer import Waiting
    from pazos.domain.people.models import Staff

COLUMNS = ("key", "text", "records", "victims", "proposal", "decision", "place", "note")
_WORDS = {
    **dict.fromkeys(("PLACE", "LUGAR", "BARRIO", "SI"), "place"),
    **dict.fromkeys(("NOT A PLACE", "NO ES LUGAR", "NO ES UN LUGAR", "VIA"), "not_a_place"),
    **dict.fromkeys(("OUTSIDE", "FUERA", "OTRO MUNICIPIO"), "outside"),
    **dict.fromkeys(("NEW", "NUEVO", "NUEVA"), "new"),
}


@dataclass
class Applied:
    """What came of a file of decisions: how many of each, and the rows refused with their reason."""

    decided: dict[str, int] = field(default_factory=dict)
    blank: int = 0
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)


def export(path: str | Path, *, most: int | None = None) -> int:
    """Write the queue, or its first `most` rows, as CSV and return how many. Columns: COLUMNS and candidates."""
    waiting = queue() if most is None else queue_part(0, most, candidates=CANDIDATES)
    numbered = [f"{what}_{n}" for n in range(1, CANDIDATES + 1) for what in ("code", "name", "score", "why")]
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*COLUMNS, *numbered))
        writer.writerows(_written(item) for item in waiting)
    return len(waiting)


def _written(item: Waiting) -> list[object]:
    proposal = "not_a_place" if item.looks_like_a_road else ""
    row: list[object] = [item.key, harmless(item.text), item.records, item.victims, proposal, "", "", ""]
    for found in item.candidates:
        why = say(found.why, None, **found.facts)
        row += [harmless(found.place.code), harmless(found.place.name), found.score, why]
    return row


def apply(path: str | Path, *, by: Staff | None) -> Applied:
    """Take the decisions of a filled table. `decision` is place, not_a_place, outside, new or 1 to 3.

    A number takes that candidate of the row; place needs a code or a name in the column place.
    """
    path = Path(path)
    if not path.exists():
        raise InputProblem(N_("There is no file {file}."), file=path)
    table = read_table(path)
    missing = [name for name in ("key", "decision") if name not in table.frame.columns]
    if missing:
        raise InputProblem(
            N_("{file} has no column {column}: it is no table of pazos gazetteer --export."),
            file=path.name,
            column=missing[0],
        )
    applied = Applied()
    for number, cells in zip(table.rows.tolist(), table.frame.to_dict("records"), strict=True):
        row = {str(name): str(value).strip() for name, value in cells.items()}
        try:
            _take(row, applied, by=by)
        except InputProblem as problem:
            applied.refused.append({"row": number, "template": problem.template, "facts": problem.facts})
    if applied.decided:
        match_again(by=by)
    return applied


def _take(row: Mapping[str, str], applied: Applied, *, by: Staff | None) -> None:
    if not row["decision"]:
        applied.blank += 1
        return
    meaning, place = _decision(row)
    spelling = Spelling.objects.filter(key=row["key"]).first()
    if spelling is None:
        raise InputProblem(N_("No source writes {key}."), key=row["key"] or "-")
    if meaning == "new":
        new_neighbourhood_from_spelling(spelling, kind=rule_form(spelling.key).kind or Kind.BARRIO, by=by)
    elif (spelling.meaning, spelling.neighbourhood, spelling.method) == (
        meaning,
        place,
        Spelling.Method.PERSON,
    ):
        applied.unchanged += 1
        return
    else:
        decide_spelling(spelling, meaning=meaning, neighbourhood=place, note=row.get("note", ""), by=by)
    applied.decided[meaning] = applied.decided.get(meaning, 0) + 1


def _decision(row: Mapping[str, str]) -> tuple[str, Neighbourhood | None]:
    said = row["decision"]
    if said.isdecimal():
        code = row.get(f"code_{int(said)}", "")
        if not code:
            raise InputProblem(N_("This row has no candidate {number}."), number=said)
        return "place", _place(code)
    meaning = _WORDS.get(spelling_key(said.replace("_", " ")))
    if meaning is None:
        raise InputProblem(
            N_("{decision} is no decision; write place, not_a_place, outside, new or a candidate's number."),
            decision=said,
        )
    return meaning, (_place(row.get("place", "")) if meaning == "place" else None)


def _place(said: str) -> Neighbourhood:
    """Return the place of a code or of a name that only one place has."""
    names = queries.register()
    by_code = [item for item in names.places.values() if code_key(item.code) == code_key(said.lstrip("'"))]
    match = names.automatic_match(spelling_key(said)) if not by_code else None
    found = by_code[0].id if by_code else match.place if match else None
    if found is None:
        raise InputProblem(
            N_("{place} is no code or name of one neighbourhood of this city."), place=said or "-"
        )
    return Neighbourhood.objects.get(pk=found)
