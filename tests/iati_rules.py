"""The published rules of IATI 2.03 as data, and what of a document breaks them.

`reference/iati/schema_2_03.json` holds the order and number of children and the attributes that the
activity schema demands; RULES below the standard ruleset as far as it speaks of what Pazos writes.
Source of both: IATI Standard (https://iatistandard.org/), Creative Commons Attribution 4.0.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

SCHEMA = json.loads(
    (Path(__file__).parent / "reference" / "iati" / "schema_2_03.json").read_text(encoding="utf-8")
)["elements"]
XML = "{http://www.w3.org/XML/1998/namespace}"
# rulesets/standard.json of IATI-Rulesets, version 2.03: path of the element, kind of rule, what it says.
RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("iati-activity", "at least one", ("activity-date[@type='1']", "activity-date[@type='2']")),
    ("iati-activity", "exactly one place", ("sector", "transaction/sector")),
    ("iati-activity", "not later", ("activity-date[@type='1']", "activity-date[@type='3']")),
    ("iati-activity", "not later", ("activity-date[@type='2']", "activity-date[@type='4']")),
    ("iati-activity", "not later", ("activity-date[@type='2']", "NOW")),
    ("iati-activity", "not later", ("activity-date[@type='4']", "NOW")),
    ("iati-activity/transaction", "not later", ("transaction-date", "NOW")),
    ("iati-activity/transaction", "not later", ("value", "NOW")),
    ("iati-activity/budget", "not later", ("period-start", "period-end")),
    ("iati-activity/budget", "at most a year", ("period-start", "period-end")),
    ("iati-activity/result/indicator/period", "not later", ("period-start", "period-end")),
    ("iati-activity", "fit to identify", ("iati-identifier",)),
    ("iati-activity/reporting-org", "fit to identify", ("@ref",)),
    ("iati-activity/participating-org", "fit to identify", ("@ref",)),
    ("iati-activity/transaction/provider-org", "fit to identify", ("@ref",)),
    ("iati-activity/transaction/receiver-org", "fit to identify", ("@ref",)),
    ("iati-activity/participating-org", "at least one", ("@ref", "narrative")),
    ("iati-activity/transaction/provider-org", "at least one", ("@ref", "narrative")),
    ("iati-activity", "begins with", ("iati-identifier", "reporting-org")),
    ("iati-activity", "sums to 100", ("sector",)),
    ("iati-activity", "sums to 100", ("recipient-country",)),
    ("iati-activity", "has its currency", (".//value",)),
    ("iati-activity/tag[@vocabulary='99']", "at least one", ("narrative",)),
    ("iati-activity/result/indicator[@measure='1']/baseline", "at least one", ("@value",)),
)


def faults(root: Element, *, now: date) -> list[str]:
    """Return everything in a document that breaks the schema's order or the ruleset."""
    return [*_out_of_order(root, "iati-activities"), *_broken(root, now)]


def _out_of_order(element: Element, path: str) -> Iterator[str]:
    rule = SCHEMA.get(path)
    if rule is None:
        return
    for name in rule["required"]:
        if element.get(name) is None:
            yield f"{path} lacks @{name}"
    order = [name for name, _least, _most in rule["children"]]
    there = [child.tag for child in element if isinstance(child.tag, str)]
    yield from (f"{path} has {tag}" for tag in there if tag not in order)
    places = [order.index(tag) for tag in there if tag in order]
    if places != sorted(places):
        yield f"{path} is out of order: {there}"
    for name, least, most in rule["children"]:
        count = there.count(name)
        if count < least or (most is not None and count > most):
            yield f"{path} has {count} of {name}"
    for child in element:
        if isinstance(child.tag, str):
            below = child.tag if path == "iati-activities" else f"{path}/{child.tag}"
            yield from _out_of_order(child, below)


def _broken(root: Element, now: date) -> Iterator[str]:
    for path, kind, said in RULES:
        for element in root.findall(path):
            if not HOLDS[kind](element, said, now):
                yield f"{path}: {kind} {said}"


def _texts(element: Element, where: str) -> list[str]:
    if where.startswith("@"):
        found = element.get(where[1:])
        return [] if found is None else [found]
    return [one.text or "" for one in element.findall(where)]


def _days(element: Element, where: str, now: date) -> list[date]:
    if where == "NOW":
        return [now]
    found = [one.get("iso-date") or one.get("value-date") for one in element.findall(where)]
    return [date.fromisoformat(day) for day in found if day]


def _not_later(element: Element, said: tuple[str, ...], now: date) -> bool:
    first, last = (_days(element, where, now) for where in said)
    return all(one <= other for one in first for other in last)


def _at_most_a_year(element: Element, said: tuple[str, ...], now: date) -> bool:
    (first,), (last,) = (_days(element, where, now) for where in said)
    return last - first <= timedelta(days=365 if first.year % 4 else 366)


def _sums(element: Element, said: tuple[str, ...], _now: date) -> bool:
    shares = [one.get("percentage") for one in element.findall(said[0])]
    if len(shares) == 1:
        return shares[0] in (None, "100")
    return not shares or sum(float(share or 0) for share in shares) == 100


def _begins(element: Element, said: tuple[str, ...], _now: date) -> bool:
    own, reporting = element.findtext(said[0]) or "", element.find(said[1])
    return reporting is not None and own.startswith(f"{reporting.get('ref')}-")


def _has_currency(element: Element, said: tuple[str, ...], _now: date) -> bool:
    return bool(element.get("default-currency")) or all(
        one.get("currency") for one in element.findall(said[0])
    )


HOLDS = {
    "at least one": lambda element, said, _now: any(_texts(element, where) for where in said),
    "exactly one place": lambda element, said, _now: sum(bool(element.findall(w)) for w in said) == 1,
    "not later": _not_later,
    "at most a year": _at_most_a_year,
    "fit to identify": lambda element, said, _now: all(
        re.fullmatch(r"[^/&|?]+", text) for where in said for text in _texts(element, where)
    ),
    "begins with": _begins,
    "sums to 100": _sums,
    "has its currency": _has_currency,
}
