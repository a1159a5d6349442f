"""Counts are rules: what each counts, what it leaves out, and where its line must break."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.register import frozen
from pazos.domain.register.breaks import Named, Why, lines
from pazos.domain.register.closing_rules import (
    Block,
    PrepareFacts,
    SignFacts,
    what_blocks_preparing,
    what_blocks_signing,
)
from pazos.domain.register.counting import Condition, Rule, Statement, as_decided, judge, rule_from
from pazos.domain.register.flags import StatedFacts, flags_of
from pazos.domain.register.rule_faults import Fault, what_is_wrong
from pazos.domain.register.shipped import SHIPPED
from pazos.domain.register.vocabulary import CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy, Manner, SourceKind

RULES = {one.name: one.rule for one in SHIPPED}
DAY = date(2023, 5, 10)
POLICE, FORENSIC, HEALTH = SourceKind.POLICE, SourceKind.FORENSIC, SourceKind.HEALTH


def said(kind: SourceKind, manner: Manner, *, code: str = "", conflict: bool | None = None) -> Statement:
    facts = StatedFacts(manner, code, "", "", conflict_related=conflict, here="")
    return Statement(kind, flags_of(facts))


def counted_by(*statements: Statement, on: date = DAY, died_on: date | None = None) -> set[str]:
    found = {
        name: judge(rule, statements, occurred_on=on, died_on=died_on).counted for name, rule in RULES.items()
    }
    return {name for name, counted in found.items() if counted}


# --- what the five rules count: the lines of the standards, one by one ---


@pytest.mark.parametrize(
    ("statement", "on", "rules"),
    [
        (said(POLICE, Manner.HOMICIDE), DAY, {"iccs_0101", "bogota_wide", "police_co_2023"}),
        (
            said(POLICE, Manner.HOMICIDE),
            date(2022, 12, 31),
            {"iccs_0101", "bogota_wide", "police_co_before_2023"},
        ),
        (said(POLICE, Manner.LEGAL_INTERVENTION), DAY, {"bogota_wide"}),
        (said(POLICE, Manner.LEGAL_INTERVENTION), date(2022, 5, 1), {"bogota_wide", "police_co_before_2023"}),
        (said(POLICE, Manner.SELF_DEFENCE), DAY, {"bogota_wide"}),
        (said(POLICE, Manner.SELF_DEFENCE), date(2022, 5, 1), {"bogota_wide", "police_co_before_2023"}),
        (said(POLICE, Manner.HOMICIDE, conflict=True), DAY, {"bogota_wide", "police_co_2023"}),
        (said(FORENSIC, Manner.HOMICIDE), DAY, {"iccs_0101", "bogota_wide"}),
        (said(FORENSIC, Manner.UNDETERMINED), DAY, set()),
        (said(FORENSIC, Manner.UNINTENTIONAL), DAY, set()),
        (said(FORENSIC, Manner.SELF_INFLICTED), DAY, set()),
        (said(FORENSIC, Manner.SURVIVED), DAY, set()),
        (said(HEALTH, Manner.HOMICIDE, code="X954"), DAY, {"iccs_0101", "bogota_wide", "who_icd10"}),
        (said(HEALTH, Manner.UNDETERMINED, code="Y871"), DAY, {"who_icd10"}),
        (said(HEALTH, Manner.UNDETERMINED, code="Y24"), DAY, set()),
        (said(HEALTH, Manner.LEGAL_INTERVENTION, code="Y350"), DAY, {"bogota_wide"}),
    ],
)
def test_each_rule_counts_what_its_standard_says(statement: Statement, on: date, rules: set[str]) -> None:
    assert counted_by(statement, on=on) == rules


def test_one_source_that_tells_a_legal_intervention_takes_the_death_out_of_the_narrow_counts() -> None:
    statements = [said(POLICE, Manner.HOMICIDE), said(FORENSIC, Manner.LEGAL_INTERVENTION)]
    assert counted_by(*statements) == {
        "bogota_wide",
        "police_co_2023",
    }  # the police rule hears the police alone


def test_what_the_institutions_decide_of_the_manner_takes_the_place_of_what_each_says() -> None:
    sources = [
        said(POLICE, Manner.HOMICIDE),
        said(FORENSIC, Manner.UNDETERMINED),
        said(HEALTH, Manner.OTHER, code="X999"),
    ]
    decided = as_decided(sources, said(POLICE, Manner.SELF_INFLICTED).flags)
    assert counted_by(*sources) == {"iccs_0101", "bogota_wide", "police_co_2023", "who_icd10"}
    assert counted_by(*decided) == {"who_icd10"}  # the certificate's code stays what it is


def test_why_a_death_is_not_counted_always_has_an_answer() -> None:
    rule = RULES["police_co_2023"]
    reasons = {
        "source": ([said(FORENSIC, Manner.HOMICIDE)], DAY),
        "time": ([said(POLICE, Manner.HOMICIDE)], date(2022, 12, 31)),
        "where": ([said(POLICE, Manner.HOMICIDE), Statement(HEALTH, {"hurt_elsewhere": True})], DAY),
        "killed_by_another": ([said(POLICE, Manner.OTHER)], DAY),
        "legal_intervention": ([said(POLICE, Manner.HOMICIDE), said(POLICE, Manner.LEGAL_INTERVENTION)], DAY),
        "": ([said(POLICE, Manner.HOMICIDE)], DAY),
    }
    for reason, (statements, day) in reasons.items():
        assert judge(rule, statements, occurred_on=day, died_on=None).decided_by == reason
    assert judge(rule, [], occurred_on=DAY, died_on=None).decided_by == "source"


def test_a_rule_by_date_of_death_counts_in_the_month_of_the_death_and_others_in_that_of_the_fact() -> None:
    statements, died = [said(HEALTH, Manner.HOMICIDE, code="X954")], date(2023, 6, 2)
    days = {name: judge(RULES[name], statements, occurred_on=DAY, died_on=died).day for name in RULES}
    assert days["who_icd10"] == died
    assert days["iccs_0101"] == DAY


@pytest.mark.parametrize(
    ("says", "states", "counts"),
    [
        (Says.ANY, (True, False), True),
        (Says.ANY, (False, None), False),
        (Says.ALL, (True, None), True),
        (Says.ALL, (True, False), False),
        (Says.ALL, (None, None), False),
        (Says.NONE_DENIES, (None, None), True),
        (Says.NONE_DENIES, (True, False), False),
    ],
)
def test_how_many_sources_must_say_so(says: Says, states: tuple[bool | None, ...], counts: bool) -> None:
    rule = Rule((), (Condition(Flag.INTENT_KNOWN, says),), (), CountedWhere.EITHER, DatedBy.FACT)
    statements = [Statement(POLICE, {} if one is None else {Flag.INTENT_KNOWN.value: one}) for one in states]
    assert judge(rule, statements, occurred_on=DAY, died_on=None).counted is counts


kinds = st.sampled_from(SourceKind)
statement = st.builds(
    Statement, kinds, st.dictionaries(st.sampled_from([flag.value for flag in Flag]), st.booleans())
)


@given(st.lists(statement, max_size=5), st.permutations(range(5)), st.sampled_from(sorted(RULES)))
def test_the_order_of_the_sources_and_saying_it_twice_change_nothing(statements, order, name) -> None:
    shuffled = [statements[place] for place in order if place < len(statements)]
    verdicts = {
        judge(RULES[name], given_, occurred_on=DAY, died_on=None)
        for given_ in (statements, shuffled, statements * 2)
    }
    assert len(verdicts) == 1


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_that_was_written_down_is_read_as_it_was(name: str) -> None:
    again = rule_from(RULES[name].stored())
    assert again == RULES[name]
    assert again.digest() == RULES[name].digest()
    assert len({rule.digest() for rule in RULES.values()}) == len(RULES)


# --- lines and breaks ---


def named(name: str) -> Named:
    return Named(name, 1, RULES[name])


def test_police_counts_of_two_definitions_never_make_one_line() -> None:
    both = [named("police_co_2023"), named("police_co_before_2023"), named("iccs_0101")]
    for asked in both[:2]:
        cut = lines(asked, first=date(2021, 1, 1), last=date(2024, 12, 31), others=both)
        assert [str(one.named) for one in cut.stretches] == ["police_co_before_2023@1", "police_co_2023@1"]
        assert [(one.first, one.last) for one in cut.stretches] == [
            (date(2021, 1, 1), date(2022, 12, 31)),
            (date(2023, 1, 1), date(2024, 12, 31)),
        ]
        (found,) = cut.breaks
        assert (found.on, found.why) == (date(2023, 1, 1), Why.OTHER_RULE)
        assert not cut.is_one_line


def test_where_no_rule_joins_the_line_ends_and_says_so() -> None:
    cut = lines(named("police_co_2023"), first=date(2021, 1, 1), last=date(2024, 12, 31))
    assert [(one.first, one.last) for one in cut.stretches] == [(date(2023, 1, 1), date(2024, 12, 31))]
    assert [(one.on, one.why) for one in cut.breaks] == [(date(2023, 1, 1), Why.NO_RULE)]


def test_a_span_wholly_outside_a_rule_has_no_line_at_all() -> None:
    cut = lines(named("police_co_2023"), first=date(2019, 1, 1), last=date(2020, 12, 31))
    assert cut.stretches == ()
    assert [one.why for one in cut.breaks] == [Why.NO_RULE]


def test_a_rule_without_ends_is_one_line() -> None:
    assert lines(
        named("iccs_0101"), first=date(1990, 1, 1), last=DAY, others=[named("who_icd10")]
    ).is_one_line


@given(st.dates(date(2015, 1, 1), date(2022, 12, 31)), st.integers(0, 4000))
def test_lines_never_overlap_nor_leave_the_span_nor_the_rules_time(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    both = [named("police_co_2023"), named("police_co_before_2023")]
    cut = lines(both[0], first=first, last=last, others=both)
    covered = [day for one in cut.stretches for day in (one.first.toordinal(), one.last.toordinal())]
    assert covered == sorted(covered)
    assert all(one.named.rule.covers(one.first) and one.named.rule.covers(one.last) for one in cut.stretches)
    assert sum(one.last.toordinal() - one.first.toordinal() + 1 for one in cut.stretches) == days + 1


# --- making a rule ---


def test_all_that_is_wrong_with_a_rule_is_said_at_once() -> None:
    both = Condition(Flag.SURVIVED, Says.ANY)
    empty = Rule((), (), (both,), CountedWhere.EITHER, DatedBy.FACT, date(2023, 2, 1), date(2023, 1, 1))
    assert what_is_wrong(empty, title=" ", basis="") == (
        Fault.NO_TITLE,
        Fault.NO_BASIS,
        Fault.COUNTS_EVERYTHING,
        Fault.ENDS_BEFORE,
    )
    twisted = Rule((), (both,), (both,), CountedWhere.EITHER, DatedBy.FACT)
    assert what_is_wrong(twisted, title="A", basis="B") == (Fault.BOTH_WAYS,)
    sound = RULES["iccs_0101"]
    assert what_is_wrong(sound, title="A", basis="B") == ()
    assert what_is_wrong(sound, title="A", basis="B", taken=True) == (Fault.NAME_TAKEN,)
    assert what_is_wrong(sound, title="A", basis="B", before=[sound.digest()]) == (Fault.SAME_AS_BEFORE,)


# --- a frozen month ---


def a_month(*deaths: dict[str, object]) -> frozen.Frozen:
    usual = {"died_on": None, "manner": None, "occurred_on": "2023-05-10"}
    return {"form": 1, "month": "2023-05", "deaths": [usual | one for one in deaths]}


def claimed(kind: str, manner: Manner) -> dict[str, object]:
    return {"source": kind, "kind": kind, "flags": dict(said(SourceKind(kind), manner).flags)}


def test_a_frozen_month_is_counted_from_its_text_alone() -> None:
    month = a_month(
        {"number": 1, "claims": [claimed("police", Manner.HOMICIDE)]},
        {"number": 2, "claims": [claimed("police", Manner.LEGAL_INTERVENTION)]},
        {
            "number": 3,
            "claims": [claimed("police", Manner.HOMICIDE)],
            "occurred_on": "2023-04-30",
            "died_on": "2023-05-01",
        },
        {
            "number": 4,
            "claims": [claimed("police", Manner.OTHER)],
            "manner": dict(said(POLICE, Manner.HOMICIDE).flags),
        },
    )
    counts = {name: frozen.recount(month, rule) for name, rule in RULES.items()}
    assert counts == {
        "iccs_0101": 2,
        "bogota_wide": 3,
        "police_co_2023": 2,
        "police_co_before_2023": 0,
        "who_icd10": 0,
    }


def test_the_same_content_has_the_same_hash_and_any_other_another() -> None:
    month = a_month({"number": 1, "claims": [], "age": 20})
    turned = {name: month[name] for name in reversed(month)}
    assert frozen.digest_of(frozen.text_of(month)) == frozen.digest_of(frozen.text_of(turned))
    older = a_month({"number": 1, "claims": [], "age": 21})
    assert frozen.digest_of(frozen.text_of(month)) != frozen.digest_of(frozen.text_of(older))


def test_what_changed_is_told_death_by_death() -> None:
    before = a_month({"number": 1, "age": 20}, {"number": 2, "age": 30}, {"number": 3, "age": 40})
    after = a_month({"number": 2, "age": 31}, {"number": 3, "age": 40}, {"number": 9, "age": 50})
    changed = frozen.what_changed(before, after)
    assert (changed.entered, changed.left, changed.changed) == ((9,), (1,), (2,))
    assert changed.counts() == {"entered": 1, "left": 1, "changed": 1}
    assert not frozen.what_changed(before, before)


@pytest.mark.parametrize("name", ["2023-5", "2023-13", "mayo", "", "2023-05-01"])
def test_what_is_no_month_is_none(name: str) -> None:
    assert frozen.month_named(name) is None
    assert frozen.month_named("2023-05") == date(2023, 5, 1)


# --- what stands against closing ---

READY = {
    "is_over": True,
    "delivered": 2,
    "silent": 0,
    "open_deaths": 0,
    "remark": "",
    "waits": False,
    "is_revision": False,
    "has_changed": False,
    "reason": "",
}


@pytest.mark.parametrize(
    ("change", "blocks"),
    [
        ({}, ()),
        ({"is_over": False}, (Block.NOT_OVER,)),
        ({"delivered": 0}, (Block.NOBODY_DELIVERED,)),
        ({"silent": 1}, (Block.SILENT_SOURCES,)),
        ({"waits": True}, (Block.WAITS_FOR_SIGNATURE,)),
        ({"open_deaths": 3}, (Block.PAIRS_WAIT,)),
        ({"open_deaths": 3, "remark": "The body was not identified."}, ()),
        ({"is_revision": True}, (Block.NOTHING_CHANGED, Block.NO_REASON)),
        ({"is_revision": True, "has_changed": True, "reason": " "}, (Block.NO_REASON,)),
        ({"is_revision": True, "has_changed": True, "reason": "A late record."}, ()),
        (
            {"is_over": False, "silent": 2, "open_deaths": 1},
            (Block.NOT_OVER, Block.SILENT_SOURCES, Block.PAIRS_WAIT),
        ),
    ],
)
def test_all_that_stands_against_preparing_is_said_at_once(
    change: dict[str, object], blocks: tuple[Block, ...]
) -> None:
    assert what_blocks_preparing(PrepareFacts(**{**READY, **change})) == blocks


SIGNABLE = {
    "is_prepared": True,
    "by_same_person": False,
    "register_as_frozen": True,
    "rules_as_counted": True,
    "copy_whole": True,
    "counts_again": True,
    "silent": 0,
}


@pytest.mark.parametrize(
    ("change", "blocks"),
    [
        ({}, ()),
        ({"is_prepared": False}, (Block.NOT_PREPARED,)),
        ({"by_same_person": True}, (Block.SAME_PERSON,)),
        ({"register_as_frozen": False}, (Block.REGISTER_CHANGED,)),
        ({"rules_as_counted": False}, (Block.RULES_CHANGED,)),
        ({"copy_whole": False, "counts_again": False}, (Block.COPY_DAMAGED,)),
        ({"counts_again": False}, (Block.COUNTS_DIFFER,)),
        ({"silent": 1, "by_same_person": True}, (Block.SAME_PERSON, Block.SILENT_SOURCES)),
    ],
)
def test_all_that_stands_against_signing_is_said_at_once(
    change: dict[str, object], blocks: tuple[Block, ...]
) -> None:
    assert what_blocks_signing(SignFacts(**{**SIGNABLE, **change})) == blocks
