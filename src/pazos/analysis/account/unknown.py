"""What the account does not know: said as plainly as what it knows. Sentences are kept as English keys with their facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Sentence = tuple[str, dict[str, Any]]


def unknown(parts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return everything that the parts of an account leave open, in the order of the account."""
    tellers = (_of_strategy, _of_people, _of_activities, _of_indicators, _of_deaths, _of_money, _of_promises)
    return [{"key": key, "facts": facts} for teller in tellers for key, facts in teller(parts)]


def _of_strategy(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    if parts["strategy"]["version"] is None:
        yield (
            N_("No version of the strategy had been adopted by then: what is told of it is the working one."),
            {},
        )


def _of_people(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    people = parts["people"]
    if people["hidden"]:
        facts = {"n": people["hidden"], "minimum": people["minimum"]}
        yield (
            N_("Hidden numbers of people: {n}. They, or what they would give away, are below {minimum}."),
            facts,
        )
    if people["reported"]:
        yield (
            N_(
                "Of those who were only counted by heads nobody knows how many are the same person, or were met by name too."
            ),
            {},
        )
    if people["former"]:
        yield N_("Nobody can tell any more which of the people whose data were erased are one person."), {}
    if not people["indirect"]:
        yield N_("Nobody stated how many were reached indirectly."), {}


def _of_activities(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    if n := parts["activities"]["without_cluster"]:
        yield N_("Activities done outside the clusters, or of which nobody said in which: {n}."), {"n": n}


def _of_indicators(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    every = parts["indicators"]["indicators"]
    if n := parts["indicators"]["not_public"]:
        yield (
            N_(
                "Indicators that are followed and not told, for their sheets say that they are not public: {n}."
            ),
            {"n": n},
        )
    for light, key in (
        ("no_data", N_("Indicators without an approved value of the year ({n}): {codes}.")),
        ("no_target", N_("Indicators with a value and no target to hold it against ({n}): {codes}.")),
        (
            "noise",
            N_(
                "Indicators of which nobody can tell whether they met their target, for it lies inside the interval ({n}): {codes}."
            ),
        ),
    ):
        codes = [one["code"] for one in every if one["light"] == light]
        if codes:
            yield key, {"n": len(codes), "codes": codes}


def _of_deaths(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    deaths = parts["deaths"]
    if deaths["not_closed"]:
        facts = {"n": len(deaths["not_closed"]), "months": ", ".join(deaths["not_closed"])}
        yield (
            N_("Months of the register of deaths that are not closed and so not counted ({n}): {months}."),
            facts,
        )
    silent = [one["month"] for one in deaths["vintages"] if one["not_delivered"]]
    if silent:
        yield (
            N_("Closed months in which a source had not delivered ({n}): {months}."),
            {"n": len(silent), "months": ", ".join(silent)},
        )


def _of_money(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    for one in parts["budget"]["currencies"]:
        without = [row for row in one["by_component"] if not row["component"]]
        if without:
            facts = {
                "n": without[0]["lines"],
                "amount": without[0]["appropriation"],
                "currency": one["currency"],
            }
            yield (
                N_("Budget lines that serve no component that anybody named: {n}, of {amount} {currency}."),
                facts,
            )
    for one in parts["cooperation"]["announced"]:
        if one["summed"] is None:
            facts = {"said_in": one["said_in"]}
            yield (
                N_(
                    "What was announced in {said_in} is compared in the home currency only: the lines have others."
                ),
                facts,
            )


def _of_promises(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    promises = parts["commitments"]
    if n := promises["not_judged"]:
        yield N_("Commitments of which the citizens' council has said nothing: {n}."), {"n": n}
    if n := promises["not_public"]:
        yield (
            N_(
                "Commitments that are counted and not told, for their committees did not make them public: {n}."
            ),
            {"n": n},
        )
