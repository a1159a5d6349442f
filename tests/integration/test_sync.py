"""Sync loses nothing: what phones send arrives once, in any order, whatever breaks on the way."""

from __future__ import annotations

import pytest
from phones import Phone, a_dispute, a_presence, a_step, seen_and_written, street, today

from pazos.domain.disputes.models import Dispute, Step
from pazos.domain.fieldwork.models import Submission
from pazos.domain.fieldwork.vocabulary import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return street()


def standings(rows) -> list[str]:
    return [row.standing for row in rows]


def test_a_days_work_arrives(town) -> None:
    phone = Phone(town.ana)
    dispute = phone.write("dispute", a_dispute())
    phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
    phone.write("party", {"dispute": str(dispute), "role": "involved", "age_band": "18-28", "sex": "m"})
    phone.write("step", a_step(dispute))
    agreed = phone.write(
        "settlement",
        {"dispute": str(dispute), "agreed_on": today(), "terms": ["payment"], "keeper": "family"},
    )
    phone.write(
        "settlement_judged", seen_and_written(held=(None, True), judged_on=(None, today())), record=agreed, base=1
    )
    going_back = phone.write(
        "follow_up", {"dispute": str(dispute), "occasion": "visit", "due_on": today(3)}
    )
    phone.write(
        "follow_up_done",
        seen_and_written(done_on=(None, today()), is_calm=(None, True), note=("", "todo tranquilo")),
        record=going_back,
        base=1,
    )
    phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
    phone.write("presence", a_presence())
    phone.write("wellbeing", {"on": today(), "mood": 3, "sleep": 2, "safe": 4})
    phone.write("incident", {"kind": "followed", "on": today(), "shift": "night"})
    phone.write("distress", {"neighbourhood": "01"})
    rows = phone.sync()
    assert [(row.form, row.standing, row.problems) for row in rows if row.standing != Standing.APPLIED] == []
    assert Dispute.objects.get().kind == "threat"
