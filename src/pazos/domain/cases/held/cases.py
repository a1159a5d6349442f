"""What is kept of a case and of what was done in it, told to the person in plain words, and erased for good.

A case goes with everything that hangs on it, each kind by its own holding first, so that what that one counts is
counted; what is left is how many cases of a year ended how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CASCADE, F, Q
from django.utils.translation import gettext as _t
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
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject, holdings
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
    hanging = _erase_hanging(one)
    numbers = {one.pk, *hanging.records, *_numbers(one)}
    row, _made = FormerCases.objects.get_or_create(
        year=one.opened_on.year, exit=one.exit, defaults={"cases": 0}
    )
    FormerCases.objects.filter(pk=row.pk).update(cases=F("cases") + 1)
    others = Case.objects.filter(participant=one.participant_id).exclude(pk=one.pk)
    gone = hanging.rows
    if not others.exists():
        gone += NameKey.objects.filter(participant=one.participant_id).delete()[0]
    return Gone(gone + one.delete()[0], frozenset(numbers))


def _erase_hanging(case: Case) -> Gone:
    """Erase what would go with a case and is held apart: care, work, measures."""
    rows, records = 0, set[UUID]()
    for relation in case._meta.related_objects:
        one = _holding_of(relation.related_model) if relation.on_delete is CASCADE else None
        if one is None or one.erase is None:
            continue
        found = relation.related_model._default_manager.filter(**{relation.field.name: case})
        for key in found.values_list("pk", flat=True):
            gone = one.erase(str(key))
            rows, records = rows + gone.rows, records | gone.records
    return Gone(rows, frozenset(records))


def _holding_of(model: type[Model]) -> Holding | None:
    """Return the holding whose records are rows of a model, None for what is a part of the case itself."""
    label = model._meta.label
    if label in CASES.models:
        return None
    return next((one for one in holdings().values() if label in one.models[:1]), None)


def _numbers(case: Case) -> set[UUID]:
    """Return the numbers of all that hangs on a case, in whatever app: telephones and copies forget them too."""
    found: set[UUID] = set()
    for relation in case._meta.related_objects:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: case})
        found.update(key for key in rows.values_list("pk", flat=True) if isinstance(key, UUID))
    return found


def _due(before: date, most: int) -> list[str]:
    """Return those that ended before a day, or that nobody met for as long and nobody ended."""
    ended = Q(state=CaseState.ENDED, ended_on__lt=before)
    forgotten = ~Q(state=CaseState.ENDED) & Q(opened_on__lt=before)
    unmet = Q(last_met_on__lt=before) | Q(last_met_on__isnull=True)
    rows = Case.objects.filter(ended | (forgotten & unmet)).order_by("pk")
    return [str(key) for key in rows.values_list("pk", flat=True)[:most]]


def _content(key: str) -> Mapping[str, Any]:
    """Return everything that is kept of a case as the person reads it, the oldest first."""
    one = Case.objects.select_related("cohort", "cluster", "first_worker", "second_worker").get(pk=key)
    pair = ", ".join(who.name for who in (one.first_worker, one.second_worker) if who is not None)
    return {
        _t("state"): str(one.get_state_display()),
        _t("open since"): one.opened_on,
        _t("ended on"): one.ended_on or "",
        _t("why it ended"): str(one.get_exit_display()) if one.exit else "",
        _t("who accompanies"): pair,
        _t("cohort"): one.cohort.name if one.cohort else "",
        _t("cluster"): one.cluster.name if one.cluster else "",
        _t("how it went"): [_turn(row) for row in one.turns.order_by("at")],
        _t("meetings"): [_session(row) for row in one.sessions.order_by("on", "written_at")],
        _t("services"): [_service(row) for row in one.services.order_by("sent_on")],
        _t("support given"): [_incentive(row) for row in one.incentives.order_by("given_on")],
        _t("reviews with the supervisor"): [
            {_t("day"): row.on, _t("agreed"): row.agreed} for row in one.reviews.order_by("on")
        ],
        _t("what the pair asked of the supervisor"): [_ask(row) for row in one.asks.order_by("asked_at")],
        _t("looked up after the end"): [_follow_up(row) for row in one.follow_ups.exclude(done_on=None)],
    }


def _turn(row: CaseTurn) -> dict[str, Any]:
    return {
        _t("day"): row.on,
        _t("what"): str(row.get_turn_display()),
        _t("why"): str(REASONS.get(row.reason, "")),
        _t("note"): row.note,
    }


def _session(row: CaseSession) -> dict[str, Any]:
    return {
        _t("day"): row.on,
        _t("what"): str(row.get_kind_display()),
        _t("whether you met"): str(row.get_came_display()),
        _t("minutes"): row.minutes,
        _t("about"): ", ".join(str(Dimension(code).label) for code in row.dimensions),
        _t("note"): row.note,
        _t("next meeting"): row.next_on or "",
    }


def _service(row: ServiceReferral) -> dict[str, Any]:
    return {
        _t("day"): row.sent_on,
        _t("what"): str(row.get_kind_display()),
        _t("to whom"): row.to,
        _t("answer"): str(row.get_answer_display()) if row.answer else "",
        _t("answered on"): row.answered_on or "",
        _t("note"): row.note,
    }


def _incentive(row: Incentive) -> dict[str, Any]:
    return {
        _t("day"): row.given_on,
        _t("what"): row.what,
        _t("amount"): "" if row.amount is None else str(row.amount),
    }


def _ask(row: CaseAsk) -> dict[str, Any]:
    return {
        _t("day"): row.on,
        _t("what"): str(row.get_turn_display()),
        _t("why"): str(REASONS.get(row.reason, "")),
        _t("note"): row.note,
        _t("answer"): row.answer,
    }


def _follow_up(row: FollowUp) -> dict[str, Any]:
    return {
        _t("day"): row.done_on,
        _t("what"): str(row.get_months_display()),
        _t("answer"): str(row.get_reached_display()),
        **{str(FACTS.get(name, name)): _t("yes") if value else _t("no") for name, value in row.facts.items()},
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
)
HOLDINGS = (CASES,)
