"""What is kept of people's way to work, in words for themselves, and how it is erased so that only counts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pazos.domain.employment.models import (
    Application,
    Business,
    BusinessVisit,
    FormerPlacement,
    Placement,
    RetentionCheck,
    Training,
    WorkWish,
)
from pazos.domain.employment.standing import read_wish
from pazos.domain.employment.vocabulary import Field, Hours, Paper
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import count_gone, erase_row, first_keys, of_participant_or_number
from pazos.domain.rights.vocabulary import Basis, Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from typing import TypeVar

    from django.db.models import Model, QuerySet

    M = TypeVar("M", bound=Model)

MONTHS = 60


def _kept(rows: QuerySet[M], day: Callable[[M], date | None]) -> Callable[[Subject], list[Kept]]:
    def find(subject: Subject) -> list[Kept]:
        name = str(rows.model._meta.verbose_name)
        found = of_participant_or_number(rows, subject)
        return [Kept(str(one.pk), day(one), WORDS.get(name, name)) for one in found]

    return find


def _names(codes: Iterable[str], words: Any) -> str:
    return ", ".join(str(words(code).label) for code in codes)


def _wish_words(key: str) -> Mapping[str, Any]:
    row = WorkWish.objects.get(pk=key)
    wish = read_wish(row.wish)
    return {
        _("Kinds of work wanted"): _names(wish.fields, Field),
        _("Hours"): _names(sorted(wish.hours), Hours),
        _("Neighbourhoods within reach"): ", ".join(sorted(wish.places)),
        _("Papers"): _names(sorted(wish.papers), Paper),
        _("Years of school"): wish.school_years,
        _("Least pay a month"): wish.least_pay,
        _("Said on"): row.said_on,
    }


def _training_words(key: str) -> Mapping[str, Any]:
    row = Training.objects.get(pk=key)
    finished = {True: _("yes"), False: _("no"), None: _("not known")}[row.finished]
    return {
        _("Course"): row.course,
        _("Where"): row.where,
        _("Began on"): row.begins_on,
        _("Ended on"): row.ended_on,
        _("Finished"): finished,
        _("Hours"): row.hours,
    }


def _application_words(key: str) -> Mapping[str, Any]:
    row = Application.objects.select_related("vacancy__partner__organisation").get(pk=key)
    return {
        _("Job"): row.vacancy.title,
        _("Company"): str(row.vacancy.partner),
        _("State"): str(row.get_state_display()),
        _("Chosen on"): row.chosen_on,
        _("Agreed on"): row.agreed_on,
        _("What the company was shown: name"): row.shown_as,
        _("What the company was shown: words"): row.shown_words,
        _("Shown since"): row.presented_on,
        _("Interview on"): row.interview_on,
        _("What the company said"): row.company_words,
    }


def _placement_words(key: str) -> Mapping[str, Any]:
    row = Placement.objects.prefetch_related("checks").get(pk=key)
    said: dict[str, Any] = {
        _("Kind of work"): str(row.get_field_display()),
        _("Formal"): _("yes") if row.is_formal else _("no"),
        _("Pay a month"): row.monthly_pay,
        _("Began on"): row.began_on,
        _("Permit of the labour inspector"): row.permit_on,
        _("Ended on"): row.ended_on,
        _("Why it ended"): str(row.get_why_ended_display()) if row.why_ended else "",
    }
    for one in row.checks.all():
        if one.done_on is not None:
            said[ngettext("After {n} month", "After {n} months", one.mark).format(n=one.mark)] = _check(one)
    return said


def _check(one: RetentionCheck) -> str:
    there = _("still there") if one.still_there else _("no longer there")
    satisfied = _("the employer is satisfied {n} of 5").format(n=one.satisfied) if one.satisfied else ""
    return "; ".join(word for word in (there, satisfied, one.employer_words, one.person_words) if word)


def _business_words(key: str) -> Mapping[str, Any]:
    row = Business.objects.prefetch_related("visits").get(pk=key)
    said: dict[str, Any] = {
        _("Name of the business"): row.name,
        _("Kind of work"): str(row.get_field_display()),
        _("State"): str(row.get_state_display()),
        _("Seed capital"): row.capital,
        _("Funded on"): row.funded_on,
        _("Opened on"): row.opened_on,
        _("Closed on"): row.closed_on,
    }
    said[_("Visits")] = [
        {
            _("day"): one.on,
            _("State"): _("open") if one.is_open else _("closed"),
            _("Sales of the last month"): one.monthly_sales,
            _("note"): one.note,
        }
        for one in row.visits.all()
    ]
    return said


def _erase_placement(key: str) -> Gone:
    """Remove a job with its marks; the year keeps one more at each mark, and how it was known to last."""
    row = Placement.objects.select_for_update().prefetch_related("checks").filter(pk=key).first()
    if row is None:
        return Gone(0)
    for one in row.checks.all():
        known = one.done_on is not None
        more = {"placements": 1, "known": int(known), "lasting": int(bool(known and one.still_there))}
        count_gone(FormerPlacement.objects.all(), year=row.began_on.year, mark=one.mark, more=more)
    return erase_row(Placement.objects.all(), key, RetentionCheck.objects.filter(placement__pk=key))


def _jobs_over(before: date) -> QuerySet[Placement]:
    last = Placement.objects.annotate(asked=Max("checks__due_on"), over=Coalesce("ended_on", "began_on"))
    return last.annotate(since=Greatest("over", Coalesce("asked", "over"))).filter(since__lt=before)


def _businesses_over(before: date) -> QuerySet[Business]:
    last = Business.objects.annotate(seen=Max("visits__on"))
    since = Coalesce("closed_on", "seen", "opened_on", "funded_on", "case__opened_on")
    return last.annotate(since=since).filter(since__lt=before)


WORDS: dict[str, Any] = {
    "work wish": gettext_lazy("what work somebody wants"),
    "training": gettext_lazy("a course on the way to work"),
    "application": gettext_lazy("an application to a vacancy"),
    "placement": gettext_lazy("a job that somebody got"),
    "business": gettext_lazy("a small business"),
}
_ACCOMPANIED: dict[str, Any] = {
    "purpose": Purpose.ACCOMPANIMENT,
    "basis": Basis.CONSENT,
    "months": MONTHS,
}
HOLDINGS = (
    Holding(
        name="employment.wishes",
        title=gettext_lazy("What work people want and can do"),
        models=("employment.WorkWish",),
        since=gettext_lazy("the day it was said"),
        find=_kept(WorkWish.objects.all(), lambda one: one.said_on),
        erase=lambda key: erase_row(WorkWish.objects.all(), key),
        due=lambda before, most: first_keys(WorkWish.objects.filter(said_on__lt=before), most),
        content=_wish_words,
        **_ACCOMPANIED,
    ),
    Holding(
        name="employment.trainings",
        title=gettext_lazy("Courses that people took on the way to work"),
        models=("employment.Training",),
        since=gettext_lazy("the day it ended, else the day it began"),
        find=_kept(Training.objects.all(), lambda one: one.begins_on),
        erase=lambda key: erase_row(Training.objects.all(), key),
        due=lambda before, most: first_keys(
            Training.objects.annotate(over=Coalesce("ended_on", "begins_on")).filter(over__lt=before), most
        ),
        content=_training_words,
        **_ACCOMPANIED,
    ),
    Holding(
        name="employment.applications",
        title=gettext_lazy("Applications, and what companies were shown of people"),
        models=("employment.Application",),
        since=gettext_lazy("the day it was over, else the day it was chosen"),
        find=_kept(Application.objects.all(), lambda one: one.chosen_on),
        erase=lambda key: erase_row(Application.objects.all(), key),
        due=lambda before, most: first_keys(
            Application.objects.annotate(over=Coalesce("ended_on", "chosen_on")).filter(over__lt=before), most
        ),
        content=_application_words,
        **_ACCOMPANIED,
    ),
    Holding(
        name="employment.placements",
        title=gettext_lazy("Jobs that people got, and whether they lasted"),
        models=("employment.Placement", "employment.RetentionCheck"),
        since=gettext_lazy("the day of the last mark, or of the end where that is later"),
        find=_kept(Placement.objects.all(), lambda one: one.began_on),
        erase=_erase_placement,
        due=lambda before, most: first_keys(_jobs_over(before), most),
        content=_placement_words,
        **_ACCOMPANIED,
    ),
    Holding(
        name="employment.businesses",
        title=gettext_lazy("Small businesses of participants"),
        models=("employment.Business", "employment.BusinessVisit"),
        since=gettext_lazy("the day it closed, else the last visit"),
        find=_kept(Business.objects.all(), lambda one: one.funded_on or one.opened_on),
        erase=lambda key: erase_row(
            Business.objects.all(), key, BusinessVisit.objects.filter(business__pk=key)
        ),
        due=lambda before, most: first_keys(_businesses_over(before), most),
        content=_business_words,
        **_ACCOMPANIED,
    ),
)
