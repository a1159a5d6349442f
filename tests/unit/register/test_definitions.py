"""What a source itself counts by: the police's line never crosses 2023, the forensic institute's does."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.domain.register.breaks import Named
from pazos.domain.register.definitions import (
    Definition,
    changes_on,
    definition_from,
    definitions_of,
    of_period,
    of_year,
)
from pazos.domain.register.shipped import SHIPPED
from pazos.domain.sources.vocabulary import SourceKind

RULES = [Named(one.name, 1, one.rule) for one in SHIPPED]
BEFORE, SINCE = "police_co_before_2023@1", "police_co_2023@1"
FIVE = {"first": date(2019, 1, 1), "last": date(2023, 12, 31)}


def police(**span: date) -> tuple[Definition, ...]:
    return definitions_of(SourceKind.POLICE, rules=RULES, **(FIVE | span))


def test_the_police_count_by_two_definitions_and_change_on_the_first_day_of_2023() -> None:
    assert police() == (
        Definition(BEFORE, date(2019, 1, 1), date(2022, 12, 31)),
        Definition(SINCE, date(2023, 1, 1), date(2023, 12, 31)),
    )
    assert changes_on(police()) == (date(2023, 1, 1),)


@pytest.mark.parametrize(
    ("first", "last", "rule"),
    [
        (date(2012, 1, 1), date(2022, 12, 31), BEFORE),
        (date(2023, 1, 1), date(2025, 6, 30), SINCE),
    ],
)
def test_on_one_side_of_2023_the_police_count_by_one_definition(first: date, last: date, rule: str) -> None:
    assert police(first=first, last=last) == (Definition(rule, first, last),)
    assert changes_on(police(first=first, last=last)) == ()


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind != SourceKind.POLICE])
def test_any_other_source_counts_by_its_own_words_across_2023_and_is_given_no_rule(kind: SourceKind) -> None:
    assert definitions_of(kind, rules=RULES, **FIVE) == (Definition("", FIVE["first"], FIVE["last"]),)


def test_a_rule_that_the_city_took_out_of_force_says_nothing_of_its_police() -> None:
    assert definitions_of(SourceKind.POLICE, rules=[], **FIVE) == (Definition("", *FIVE.values()),)
    only_since = [one for one in RULES if str(one) == SINCE]
    assert [one.rule for one in definitions_of(SourceKind.POLICE, rules=only_since, **FIVE)] == ["", SINCE]


def test_a_rule_of_the_citys_own_is_a_count_over_the_register_and_not_what_a_source_counts_by() -> None:
    own = Named("city_police_by_night", 1, RULES[2].rule)
    assert definitions_of(SourceKind.POLICE, rules=[*RULES, own], **FIVE) == police()


def test_a_year_has_the_definition_of_all_its_days_or_none() -> None:
    assert of_year(police(), 2022) == police()[0]
    assert of_year(police(), 2023) == police()[1]
    assert of_year(police(), 2030) is None
    mixed = (
        Definition("a", date(2020, 1, 1), date(2020, 6, 30)),
        Definition("b", date(2020, 7, 1), date(2021, 12, 31)),
    )
    assert of_year(mixed, 2020) is None
    assert of_year(mixed, 2021) == mixed[1]
    assert of_period(mixed, date(2020, 6, 1), date(2020, 6, 30)) == mixed[0]


def test_a_definition_written_down_is_read_as_it_was() -> None:
    for one in police():
        assert definition_from(one.stored()) == one


@settings(deadline=None)
@given(
    st.sampled_from(list(SourceKind)),
    st.dates(date(2010, 1, 1), date(2026, 1, 1)),
    st.integers(0, 5000),
    st.sets(st.sampled_from(range(len(RULES)))),
)
def test_definitions_follow_one_another_day_to_day_and_cover_the_span(kind, first, days, kept) -> None:
    last = first + timedelta(days)
    found = definitions_of(kind, first=first, last=last, rules=[RULES[place] for place in kept])
    assert (found[0].first, found[-1].last) == (first, last)
    for before, after in itertools.pairwise(found):
        assert after.first == before.last + timedelta(1)
        assert after.rule != before.rule
