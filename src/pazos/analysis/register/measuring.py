"""The records of each source, and the deaths of the register, as the measures of quality read them.

A row is a record in use, or a death. Rows that could not be taken count as lacking what kept them
out. When a record came is told by the source itself, else by the first file that covers its day;
of days before the source's first file nobody can tell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from pazos.analysis.ingest.words import plain
from pazos.domain.register.counting import Condition, holds
from pazos.domain.register.models import Claim, Death
from pazos.domain.register.vocabulary import Flag, Says
from pazos.domain.sources.models import Delivery, Record, RejectedRow
from pazos.domain.sources.vocabulary import DeliveryState, Manner
from pazos.domain.territory.queries import municipality
from pazos.science.quality.measures import Measure, measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.register.reading import Register
    from pazos.domain.register.counting import Statement
    from pazos.domain.sources.models import Source

FIELDS = (
    *("occurred_on", "precision", "registered_on", "minute_of_day", "victims", "age", "age_group"),
    *("sex", "weapon", "manner", "municipality_code", "place", "source_key", "pk"),
)
NAMES = (
    *("date", "precision", "registered_on", "minute", "quantity", "age", "age_group"),
    *("sex", "mechanism", "manner", "municipality_code", "place", "key", "record"),
)
# In words that say what a manner is to the measures; both kinds of lawful killing must be told apart.
_MANNERS = {
    Manner.HOMICIDE: "homicide",
    Manner.LEGAL_INTERVENTION: "legal intervention",
    Manner.SELF_DEFENCE: "legal intervention",
    Manner.UNDETERMINED: "undetermined",
    Manner.UNINTENTIONAL: "accident",
    Manner.SELF_INFLICTED: "suicide",
    Manner.SURVIVED: "attempt",
    Manner.OTHER: "natural",
}
# The heading of a file's column is its mapping's; a row that lacks one of these lacks the variable.
_VARIABLE_OF = {
    **dict.fromkeys(("occurred_on", "died_on", "year", "month"), "date"),
    **dict.fromkeys(("municipality", "municipality_code", "department", "department_code"), "municipality"),
    **dict.fromkeys(("age", "age_unit", "age_group"), "age"),
    "sex": "sex",
    "weapon": "mechanism",
    "hour": "hour",
    "place": "place",
    "manner": "manner",
}


@dataclass(frozen=True)
class Rows:
    """The rows of one subject, and those that could not be taken by the variable that kept them out."""

    frame: pd.DataFrame
    rejected: Mapping[str, int]
    refused: int = 0

    def within(self, period: str) -> Rows:
        """Return the rows of a year (2023) or a month (2023-05); rows that were not taken have no time."""
        kept = self.frame["month"].str.startswith(period) if period else self.frame["month"].notna()
        return Rows(self.frame[kept], {} if period else self.rejected, 0 if period else self.refused)


def records_of(source: Source) -> Rows:
    """Return the records in use of a source, with when each was first known."""
    place = Coalesce(F("neighbourhood__code"), F("spelling__neighbourhood__code"))
    in_use = Q(in_city=True, superseded_by__isnull=True, delivery__state=DeliveryState.CURRENT)
    rows = Record.objects.filter(in_use, source=source).annotate(place=place).order_by("pk")
    frame = pd.DataFrame.from_records(list(rows.values_list(*FIELDS)), columns=list(NAMES))
    frame["manner"] = frame["manner"].map(_MANNERS)
    if not (frame["key"] != "").any():
        frame = frame.drop(columns="key")
    return Rows(_typed(frame, _first_files(source)), *_refused(source))


def _typed(frame: pd.DataFrame, files: list[tuple[Any, Any, Any]]) -> pd.DataFrame:
    days = pd.to_datetime(frame["date"])
    stated = pd.to_datetime(frame["registered_on"])
    return frame.assign(
        date=days,
        registered_on=stated.fillna(_received(days, files)),
        minute=frame["minute"].astype("Float64").fillna(-1).astype(int),
        age=frame["age"].astype("Float64").fillna(-1).astype(int),
        place=frame["place"].fillna(""),
        month=days.dt.strftime("%Y-%m"),
    )


def _first_files(source: Source) -> list[tuple[Any, Any, Any]]:
    """Return the files of a source that were read, the first received first: received, first and last day."""
    files = Delivery.objects.filter(source=source, first_on__isnull=False, last_on__isnull=False)
    read = files.exclude(state=DeliveryState.STOPPED).order_by("received_at", "pk")
    return [
        (received.date(), first, last)
        for received, first, last in read.values_list("received_at", "first_on", "last_on")
    ]


def _received(days: pd.Series, files: list[tuple[Any, Any, Any]]) -> pd.Series:
    """Return when the first file that covers each day came; missing for days before the first file of all."""
    answer = pd.Series(pd.NaT, index=days.index, dtype="datetime64[ns]")
    for received, first, last in files:
        covered = days.between(pd.Timestamp(first), pd.Timestamp(last)) & answer.isna()
        answer[covered] = pd.Timestamp(received)
    if files:
        answer[days < pd.Timestamp(files[0][0])] = pd.NaT
    return answer


def _refused(source: Source) -> tuple[dict[str, int], int]:
    """Return how many rows that nobody has mended lack each variable, and how many there are."""
    found = RejectedRow.objects.filter(
        delivery__source=source, delivery__state=DeliveryState.CURRENT, state=RejectedRow.State.OPEN
    )
    counted: Counter[str] = Counter()
    for heading, mapping in found.values_list("first_field", "delivery__mapping"):
        counted[_variable(heading or "", mapping)] += 1
    return {name: number for name, number in counted.items() if name}, counted.total()


def _variable(heading: str, mapping: Mapping[str, Any]) -> str:
    columns, written = mapping.get("columns", {}), plain(heading)
    means = next((field for field, headings in columns.items() if written in headings), heading)
    return _VARIABLE_OF.get(means, "")


def deaths_of_register(register: Register, known: pd.Series) -> Rows:
    """Return the deaths of the register with the values that it adopted.

    `known`: by record, when it was first known; a death is known since its first record.
    """
    words, elsewhere = _by_state(register)
    fields = ("pk", "occurred_on", "minute_of_day", "age", "sex", "weapon", "neighbourhood__code")
    rows = Death.objects.filter(merged_into__isnull=True, sources__gt=0).order_by("pk").values_list(*fields)
    names = ["number", "date", "minute", "age", "sex", "mechanism", "place"]
    frame = pd.DataFrame.from_records(list(rows), columns=names)
    days = pd.to_datetime(frame["date"])
    typed = frame.assign(
        date=days,
        minute=frame["minute"].astype("Float64").fillna(-1).astype(int),
        age=frame["age"].astype("Float64").fillna(-1).astype(int),
        place=frame["place"].fillna(""),
        manner=frame["number"].map(words).fillna(""),
        municipality_code=municipality().code,
        registered_on=frame["number"].map(_first_known(known)),
        waits=frame["number"].isin(register.waiting),
        elsewhere=frame["number"].map(elsewhere).fillna(value=False).astype(bool),
        month=days.dt.strftime("%Y-%m"),
    )
    return Rows(typed, {})


def _first_known(known: pd.Series) -> pd.Series:
    claims = Claim.objects.filter(withdrawn_at__isnull=True, death__isnull=False).order_by()
    pairs = pd.DataFrame.from_records(
        list(claims.values_list("death_id", "record_id")), columns=["death", "record"]
    )
    return pairs.assign(known=pairs["record"].map(known)).groupby("death")["known"].min()


def _by_state(register: Register) -> tuple[dict[int, str], dict[int, bool]]:
    """Return of each death the word of its manner, and whether a source says that it was hurt elsewhere."""
    elsewhere = Condition(Flag.HURT_ELSEWHERE, Says.ANY)
    words, hurt = {}, {}
    for state in set(register.states):
        statements = register.statements(state)
        words[state], hurt[state] = _word(statements), holds(elsewhere, statements)
    states = dict(zip(register.numbers, register.states, strict=True))
    return (
        {number: words[state] for number, state in states.items()},
        {number: hurt[state] for number, state in states.items()},
    )


_IN_ORDER = (
    (Flag.SURVIVED, "attempt"),
    (Flag.SELF_INFLICTED, "suicide"),
    (Flag.UNINTENTIONAL, "accident"),
    (Flag.LEGAL_INTERVENTION, "legal intervention"),
    (Flag.SELF_DEFENCE, "legal intervention"),
    (Flag.INTENT_KNOWN, "homicide"),
    (Flag.KILLED_BY_ANOTHER, "undetermined"),
)


def _word(statements: list[Statement]) -> str:
    """Return what all the sources of a death together say of its manner, as a word of the measures."""
    for flag, word in _IN_ORDER:
        if holds(Condition(flag, Says.ANY), statements):
            return word
    return "undetermined" if any(Flag.INTENT_KNOWN in one.flags for one in statements) else ""


def measured(rows: Rows) -> dict[str, Measure]:
    """Return the measures that rows alone can tell, by code; none where there are no rows."""
    frame = rows.frame
    if not len(frame):
        return {}
    meaning = {name: name for name in NAMES if name in frame.columns and name != "record"}
    found = measure(frame[list(meaning)], meaning)
    return found | {
        code: _with_refused(found[code], number)
        for name, number in rows.rejected.items()
        if (code := f"missing_{name}") in found and found[code].value is not None
    }


def _with_refused(found: Measure, number: int) -> Measure:
    short, of = found.short + number, found.of + number
    return replace(found, value=short / of, short=short, of=of, facts={"not_taken": number})


def repeated_claims() -> dict[str, dict[str, tuple[int, int]]]:
    """Return for each source and month its claims of a death that it claims already, and all its claims."""
    claims = Claim.objects.filter(withdrawn_at__isnull=True).order_by()
    counted: dict[str, dict[str, tuple[int, int]]] = {}
    for source, day, again in claims.values_list("source__slug", "record__occurred_on", "duplicate"):
        months = counted.setdefault(source, {})
        repeats, every = months.get(f"{day:%Y-%m}", (0, 0))
        months[f"{day:%Y-%m}"] = repeats + bool(again), every + 1
    return counted


def as_days(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Return the days of rows as the checks of plausibility read them; days known no finer are left out."""
    days = frame["date"].to_numpy(dtype="datetime64[D]").copy()
    if "precision" in frame.columns:
        days[(frame["precision"] != "day").to_numpy()] = np.datetime64("NaT")
    return days
