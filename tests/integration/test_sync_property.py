"""Phones, pages and coordinators in any order: nothing is lost, and every version adds up.

Hypothesis deals the deeds: phones write, send some of what they have in any order, twice, or
without hearing the answer; the server is killed while it works; pages change records;
coordinators decide; days pass; people move.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pazos.domain.disputes.actions.opening import change
from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.actions import applying
from pazos.domain.fieldwork.actions.settling import Chosen, set_aside, settle, take_in
from pazos.domain.fieldwork.models import Device, HeldEdit, Submission, Version
from pazos.domain.fieldwork.tracing import replayed, snapshot
from pazos.domain.fieldwork.vocabulary import FOR_A_PERSON, Choice, Standing
from pazos.domain.teams.models import Membership
from pazos.science.problems import InputProblem
from phones import Phone, a_dispute, a_presence, a_step, digest, seen_and_written, street, today

if TYPE_CHECKING:
    from uuid import UUID

KINDS = st.sampled_from(["debt", "threat", "family", "revenge"])
SHIFTS = st.sampled_from(["morning", "evening", "night"])
WHO = st.sampled_from(["ana", "beto", "carla"])
STANDS = (Standing.APPLIED, Standing.HELD_EDIT)


class Killed(BaseException):
    """As if the process ended here."""


class Sync(RuleBasedStateMachine):
    """Three phones of two clusters, a coordinator, and a server that may end at any moment."""

    @initialize()
    def begin(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.town = street()
        self.phones = {one.username: Phone(one) for one in (self.town.ana, self.town.beto, self.town.carla)}
        self.ever_sent: dict[str, dict] = {}
        self.disputes: list[UUID] = []
        self.by_page: set[UUID] = set()

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    # What phones write

    @rule(who=WHO, kind=KINDS)
    def write_dispute(self, who, kind) -> None:
        self.disputes.append(self.phones[who].write("dispute", a_dispute(kind=kind)))

    @precondition(lambda self: self.disputes)
    @rule(who=WHO, data=st.data(), kind=KINDS, shift=SHIFTS)
    def write_change(self, who, data, kind, shift) -> None:
        dispute = data.draw(st.sampled_from(self.disputes))
        row = Dispute.objects.filter(pk=dispute).first()
        seen = (row.kind, row.shift, row.version) if row else ("debt", "evening", 1)
        edit = seen_and_written(kind=(seen[0], kind), shift=(seen[1], shift))
        self.phones[who].write("dispute", edit, record=dispute, base=seen[2])

    @precondition(lambda self: self.disputes)
    @rule(who=WHO, data=st.data())
    def write_about_one(self, who, data) -> None:
        dispute = data.draw(st.sampled_from(self.disputes))
        named = {"dispute": str(dispute)}
        form, values = data.draw(
            st.sampled_from(
                [
                    ("turn", {**named, "deed": "claim"}),
                    ("step", a_step(dispute)),
                    ("party", {**named, "role": "friend"}),
                    ("settlement", {**named, "agreed_on": today(), "terms": ["apology"], "keeper": "sides"}),
                    ("follow_up", {**named, "occasion": "visit", "due_on": today(2)}),
                    ("step", {**named, "act": "danced"}),
                ]
            )
        )
        self.phones[who].write(form, values)

    @rule(who=WHO)
    def write_presence(self, who) -> None:
        self.phones[who].write("presence", a_presence(neighbourhood="02" if who == "carla" else "01"))

    # What becomes of it on the way

    @rule(who=WHO, data=st.data(), hears=st.booleans(), dies_at=st.none() | st.integers(1, 6))
    def send(self, who, data, hears, dies_at) -> None:
        phone = self.phones[who]
        old = [one for one in self.ever_sent.values() if one in phone.outbox or one["id"] in phone.sent]
        pool = [*phone.outbox, *old[-3:]]
        if not pool:
            return
        chosen = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=6))
        waiting, sent = list(phone.outbox), dict(phone.sent)
        whole = applying._write_down
        steps = iter(range(1, 10**6))

        def may_die(*args):
            if next(steps) == dies_at:
                raise Killed
            whole(*args)

        applying._write_down = may_die
        try:
            phone.hand_over(chosen)
            died = False
        except Killed:
            died = True
        finally:
            applying._write_down = whole
        if died or not hears:
            phone.outbox, phone.sent = waiting, sent
        # Kept before it died: everything, or nothing.
        if not died or Submission.objects.filter(pk=chosen[0]["id"]).exists():
            self.ever_sent |= {one["id"]: one for one in chosen}

    @rule(who=WHO)
    def sync(self, who) -> None:
        phone = self.phones[who]
        sendings = list(phone.outbox)
        rows = phone.sync()
        assert Standing.KEPT not in {row.standing for row in rows}
        self.ever_sent |= {one["id"]: one for one in sendings}
        assert [str(row.pk) for row in rows] == [one["id"] for one in sendings]

    # What happens on the other side

    @precondition(lambda self: Dispute.objects.exists())
    @rule(data=st.data(), kind=KINDS)
    def a_page_changes_one(self, data, kind) -> None:
        row = data.draw(st.sampled_from(list(Dispute.objects.order_by("pk"))))
        try:
            if change(row, changes={"kind": kind}, by=self.town.beto, at=timezone.now()):
                self.by_page.add(row.pk)
        except InputProblem:
            return

    @rule(data=st.data(), takes=st.booleans(), choice=st.sampled_from([Choice.MINE, Choice.THEIRS]))
    def a_coordinator_decides(self, data, takes, choice) -> None:
        waiting = list(Submission.objects.filter(standing__in=FOR_A_PERSON, cluster=self.town.north))
        if not waiting:
            return
        row = data.draw(st.sampled_from(sorted(waiting, key=lambda one: one.pk.hex)))
        by = self.town.coordinator
        try:
            if row.standing == Standing.HELD_EDIT:
                fields = row.held.filter(settled_at=None).values_list("field", flat=True)
                settle(row, chosen={one: Chosen(choice) for one in fields}, note="", by=by)
            elif takes:
                take_in(row, reason="lo hablamos", by=by)
            else:
                set_aside(row, reason="dos veces lo mismo", by=by)
        except InputProblem:
            return

    @rule()
    def four_days_pass(self) -> None:
        days = timedelta(days=4)
        for row in Submission.objects.all():
            at = {
                name: getattr(row, name) - days for name in ("received_at", "written_at", "written_at_phone")
            }
            Submission.objects.filter(pk=row.pk).update(**at)
        for device in Device.objects.all():
            Device.objects.filter(pk=device.pk).update(made_at=device.made_at - days)

    @rule(away=st.booleans())
    def beto_moves_and_comes_back(self, away) -> None:
        Membership.objects.filter(staff=self.town.beto).delete()
        cluster = self.town.south if away else self.town.north
        Membership.objects.create(staff=self.town.beto, cluster=cluster, from_on=timezone.localdate())

    # What is always true

    @invariant()
    def every_sending_is_kept_whole_and_something_became_of_it(self) -> None:
        rows = {str(row.pk): row for row in Submission.objects.filter(same_as=None)}
        assert self.ever_sent.keys() <= rows.keys()
        for key, sending in self.ever_sent.items():
            assert digest(rows[key].content) == digest(sending)
            assert rows[key].standing in Standing.values

    @invariant()
    def what_is_held_has_what_a_person_needs(self) -> None:
        held = Submission.objects.filter(standing=Standing.HELD_EDIT)
        assert all(row.held.filter(settled_at=None).exists() for row in held)
        asked = Submission.objects.filter(standing__in=(Standing.REFUSED, Standing.HELD_COORDINATOR))
        assert all(row.problems for row in asked)
        waiting = Submission.objects.filter(standing=Standing.HELD_EARLIER)
        assert all(row.waits_for for row in waiting)
        assert HeldEdit.objects.filter(submission__standing=Standing.APPLIED, settled_at=None).count() == 0

    @invariant()
    def every_chain_of_versions_adds_up_to_the_record(self) -> None:
        for kind, record in set(Version.objects.values_list("kind", "record")):
            if record not in self.by_page:
                assert replayed(record)[0] == snapshot(kind, record)

    @invariant()
    def what_was_applied_is_there_once(self) -> None:
        made = Submission.objects.filter(standing__in=STANDS, base_version=None)
        for row in made:
            if row.form in ("dispute", "step", "party", "presence", "settlement", "follow_up", "turn"):
                assert snapshot(row.form, row.record) is not None
        numbers = list(Version.objects.values_list("record", "number"))
        assert len(numbers) == len(set(numbers))


@pytest.mark.django_db
def test_nothing_is_lost_whatever_happens_in_whatever_order() -> None:
    run_state_machine_as_test(
        Sync,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
