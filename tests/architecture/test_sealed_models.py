"""What says something of a person stands in the database only sealed; every exception gives its reason.

Open by their kind are keys (rows must be joined), days and moments (asked and sorted by) and coded
answers (`choices`: counted, and they hold no words). What a personal field says in words, and
everything else that a sensitive field says, is sealed, or is named here with its reason.
"""

from __future__ import annotations

from django.apps import apps
from django.apps.registry import Apps
from django.db import models

from pazos.foundation.privacy import Privacy, privacy_of
from pazos.foundation.privacy.fields import Sealed

FIELDS = [
    field
    for model in apps.get_models()
    if model.__module__.startswith("pazos.")
    for field in model._meta.local_concrete_fields
]
EXCEPTIONS = {
    "staff sign in with it, or are listed and named by it; work, not care": [
        "people.Staff.username",
        "people.Staff.name",
        "people.Staff.email",
    ],
    "yes or no to taking part, without a name: whose last word is no is asked before anything is written": [
        "participants.AgreementTurn.agrees",
        "participants.AgreementTurn.guardian_agreed",
    ],
    "a hash already: what it was made of cannot be read from it": [
        "people.Staff.password",
        "people.Invitation.token_hash",
        "fieldwork.Device.token_hash",
        "fieldwork.Submission.content_hash",
        "participants.Participant.person_key",
        "participants.Participant.other_key",
        "cases.Complaint.word_hash",
        "cases.NameKey.key",
        "justice.JudgeReport.content_hash",
    ],
    "a fact of an official record, without a name: rates, linkage and counting rules reckon with it": [
        "sources.Record.municipality_code",
        "sources.Record.died_in_code",
        "sources.Record.age_group",
        "sources.Record.cause_code",
        "sources.Record.zone",
        "sources.Record.source_key",
        "register.Death.held",
        "register.Death.adopted",
        "register.Claim.flags",
        "register.ClaimChange.field",
        "register.ClaimChange.before",
        "register.ClaimChange.after",
        "register.Difference.values",
        "register.Difference.adopted",
        "register.Pair.agreement",
    ],
    "the one cell that was refused and why: refused rows are counted and found by it; the row is sealed": [
        "sources.RejectedRow.problems",
        "sources.RejectedRow.first_field",
        "sources.RejectedRow.first_reason",
        "sources.RejectedRow.first_value",
    ],
    "one reason for many rows at once, where the page asks to write no name": [
        "sources.RejectedRow.note",
    ],
    "words that are the same for everybody, or the number of a paper: they name nobody": [
        "rights.Consent.purpose_text",
        "rights.Consent.document",
        "rights.LegalRequest.document",
        "gestores.Candidate.why",
        "fieldwork.Device.name",
    ],
    "a code or a count in a list, which the board and the area totals add up": [
        "outreach.Presence.companions",
        "outreach.Presence.met",
        "disputes.Dispute.signs",
        "disputes.Dispute.risk_raised",
        "disputes.Party.is_first_side",
        "disputes.Party.people",
        "disputes.Step.people",
        "disputes.Settlement.terms",
        "disputes.Settlement.held",
        "disputes.FollowUp.is_calm",
        "outreach.Distress.was_false_alarm",
    ],
    "a mark from 1 to 5 and a yes or no, which say who must be called today": [
        "outreach.WellbeingCheck.mood",
        "outreach.WellbeingCheck.sleep",
        "outreach.WellbeingCheck.safe",
        "outreach.WellbeingCheck.wants_to_talk",
    ],
    "which form, which version: the sync cannot place a sending without it": [
        "disputes.Dispute.version",
        "fieldwork.Submission.form",
        "fieldwork.Submission.form_version",
        "fieldwork.Submission.base_version",
        "fieldwork.Submission.version",
        "fieldwork.Version.kind",
        "fieldwork.Version.number",
        "fieldwork.HeldEdit.field",
    ],
    "which version of a case was read: nobody writes over what somebody else wrote": [
        "cases.Referral.version",
        "cases.Case.version",
        "cases.Goal.version",
        "employment.Application.version",
        "justice.Process.version",
    ],
    "a code, a yes or no, a mark or a sum without words, of which totals are made": [
        "cases.Complaint.is_noted",
        "cases.CaseTurn.reason",
        "cases.CaseAsk.reason",
        "cases.CaseAsk.granted",
        "cases.CaseSession.minutes",
        "cases.CaseSession.dimensions",
        "cases.CaseSession.with_pair",
        "cases.Incentive.amount",
        "cases.GoalStep.by_person",
        "cases.Satisfaction.respect",
        "cases.Satisfaction.use",
        "cases.Satisfaction.again",
        "employment.Training.finished",
        "employment.Training.hours",
        "employment.Placement.is_formal",
        "employment.Placement.monthly_pay",
        "employment.RetentionCheck.still_there",
        "employment.RetentionCheck.satisfied",
        "employment.Business.capital",
        "employment.BusinessVisit.is_open",
        "employment.BusinessVisit.monthly_sales",
        "justice.Duty.harmed_agrees",
        "justice.Measure.hours",
        "justice.Measure.report_every_months",
        "justice.MeasureHours.hours",
        "justice.Orientation.solved",
    ],
    "the law asks that it can be told at once: who is a minor, and who wants to go on": [
        "justice.Party.is_minor",
        "justice.Willingness.wants",
        "justice.Willingness.alone",
        "justice.Willingness.guardian_agrees",
    ],
    "which instrument or checklist, as the code declares it: what was answered is sealed": [
        "cases.Assessment.instrument",
        "cases.Assessment.instrument_version",
        "cases.HalfAssessment.instrument",
        "cases.HalfAssessment.instrument_version",
        "cases.Crisis.pathway_version",
        "cases.CrisisItem.item",
        "cases.CrisisItem.is_duty",
    ],
}
EXEMPT = {name for names in EXCEPTIONS.values() for name in names}
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
OPEN_BY_KIND = (
    models.ForeignKey,
    models.UUIDField,
    models.AutoField,
    models.BigAutoField,
    models.DateField,  # and moments
    models.TimeField,
)


def label(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def says_something(field: models.Field) -> bool:
    """Whether a field that is not sealed would need a reason."""
    kind = privacy_of(field.model.privacy_classes, field.name)
    stored = field.output_field if isinstance(field, models.GeneratedField) else field
    if isinstance(stored, OPEN_BY_KIND) or stored.choices:
        return False
    return kind is Privacy.SENSITIVE or (kind is Privacy.PERSONAL and isinstance(stored, WORDS))


NEEDED = {label(field) for field in FIELDS if says_something(field) and not isinstance(field, Sealed)}


def test_what_says_something_of_a_person_is_sealed_or_its_exception_has_a_reason() -> None:
    assert set() == NEEDED - EXEMPT


def test_every_exception_is_still_one_and_stands_once() -> None:
    assert set() == EXEMPT - NEEDED
    assert len(EXEMPT) == sum(len(names) for names in EXCEPTIONS.values())


def test_sealed_fields_are_declared_rightly() -> None:
    sealed = [field for field in FIELDS if isinstance(field, Sealed)]
    assert len(sealed) >= 20
    assert {label(field): found for field in sealed if (found := field.check())} == {}
    classes = {label(field): privacy_of(field.model.privacy_classes, field.name) for field in sealed}
    assert {
        name for name, kind in classes.items() if kind not in {Privacy.PERSONAL, Privacy.SENSITIVE}
    } == set()


def test_the_rule_sees_what_it_must_see() -> None:
    class Told(models.Model):
        name = models.CharField(max_length=10)
        answer = models.CharField(max_length=1, choices=[("y", "yes")])
        facts = models.JSONField()
        mood = models.PositiveSmallIntegerField()
        born_on = models.DateField()

        privacy_classes = {"*": Privacy.SENSITIVE}

        class Meta:
            app_label = "sealed_notes"
            apps = Apps()

        def __str__(self) -> str:
            return self.name

    def seen() -> set[str]:
        return {field.name for field in Told._meta.local_concrete_fields if says_something(field)}

    assert seen() == {"name", "facts", "mood"}
    Told.privacy_classes = {"*": Privacy.PERSONAL}
    assert seen() == {"name", "facts"}
    Told.privacy_classes = {"*": Privacy.WORKING}
    assert seen() == set()
