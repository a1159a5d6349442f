"""Phones, pages and coordinators in any order: nothing is lost, and every version adds up.

Hypothesis deals the deeds: phones write, send some of what they have in any order, twice, or
without hearing the answer; the server is killed while it works; pages change records;
coordinators decide; days pass; people move. All deeds stand in one rule, so that no run is
dealt only a few kinds of them.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pazos.domain.disputes.actions.opening import change
from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.actions import applying
from pazos.domain.fieldwork.actions.settling import Chosen, set_aside, settle, take_in
from pazos.domain.fieldwork.models import Device, HeldEdit, Submission, Version
from pazos.domain.fieldwork.tracing import replayed, snapshot
from pazos.domain.fieldwork.vocabulary import FOR_A_PERSON, Choice, Standing
from pazos.domain.teams.models import Membership
from pazos.science.problems import InputProblem
from phones import Phone, a_dispute, a_presence, digest, seen_and_written, street, today

if TYPE_CHECKING:
    from uuid import UUID

EXAMPLES, STEPS = 6, 20
KINDS = ("debt", "threat", "family", "revenge")
SHIFTS = ("morning", "evening", "night")
FORMS = ("dispute", "change", "change", "change", "presence", "turn", "step", "party", "settlement", "link")
PARTS: dict[str, dict[str, Any]] = {
    "turn": {"deed": "claim"},
    "step": {"act": "listened", "done_on": today(), "shift": "morning", "people": 2},
    "party": {"role": "friend"},
    "settlement": {"agreed_on": today(), "terms": ["apology"], "keeper": "sides"},
    "link": {"other": "nobody"},
}
DEEDS = (
    *("write_and_send",) * 6,
    *("write_and_sync",) * 3,
    "a_page_changes_one",
    *("a_coordinator_decides",) * 3,
    "four_days_pass",
    "beto_moves_or_comes_back",
)
STANDS = (Standing.APPLIED, Standing.HELD_EDIT)


class Killed(BaseException):
    """As if the process ended here."""


class Sync(RuleBasedStateMachine):
    """Three phones of two clusters, a coordinator, and a server that may end at any moment."""

    @initialize()
    def begin(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.whole = applying._write_down
        applying._write_down = self.watched
        self.dies_in: int | None = None
        self.lost: list[str] = []
        self.town = street()
        self.phones = [Phone(one) for one in (self.town.ana, self.town.beto, self.town.carla)]
        self.ever_sent: dict[str, dict] = {}
        self.disputes: list[UUID] = []
        self.by_page: set[UUID] = set()
        self.seen: dict[tuple[int, UUID], tuple[str, str, int]] = {}
        self.disputes += [self.phones[0].write("dispute", a_dispute(), chained=False) for _ in range(2)]
        self.sync(self.phones[0])

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            applying._write_down = self.whole
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @rule(deed=st.sampled_from(DEEDS), chance=st.integers(0, 2**32).map(Random))
    def deal(self, deed: str, chance: Random) -> None:
        getattr(self, deed)(chance)

    # Phones

    def write(self, phone: Phone, chance: Random) -> None:
        for _ in range(chance.randint(1, 4)):
            form, dispute = chance.choice(FORMS), chance.choice(self.disputes)
            if form == "presence":
                phone.write(form, a_presence(neighbourhood=chance.choice(["01", "02"])))
            elif form == "dispute":
                self.disputes.append(phone.write(form, a_dispute(kind=chance.choice(KINDS))))
            elif form == "change":
                self.write_change(phone, dispute, chance)
            else:
                phone.write(form, {"dispute": str(dispute), **PARTS[form]}, chained=chance.random() < 0.7)

    def write_change(self, phone: Phone, dispute: UUID, chance: Random) -> None:
        """Change a dispute as this phone saw it last; now and then it looks again first."""
        row = Dispute.objects.filter(pk=dispute).first()
        seen = self.seen.get((phone.staff.pk, dispute), ("debt", "evening", 1))
        if row and chance.random() < 0.4:
            seen = self.seen[phone.staff.pk, dispute] = (row.kind, row.shift, row.version)
        kind, shift = (seen[0], chance.choice(KINDS)), (seen[1], chance.choice(SHIFTS))
        phone.write("dispute", seen_and_written(kind=kind, shift=shift), record=dispute, base=seen[2])

    def write_and_send(self, chance: Random) -> None:
        """Send some of what waits and of what was sent before; the answer may not be heard."""
        phone = chance.choice(self.phones)
        self.write(phone, chance)
        pool = [*phone.outbox, *list(phone.sent.values())[-3:]]
        chosen = chance.choices(pool, k=min(len(pool), 5))
        waiting, sent = list(phone.outbox), dict(phone.sent)
        self.dies_in = chance.choice([None, None, 1, 2, 3, 4])
        try:
            phone.hand_over(chosen)
            heard = chance.random() < 0.7
        except Killed:
            heard = False
        self.dies_in = None
        if not heard:
            phone.outbox, phone.sent = waiting, sent
        # It may have died after it kept them: then all of them are there.
        self.ever_sent |= {one["id"]: one for one in chosen}

    def write_and_sync(self, chance: Random) -> None:
        phone = chance.choice(self.phones)
        self.write(phone, chance)
        self.sync(phone)

    def sync(self, phone: Phone) -> None:
        sendings = list(phone.outbox)
        rows = phone.sync()
        assert [str(row.pk) for row in rows] == [one["id"] for one in sendings]
        assert Standing.KEPT not in {row.standing for row in rows}
        self.ever_sent |= {one["id"]: one for one in sendings}

    # The other side

    def a_page_changes_one(self, chance: Random) -> None:
        row = Dispute.objects.get(pk=self.disputes[chance.randint(0, 1)])
        try:
            if change(
                row, changes={"kind": chance.choice(KINDS)}, by=self.town.coordinator, at=timezone.now()
            ):
                self.by_page.add(row.pk)
        except InputProblem:
            return

    def a_coordinator_decides(self, chance: Random) -> None:
        waiting = Submission.objects.filter(standing__in=FOR_A_PERSON, cluster=self.town.north)
        by = self.town.coordinator
        for row in sorted(waiting, key=lambda one: one.pk.hex)[:2]:
            try:
                if row.standing == Standing.HELD_EDIT:
                    fields = row.held.filter(settled_at=None).values_list("field", flat=True)
                    choice = chance.choice([Choice.MINE, Choice.THEIRS])
                    settle(row, chosen={one: Chosen(choice) for one in fields}, note="", by=by)
                elif chance.random() < 0.6:
                    take_in(row, reason="lo hablamos", by=by)
                else:
                    set_aside(row, reason="dos veces lo mismo", by=by)
            except InputProblem:
                continue

    def four_days_pass(self, chance: Random) -> None:
        days = timedelta(days=4)
        for row in Submission.objects.all():
            at = {
                name: getattr(row, name) - days for name in ("received_at", "written_at", "written_at_phone")
            }
            Submission.objects.filter(pk=row.pk).update(**at)
        for device in Device.objects.all():
            Device.objects.filter(pk=device.pk).update(made_at=device.made_at - days)

    def beto_moves_or_comes_back(self, chance: Random) -> None:
        Membership.objects.filter(staff=self.town.beto).delete()
        cluster = chance.choice([self.town.south, self.town.north])
        Membership.objects.create(staff=self.town.beto, cluster=cluster, from_on=timezone.localdate())

    def watched(self, row, verdict, how, **more) -> None:
        """Die here if it is time to; else hold the verdict to what stands there now."""
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in == 0:
                raise Killed
        if row.form == "dispute" and row.base_version is not None and verdict.standing in STANDS:
            stands, held = snapshot("dispute", row.record), {one.field for one in verdict.clashes}
            for name, edit in row.content["values"].items():
                wanted = edit["mine"] != edit["base"] and name not in held
                if wanted and stands[name] != edit["mine"]:
                    self.lost.append(f"{name} of {row.pk} was neither applied nor held")
        self.whole(row, verdict, how, **more)

    # What is always true

    @invariant()
    def every_edit_is_applied_or_somebody_is_asked(self) -> None:
        assert self.lost == []

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
        assert not any("fault of its own" in one["template"] for row in asked for one in row.problems)
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
        for row in Submission.objects.filter(standing__in=STANDS, base_version=None):
            if row.form != "party":
                assert snapshot(row.form, row.record) is not None
        numbers = list(Version.objects.values_list("record", "number"))
        assert len(numbers) == len(set(numbers))


@pytest.mark.django_db
def test_nothing_is_lost_whatever_happens_in_whatever_order() -> None:
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Sync, settings=bounded)
