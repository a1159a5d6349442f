"""What is kept of a case and of what was done in it, told to the person in plain words, and erased for good.

A case goes with everything that hangs on it, each kind by its own holding first, so that what that one counts is
counted; what is left is how many cases of a year ended how. Where a law keeps something that hangs on it, such as
a measure of a judge that runs, the case is emptied of everything else and goes with the end of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CASCADE, ManyToOneRel, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.models import (
    Case,
    CaseAsk,
    CaseReview,
    CaseSession,
    CaseTurn,
    FollowUp,
    FormerCases,
    Incentive,
    NameKey,
    ServiceReferral,
)
from pazos.domain.cases.rules.following_up import FACTS
from pazos.domain.cases.vocabulary import CaseState, Dimension, Exit, Pause
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject, holding_of
from pazos.domain.rights.rows import count_gone, first_keys
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import Model

PARTS: tuple[type[Model], ...] = (
    CaseTurn,
    CaseAsk,
    CaseReview,
    CaseSession,
    ServiceReferral,
    Incentive,
    FollowUp,
)
REASONS = {**dict(Pause.choices), **dict(Exit.choices)}


def _find(subject: Subject) -> list[Kept]:
    if subject.kind == SubjectKind.PARTICIPANT:
        found = Case.objects.filter(participant=subject.key)
    elif subject.kind == SubjectKind.RECORD:
        found = Case.objects.filter(pk=_case_of(subject.key))
    else:
        return []
    return [Kept(str(one.pk), one.opened_on, str(_("accompaniment"))) for one in found]


def _case_of(key: UUID) -> UUID:
    """Return the case that a record hangs on, the key itself where it is none of its parts."""
    for model in PARTS:
        found: UUID | None = model._default_manager.filter(pk=key).values_list("case", flat=True).first()
        if found is not None:
            return found
    return key


def _erase(key: str) -> Gone:
    """Remove a case with everything that hangs on it; one more is counted in its year, and nothing of it known."""
    one = Case.objects.select_for_update().filter(pk=key).first()
    if one is None:
        return Gone(0)
    hanging, is_kept = _erase_hanging(one)
    if is_kept:
        return _emptied(one, hanging)
    numbers = {one.pk, *hanging.records, *_numbers(one)}
    count_gone(FormerCases.objects.all(), year=one.opened_on.year, exit=one.exit, more={"cases": 1})
    gone = hanging.rows + _forget_name(one)
    return Gone(gone + one.delete()[0], frozenset(numbers))


def _forget_name(case: Case) -> int:
    """Take out by what a name is found, unless another case of the person is not erased."""
    others = Case.objects.filter(participant=case.participant_id, emptied_at__isnull=True).exclude(pk=case.pk)
    return 0 if others.exists() else NameKey.objects.filter(participant=case.participant_id).delete()[0]


def _emptied(case: Case, hanging: Gone) -> Gone:
    """Take everything out of a case that no law keeps; who accompanies stays, for what is kept needs somebody."""
    gone, numbers = hanging.rows, {case.pk, *hanging.records}
    for relation in _relations():
        if (one := holding_of(relation.related_model)) is not None and one.kept_until is not None:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: case})
        numbers.update(key for key in rows.values_list("pk", flat=True) if isinstance(key, UUID))
        gone += rows.delete()[0]
    gone += _forget_name(case)
    if case.state != CaseState.ENDED:
        case.state, case.ended_on, case.exit = CaseState.ENDED, timezone.localdate(), Exit.PERMISSION
    case.referral = case.cohort = case.last_met_on = None
    gone += case.emptied_at is None
    case.emptied_at = case.emptied_at or timezone.now()
    case.save()
    return Gone(gone, frozenset(numbers))


def _kept_until(key: str) -> date | None:
    """Return until when a law keeps what is left of a case that was emptied."""
    one = Case.objects.filter(pk=key, emptied_at__isnull=False).first()
    days = (_hanging_until(one, relation) for relation in _relations()) if one else ()
    return max((day for day in days if day is not None), default=None)


def _hanging_until(case: Case, relation: ManyToOneRel) -> date | None:
    one = holding_of(relation.related_model)
    rows = relation.related_model._default_manager.filter(**{relation.field.name: case})
    return one.law_keeps(rows.values_list("pk", flat=True)) if one else None


def _relations() -> list[ManyToOneRel]:
    """Return what goes with a case."""
    found = (one for one in Case._meta.related_objects if isinstance(one, ManyToOneRel))
    return [one for one in found if one.on_delete is CASCADE]


def _erase_hanging(case: Case) -> tuple[Gone, bool]:
    """Erase what would go with a case and is held apart: care, work, measures. Tell whether a law keeps some."""
    rows, records, is_kept = 0, set[UUID](), False
    for relation in _relations():
        one = holding_of(relation.related_model)
        if one is None or one.erase is None:
            continue
        found = relation.related_model._default_manager.filter(**{relation.field.name: case})
        for key in found.values_list("pk", flat=True):
            if one.law_keeps([key]) is not None:
                is_kept = True
                continue
            gone = one.erase(str(key))
            rows, records = rows + gone.rows, records | gone.records
    return Gone(rows, frozenset(records)), is_kept


def _numbers(case: Case) -> set[UUID]:
    """Return the numbers of all that hangs on a case, in whatever app: telephones and copies forget them too."""
    found: set[UUID] = set()
    for relation in case._meta.related_objects:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: case})
        found.update(key for key in rows.values_list("pk", flat=True) if isinstance(key, UUID))
    return found


def _due(before: date, most: int) -> list[str]:
    """Return those that ended before a day, that nobody met for as long and nobody ended, or emptied and free to go."""
    ended = Q(state=CaseState.ENDED, ended_on__lt=before)
    forgotten = ~Q(state=CaseState.ENDED) & Q(opened_on__lt=before)
    unmet = Q(last_met_on__lt=before) | Q(last_met_on__isnull=True)
    time_is_over = Q(emptied_at__isnull=True) & (ended | (forgotten & unmet))
    free = Q(emptied_at__isnull=False, **{f"{one.name}__isnull": True for one in _relations()})
    # In two questions: what hangs on a case is looked for only where one was emptied.
    return [
        *first_keys(Case.objects.filter(time_is_over), most),
        *first_keys(Case.objects.filter(free), most),
    ][:most]


def _content(key: str) -> Mapping[str, Any]:
    """Return everything that is kept of a case as the person reads it, the oldest first."""
    one = Case.objects.select_related("cohort", "cluster", "first_worker", "second_worker").get(pk=key)
    pair = ", ".join(who.name for who in (one.first_worker, one.second_worker) if who is not None)
    return {
        gettext("state"): str(one.get_state_display()),
        gettext("open since"): one.opened_on,
        gettext("ended on"): one.ended_on or "",
        gettext("why it ended"): str(one.get_exit_display()) if one.exit else "",
        gettext("who accompanies"): pair,
        gettext("cohort"): one.cohort.name if one.cohort else "",
        gettext("cluster"): one.cluster.name if one.cluster else "",
        gettext("how it went"): [_turn(row) for row in one.turns.order_by("at")],
        gettext("meetings"): [_session(row) for row in one.sessions.order_by("on", "written_at")],
        gettext("services"): [_service(row) for row in one.services.order_by("sent_on")],
        gettext("support given"): [_incentive(row) for row in one.incentives.order_by("given_on")],
        gettext("reviews with the supervisor"): [
            {gettext("day"): row.on, gettext("agreed"): row.agreed} for row in one.reviews.order_by("on")
        ],
        gettext("what the pair asked of the supervisor"): [
            _ask(row) for row in one.asks.order_by("asked_at")
        ],
        gettext("looked up after the end"): [_follow_up(row) for row in one.follow_ups.exclude(done_on=None)],
    }


def _turn(row: CaseTurn) -> dict[str, Any]:
    return {
        gettext("day"): row.on,
        gettext("what"): str(row.get_turn_display()),
        gettext("why"): str(REASONS.get(row.reason, "")),
        gettext("note"): row.note,
    }


def _session(row: CaseSession) -> dict[str, Any]:
    return {
        gettext("day"): row.on,
        gettext("what"): str(row.get_kind_display()),
        gettext("whether you met"): str(row.get_came_display()),
        gettext("minutes"): row.minutes,
        gettext("about"): ", ".join(str(Dimension(code).label) for code in row.dimensions),
        gettext("note"): row.note,
        gettext("next meeting"): row.next_on or "",
    }


def _service(row: ServiceReferral) -> dict[str, Any]:
    return {
        gettext("day"): row.sent_on,
        gettext("what"): str(row.get_kind_display()),
        gettext("to whom"): row.to,
        gettext("answer"): str(row.get_answer_display()) if row.answer else "",
        gettext("answered on"): row.answered_on or "",
        gettext("note"): row.note,
    }


def _incentive(row: Incentive) -> dict[str, Any]:
    return {
        gettext("day"): row.given_on,
        gettext("what"): row.what,
        gettext("amount"): "" if row.amount is None else str(row.amount),
    }


def _ask(row: CaseAsk) -> dict[str, Any]:
    return {
        gettext("day"): row.on,
        gettext("what"): str(row.get_turn_display()),
        gettext("why"): str(REASONS.get(row.reason, "")),
        gettext("note"): row.note,
        gettext("answer"): row.answer,
    }


def _follow_up(row: FollowUp) -> dict[str, Any]:
    return {
        gettext("day"): row.done_on,
        gettext("what"): str(row.get_months_display()),
        gettext("answer"): str(row.get_reached_display()),
        **{
            str(FACTS.get(name, name)): gettext("yes") if value else gettext("no")
            for name, value in row.facts.items()
        },
    }


CASES = Holding(
    name="cases.cases",
    title=_("Accompaniment: cases, meetings, services, support and follow-ups"),
    models=(
        *("cases.Case", "cases.CaseTurn", "cases.CaseAsk", "cases.CaseReview", "cases.CaseSession"),
        *("cases.ServiceReferral", "cases.Incentive", "cases.FollowUp", "cases.NameKey"),
    ),
    purpose=Purpose.ACCOMPANIMENT,
    basis=Basis.CONSENT,
    months=60,
    since=_("the day it ended, else the last meeting"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
    kept_until=_kept_until,
    kept_because=_(
        "A measure of a judge runs, and whoever accompanies it must be known (Law 1098 of 2006, art. 177 to 187)."
    ),
)
HOLDINGS = (CASES,)
