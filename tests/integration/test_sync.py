"""Sync loses nothing: what phones send arrives once, in any order, whatever breaks on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from pazos.domain.disputes.actions.opening import change
from pazos.domain.disputes.models import Dispute, Party, Settlement, Step
from pazos.domain.fieldwork.actions.giving import give
from pazos.domain.fieldwork.actions.keeping import TooManyError
from pazos.domain.fieldwork.actions.settling import Chosen, set_aside, settle, take_in
from pazos.domain.fieldwork.actions.taking import MAKE
from pazos.domain.fieldwork.forms.description import description
from pazos.domain.fieldwork.forms.registry import FORMS, RETIRED
from pazos.domain.fieldwork.holdings import COPIES
from pazos.domain.fieldwork.models import Device, HeldEdit, Submission, Version
from pazos.domain.fieldwork.tracing import replayed, snapshot
from pazos.domain.fieldwork.vocabulary import Choice, Standing
from pazos.domain.outreach.models import Distress, Presence
from pazos.domain.teams.models import Membership
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from phones import Phone, a_dispute, a_presence, a_step, person, seen_and_written, street, today

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
        "settlement_judged",
        seen_and_written(held=(None, True), judged_on=(None, today())),
        record=agreed,
        base=1,
    )
    going_back = phone.write("follow_up", {"dispute": str(dispute), "occasion": "visit", "due_on": today(3)})
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


class TestSentTwice:
    def test_the_same_sending_is_one(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("dispute", a_dispute())
        first, again = phone.sync(), phone.hand_over(phone.sent.values())
        assert standings(first) == standings(again) == [Standing.APPLIED]
        assert Dispute.objects.count() == Submission.objects.count() == 1
        assert first[0].version == again[0].version == 1

    def test_twice_in_one_request_is_one(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence())
        rows = phone.hand_over([*phone.outbox, *phone.outbox])
        assert standings(rows) == [Standing.APPLIED, Standing.APPLIED]
        assert Submission.objects.count() == 1

    def test_other_content_under_a_used_number_is_refused_and_kept(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence(companions=1))
        phone.sync()
        (sent,) = phone.sent.values()
        forged = {**sent, "values": a_presence(companions=40)}
        first, again = phone.hand_over([forged]), phone.hand_over([forged])
        assert standings(first) == standings(again) == [Standing.REFUSED]
        assert first[0].pk == again[0].pk
        assert str(first[0].same_as) == sent["id"]
        assert first[0].content["values"]["companions"] == 40
        assert Presence.objects.get().companions == 1

    def test_a_number_of_somebody_elses_sending_is_not_theirs(self, town) -> None:
        phone, other = Phone(town.ana), Phone(town.beto)
        phone.write("presence", a_presence())
        phone.sync()
        rows = other.hand_over(phone.sent.values())
        assert standings(rows) == [Standing.REFUSED]
        assert Presence.objects.get().written_by == town.ana


class TestOutOfOrder:
    def test_what_builds_on_a_sending_waits_for_it(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
        phone.write("step", a_step(dispute))
        opening, claim, step = phone.outbox
        assert standings(phone.hand_over([step])) == [Standing.HELD_EARLIER]
        assert standings(phone.hand_over([claim])) == [Standing.HELD_EARLIER]
        assert standings(phone.hand_over([opening])) == [Standing.APPLIED]
        assert set(Submission.objects.values_list("standing", flat=True)) == {Standing.APPLIED}
        assert Dispute.objects.get().state == "active"

    def test_two_changes_are_applied_in_the_order_they_were_written(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.sync()
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        phone.write("dispute", seen_and_written(kind=("threat", "revenge")), record=dispute, base=2)
        earlier, later = phone.outbox
        assert standings(phone.hand_over([later])) == [Standing.HELD_EARLIER]
        phone.hand_over([earlier])
        assert Dispute.objects.get().kind == "revenge"
        assert HeldEdit.objects.count() == 0

    def test_a_part_of_a_colleagues_dispute_waits_until_the_dispute_arrives(self, town) -> None:
        phone, other = Phone(town.ana), Phone(town.beto)
        dispute = phone.write("dispute", a_dispute())
        other.write("party", {"dispute": str(dispute), "role": "friend"})
        assert standings(other.sync()) == [Standing.HELD_EARLIER]
        phone.sync()
        assert Party.objects.get().written_by == town.beto

    def test_after_three_days_it_is_taken_without_what_never_came(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.sync()
        phone.write("dispute", seen_and_written(sector=("por la cancha", "arriba")), record=dispute, base=1)
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=2)
        lost, arrived = phone.outbox
        phone.hand_over([arrived])
        waits_since(days=4)
        Phone(town.beto).sync()
        row = Submission.objects.get(pk=arrived["id"])
        # The version it was written from never came either: it is taken by what it saw in its fields.
        assert (row.standing, row.forced_at is not None) == (Standing.APPLIED, True)
        assert Dispute.objects.get().kind == "threat"
        assert AuditEvent.objects.filter(verb="submission.forced").count() == 1
        assert standings(phone.hand_over([lost])) == [Standing.APPLIED]
        assert Dispute.objects.get().sector == "arriba"

    def test_a_part_whose_dispute_never_came_goes_to_the_coordinator(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("step", a_step(uuid4()))
        phone.sync()
        waits_since(days=4)
        Phone(town.beto).sync()
        row = Submission.objects.get(form="step")
        assert row.standing == Standing.HELD_COORDINATOR
        assert row.content["values"]["act"] == "listened"


def waits_since(*, days: int) -> None:
    long_ago = timezone.now() - timedelta(days=days)
    waiting = Submission.objects.filter(standing=Standing.HELD_EARLIER)
    waiting.update(received_at=long_ago, written_at=long_ago, written_at_phone=long_ago)
    Device.objects.update(made_at=long_ago)


class TestTwoPhonesOnOneRecord:
    @pytest.fixture
    def both(self, town):
        phone, other = Phone(town.ana), Phone(town.beto)
        dispute = phone.write("dispute", a_dispute())
        phone.sync()
        return phone, other, dispute

    def test_other_fields_of_one_record_are_merged(self, both) -> None:
        phone, other, dispute = both
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        other.write("dispute", seen_and_written(shift=("evening", "night")), record=dispute, base=1)
        assert standings(phone.sync()) == standings(other.sync()) == [Standing.APPLIED]
        row = Dispute.objects.get()
        assert (row.kind, row.shift) == ("threat", "night")

    def test_the_same_answer_twice_is_no_clash(self, both) -> None:
        phone, other, dispute = both
        for one in (phone, other):
            one.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
            assert standings(one.sync()) == [Standing.APPLIED]

    def test_two_answers_to_one_field_are_held_with_all_three(self, both) -> None:
        phone, other, dispute = both
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        edit = seen_and_written(kind=("debt", "jealousy"), shift=("evening", "night"))
        other.write("dispute", edit, record=dispute, base=1)
        phone.sync()
        assert standings(other.sync()) == [Standing.HELD_EDIT]
        held = HeldEdit.objects.get()
        assert (held.field, held.base, held.mine, held.theirs) == ("kind", "debt", "jealousy", "threat")
        row = Dispute.objects.get()
        assert (row.kind, row.shift) == ("threat", "night"), (
            "the other field is applied, the clash changes nothing"
        )

    @pytest.mark.parametrize(
        ("chosen", "stands"),
        [
            (Chosen(Choice.MINE), "jealousy"),
            (Chosen(Choice.THEIRS), "threat"),
            (Chosen(Choice.OTHER, "family"), "family"),
        ],
    )
    def test_a_person_settles_it(self, town, both, chosen, stands) -> None:
        self.test_two_answers_to_one_field_are_held_with_all_three(both)
        row = Submission.objects.get(standing=Standing.HELD_EDIT)
        settle(row, chosen={"kind": chosen}, note="hablé con ambos", by=town.coordinator)
        settle(row, chosen={"kind": Chosen(Choice.OTHER, "school")}, note="", by=town.coordinator)
        assert Dispute.objects.get().kind == stands
        row.refresh_from_db()
        assert (row.standing, row.decided_by) == (Standing.APPLIED, town.coordinator)
        held = HeldEdit.objects.get()
        assert (held.choice, held.settled_by) == (chosen.choice, town.coordinator)
        facts = AuditEvent.objects.get(verb="submission.settled").facts
        assert facts == {"choices": {"kind": chosen.choice.value}}, "no answer stands in the trail"
        assert stands_as_its_versions_say(both[2])

    def test_a_coordinator_of_another_cluster_settles_nothing_here(self, town, both) -> None:
        self.test_two_answers_to_one_field_are_held_with_all_three(both)
        row = Submission.objects.get(standing=Standing.HELD_EDIT)
        other = person("elsa", Role.OUTREACH_COORDINATOR, town.south)
        for by in (other, town.ana, person("lia", Role.SECURITY_LIAISON)):
            with pytest.raises(OutOfReachError):
                settle(row, chosen={"kind": Chosen(Choice.MINE)}, note="", by=by)

    def test_a_change_on_a_page_is_somebody_elses_too(self, town, both) -> None:
        phone, _, dispute = both
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        row = Dispute.objects.get()
        change(row, changes={"kind": "family", "shift": "dawn"}, by=town.beto, at=timezone.now())
        assert standings(phone.sync()) == [Standing.HELD_EDIT]
        held = HeldEdit.objects.get()
        assert held.theirs == "family"
        settle(held.submission, chosen={"kind": Chosen(Choice.MINE)}, note="", by=town.coordinator)
        assert stands_as_its_versions_say(dispute)
        by_the_page = Version.objects.get(record=dispute, submission=None)
        assert by_the_page.changes == {"kind": ["debt", "family"], "shift": ["evening", "dawn"]}

    def test_who_judged_an_agreement_twice_is_asked(self, town, both) -> None:
        phone, other, dispute = both
        phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
        values = {"dispute": str(dispute), "agreed_on": today(-2), "terms": ["apology"], "keeper": "sides"}
        agreed = phone.write("settlement", values)
        phone.sync()
        for one, held, days in ((phone, True, -1), (other, False, 0)):
            one.write(
                "settlement_judged",
                seen_and_written(held=(None, held), judged_on=(None, today(days))),
                record=agreed,
                base=1,
            )
        assert standings(phone.sync()) == [Standing.APPLIED]
        assert standings(other.sync()) == [Standing.HELD_EDIT]
        row = Submission.objects.get(standing=Standing.HELD_EDIT)
        mine = {name: Chosen(Choice.MINE) for name in ("held", "judged_on")}
        settle(row, chosen=mine, note="", by=town.coordinator)
        assert Settlement.objects.get().held is False
        assert stands_as_its_versions_say(agreed)

    def test_taking_out_somebody_who_is_gone_is_nothing(self, both) -> None:
        phone, other, dispute = both
        party = phone.write("party", {"dispute": str(dispute), "role": "friend"})
        phone.sync()
        for one in (phone, other):
            one.write("party_removed", seen_and_written(is_gone=(None, True)), record=party, base=1)
            assert standings(one.sync()) == [Standing.APPLIED]
        assert Party.objects.count() == 0
        assert stands_as_its_versions_say(party)


def stands_as_its_versions_say(record) -> bool:
    (kind,) = set(Version.objects.filter(record=record).values_list("kind", flat=True))
    return replayed(record)[0] == snapshot(kind, record)


class TestWhoMovedOrLeft:
    @pytest.fixture
    def away(self, town):
        """A phone with a day's work, of a dispute that was known before and one that was not."""
        phone = Phone(town.ana)
        known = phone.write("dispute", a_dispute())
        phone.sync()
        phone.write("step", a_step(known))
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=known, base=1)
        phone.write("dispute", a_dispute(kind="family"))
        phone.write("presence", a_presence())
        return phone, known

    def leaves(self, staff) -> None:
        staff.is_active = False
        staff.save()

    def moves(self, staff, cluster) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        staff.memberships.update(until_on=yesterday)
        Membership.objects.create(staff=staff, cluster=cluster, from_on=timezone.localdate())

    @pytest.mark.parametrize("how", ["moved", "deactivated"])
    def test_unsent_work_still_arrives_and_goes_to_the_coordinator(self, town, away, how) -> None:
        phone, _ = away
        if how == "moved":
            self.moves(town.ana, town.south)
        else:
            self.leaves(town.ana)
        rows = phone.sync()
        assert standings(rows) == [Standing.HELD_COORDINATOR] * 4
        assert all(row.cluster == town.north for row in rows)
        for row in rows:
            take_in(row, reason="lo vi con ella", by=town.coordinator)
        assert set(Submission.objects.values_list("standing", flat=True)) == {Standing.APPLIED}
        assert Dispute.objects.get(kind="family").written_by == town.ana
        assert Step.objects.get().written_by == Presence.objects.get().written_by == town.ana
        assert Dispute.objects.filter(kind="threat").exists()

    def test_the_coordinator_sets_aside_with_a_reason(self, town, away) -> None:
        phone, _ = away
        self.leaves(town.ana)
        row = phone.sync()[-1]
        with pytest.raises(InputProblem, match="why"):
            set_aside(row, reason="  ", by=town.coordinator)
        set_aside(row, reason="entrado dos veces", by=town.coordinator)
        row.refresh_from_db()
        assert (row.standing, row.reason) == (Standing.SET_ASIDE, "entrado dos veces")
        assert row.content["form"] == "presence", "it is still kept, whole"
        assert Presence.objects.count() == 0

    def test_what_they_tell_of_themselves_is_taken_wherever_they_work_now(self, town) -> None:
        phone = Phone(town.ana)
        self.moves(town.ana, town.south)
        phone.write("wellbeing", {"on": today(), "mood": 1, "sleep": 1, "safe": 1, "wants_to_talk": True})
        phone.write("incident", {"kind": "threatened", "on": today(), "shift": "night"})
        phone.write("distress", {"neighbourhood": "01"})
        assert standings(phone.sync()) == [Standing.APPLIED] * 3

    def test_a_dispute_one_holds_is_still_ones_own_after_moving(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
        phone.sync()
        self.moves(town.ana, town.south)
        phone.write("step", a_step(dispute))
        assert standings(phone.sync()) == [Standing.APPLIED]

    def test_a_place_that_is_not_of_ones_clusters_goes_to_its_coordinator(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("dispute", a_dispute(neighbourhood="02"))
        (row,) = phone.sync()
        assert (row.standing, row.cluster) == (Standing.HELD_COORDINATOR, town.south)


class TestClocks:
    @pytest.mark.parametrize("wrong_by", [timedelta(days=365), timedelta(days=-365), timedelta(hours=-30)])
    def test_a_clock_that_is_a_year_wrong_gives_right_dates(self, town, wrong_by) -> None:
        phone = Phone(town.ana, wrong_by=wrong_by)
        on_the_phone = timezone.localtime(phone.now()).date()
        dispute = phone.write("dispute", a_dispute(began_on=(on_the_phone - timedelta(days=5)).isoformat()))
        phone.write("step", a_step(dispute, done_on=on_the_phone.isoformat()))
        phone.write(
            "follow_up",
            {
                "dispute": str(dispute),
                "occasion": "anniversary",
                "due_on": (on_the_phone + timedelta(days=365)).isoformat(),
            },
        )
        assert standings(phone.sync()) == [Standing.APPLIED] * 3
        day = timezone.localdate()
        row = Dispute.objects.get()
        assert row.began_on == day - timedelta(days=5)
        assert abs(row.written_at - timezone.now()) < timedelta(minutes=1)
        assert row.steps.get().done_on == day
        assert row.follow_ups.get().due_on == day + timedelta(days=365)
        phone.device.refresh_from_db()
        assert phone.device.clock_ahead_seconds == pytest.approx(wrong_by.total_seconds(), abs=60)

    def test_a_day_that_nobody_changed_is_not_moved_by_a_wrong_clock(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute(began_on=today(-10)))
        phone.sync()
        phone.wrong_by = timedelta(days=365)
        edit = seen_and_written(kind=("debt", "threat"), began_on=(today(-10), today(-10)))
        phone.write("dispute", edit, record=dispute, base=1)
        assert standings(phone.sync()) == [Standing.APPLIED]
        assert Dispute.objects.get().began_on == timezone.localdate() - timedelta(days=10)

    @pytest.mark.parametrize(
        "at", ["1970-01-01T00:00:00+00:00", "2099-05-05T00:00:00+00:00", "9999-12-31T23:59:59Z"]
    )
    def test_a_clock_that_was_set_right_in_between_is_looked_at_by_a_person(self, town, at) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence(), written_at=at)
        (row,) = phone.sync()
        assert row.standing == Standing.HELD_COORDINATOR
        assert "cannot be" in row.problems[0]["template"]
        take_in(row, reason="fue hoy", by=town.coordinator)
        assert Presence.objects.get().done_on == timezone.localdate()

    def test_a_day_that_cannot_be_is_held_with_words(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence(done_on=today(-200)))
        phone.write("presence", a_presence(done_on=today(400)))
        rows = phone.sync()
        assert standings(rows) == [Standing.HELD_COORDINATOR] * 2
        assert rows[0].problems[0]["field"] == "done_on"

    def test_a_call_for_help_is_taken_whatever_the_clock_says(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("distress", {"neighbourhood": "99"}, written_at="1970-01-01T00:00:00+00:00")
        assert standings(phone.sync()) == [Standing.APPLIED]
        assert abs(Distress.objects.get().pressed_at - timezone.now()) < timedelta(minutes=1)


class TestRetiredForms:
    def test_values_of_an_old_version_become_those_of_the_new(self, town, monkeypatch) -> None:
        old = FORMS["presence"]
        upgraded = replace(old, upgrade=lambda said: {**said, "companions": said.get("companions") or 7})
        monkeypatch.setitem(FORMS, "presence", replace(old, version=2))
        monkeypatch.setitem(RETIRED, ("presence", 1), upgraded)
        phone = Phone(town.ana)
        phone.write("presence", a_presence(companions=None))
        assert standings(phone.sync()) == [Standing.APPLIED]
        assert Presence.objects.get().companions == 7

    def test_so_do_both_sides_of_an_edit(self, town, monkeypatch) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.sync()
        old = FORMS["dispute"]
        renamed = replace(
            old, upgrade=lambda said: {{"old_kind": "kind"}.get(k, k): v for k, v in said.items()}
        )
        monkeypatch.setitem(FORMS, "dispute", replace(old, version=2))
        monkeypatch.setitem(RETIRED, ("dispute", 1), renamed)
        phone.write("dispute", seen_and_written(old_kind=("debt", "threat")), record=dispute, base=1)
        assert standings(phone.sync()) == [Standing.APPLIED]
        assert Dispute.objects.get().kind == "threat"

    def test_a_version_that_cannot_be_read_is_kept_for_the_coordinator(self, town, monkeypatch) -> None:
        monkeypatch.setitem(FORMS, "presence", replace(FORMS["presence"], version=3))
        phone = Phone(town.ana)
        phone.write("presence", a_presence())
        phone.write("dance", {"steps": 12}, form_version=9)
        rows = phone.sync()
        assert standings(rows) == [Standing.HELD_COORDINATOR] * 2
        assert rows[1].content["values"] == {"steps": 12}

    def test_a_retired_code_is_taken_and_no_longer_offered(self, town, monkeypatch) -> None:
        form = FORMS["presence"]
        fields = tuple(
            replace(one, retired=frozenset({"vigil"})) if one.name == "activity" else one
            for one in form.fields
        )
        monkeypatch.setitem(FORMS, "presence", replace(form, fields=fields))
        description.cache_clear()
        offered = {
            option["code"]
            for one in description()["forms"]["presence"]["fields"]
            if one["name"] == "activity"
            for option in one["options"]
        }
        description.cache_clear()
        assert "vigil" not in offered
        assert "walk" in offered
        phone = Phone(town.ana)
        phone.write("presence", a_presence(activity="vigil"))
        assert standings(phone.sync()) == [Standing.APPLIED]


class TestErased:
    def test_an_edit_of_an_erased_record_is_dropped_and_the_phone_forgets(self, town) -> None:
        phone, other = Phone(town.ana), Phone(town.beto)
        dispute = phone.write("dispute", a_dispute(summary="algo que se borra"))
        phone.write("party", {"dispute": str(dispute), "role": "friend"})
        phone.sync()
        assert [one.id for one in give(other.device, since=0).facts["disputes"]] == [dispute]
        other.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        other.write("step", a_step(dispute, note="otra cosa"))
        erase(dispute)
        rows = other.sync()
        assert standings(rows) == [Standing.ERASED] * 2
        assert [row.content for row in rows] == [None, None]
        given = give(other.device, since=1)
        assert given.facts["disputes"] == []
        assert dispute in given.facts["forget"]
        assert dispute in give(phone.device, since=0).facts["forget"], "its writer's phone holds it too"
        assert give(other.device, since=2).facts["forget"] == [dispute], "told again until it asks after that"

    def test_nothing_of_it_is_left_with_the_sendings(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.write("step", a_step(dispute))
        phone.sync()
        erase(dispute)
        assert set(Submission.objects.values_list("standing", flat=True)) == {Standing.ERASED}
        assert [row.content for row in Submission.objects.all()] == [None, None]
        assert Version.objects.filter(record=dispute).count() == 0
        again = phone.hand_over(phone.sent.values())
        assert standings(again) == [Standing.ERASED] * 2
        assert Dispute.objects.count() == 0


def erase(dispute) -> None:
    """As the officer's erasure does it: what phones sent first, then the record."""
    row = Dispute.objects.get(pk=dispute)
    keys = {dispute, *row.parties.values_list("pk", flat=True), *row.steps.values_list("pk", flat=True)}
    for copies in COPIES:
        copies.forget(frozenset(keys))
    row.delete()


class TestAskedOfTheCoordinator:
    def test_what_cannot_be_is_refused_with_every_reason_and_kept(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("presence", {"activity": "dance", "venue": "street", "done_on": "tomorrow", "x": 1})
        (row,) = phone.sync()
        assert row.standing == Standing.REFUSED
        assert {one["field"] for one in row.problems} == {"activity", "done_on", "neighbourhood", "shift", ""}
        assert row.content["values"]["activity"] == "dance"

    def test_the_rules_of_disputes_refuse_in_both_languages(self, town) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.write(
            "turn", {"dispute": str(dispute), "deed": "close", "outcome": "settled", "reason": "shift"}
        )
        row = phone.sync()[-1]
        assert row.standing == Standing.REFUSED
        assert len(row.problems) >= 2
        assert all("{" not in one["template"] for one in row.problems)

    def test_a_fault_of_ours_stops_nothing_else_and_loses_nothing(self, town, monkeypatch, caplog) -> None:
        def broken(values, writing):
            raise RuntimeError("secreto de alguien")

        monkeypatch.setitem(MAKE, "step", broken)
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.write("step", a_step(dispute))
        phone.write("presence", a_presence(), chained=False)
        assert standings(phone.sync()) == [
            Standing.APPLIED,
            Standing.HELD_COORDINATOR,
            Standing.APPLIED,
        ]
        assert "RuntimeError" in caplog.text
        assert "secreto" not in caplog.text

    def test_more_than_a_day_can_hold_is_not_taken(self, town, monkeypatch) -> None:
        monkeypatch.setattr("pazos.domain.fieldwork.actions.keeping.MOST_A_DAY", 2)
        phone = Phone(town.ana)
        for _ in range(3):
            phone.write("presence", a_presence())
        with pytest.raises(TooManyError):
            phone.sync()
        assert Submission.objects.count() == 0
