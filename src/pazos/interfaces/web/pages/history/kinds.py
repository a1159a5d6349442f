"""Which records have a history page, who sees it, and who may take a change back.

Each topic adds its lines to KINDS; a kind that is not named here has no page. `rows` narrows to what a
person may see, so that a history never shows more than the record's own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from pazos.domain.activities.models import Activity
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.budget.models import BudgetLine, LineShare, Movement, PlannedPayment
from pazos.domain.budget.queries import reports as execution_reports
from pazos.domain.cases.queries.cohorts import cohorts
from pazos.domain.committees.models import Decision, Seat
from pazos.domain.committees.queries.reach import commitments_seen, committees_seen, sessions_seen
from pazos.domain.cooperation.queries import resources as cooperation
from pazos.domain.cooperation.queries.rates import rates
from pazos.domain.documents import queries as documents
from pazos.domain.employment.models import VacancyTerms
from pazos.domain.indicators.models import Indicator, IndicatorSheet, SeriesBreak, YearTarget
from pazos.domain.indicators.queries.one import seen_values
from pazos.domain.indicators.queries.one import visible as seen_indicators
from pazos.domain.justice.models import Duty as RestorativeDuty
from pazos.domain.justice.models import ProcessMeeting
from pazos.domain.justice.queries.processes import processes
from pazos.domain.partners.models import Agreement, Duty, Partner, Vacancy
from pazos.domain.partners.vocabulary import AgreementState
from pazos.domain.strategy.models import (
    Alignment,
    Component,
    Ground,
    Programme,
    Readiness,
    Strategy,
    TheoryArrow,
    TheoryBox,
)
from pazos.domain.strategy.queries.programmes import seen_programmes
from pazos.domain.teams.queries import reach_of
from pazos.domain.venues.models import CommitteePromise, NeighboursCommittee, UseCount, Venue, Work
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, Q, QuerySet

    from pazos.domain.people.models import Staff
    from pazos.foundation.history.models import Change


@dataclass(frozen=True)
class RecordKind:
    """One kind of record: who sees its history and who may take a change of it back.

    `organisation`: look-ups of the organisations that a row belongs to, told apart by commas; whoever
    holds `write` for their organisation alone takes back changes of those rows only. Fields that only
    a deed sets (states, moments, who did it) cannot be taken back here unless `state_is_plain`.
    """

    see: Permission
    write: Permission | None
    rows: Callable[[Staff], QuerySet[Any]]
    link: Callable[[Any], str] | None = None
    organisation: str = ""
    state_is_plain: bool = False

    def row(self, key: str, *, seen_by: Staff) -> Model | None:
        """Return the record of that key, None where there is none or this person may not see it."""
        if not seen_by.may(self.see):
            return None
        try:
            found: Model | None = self.rows(seen_by).filter(pk=key).first()
        except (ValueError, OverflowError, ValidationError):  # no key of this kind looks like that
            return None
        return found

    def may_undo(self, change: Change, row: Model, *, by: Staff) -> bool:
        """Return whether a person may take a change of a row back, as far as its kind says."""
        reach = reach_of(by, self.write) if self.write else None
        columns = {field.attname for field in row._meta.concrete_fields}
        if reach is None or reach.is_nothing or change.is_making or not change.fields.keys() <= columns:
            return False
        if any(map(self._is_deed, change.fields)):
            return False
        if reach.scope is Scope.CITY:
            return True
        if not self.organisation:
            return False
        own = type(row)._default_manager.filter(reach.belonging(organisation=self.organisation), pk=row.pk)
        return own.exists()

    def _is_deed(self, field: str) -> bool:
        if field == "state":
            return not self.state_is_plain
        # A place in an order is moved among others: set back alone, two would stand in one place.
        return field == "position" or field.endswith(("_at", "_by", "_by_id", "_hash"))


class _OfActivity(RecordKind):
    """An activity does not go back to days on which nobody who came to it was there."""

    def may_undo(self, change: Change, row: Model, *, by: Staff) -> bool:
        """Return whether a person may take a change back: one of days, while nobody is written down."""
        moves = bool({"starts_on", "ends_on"} & change.fields.keys())
        if moves and Activity.objects.filter(pk=row.pk, attendances__isnull=False).exists():
            return False
        return super().may_undo(change, row, by=by)


class _OfBudgetLine(RecordKind):
    """What a line is called can be taken back; where and in which year it stands is set by hand, and checked."""

    def may_undo(self, change: Change, row: Model, *, by: Staff) -> bool:
        """Return whether a person may take a change of a line's name or codes back."""
        plain = {"name", "rubro", "bpin", "fund", "programme_id"}
        return change.fields.keys() <= plain and super().may_undo(change, row, by=by)


class _OfCohort(RecordKind):
    """A cohort does not go back to fewer places than there are people in it, nor to days out of order."""

    def may_undo(self, change: Change, row: Model, *, by: Staff) -> bool:
        """Return whether a person may take a change of a cohort's name or programme back."""
        return change.fields.keys() <= {"name", "programme_id"} and super().may_undo(change, row, by=by)


def _own_lines(staff: Staff, path: str = "") -> Q:
    return reach_of(staff, Permission.SEE_BUDGET).belonging(organisation=f"{path}department")


def _of_budget(model: type[Model]) -> RecordKind:
    """What hangs on a line is set anew by its deeds, where all of the line is checked."""
    return RecordKind(
        see=Permission.SEE_BUDGET,
        write=None,
        rows=lambda staff: model._default_manager.filter(_own_lines(staff, "line__")),
        link=lambda row: reverse("budget_line", args=[row.line_id]),
    )


def _of_strategy(
    model: type[Model], link: Callable[[Any], str], rows: Callable[[Staff], QuerySet[Any]] | None = None
) -> RecordKind:
    return RecordKind(
        see=Permission.SEE_STRATEGY,
        write=Permission.PLAN_STRATEGY,
        rows=rows or (lambda _staff: model._default_manager.all()),
        link=link,
        state_is_plain=True,
    )


def _judgements(staff: Staff) -> QuerySet[Readiness]:
    """What the city thinks of itself is for those who see the whole strategy."""
    whole = staff.scope(Permission.SEE_STRATEGY) is Scope.CITY
    return Readiness.objects.all() if whole else Readiness.objects.none()


def _of_committees(
    rows: Callable[[Staff], QuerySet[Any]], link: Callable[[Any], str], *, write: Permission | None = None
) -> RecordKind:
    """A history says who did what: members of a committee, the police among them, see offices only."""
    return RecordKind(see=Permission.RUN_COMMITTEES, write=write, rows=rows, link=link)


def _own_activities(staff: Staff) -> Q:
    return reach_of(staff, Permission.SEE_STRATEGY).belonging(organisation=ORGANISATIONS)


@dataclass(frozen=True)
class _OfAgreement(RecordKind):
    """What both sides signed is changed by an amendment, never back here; a duty said done by mistake is."""

    def may_undo(self, change: Change, row: Model, *, by: Staff) -> bool:
        """Return whether a change of a draft, or a duty said to be done, may be taken back."""
        agreement = row if isinstance(row, Agreement) else getattr(row, "agreement")  # noqa: B009
        if agreement.state != AgreementState.DRAFT and not change.fields.keys() <= {"done_on", "evidence_id"}:
            return False
        return super().may_undo(change, row, by=by)


def _of_partners(model: type[Model], lookup: str) -> Callable[[Staff], QuerySet[Any]]:
    """Return the rows of a model of partners that a person sees: a partner's people see their own."""

    def rows(staff: Staff) -> QuerySet[Any]:
        own = reach_of(staff, Permission.SEE_PARTNERS).belonging(organisation=lookup)
        return model._default_manager.filter(own)

    return rows


def _of_venue(model: type[Model]) -> RecordKind:
    """What hangs on a venue belongs to whoever keeps it."""
    return RecordKind(
        see=Permission.SEE_VENUES,
        write=Permission.KEEP_VENUES,
        rows=lambda _staff: model._default_manager.all(),
        link=lambda row: reverse("venue", args=[row.venue_id]),
        organisation="venue__keeper",
    )


def _of_indicators(
    rows: Callable[[Staff], QuerySet[Any]], link: Callable[[Any], str], *, write: Permission | None = None
) -> RecordKind:
    return RecordKind(see=Permission.SEE_INDICATORS, write=write, rows=rows, link=link)


def _of_processes(model: type[Model]) -> RecordKind:
    """What was changed of one's own process, never the words: they are set back by a deed of the process."""
    return RecordKind(
        see=Permission.RUN_JUSTICE,
        write=None,
        rows=lambda staff: model._default_manager.filter(process__in=processes(seen_by=staff)),
        link=lambda row: reverse("process", args=[row.process_id]),
    )


def _indicator_page(of: Indicator) -> str:
    return reverse("indicator", args=[of.code])


KINDS: dict[str, RecordKind] = {
    "partners.partner": RecordKind(
        see=Permission.SEE_PARTNERS,
        write=Permission.MANAGE_PARTNERS,
        rows=_of_partners(Partner, "organisation"),
        link=lambda row: reverse("partner", args=[row.pk]),
    ),
    "partners.agreement": _OfAgreement(
        see=Permission.SEE_PARTNERS,
        write=Permission.MANAGE_PARTNERS,
        rows=_of_partners(Agreement, "partner"),
        link=lambda row: reverse("agreement", args=[row.pk]),
    ),
    "partners.duty": _OfAgreement(
        see=Permission.SEE_PARTNERS,
        write=Permission.MANAGE_PARTNERS,
        rows=_of_partners(Duty, "agreement__partner"),
        link=lambda row: reverse("agreement", args=[row.agreement_id]),
    ),
    "partners.vacancy": RecordKind(
        see=Permission.SEE_PARTNERS,
        write=Permission.OFFER_VACANCIES,
        rows=_of_partners(Vacancy, "partner"),
        link=lambda row: reverse("vacancy", args=[row.pk]),
        organisation="partner",
    ),
    "venues.venue": RecordKind(
        see=Permission.SEE_VENUES,
        write=Permission.KEEP_VENUES,
        rows=lambda _staff: Venue.objects.all(),
        link=lambda row: reverse("venue", args=[row.pk]),
        organisation="keeper",
    ),
    "venues.work": _of_venue(Work),
    "venues.usecount": _of_venue(UseCount),
    "venues.neighbourscommittee": _of_venue(NeighboursCommittee),
    "venues.committeepromise": RecordKind(
        see=Permission.SEE_VENUES,
        write=Permission.KEEP_VENUES,
        rows=lambda _staff: CommitteePromise.objects.select_related("committee"),
        link=lambda row: reverse("venue", args=[row.committee.venue_id]),
        organisation="committee__venue__keeper",
    ),
    "employment.vacancyterms": RecordKind(
        see=Permission.SEE_PARTNERS,
        write=Permission.OFFER_VACANCIES,
        rows=_of_partners(VacancyTerms, "vacancy__partner"),
        link=lambda row: reverse("vacancy", args=[row.vacancy_id]),
        organisation="vacancy__partner",
    ),
    "committees.committee": _of_committees(
        committees_seen,
        lambda row: reverse("committee", args=[row.pk]),
        write=Permission.RUN_COMMITTEES,
    ),
    "committees.seat": _of_committees(
        lambda staff: Seat.objects.filter(committee__in=committees_seen(staff)),
        lambda row: reverse("committee", args=[row.committee_id]),
    ),
    "committees.session": _of_committees(
        sessions_seen, lambda row: reverse("committee_session", args=[row.pk])
    ),
    "committees.decision": _of_committees(
        lambda staff: Decision.objects.filter(session__in=sessions_seen(staff)),
        lambda row: reverse("committee_session", args=[row.session_id]),
    ),
    "committees.commitment": _of_committees(
        commitments_seen,
        lambda row: reverse("commitment", args=[row.pk]),
        write=Permission.RUN_COMMITTEES,
    ),
    # A sheet in force is never edited and a value goes its own way, so neither is taken back here.
    "indicators.indicator": _of_indicators(
        lambda staff: seen_indicators(seen_by=staff), lambda row: _indicator_page(row)
    ),
    "indicators.indicatorsheet": _of_indicators(
        lambda staff: IndicatorSheet.objects.filter(indicator__in=seen_indicators(seen_by=staff)),
        lambda row: _indicator_page(row.indicator),
    ),
    "indicators.yeartarget": _of_indicators(
        lambda staff: YearTarget.objects.filter(indicator__in=seen_indicators(seen_by=staff)),
        lambda row: _indicator_page(row.indicator),
        write=Permission.KEEP_INDICATORS,
    ),
    "indicators.seriesbreak": _of_indicators(
        lambda staff: SeriesBreak.objects.filter(indicator__in=seen_indicators(seen_by=staff)),
        lambda row: _indicator_page(row.indicator),
        write=Permission.KEEP_INDICATORS,
    ),
    "indicators.indicatorvalue": _of_indicators(
        lambda staff: seen_values(seen_by=staff), lambda row: reverse("indicator_value", args=[row.pk])
    ),
    "documents.document": RecordKind(
        see=Permission.SEE_STRATEGY,
        write=Permission.PLAN_STRATEGY,
        rows=lambda staff: (
            documents.documents(seen_by=staff) | documents.documents(seen_by=staff, withdrawn=True)
        ),
        link=lambda row: reverse("document_about", args=[row.pk]),
    ),
    "cases.cohort": _OfCohort(
        see=Permission.SEE_CASES,
        write=Permission.SUPERVISE_CASES,
        rows=lambda staff: cohorts(seen_by=staff),
        link=lambda row: reverse("cohort", args=[row.pk]),
    ),
    "strategy.strategy": _of_strategy(Strategy, lambda row: reverse("strategy")),
    "strategy.component": _of_strategy(Component, lambda row: reverse("components")),
    "strategy.programme": _of_strategy(
        Programme, lambda row: reverse("programme", args=[row.code]), seen_programmes
    ),
    "strategy.theorybox": _of_strategy(TheoryBox, lambda row: reverse("theory")),
    "strategy.theoryarrow": _of_strategy(TheoryArrow, lambda row: reverse("theory")),
    "strategy.alignment": _of_strategy(Alignment, lambda row: reverse("alignment")),
    "strategy.ground": _of_strategy(Ground, lambda row: reverse("strategy")),
    "strategy.readiness": _of_strategy(Readiness, lambda row: reverse("readiness"), _judgements),
    "activities.activity": _OfActivity(
        see=Permission.SEE_STRATEGY,
        write=Permission.RUN_ACTIVITIES,
        rows=lambda staff: Activity.objects.filter(_own_activities(staff)),
        link=lambda row: reverse("activity", args=[row.pk]),
        organisation=ORGANISATIONS,
    ),
    "budget.budgetline": _OfBudgetLine(
        see=Permission.SEE_BUDGET,
        write=Permission.KEEP_BUDGET,
        rows=lambda staff: BudgetLine.objects.filter(_own_lines(staff)),
        link=lambda row: reverse("budget_line", args=[row.pk]),
        organisation="department",
    ),
    "budget.lineshare": _of_budget(LineShare),
    "budget.movement": _of_budget(Movement),
    "budget.plannedpayment": _of_budget(PlannedPayment),
    "budget.executionfile": RecordKind(
        see=Permission.KEEP_BUDGET,
        write=None,
        rows=lambda staff: execution_reports(seen_by=staff),
        link=lambda row: reverse("budget_report", args=[row.pk]),
    ),
    # What was converted stands on a currency and a rate, so these are set back by hand, where it is checked.
    "cooperation.resource": RecordKind(
        see=Permission.SEE_COOPERATION,
        write=None,
        rows=lambda staff: cooperation.visible(seen_by=staff),
        link=lambda row: reverse("resource", args=[row.code]),
    ),
    "cooperation.exchangerate": RecordKind(
        see=Permission.SEE_COOPERATION,
        write=None,
        rows=lambda _staff: rates(),
        link=lambda row: reverse("rates"),
    ),
    "justice.duty": _of_processes(RestorativeDuty),
    "justice.processmeeting": _of_processes(ProcessMeeting),
}
