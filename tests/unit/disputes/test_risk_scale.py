"""The scale of risk: explained, never lowered by one sign more, at its height in the first days of a shooting."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.disputes.scale import KINDS, LEAST, SIGNS, reckon
from pazos.domain.disputes.vocabulary import Kind, Risk, Sign
from pazos.interfaces.web.pages.street.wording import why_this_risk

TODAY = date(2023, 5, 10)
LONG_AGO = TODAY - timedelta(days=400)
SIGN_SETS = st.frozensets(st.sampled_from(list(Sign)))


def risk(kind: Kind, *signs: Sign, days: int = 400) -> Risk:
    return reckon(kind, frozenset(signs), began_on=TODAY - timedelta(days=days), on=TODAY).risk


@pytest.mark.parametrize(
    ("kind", "signs", "days", "expected"),
    [
        (Kind.NEIGHBOURS, (), 400, Risk.LOW),
        (Kind.TERRITORY, (), 400, Risk.LOW),
        (Kind.TERRITORY, (Sign.GROUP,), 400, Risk.GUARDED),
        (Kind.TERRITORY, (Sign.GROUP, Sign.REPEATED), 400, Risk.HIGH),
        (Kind.NEIGHBOURS, (Sign.FIREARM_SEEN,), 400, Risk.GUARDED),
        (Kind.NEIGHBOURS, (Sign.FIREARM_SEEN, Sign.GROUP), 400, Risk.HIGH),
        (Kind.NEIGHBOURS, (Sign.SHOTS,), 400, Risk.HIGH),
        (Kind.NEIGHBOURS, (Sign.SHOTS,), 30, Risk.HIGH),
        (Kind.NEIGHBOURS, (Sign.SHOTS,), 3, Risk.IMMINENT),
        (Kind.NEIGHBOURS, (Sign.SHOTS,), 4, Risk.HIGH),
        (Kind.REVENGE, (), 0, Risk.IMMINENT),
        (Kind.REVENGE, (), 400, Risk.HIGH),
        (Kind.THREAT, (Sign.THREAT_OF_DEATH,), 400, Risk.HIGH),
        (Kind.THREAT, (Sign.THREAT_OF_DEATH, Sign.FIREARM_SEEN), 400, Risk.IMMINENT),
    ],
)
def test_the_scale_says(kind: Kind, signs: tuple[Sign, ...], days: int, expected: Risk) -> None:
    assert risk(kind, *signs, days=days) is expected


@given(st.sampled_from(list(Kind)), SIGN_SETS, st.sampled_from(list(Sign)), st.integers(0, 500))
def test_one_sign_more_never_lowers_a_risk(kind: Kind, signs: frozenset[Sign], more: Sign, days: int) -> None:
    assert risk(kind, *signs, more, days=days) >= risk(kind, *signs, days=days)


@given(st.sampled_from(list(Kind)), SIGN_SETS, st.integers(0, 500), st.integers(0, 500))
def test_days_that_pass_never_raise_what_the_signs_reckon(
    kind: Kind, signs: frozenset[Sign], days: int, more: int
) -> None:
    assert risk(kind, *signs, days=days + more) <= risk(kind, *signs, days=days)


def test_every_sign_weighs_something_and_every_risk_can_be_reached() -> None:
    assert set(SIGNS) == set(Sign)
    assert min([*SIGNS.values(), *KINDS.values()]) > 0
    assert set(LEAST) == set(Risk)


def test_the_reasons_are_said_in_words_the_heaviest_first() -> None:
    with override("en"):
        signs = frozenset({Sign.GROUP, Sign.FIREARM_SEEN})
        said = why_this_risk(reckon(Kind.NEIGHBOURS, signs, began_on=LONG_AGO, on=TODAY))
        assert said == "High, because a firearm was seen or shown and a group is behind one side."
        none = why_this_risk(reckon(Kind.OTHER, frozenset(), began_on=LONG_AGO, on=TODAY))
        assert none == "Low: no sign of more was written down."
        fresh = why_this_risk(reckon(Kind.OTHER, frozenset({Sign.SHOTS}), began_on=TODAY, on=TODAY))
        assert fresh == "Imminent, because shots were fired and it began today."


def test_the_printed_scale_is_the_one_that_is_reckoned_with() -> None:
    printed = (Path(__file__).parents[3] / "docs/how-to/work-the-board.md").read_text(encoding="utf-8")
    found = {code: int(weight) for code, weight in re.findall(r"\| `(\w+)` \| (\d+) \|", printed)}
    assert found == {
        **{sign.value: n for sign, n in SIGNS.items()},
        **{kind.value: n for kind, n in KINDS.items()},
    }
    assert "guarded from 2, high from 4, imminent from 7" in " ".join(printed.split())
    assert (LEAST[Risk.GUARDED], LEAST[Risk.HIGH], LEAST[Risk.IMMINENT]) == (2, 4, 7)
