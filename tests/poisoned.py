"""Two clusters whose every guarded word is a marker, to be looked for wherever anything leaves the city.

A marker says to which side and to which table it belongs, so that a page that shows it says at once
what leaked. A model with sealed fields that is not here fails the first test of the wall.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from pazos.domain.activities import models as activities
from pazos.domain.books.models import BookFile
from pazos.domain.cases import models as cases
from pazos.domain.committees import models as committees
from pazos.domain.committees.actions.minutes import content_of, hash_of
from pazos.domain.disputes import models as disputes
from pazos.domain.documents.models import Document
from pazos.domain.employment import models as employment
from pazos.domain.fieldwork import models as fieldwork
from pazos.domain.gestores import models as gestores
from pazos.domain.justice import models as justice
from pazos.domain.outreach import models as outreach
from pazos.domain.participants import models as participants
from pazos.domain.partners import models as partners
from pazos.domain.people.models import EmergencyAccess, Organisation, Staff
from pazos.domain.rights import models as rights
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.domain.teams.models import Membership
from pazos.domain.venues import models as venues
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.privacy.fields import Sealed, SealedJSON
from street import street

if TYPE_CHECKING:
    from django.db.models import Model

    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood

# Whoever holds one of these may see the words of that table, as far as the permission reaches.
OPENS: dict[str, tuple[Permission, ...]] = {
    "disputes": (Permission.SEE_DISPUTES,),
    "outreach.Presence": (Permission.SEE_DISPUTES,),
    "outreach": (Permission.SEE_SAFETY, Permission.ANSWER_DISTRESS),
    "gestores.Gestor": (Permission.RUN_OUTREACH,),
    "gestores.Supervision": (),  # only those who talked
    "gestores": (Permission.SELECT_GESTORES,),
    "fieldwork.OfCases": (Permission.SUPERVISE_CASES,),  # what phones sent of a case
    "fieldwork": (Permission.SETTLE_EDITS,),
    "rights": (Permission.HANDLE_REQUESTS,),
    "committees": (Permission.SEE_COMMITTEES,),
    "participants": (Permission.KEEP_ATTENDANCE,),
    "partners": (Permission.MANAGE_PARTNERS,),
    "books": (Permission.KEEP_ATTENDANCE,),
    "cases.Referral": (Permission.RECEIVE_REFERRALS, Permission.REFER_PEOPLE),
    "cases.Complaint": (Permission.HEAR_COMPLAINTS,),
    "cases": (Permission.SEE_CASES,),
    "employment.Application": (Permission.SEE_CASES, Permission.SEE_APPLICANTS),
    "employment": (Permission.SEE_CASES,),
    "justice.Measure": (Permission.SEE_CASES,),
    "justice.JudgeReport": (Permission.SEE_CASES,),
    "justice.Orientation": (Permission.GIVE_ORIENTATION,),
    "justice": (Permission.RUN_JUSTICE,),
    "venues": (Permission.SEE_VENUES,),
}
# Sealed words that are not of street work, and are tested where they belong.
ELSEWHERE = {"people.FactorSecret", "sources.RejectedRow"}
ELSEWHERE |= {"register.TechnicalTable", "register.Difference", "register.Pair"}


@dataclass
class Side:
    """One cluster, who works there, and one row of everything."""

    mark: str
    cluster: WorkCluster
    place: Neighbourhood
    gestor: Staff
    coordinator: Staff
    rows: dict[str, Model] = field(default_factory=dict)

    def key(self, label: str) -> Any:
        return self.rows[label].pk

    def made(self, model: type[Model], **values: Any) -> Any:
        """Create a row with this side's marker in every sealed field."""
        label = model._meta.label
        for one in model._meta.concrete_fields:
            if isinstance(one, Sealed) and one.name not in values:
                word = f"{self.mark}.{label}.{one.name}"
                values[one.name] = {"said": word} if isinstance(one, SealedJSON) else word[: one.max_length]
        row = model._default_manager.create(**values)
        self.rows[label] = row
        return row


def sealed_models() -> set[str]:
    """Return every model with a sealed field."""
    return {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(one, Sealed) for one in model._meta.get_fields())
    }


def opens(label: str) -> tuple[Permission, ...]:
    """Return the permissions that open the words of a table."""
    return OPENS[label] if label in OPENS else OPENS[label.split(".")[0]]


@dataclass
class Poisoned:
    """Both sides: `north` is where the readers of the tests belong, `south` is elsewhere."""

    north: Side
    south: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.north, self.south

    @property
    def staff(self) -> list[Staff]:
        return [one for side in self.sides for one in (side.gestor, side.coordinator)]


def poisoned() -> Poisoned:
    """Fill the database."""
    made = street()
    sides = []
    for mark, cluster, place, gestor, coordinator in (
        ("zorzalnorte", made.north, made.places["N1"], made.ana, made.cora),
        ("zorzalsur", made.south, made.places["S1"], made.sol, made.ciro),
    ):
        Staff.objects.filter(pk=gestor.pk).update(name=f"{mark}.people.Staff.name")
        gestor.refresh_from_db()
        side = Side(mark, cluster, place, gestor, coordinator)
        _disputes(side)
        _days(side)
        _gestores(side)
        _phones(side)
        _rights(side)
        _participants(side)
        _partners(side)
        _committees(side)
        _books(side)
        _cases(side)
        _employment(side)
        _justice(side)
        _venues(side)
        keys = [side.key("disputes.Dispute")]
        note_read(by=coordinator, what="disputes.dispute", keys=keys, at_address="dispute")
        sides.append(side)
    return Poisoned(*sides)


def member_of_the_north(staff: Staff, city: Poisoned) -> Staff:
    """Make somebody belong to the north."""
    today = timezone.localdate()
    Membership.objects.create(staff=staff, cluster=city.north.cluster, from_on=today - timedelta(days=9))
    return staff


def _disputes(side: Side) -> None:
    today, now = timezone.localdate(), timezone.now()
    by = {"written_by": side.gestor, "written_at": now}
    dispute = side.made(
        disputes.Dispute,
        kind="threat",
        state="active",
        heard="saw",
        signs=["firearm_seen"],
        risk=3,
        neighbourhood=side.place,
        cluster=side.cluster,
        began_on=today,
        shift="night",
        holder=side.gestor,
        claimed_at=now,
        **by,
    )
    of = {"dispute": dispute, **by}
    side.made(disputes.Party, role="involved", age_band="18-28", **of)
    side.made(disputes.Step, act="listened", done_on=today, shift="night", **of)
    side.made(disputes.Settlement, agreed_on=today, terms=["apology"], keeper="family", **of)
    side.made(disputes.FollowUp, occasion="visit", due_on=today, assigned_to=side.gestor, **of)
    side.made(disputes.Turn, deed="claimed", **of)


def _days(side: Side) -> None:
    today, now = timezone.localdate(), timezone.now()
    side.made(
        outreach.Presence,
        written_by=side.gestor,
        written_at=now,
        activity="walk",
        venue="street",
        neighbourhood=side.place,
        cluster=side.cluster,
        done_on=today,
        shift="night",
        met={"18-28": 1},
    )
    about = {"gestor": side.gestor, "cluster": side.cluster, "written_at": now}
    side.made(outreach.WellbeingCheck, on=today, mood=2, sleep=2, safe=1, wants_to_talk=True, **about)
    side.made(outreach.SafetyIncident, kind="threatened", on=today, shift="night", **about)
    side.made(outreach.Distress, pressed_at=now, **about)


def _gestores(side: Side) -> None:
    today, now = timezone.localdate(), timezone.now()
    call = side.made(
        gestores.Call, title=side.mark[-5:], seats=1, closes_on=today, made_at=now, weights_fixed_at=now
    )
    call.clusters.set([side.cluster])
    criterion = side.made(gestores.Criterion, call=call, position=1, name="vive ahí", weight=100)
    candidate = side.made(
        gestores.Candidate,
        call=call,
        number=1,
        neighbourhood=side.place,
        lives_since=2001,
        agreed_on=today,
        made_at=now,
    )
    side.made(gestores.Tie, candidate=candidate, kind="contract", declared_at=now)
    side.made(
        gestores.Score, candidate=candidate, criterion=criterion, scorer=side.coordinator, points=3, at=now
    )
    side.made(gestores.Gestor, staff=side.gestor, began_on=today)
    side.made(gestores.PlannedShift, staff=side.gestor, cluster=side.cluster, on=today, part="night")
    side.made(gestores.Supervision, staff=side.gestor, held_on=today, by=side.coordinator, written_at=now)


def _phones(side: Side) -> None:
    now = timezone.now()
    device = side.made(
        fieldwork.Device,
        staff=side.gestor,
        token_hash=uuid.uuid4().hex,
        made_at=now,
        expires_at=now + timedelta(days=30),
    )
    said = f"{side.mark}.fieldwork.Submission"
    sent = side.made(
        fieldwork.Submission,
        id=uuid.uuid4(),
        device=device,
        staff=side.gestor,
        cluster=side.cluster,
        form="dispute",
        form_version=1,
        record=side.key("disputes.Dispute"),
        content_hash=uuid.uuid4().hex,
        written_at_phone=now,
        written_at=now,
        received_at=now,
        side="street",
        standing="held_edit",
        stood_at=now,
        content={"values": {"summary": {"base": None, "mine": f"{said}.content"}}},
        problems=[{"field": "summary", "template": f"{said}.problems", "facts": {}}],
    )
    record = side.key("disputes.Dispute")
    side.made(
        fieldwork.Version, kind="dispute", record=record, number=1, submission=sent, at=now, by=side.gestor
    )
    side.made(fieldwork.HeldEdit, submission=sent, field="summary", held_at=now)


def _rights(side: Side) -> None:
    today, now = timezone.localdate(), timezone.now()
    by = {"written_by": side.coordinator, "written_at": now}
    side.made(
        rights.Consent,
        subject_kind="candidate",
        subject_key=side.key("gestores.Candidate"),
        basis="consent",
        purpose="selection",
        relation="self",
        given_on=today,
        expires_on=today + timedelta(days=300),
        born_on=None,
        **by,
    )
    side.made(
        rights.Request,
        year=2026,
        number=len(side.mark),
        kind="consultation",
        channel="desk",
        received_on=today,
        **by,
    )
    side.made(
        rights.LegalRequest,
        authority="court",
        kind="information",
        received_on=today,
        **by,
    )
    now = timezone.now()
    side.made(
        EmergencyAccess,
        staff=side.coordinator,
        permission="see_safety",
        reason="hace falta",
        begins_at=now - timedelta(hours=3),
        ends_at=now - timedelta(hours=1),
    )


def _partners(side: Side) -> None:
    today = timezone.localdate()
    organisation = Organisation.objects.create(name=f"Fundación {side.mark[-5:]}", kind="partner")
    partner = partners.Partner.objects.create(organisation=organisation, kind="foundation", track="2")
    side.rows["partners.Partner"] = partner
    until = today + timedelta(days=300)
    side.made(partners.Contact, partner=partner, office="dirección", agreed_on=today, until_on=until)


def _participants(side: Side) -> None:
    """An activity of an organisation of that side, and one person who came."""
    today, now = timezone.localdate(), timezone.now()
    code = side.mark
    organisation, _ = Organisation.objects.get_or_create(name=f"Organización {code}", kind="partner")
    year = timedelta(days=365)
    strategy, _ = Strategy.objects.get_or_create(
        name="Estrategia", defaults={"starts_on": today - year, "ends_on": today + year}
    )
    component, _ = Component.objects.get_or_create(
        strategy=strategy, code="prevention", defaults={"position": 1, "name": "Prevención"}
    )
    programme = Programme.objects.create(component=component, code=code, name=code, department=organisation)
    activity = side.made(
        activities.Activity,
        programme=programme,
        code=f"{code}-1",
        name="Taller",
        kind="training",
        state="done",
        starts_on=today,
        ends_on=today,
        neighbourhood=side.place,
        cluster=side.cluster,
        responsible=organisation,
        entered_by=side.coordinator,
        entered_at=now,
    )
    person = side.made(
        participants.Participant,
        person_key=uuid.uuid4().hex,
        neighbourhood=side.place,
        agreed_on=today,
        registered_by=side.coordinator,
        registered_for=organisation,
        registered_at=now,
        changed_at=now,
    )
    side.made(
        activities.Attendance, activity=activity, participant=person, on=today, entered_by=side.coordinator
    )


def _books(side: Side) -> None:
    """A list of who came that was handed in, with a row that was refused."""
    said = f"{side.mark}.books.BookFile.refused"
    side.made(
        BookFile,
        sheet="attendance",
        sha256="0" * 64,
        state="looked_at",
        rows=1,
        refused=[{"row": 2, "column": "name", "template": "{value}", "facts": {"value": said}}],
        refused_rows=1,
        handed_in_by=side.coordinator,
        handed_in_at=timezone.now(),
    )


def _committees(side: Side) -> None:
    """A committee in which that side's gestor sits, met, signed and owes: every word of it is a marker."""
    today, now = timezone.localdate(), timezone.now()
    year, gestor = timedelta(days=365), side.gestor
    strategy, _ = Strategy.objects.get_or_create(
        name="Estrategia", defaults={"starts_on": today - year, "ends_on": today + year}
    )
    committee = side.made(
        committees.Committee,
        strategy=strategy,
        code=side.mark,
        name=f"{side.mark}.committees.Committee.name",
        kind="council" if side.mark.endswith("sur") else "mesa",
        legal_basis=f"{side.mark}.committees.Committee.basis",
        constituted_on=today - year,
        quorum=1,
    )
    seat = side.made(
        committees.Seat,
        committee=committee,
        office=f"{side.mark}.committees.Seat.office",
        holder=gestor,
        is_chair=True,
        from_on=today - year,
    )
    session = side.made(
        committees.Session,
        committee=committee,
        number=1,
        called_for=now,
        place=f"{side.mark}.committees.Session.place",
        state="held",
        had_quorum=True,
        called_by=gestor,
    )
    side.made(committees.SessionAttendance, session=session, seat=seat, presence="present")
    said = content_of(session) | {"version": 1, "corrects": None, "drafted_on": today.isoformat()}
    said["notes"] = f"{side.mark}.committees.Minutes.content"
    minutes = side.made(
        committees.Minutes,
        session=session,
        version=1,
        content=said,
        content_hash=hash_of(said),
        drafted_at=now,
        drafted_by=gestor,
    )
    side.made(
        committees.Signature,
        minutes=minutes,
        seat=seat,
        signed_by=gestor,
        signed_at=now,
        content_hash=minutes.content_hash,
    )
    side.made(
        committees.Commitment,
        committee=committee,
        number=1,
        session=session,
        text=f"{side.mark}.committees.Commitment.text",
        owner=gestor,
        office=f"{side.mark}.committees.Commitment.office",
        made_on=today,
        due_on=today,
        is_public=False,  # what is public may be read by anybody
    )


def _cases(side: Side) -> None:
    """A person of that side whom the gestor referred and the coordinator accompanies: every word is a marker."""
    today, now = timezone.localdate(), timezone.now()
    referral = side.made(
        cases.Referral,
        origin="gestor",
        state="accepted",
        born_on=None,
        neighbourhood=side.place,
        cluster=side.cluster,
        agreed_on=today,
        made_by=side.gestor,
        made_at=now,
        answer_due_on=today,
        answered_at=now,
        answered_by=side.coordinator,
        participant=side.rows["participants.Participant"],
    )
    cohort = side.made(
        cases.Cohort,
        name=f"Cohorte {side.mark[-5:]}",
        programme=side.rows["activities.Activity"].programme,
        begins_on=today,
        ends_on=today + timedelta(days=300),
        places=20,
    )
    case = side.made(
        cases.Case,
        cohort=cohort,
        participant=side.rows["participants.Participant"],
        referral=referral,
        cluster=side.cluster,
        first_worker=side.coordinator,
        supervisor=side.coordinator,
        opened_on=today,
    )
    of = {"case": case, "by": side.coordinator}
    side.made(cases.CaseTurn, turn="opened", on=today, at=now, **of)
    side.made(cases.CaseReview, on=today, **of)
    side.made(cases.CaseAsk, case=case, turn="ended", on=today, asked_by=side.coordinator, asked_at=now)
    side.made(
        cases.Assessment,
        occasion="first",
        dimension="individual",
        instrument="who5",
        on=today,
        at=now,
        **of,
    )
    half = {"occasion": "again", "dimension": "individual", "instrument": "who5", "instrument_version": 1}
    side.made(cases.HalfAssessment, on=today, changed_at=now, **half, **of)
    goal = side.made(cases.Goal, case=case, dimension="productive", set_on=today)
    side.made(cases.GoalStep, goal=goal)
    side.made(cases.SafetyPlan, on=today, review_on=today, **of)
    side.made(cases.CaseSession, kind="individual", came="met", on=today, written_at=now, **of)
    side.made(cases.ServiceReferral, kind="health", sent_on=today, answer_due_on=today, **of)
    side.made(cases.FollowUp, months=3, due_on=today, **of)
    side.made(cases.Incentive, given_on=today, **of)
    crisis = side.made(cases.Crisis, kind="threat", pathway_version=1, known_at=now, **of)
    side.made(cases.CrisisItem, crisis=crisis, item="listen", is_duty=False)
    side.made(
        cases.Complaint,
        word_hash=uuid.uuid4().hex,
        about="service",
        cluster=side.cluster,
        made_at=now,
        answer_due_on=today,
    )
    gone = side.rows["participants.Participant"]
    side.made(
        participants.AgreementTurn, participant=gone, agrees=True, on=today, at=now, by=side.coordinator
    )
    said = f"{side.mark}.participants.Merge.what_moved"
    moved = {"moved": {}, "aside": [], "own": {}, "filled": {}, "said": said}
    side.made(participants.Merge, kept=gone, gone=gone, by=side.coordinator, at=now, what_moved=moved)
    _sent_of(case, side)


def _sent_of(case: cases.Case, side: Side) -> None:
    """What a phone of that side sent of the case, and nobody has taken yet."""
    street, number = side.rows["fieldwork.Submission"], uuid.uuid4()
    times = dict.fromkeys(("written_at_phone", "written_at", "received_at", "stood_at"), street.received_at)
    side.rows["fieldwork.OfCases"] = fieldwork.Submission.objects.create(
        id=number,
        device=street.device,
        staff=side.gestor,
        cluster=side.cluster,
        form="case_session",
        form_version=1,
        record=uuid.uuid4(),
        parent=case.pk,
        content_hash=number.hex,
        side="cases",
        standing="held_coordinator",
        content={"values": {"case": str(case.pk), "note": f"{side.mark}.fieldwork.OfCases.note"}},
        **times,
    )
    side.made(fieldwork.NamedCase, submission=side.rows["fieldwork.OfCases"], case=case)


def _employment(side: Side) -> None:
    today = timezone.localdate()
    case, by = side.rows["cases.Case"], side.coordinator
    vacancy = partners.Vacancy.objects.create(
        partner=side.rows["partners.Partner"],
        title="Auxiliar",
        terms="Tiempo completo",
        places=1,
        offered_on=today,
        open_until_on=today,
    )
    side.rows["partners.Vacancy"] = vacancy
    side.made(employment.WorkWish, case=case, said_on=today, by=by)
    side.made(employment.Training, case=case, begins_on=today, by=by)
    told = side.made(employment.Application, case=case, vacancy=vacancy, chosen_on=today, by=by)
    placed = side.made(
        employment.Placement, case=case, application=told, field="shop", is_formal=True, began_on=today, by=by
    )
    side.made(employment.RetentionCheck, placement=placed, mark=1, due_on=today)
    business = side.made(employment.Business, case=case, field="shop", by=by)
    side.made(employment.BusinessVisit, business=business, on=today, is_open=True, by=by)


def _justice(side: Side) -> None:
    today, now = timezone.localdate(), timezone.now()
    by = side.coordinator
    process = side.made(
        justice.Process, asked="harmed", asked_on=today, harm="injury", facilitator=by, cluster=side.cluster
    )
    party = side.made(justice.Party, process=process, side="harmed")
    side.made(justice.Willingness, party=party, on=today, wants=True, alone=True, by=by, at=now)
    side.made(justice.ProcessMeeting, process=process, kind="preparation", on=today, by=by)
    side.made(justice.Duty, process=process, party=party, due_on=today, agreed_on=today)
    measure = side.made(
        justice.Measure, case=side.rows["cases.Case"], kind="service", begins_on=today, ends_on=today, by=by
    )
    side.made(justice.MeasureHours, measure=measure, on=today, hours=4, by=by)
    side.made(justice.Court, name=f"Juzgado {side.mark[-5:]}", city="Valdeflores")
    side.made(justice.JusticeDay, on=today, neighbourhood=side.place, place="El parque", by=by)
    side.made(justice.JudgeReport, measure=measure, until_on=today, content_hash="0" * 64, written_by=by)
    side.made(justice.Orientation, on=today, matter="family", by=by)


def _venues(side: Side) -> None:
    """A venue of that side with all that stands below it; its words are of work and open to who works with venues."""
    today, now, by = timezone.localdate(), timezone.now(), side.coordinator
    organisation = side.rows["activities.Activity"].responsible

    def said(word: str) -> str:
        return f"{side.mark}.venues.{word}"

    venue = side.made(
        venues.Venue,
        code=f"cancha-{side.mark[-5:]}",
        name=f"Cancha {side.mark[-5:]}",
        kind="court",
        neighbourhood=side.place,
        cluster=side.cluster,
        keeper=organisation,
        entered_by=by,
        entered_at=now,
    )
    side.made(venues.Inspection, venue=venue, on=today, note=said("Inspection.note"), by=by, at=now)
    work = side.made(
        venues.Work,
        venue=venue,
        title=said("Work.title"),
        begins_on=today,
        due_on=today,
        responsible=organisation,
        entered_by=by,
    )
    paper = Document.objects.create(
        title="Una cancha",
        file_name="cancha.jpg",
        media_type="image/jpeg",
        size=1,
        sha256=uuid.uuid4().hex * 2,
        is_reserved=True,
        added_by=by,
        added_at=now,
    )
    shows = {"moment": "before", "on": today, "shows": said("Picture.shows"), "no_faces": True}
    side.made(venues.Picture, venue=venue, work=work, document=paper, **shows)
    side.made(venues.UseCount, venue=venue, on=today, hour=16, women=1, by=by)
    side.made(venues.VenueActivity, venue=venue, activity=side.rows["activities.Activity"])
    committee = side.made(
        venues.NeighboursCommittee, venue=venue, name=said("NeighboursCommittee.name"), entered_by=by
    )
    side.made(
        venues.CommitteePromise,
        committee=committee,
        text=said("CommitteePromise.text"),
        due_on=today,
        entered_by=by,
    )
