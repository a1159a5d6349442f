"""Phones: what is sent twice in one moment is one record, and both have their receipt."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from accompanied import case_of, supervisor, workshop
from at_once import ALONE, each_alone, split, together  # noqa: F401 - a fixture
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.models import Case, CaseSession, Referral
from pazos.domain.fieldwork.actions.receiving import receive
from pazos.domain.fieldwork.models import Submission
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.vocabulary import Ground
from pazos.foundation.access.policy import Role
from phones import Phone, a_referral, a_session, person, said, street, today

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = [ALONE, pytest.mark.usefixtures("each_alone")]


@pytest.fixture
def ines(each_alone: None) -> Staff:  # noqa: F811
    city = Organisation.objects.create(name="City hall", kind=Organisation.Kind.CITY)
    made = person("ines", Role.CASE_WORKER, street().north)
    made.organisation = city
    made.save()
    return made


def answers(form: str, worker: Staff) -> dict[str, Any]:
    """Return what a phone says in a form."""
    if form == "referral":
        return a_referral()
    case = case_of(pair=[worker])
    if form == "attendance":
        return {"activity": workshop(worker).pk, "on": today(), "cases": [str(case.pk)]}
    return a_session(case)


def sends(phone: Phone, sendings: list[dict[str, Any]]) -> partial[list[Submission]]:
    return partial(receive, phone.device, [said(one) for one in sendings], clock=phone.now())


def standings(given: list[list[Submission]]) -> list[list[str]]:
    return [[row.standing for row in rows] for rows in given]


@pytest.mark.parametrize(
    ("form", "model"), [("referral", Referral), ("case_session", CaseSession), ("attendance", Attendance)]
)
def test_the_same_sending_twice_at_once_is_one_record_and_both_have_a_receipt(ines, form, model) -> None:
    phone = Phone(ines)
    phone.write(form, answers(form, ines))
    deed = sends(phone, phone.outbox)
    given, refused = split(together(deed, deed, before=(model, Submission)))
    assert (refused, standings(given)) == ([], [[Standing.APPLIED]] * 2)
    assert (model.objects.count(), Submission.objects.count()) == (1, 1)


def test_the_same_ones_in_another_order_do_not_stop_one_another(ines) -> None:
    phone, saying = Phone(ines), answers("referral", ines)
    for _ in range(4):
        phone.write("referral", saying, chained=False)
    deeds = [sends(phone, phone.outbox), sends(phone, phone.outbox[::-1])]
    given, refused = split(together(*deeds, before=(Referral, Submission)))
    assert (refused, standings(given)) == ([], [[Standing.APPLIED] * 4] * 2)
    assert Referral.objects.count() == 4


def test_other_content_under_one_number_twice_at_once_is_kept_aside_once(ines) -> None:
    phone = Phone(ines)
    saying = answers("case_session", ines)
    phone.write("case_session", saying)
    (sent,) = phone.outbox
    phone.sync()
    deed = sends(phone, [{**sent, "values": {**saying, "minutes": 5}}])
    given, refused = split(together(deed, deed, before=(Submission,)))
    assert (refused, standings(given)) == ([], [[Standing.REFUSED]] * 2)
    assert Submission.objects.count() == 2
    assert CaseSession.objects.get().minutes == 45


def test_one_record_from_two_phones_of_one_person_is_written_once(ines) -> None:
    first, second = Phone(ines), Phone(ines)
    saying = answers("case_session", ines)
    number = first.write("case_session", saying)
    second.write("case_session", saying, record=number)
    deeds = [sends(first, first.outbox), sends(second, second.outbox)]
    given, refused = split(together(*deeds, before=(CaseSession,)))
    assert (refused, standings(given)) == ([], [[Standing.APPLIED]] * 2)
    assert CaseSession.objects.get().pk == number


@pytest.mark.parametrize("first", ["phone", "erasing"])
def test_what_a_phone_sends_while_its_case_is_erased_leaves_nothing(ines, first) -> None:
    phone = Phone(ines)
    saying = answers("case_session", ines)
    phone.write("case_session", saying)
    erases = partial(erased, saying["case"])
    deeds = [sends(phone, phone.outbox), erases] if first == "phone" else [erases, sends(phone, phone.outbox)]
    _, refused = split(together(*deeds, before=(CaseSession, Case)))
    assert refused == []
    assert (Case.objects.count(), CaseSession.objects.count()) == (0, 0)
    assert [row.content for row in Submission.objects.all()] == [None]


def erased(case: UUID | str) -> None:
    erase("cases.cases", str(case), ground=Ground.REQUEST, by=supervisor())
