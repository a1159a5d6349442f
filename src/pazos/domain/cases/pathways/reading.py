"""From a file to a pathway: everything that is wrong with it is said in words, and nothing is guessed.

A city may word, add and time items as its institutions work. A duty of the pathway that comes with
Pazos goes only with a reason that stays in the file.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pazos.domain.cases.instruments.faults import CODE
from pazos.domain.cases.instruments.kinds import words_of
from pazos.domain.cases.pathways.kinds import PathItem, Pathway, Whom
from pazos.domain.cases.vocabulary import CrisisKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 90 * 24 * 60  # minutes


def read(content: Mapping[str, Any], *, is_of_the_city: bool = False) -> Pathway:
    """Return the pathway of a file.

    Raises:
        InputProblem: the first thing that is wrong with it; `faults` gives them all.
    """
    for fault in faults(content):
        raise fault
    return Pathway(
        kind=content["kind"],
        version=content["version"],
        purpose=words_of(content["purpose"]),
        note=words_of(content.get("note", {})),
        items=tuple(_item(one) for one in content["items"]),
        sources=tuple(content["sources"]),
        is_of_the_city=is_of_the_city,
    )


def faults(content: Mapping[str, Any], *, over: Pathway | None = None) -> tuple[InputProblem, ...]:
    """Return everything that is wrong with a file; `over` is the pathway it would take the place of."""
    try:
        found = (*_head(content), *_items(content))
        return found if found or over is None else tuple(_duties_left_out(content, over))
    except (KeyError, TypeError, AttributeError) as error:
        return (InputProblem(N_("The file is not built as a pathway is: {what}."), what=str(error)),)


def _head(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    if content["kind"] not in CrisisKind.values:
        yield InputProblem(N_("kind must be one of: {known}."), known=", ".join(CrisisKind.values))
    if content["version"] < 1:
        yield InputProblem(N_("Versions are numbered from 1."))
    if not words_of(content["purpose"]):
        yield InputProblem(N_("The purpose is empty: when is this pathway followed?"))
    if not content["sources"]:
        yield InputProblem(N_("The sources are empty: on which laws and protocols does it rest?"))
    if not content["items"]:
        yield InputProblem(N_("There is no item."))


def _items(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    seen: set[str] = set()
    for one in content["items"]:
        code, within = one["code"], one["within_minutes"]
        if code in seen or not CODE.fullmatch(code):
            yield InputProblem(
                N_("The item {item} stands twice, or its code is not in small letters."), item=code
            )
        if not one.get("es"):
            yield InputProblem(N_("The item {item} has no words in Spanish."), item=code)
        if one["duty"] and not one.get("law"):
            yield InputProblem(N_("The duty {item} does not say which law asks for it."), item=code)
        if within is not None and not 0 <= within <= LONGEST:
            yield InputProblem(N_("The item {item} is due at a time that cannot be."), item=code)
        if one.get("for", Whom.ALL) not in tuple(Whom):
            yield InputProblem(N_("The item {item} must be for all, minor or adult."), item=code)
        seen.add(code)


def _duties_left_out(content: Mapping[str, Any], over: Pathway) -> Iterator[InputProblem]:
    duties = {one["code"] for one in content["items"] if one["duty"]}
    argued = {code for code, why in content.get("dropped", {}).items() if why.strip()}
    for one in over.items:
        if one.is_duty and one.code not in duties | argued:
            yield InputProblem(
                N_(
                    "The duty {item} ({law}) is left out. Keep it, or say under dropped why the law no longer asks it."
                ),
                item=one.code,
                law=one.law,
            )


def _item(one: Mapping[str, Any]) -> PathItem:
    within = one["within_minutes"]
    return PathItem(
        code=one["code"],
        words=words_of(one),
        is_duty=bool(one["duty"]),
        within=None if within is None else timedelta(minutes=within),
        asks_number=bool(one.get("proof", False)),
        law=one.get("law", ""),
        phone=one.get("phone", ""),
        whom=Whom(one.get("for", Whom.ALL)),
    )
