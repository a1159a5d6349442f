"""What does a partner's IATI file say? Its activities and transactions, and what cannot be read of each.

The file comes from outside. It is size-limited, and one with a document type is refused before anything
of it is read: entities could grow without end or reach for other files. Nothing here writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from pazos.analysis.opendata.iati.codes import PEACE_BUILDING, TOLD_BY_PARTNER
from pazos.domain.cooperation.rules import is_currency
from pazos.domain.money import exact
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.cooperation.vocabulary import Stage

MOST_BYTES = 10 * 2**20
MOST_ACTIVITIES = 2_000
MOST_DEPTH = 60
LONGEST_IDENTIFIER = 100
_CHUNK = 4_096
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?")
_AMOUNT = re.compile(r"-?\d{1,18}(\.\d{1,18})?")


@dataclass(frozen=True)
class ReadTransaction:
    """One transaction: what it moves, or why it cannot be taken."""

    kind: str
    stage: Stage | None = None
    on: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    words: str = ""
    problem: InputProblem | None = None


@dataclass(frozen=True)
class ReadActivity:
    """One activity of the partner."""

    identifier: str
    title: str
    words: str
    reporter: str
    starts_on: date | None
    ends_on: date | None
    purpose_code: str
    transactions: tuple[ReadTransaction, ...]


@dataclass(frozen=True)
class ReadFile:
    """What a file holds: its activities, and what is wrong with those that are left out."""

    version: str
    activities: tuple[ReadActivity, ...]
    wrong: tuple[InputProblem, ...]


def read_file(content: bytes) -> ReadFile:
    """Return what an IATI activity file of version 2.0x says.

    Raises:
        InputProblem: it is too large, no XML, has a document type, or is no such file.
    """
    if len(content) > MOST_BYTES:
        raise InputProblem(N_("The file is larger than {most} MB."), most=MOST_BYTES // 2**20)
    root = _parsed(content)
    version = root.get("version", "")
    if root.tag != "iati-activities":
        raise InputProblem(
            N_("This is no file of IATI activities: it begins with {tag}."), tag=str(root.tag)[:60]
        )
    if not version.startswith("2."):
        raise InputProblem(
            N_("This is IATI version {version}; ask the partner for version 2."), version=version[:10] or "–"
        )
    found = root.findall("iati-activity")
    if len(found) > MOST_ACTIVITIES:
        raise InputProblem(N_("The file has more than {most} activities."), most=MOST_ACTIVITIES)
    activities: list[ReadActivity] = []
    wrong: list[InputProblem] = []
    for place, element in enumerate(found, start=1):
        try:
            activities.append(_activity(element, place))
        except InputProblem as problem:
            wrong.append(problem)
    return ReadFile(version, tuple(activities), tuple(wrong))


def _parsed(content: bytes) -> Element:
    """Return the root of a document; each piece is looked at for a document type before the next is read."""
    builder, parser = TreeBuilder(), expat.ParserCreate()
    depth = 0

    def refuse_type(*_said: object) -> None:
        raise InputProblem(
            N_("The file has a document type (DOCTYPE). Ask the partner for a file without one.")
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise InputProblem(N_("The file is nested too deeply."))
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    parser.StartDoctypeDeclHandler = refuse_type
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    try:
        for first in range(0, len(content), _CHUNK):
            parser.Parse(content[first : first + _CHUNK], False)  # noqa: FBT003 - as expat names it
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, InputProblem):
            raise
        raise InputProblem(
            N_("The file cannot be read as XML: {reason}."), reason=str(error)[:120]
        ) from error
    return builder.close()


def _activity(element: Element, place: int) -> ReadActivity:
    identifier = (element.findtext("iati-identifier") or "").strip()
    if not identifier or len(identifier) > LONGEST_IDENTIFIER:
        raise InputProblem(N_("Activity {place} has no identifier that can be kept."), place=place)
    days = {one.get("type"): _day(one.get("iso-date")) for one in element.findall("activity-date")}
    reporting = element.find("reporting-org")
    currency = element.get("default-currency", "")
    return ReadActivity(
        identifier=identifier,
        title=_narrative(element.find("title"))[:200] or identifier,
        words=_narrative(element.find("description"))[:3000],
        reporter=reporting.get("ref", "").strip() if reporting is not None else "",
        starts_on=days.get("2") or days.get("1"),
        ends_on=days.get("4") or days.get("3"),
        purpose_code=_purpose(element.findall("sector")),
        transactions=tuple(_transaction(one, currency) for one in element.findall("transaction")),
    )


def _narrative(element: Element | None) -> str:
    texts = [] if element is None else [one.text or "" for one in element.findall("narrative")]
    return next((" ".join(text.split()) for text in texts if text.strip()), "")


def _purpose(sectors: Iterable[Element]) -> str:
    """Return the DAC purpose with the largest share; peace-building where none of five figures is said."""
    shares = [
        (_share(one), one.get("code", ""))
        for one in sectors
        if one.get("vocabulary", "1") == "1" and re.fullmatch(r"\d{5}", one.get("code", ""))
    ]
    return max(shares)[1] if shares else PEACE_BUILDING


def _share(sector: Element) -> Decimal:
    said = _plain_amount(sector.get("percentage", ""))
    return Decimal(100) if said is None else said


def _plain_amount(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text.strip()) else None


def _day(text: str | None) -> date | None:
    found = _DAY.fullmatch((text or "").strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _transaction(element: Element, default_currency: str) -> ReadTransaction:
    kind_of = element.find("transaction-type")
    kind = kind_of.get("code", "") if kind_of is not None else ""
    stage = TOLD_BY_PARTNER.get(kind)
    if stage is None:
        return ReadTransaction(
            kind,
            problem=InputProblem(
                N_("Type {kind} says nothing of what the partner gives."), kind=kind[:9] or "–"
            ),
        )
    try:
        on, amount, currency = _moved(element, default_currency)
    except InputProblem as problem:
        return ReadTransaction(kind, stage, problem=problem)
    return ReadTransaction(kind, stage, on, amount, currency, _narrative(element.find("description"))[:300])


def _moved(element: Element, default_currency: str) -> tuple[date, Decimal, str]:
    day, worth = element.find("transaction-date"), element.find("value")
    on = _day(day.get("iso-date")) if day is not None else None
    if on is None:
        raise InputProblem(N_("It has no day."))
    said = (worth.text or "").strip() if worth is not None else ""
    amount = _plain_amount(said)
    if worth is None or amount is None:
        raise InputProblem(N_("{value} is not an amount of money."), value=said[:40] or "–")
    currency = worth.get("currency") or default_currency
    if not is_currency(currency):
        raise InputProblem(N_("It does not say its currency."))
    return on, exact(amount), currency
