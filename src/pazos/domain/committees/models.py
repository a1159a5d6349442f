"""Committees as facts: constituted by an act, seats by office, sessions, minutes, commitments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.committees.vocabulary import (
    CommitmentState,
    Judgement,
    Kind,
    Occasion,
    Presence,
    SessionState,
)
from pazos.domain.documents.models import Document
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Strategy
from pazos.foundation.privacy import Privacy, classified


class Committee(models.Model):
    """A body of the strategy, constituted by an act."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="committees")
    code = models.SlugField(max_length=20, unique=True)  # "cg"; commitments are numbered under it
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    legal_basis = models.CharField(max_length=300)
    act = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField(blank=True)
    constituted_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)
    quorum = models.PositiveSmallIntegerField()  # seats with a vote that must be present
    every_months = models.PositiveSmallIntegerField(default=1)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(quorum__gte=1), name="a_quorum_is_somebody"),
            models.CheckConstraint(condition=Q(every_months__gte=1), name="a_rhythm_is_a_month_or_more"),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=F("constituted_on")),
                name="committee_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place in a committee, held by an office; whoever is in that office sits there."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    office = models.CharField(max_length=160)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    has_vote = models.BooleanField(default=True)
    is_chair = models.BooleanField(default=False)
    is_secretary = models.BooleanField(default=False)
    holder = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING, holder=Privacy.PERSONAL)

    class Meta:
        ordering = ["-is_chair", "-has_vote", "office"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(is_chair=True, until_on__isnull=True),
                name="one_chair_a_committee",
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(is_secretary=True, until_on__isnull=True),
                name="one_secretary_a_committee",
            ),
            models.UniqueConstraint(
                fields=["committee", "office"],
                condition=Q(until_on__isnull=True),
                name="one_open_seat_per_office",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="seat_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.office


class Session(models.Model):
    """One meeting of a committee."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    called_for = models.DateTimeField()
    place = models.CharField(max_length=160)
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.CALLED)
    had_quorum = models.BooleanField(null=True, blank=True)
    notes = models.TextField(blank=True)
    why_cancelled = models.CharField(max_length=300, blank=True)
    why_moved = models.CharField(max_length=300, blank=True)
    moved_on = models.DateField(
        null=True, blank=True
    )  # the day on which it was last given another day or place
    papers = models.ManyToManyField(Document, blank=True, related_name="+")  # of no point of the agenda
    act = models.ForeignKey(  # the signed act as it was scanned
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    called_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, called_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-called_for"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="one_session_per_number")]

    def __str__(self) -> str:
        return f"{self.committee} {self.number}"


class AgendaItem(models.Model):
    """One point of the agenda, and what was said about it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    presented_by = models.CharField(max_length=160, blank=True)  # an office
    discussion = models.TextField(blank=True)
    documents = models.ManyToManyField(Document, blank=True, related_name="+")

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class SessionAttendance(models.Model):
    """Who of the seats came."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence.choices)
    delegate_office = models.CharField(max_length=160, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["seat__office"]
        constraints = [models.UniqueConstraint(fields=["session", "seat"], name="one_presence_per_seat")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.seat_id}"


class Decision(models.Model):
    """What a session decided, and by how many votes."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    votes_for = models.PositiveSmallIntegerField(default=0)
    votes_against = models.PositiveSmallIntegerField(default=0)
    abstentions = models.PositiveSmallIntegerField(default=0)
    is_recommendation = models.BooleanField(default=False)  # said without a quorum: it binds nobody

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_decision_per_number"),
            models.CheckConstraint(
                condition=Q(is_recommendation=False) | Q(votes_for=0, votes_against=0, abstentions=0),
                name="a_recommendation_has_no_votes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}.{self.number}"


class Minutes(models.Model):
    """The minutes as they were drafted: a frozen copy and its hash. A correction is another version."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, drafted_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["session", "-version"]
        verbose_name_plural = "minutes"
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="one_minutes_per_version")]

    def __str__(self) -> str:
        return f"{self.session_id} v{self.version}"


class Signature(models.Model):
    """A seat signed these minutes: it saw exactly the text of this hash."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    privacy_classes = classified(Privacy.WORKING, signed_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["minutes", "seat"], name="a_seat_signs_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.seat_id}"


class Commitment(models.Model):
    """What somebody promised to do by a day."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveIntegerField()
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(max_length=400)
    owner = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    office = models.CharField(max_length=160)  # as the minutes name whoever owes it
    made_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=CommitmentState.choices, default=CommitmentState.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)  # why it was dropped or given more time
    evidence = models.ManyToManyField(Document, blank=True, related_name="+")
    is_public = models.BooleanField(default=True)

    privacy_classes = classified(Privacy.WORKING, owner=Privacy.PERSONAL)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_state_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(organisation__isnull=False),
                name="a_commitment_has_an_owner",
            ),
            models.UniqueConstraint(fields=["committee", "number"], name="one_commitment_per_number"),
            models.CheckConstraint(condition=Q(due_on__gte=F("made_on")), name="due_after_it_is_made"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What the minutes call it: the committee's code and a number."""
        return f"{self.committee.code}-{self.number}"


class Progress(models.Model):
    """What whoever owes a commitment says of it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="progress")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    due_on = models.DateField(null=True, blank=True)  # where more time was given: until when
    was_due_on = models.DateField(null=True, blank=True)  # and what it was due on until then
    became = models.CharField(max_length=9, choices=CommitmentState.choices, blank=True)

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.at:%Y-%m-%d}"


class CouncilReview(models.Model):
    """What a citizens' council says of a commitment of the city."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="reviews")
    council = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    judgement = models.CharField(max_length=9, choices=Judgement.choices)
    words = models.TextField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.on:%Y-%m-%d}"


class Reminder(models.Model):
    """A reminder that was sent, so that the same one is not sent twice."""

    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    to = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=11, choices=Occasion.choices)
    about_on = models.DateField()  # the day it was about: another day is reminded of anew
    sent_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, to=Privacy.PERSONAL)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "to", "occasion", "about_on"], name="one_reminder_of_a_commitment"
            ),
            models.UniqueConstraint(
                fields=["session", "to", "occasion", "about_on"], name="one_reminder_of_a_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.sent_at:%Y-%m-%d}"


class MailLanguage(models.Model):
    """In which language somebody wants reminders; whoever never said gets the city's."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="mail_language")
    language = models.CharField(max_length=2, choices=[("es", "Español"), ("en", "English")])

    privacy_classes = classified(Privacy.WORKING, staff=Privacy.PERSONAL)

    def __str__(self) -> str:
        return self.language
