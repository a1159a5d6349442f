"""A sending lies on the side of the wall where it arrived; of a list, only who was erased is left out."""

from __future__ import annotations

import uuid
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from test_held_sendings import of_the_pair

from accompanied import supervisor, worker, workshop
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.queries import voice_sheet
from pazos.domain.fieldwork.actions import applying, settling
from pazos.domain.fieldwork.actions.devices import revoke
from pazos.domain.fieldwork.actions.giving import give
from pazos.domain.fieldwork.models import Device, Erased, NamedCase, Submission
from pazos.domain.fieldwork.naming import without
from pazos.domain.fieldwork.queries.receipts import receipt
from pazos.domain.fieldwork.vocabulary import Side, Standing
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.registry import Subject, holding
from pazos.domain.rights.vocabulary import Ground
from pazos.domain.teams.models import Membership
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from phones import LONG_AGO, Phone, a_dispute, a_session, digest, street, today

if TYPE_CHECKING:
    from pazos.domain.cases.models import Case

pytestmark = pytest.mark.django_db
UNKNOWN = "from_tomorrow"
WORDS = "palabras que nadie lee"


@pytest.fixture
def town():
    return street()


@pytest.fixture
def case() -> Case:
    return of_the_pair("Camila Restrepo")


def become(staff: Staff, role: Role, phone: Phone | None = None) -> Staff:
    """Give somebody another role; their phone is who it was."""
    Staff.objects.filter(pk=staff.pk).update(role=role.value)
    if phone is not None:
        phone.device = Device.objects.get(pk=phone.device.pk)
    return Staff.objects.get(pk=staff.pk)


def got_forms(phone: Phone) -> None:
    """The phone gets what its person may hold today, and its forms."""
    give(Device.objects.get(pk=phone.device.pk), since=0)
    phone.device = Device.objects.get(pk=phone.device.pk)


def reads(staff: Staff, row: Submission) -> set[str]:
    """On which pages somebody finds the words of a sending."""
    client, found = Client(), set()
    client.force_login(staff)
    for name, pile in (("sending", "sendings"), ("case_sending", "case_sendings")):
        one = client.get(reverse(name, args=[row.pk]))
        listed = "".join(
            client.get(f"{reverse(pile)}?pile={which}").content.decode() for which in ("held", "refused")
        )
        assert (one.status_code == 200) == (str(row.pk) in listed)
        if WORDS in one.content.decode():
            found.add(name)
    return found


def lies(row: Submission, town, side: Side) -> None:
    """The one side reads it and decides on it; the other finds nothing, and can do nothing."""
    to_coordinator, to_supervisor = {"sending"}, {"case_sending"}
    assert reads(town.coordinator, row) == (to_coordinator if side == Side.STREET else set())
    assert reads(supervisor(), row) == (to_supervisor if side == Side.CASES else set())
    other = supervisor() if side == Side.STREET else town.coordinator
    for deed in (settling.take_in, settling.set_aside, settling.send_back):
        with pytest.raises(OutOfReachError):
            deed(row, reason="x", by=other)


def sent(phone: Phone, form: str, values: dict, **more) -> Submission:
    phone.write(form, values, chained=False, **more)
    return phone.sync()[-1]


class TestASideIsFixed:
    @pytest.mark.parametrize(
        ("was", "becomes", "side"),
        [
            (Role.CASE_WORKER, Role.GESTOR, Side.CASES),
            (Role.CASE_WORKER, Role.OUTREACH_COORDINATOR, Side.CASES),
            (Role.GESTOR, Role.CASE_WORKER, Side.STREET),
            (Role.OUTREACH_COORDINATOR, Role.CASE_WORKER, Side.STREET),
        ],
    )
    @pytest.mark.parametrize("changed", ["before it arrives", "after it arrived"])
    def test_of_an_unknown_form_by_the_role_it_was_written_in(
        self, town, case, was, becomes, side, changed
    ) -> None:
        writer = become(town.ana, was)
        phone = Phone(writer)
        phone.write(UNKNOWN, {"said": WORDS})
        if changed == "before it arrives":
            become(writer, becomes, phone)
        (row,) = phone.sync()
        become(writer, becomes)
        row.refresh_from_db()
        assert (row.standing, row.side) == (Standing.HELD_COORDINATOR, side)
        lies(row, town, side)

    @pytest.mark.parametrize("changed", ["before it arrives", "after it arrived"])
    def test_of_a_known_form_by_the_form(self, town, case, changed) -> None:
        theirs, ours = Phone(worker("Ines")), Phone(town.ana)
        theirs.write("case_session", a_session(case, note=WORDS))
        ours.write("dispute", a_dispute(summary=WORDS))
        for phone in (theirs, ours):
            phone.device = revoke(phone.device, by=phone.staff)
        rows = []
        if changed == "after it arrived":
            rows = [theirs.sync()[0], ours.sync()[0]]
        become(worker("Ines"), Role.GESTOR, theirs)
        become(town.ana, Role.CASE_WORKER, ours)
        of_case, of_street = rows or [theirs.sync()[0], ours.sync()[0]]
        lies(of_case, town, Side.CASES)
        lies(of_street, town, Side.STREET)

    def test_what_names_a_case_is_never_street_work_wherever_it_names_it(self, town, case) -> None:
        for values in (
            {"case": str(case.pk), "said": WORDS},
            {"people": [{"who": str(case.pk)}], "said": WORDS},
            {"came": {str(case.pk).upper(): True}, "said": WORDS},
        ):
            lies(sent(Phone(town.ana), UNKNOWN, values), town, Side.CASES)

    def test_what_names_a_dispute_is_never_accompaniment(self, town, case) -> None:
        ours = Phone(town.ana)
        dispute = ours.write("dispute", a_dispute())
        ours.sync()
        theirs = Phone(worker("Ines"))
        named = sent(theirs, UNKNOWN, {"about": {"it": str(dispute)}, "said": WORDS})
        edit = sent(theirs, UNKNOWN, {"said": {"base": "", "mine": WORDS}}, record=dispute, base=1)
        again = sent(theirs, UNKNOWN, {"said": WORDS}, record=named.record)
        assert {row.side for row in (named, edit, again)} == {Side.STREET}
        Membership.objects.create(staff=worker("Ines"), cluster=town.north, from_on=LONG_AGO)
        lies(named, town, Side.STREET)

    def test_a_phone_is_of_another_role_once_it_got_its_forms_and_holds_nothing_unsent(self, town) -> None:
        phone = Phone(town.ana)
        become(town.ana, Role.CASE_WORKER, phone)
        Device.objects.update(waiting=1)
        got_forms(phone)
        assert phone.device.given_as == Role.GESTOR
        Device.objects.update(waiting=0)
        got_forms(phone)
        assert phone.device.given_as == Role.CASE_WORKER
        assert sent(phone, UNKNOWN, {"said": WORDS}).side == Side.CASES

    def test_another_content_under_a_number_that_was_used_lies_where_it_belongs(self, town, case) -> None:
        phone = Phone(town.ana)
        row = sent(phone, "dispute", a_dispute())
        false = {**phone.sent[str(row.pk)], "form": UNKNOWN, "values": {"x": str(case.pk), "said": WORDS}}
        aside = phone.hand_over([false])[0]
        assert (aside.same_as, row.side, aside.side) == (row.pk, Side.STREET, Side.CASES)
        assert reads(town.coordinator, aside) == set()

    def test_those_that_were_here_before_get_theirs_once(self, town, case) -> None:
        phone, ours = Phone(worker("Ines")), Phone(town.ana)
        rows = [
            sent(phone, "case_session", a_session(case)),
            sent(phone, UNKNOWN, {}),
            sent(ours, UNKNOWN, {"x": str(case.pk)}),
            sent(ours, UNKNOWN, {}),
            sent(ours, "dispute", a_dispute()),
        ]
        was = {row.pk: row.side for row in rows}
        assert list(was.values()) == [*[Side.CASES] * 3, *[Side.STREET] * 2]
        Submission.objects.update(side=Side.STREET)
        Device.objects.update(given_as="")
        made = import_module("pazos.domain.fieldwork.migrations.0003_side_of_a_sending")
        made.fix_sides(apps, None)
        made.note_roles(apps, None)
        assert dict(Submission.objects.values_list("pk", "side")) == was
        assert set(Device.objects.values_list("given_as", flat=True)) == {Role.CASE_WORKER, Role.GESTOR}


class TestAFormThatNoVersionKnowsIsFoundForThePerson:
    def held(self, case: Case, other: Case, writer: Staff) -> Submission:
        values = {"people": [{"who": str(case.pk), "how": WORDS}, {"who": str(other.pk)}], "on": today()}
        return sent(Phone(writer), UNKNOWN, values)

    @pytest.mark.parametrize("becomes", [Role.CASE_WORKER, Role.GESTOR, Role.OUTREACH_COORDINATOR])
    def test_on_their_sheet_and_nothing_of_others_on_it(self, case, becomes) -> None:
        other = of_the_pair("Luis Nogal")
        row = self.held(case, other, worker("Ines"))
        become(worker("Ines"), becomes)
        sheet = voice_sheet.of_case(case.pk, seen_by=worker("Julio"))
        (part,) = [one for one in sheet.parts if one.holding.name == "fieldwork.accompaniment"]
        told = str(part.records)
        assert today() in told
        assert str(other.pk) not in told
        assert holding("fieldwork.accompaniment").find(Subject("participant", other.participant_id))
        assert row.named.count() == 2

    @pytest.mark.parametrize("kind", ["the sending", "the case"])
    def test_either_erasing_takes_them_out_and_leaves_the_others(self, town, case, kind) -> None:
        other = of_the_pair("Luis Nogal")
        row = self.held(case, other, worker("Ines"))
        become(worker("Ines"), Role.GESTOR)
        if kind == "the case":
            erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=None)
        else:
            (kept,) = holding("fieldwork.accompaniment").find(Subject("participant", case.participant_id))
            erase("fieldwork.accompaniment", kept.key, ground=Ground.REQUEST, by=None)
        row.refresh_from_db()
        assert row.content["values"] == {"people": [{"who": str(other.pk)}], "on": today()}
        assert (row.standing, row.side) == (Standing.HELD_COORDINATOR, Side.CASES)
        assert holding("fieldwork.accompaniment").find(Subject("participant", other.participant_id))
        assert not holding("fieldwork.accompaniment").find(Subject("participant", case.participant_id))
        assert reads(town.coordinator, row) == set()

    def test_what_names_them_by_itself_is_theirs_and_goes_whole(self, case) -> None:
        other = of_the_pair("Luis Nogal")
        row = sent(
            Phone(worker("Ines")), UNKNOWN, {"whom": str(case.pk), "with": [str(other.pk)], "said": WORDS}
        )
        erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=None)
        row.refresh_from_db()
        assert (row.content, row.standing) == (None, Standing.ERASED)
        assert not NamedCase.objects.exists()


class TestAListOfWhichSomebodyWasErased:
    @pytest.fixture
    def both(self, case) -> tuple[Case, Case, int]:
        """Two who came to a workshop of their pair's, and its number."""
        city = Organisation.objects.create(name="City hall", kind=Organisation.Kind.CITY)
        Staff.objects.filter(pk=worker("Ines").pk).update(organisation=city)
        return case, of_the_pair("Luis Nogal"), workshop(worker("Ines")).pk

    def a_list(self, activity: int, *cases: Case) -> dict:
        return {"activity": activity, "on": today(), "cases": [str(one.pk) for one in cases]}

    def gone(self, case: Case) -> str:
        number = str(case.pk)
        erase("cases.cases", number, ground=Ground.REQUEST, by=None)
        return number

    def test_that_arrives_afterwards_is_taken_for_the_others(self, both) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        phone.write("attendance", self.a_list(activity, case, other))
        number = self.gone(case)
        (row,) = phone.sync()
        assert (row.standing, row.problems) == (Standing.APPLIED, [])
        assert Attendance.objects.get().participant_id == other.participant_id
        assert number not in str(row.content)
        original = phone.sent[str(row.pk)]
        assert receipt(row).hash == digest(original)
        assert phone.hand_over([original])[0].pk == row.pk
        event = AuditEvent.objects.get(verb="submission.shortened")
        assert event.facts == {"form": "attendance", "left_out": 1}
        assert number not in str(list(AuditEvent.objects.filter(verb__startswith="subm").values()))

    def test_that_cannot_be_taken_is_held_for_the_others_and_taken_for_them_later(self, both) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        phone.write("attendance", self.a_list(activity, case, other))
        number = self.gone(case)
        phone.device = revoke(phone.device, by=worker("Ines"))
        (row,) = phone.sync()
        assert row.standing == Standing.HELD_COORDINATOR
        assert row.content["values"]["cases"] == [str(other.pk)]
        assert number not in str(row.problems)
        settling.take_in(row, reason="sí", by=supervisor())
        assert Attendance.objects.get().participant_id == other.participant_id

    def test_on_which_nobody_else_stands_is_of_an_erased_record(self, both) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        phone.write("attendance", self.a_list(activity, case, other))
        self.gone(case)
        self.gone(other)
        (row,) = phone.sync()
        assert (row.content, row.standing) == (None, Standing.ERASED)
        assert not Attendance.objects.exists()
        assert not AuditEvent.objects.filter(verb="submission.shortened").exists()

    def test_that_waited_for_an_earlier_one_goes_on_for_the_others(self, both) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        phone.write("attendance", self.a_list(activity, case, other), after=str(early := uuid.uuid4()))
        (row,) = phone.sync()
        assert (row.standing, row.waits_for) == (Standing.HELD_EARLIER, early)
        self.gone(case)
        row.refresh_from_db()
        assert row.standing == Standing.HELD_EARLIER
        settling.take_in(row, reason="sí", by=supervisor())
        assert Attendance.objects.get().participant_id == other.participant_id

    def test_somebody_erased_between_reading_and_writing_is_left_out_too(self, both, monkeypatch) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        phone.write("attendance", self.a_list(activity, case, other))
        real, calls = applying.leave_out_erased, []

        def late(row: Submission) -> int:
            calls.append(row)
            if len(calls) == 1:  # it looked, and then they were erased
                Erased.objects.create(record=case.pk, at=row.received_at)
                return 0
            return real(row)

        monkeypatch.setattr(applying, "leave_out_erased", late)
        (row,) = phone.sync()
        assert row.standing == Standing.APPLIED
        assert Attendance.objects.get().participant_id == other.participant_id

    def test_that_was_turned_down_stays_for_the_others(self, both) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        phone.write("attendance", self.a_list(activity, case, other))
        phone.device = revoke(phone.device, by=worker("Ines"))
        (row,) = phone.sync()
        settling.set_aside(row, reason="no", by=supervisor())
        self.gone(case)
        settling.take_in(row, reason="sí", by=supervisor())
        assert Attendance.objects.get().participant_id == other.participant_id

    def test_of_an_unknown_form_is_held_without_them(self, both) -> None:
        case, other, _ = both
        phone = Phone(worker("Ines"))
        phone.write(UNKNOWN, {"all": [str(case.pk), str(other.pk)]}, chained=False)
        phone.write(UNKNOWN, {"who": str(case.pk), "said": WORDS}, chained=False)
        self.gone(case)
        of_both, of_one = phone.sync()
        assert (of_both.standing, of_both.side) == (Standing.HELD_COORDINATOR, Side.CASES)
        assert of_both.content["values"] == {"all": [str(other.pk)]}
        assert (of_one.content, of_one.standing) == (None, Standing.ERASED)

    def test_under_a_number_that_was_used_is_kept_without_them(self, both) -> None:
        case, other, activity = both
        phone = Phone(worker("Ines"))
        row = sent(phone, "attendance", self.a_list(activity, other))
        self.gone(case)
        first = phone.sent[str(row.pk)]
        rows = [
            phone.hand_over([{**first, "values": self.a_list(activity, *cases)}])[0]
            for cases in ((case, other), (case,))
        ]
        assert [one.standing for one in rows] == [Standing.REFUSED, Standing.ERASED]
        assert rows[0].content["values"]["cases"] == [str(other.pk)]
        assert rows[1].content is None


@pytest.mark.parametrize("content", [{}, {"values": None}, {"values": ["x"]}, {"note": "zorzal"}])
def test_what_says_nothing_in_the_way_of_forms_goes_whole_with_whom_it_names(content) -> None:
    assert without(content, {uuid.uuid4()}, sent_as="a" * 64) is None
