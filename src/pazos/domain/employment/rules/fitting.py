"""Does this vacancy fit what this person asked for, and does the law let them take it? The published rule.

Every reason is said in words, for and against. There is no score: vacancies stand in the order of
what the person asked, and a misfit never hides a vacancy, since it is the person who chooses.

The law for those under 18 (Law 1098 of 2006, Code of Childhood and Adolescence): nobody works
below 15 (art. 35); from 15 a labour inspector permits it in writing (art. 113); from 15 to 16 at most
six hours a day and thirty a week until six in the evening, at 17 eight and forty until eight (art.
114); never in what is dangerous, as building or work at height (art. 117, Resolution 1796 of 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.employment.vocabulary import Field, Hours, Paper, Weight

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

OF_AGE, LONGER_DAYS, LEAST_AGE = 18, 17, 15
DANGEROUS = frozenset({Field.BUILDING})  # art. 117; what else is dangerous the inspector says
DANGEROUS_PAPERS = frozenset({Paper.HEIGHT})
FULL_DAYS = frozenset({Hours.FULL})
NIGHTS = frozenset({Hours.SHIFTS})


class Why(TextChoices):
    """One reason for or against, in words."""

    FIELD_WANTED = "field_wanted", _("It is work of a kind that the person asked for.")
    FIELD_OTHER = "field_other", _("It is another kind of work than the person asked for.")
    HOURS_WANTED = "hours_wanted", _("The hours are those the person can work.")
    HOURS_OTHER = "hours_other", _("The hours are not those the person can work.")
    PLACE_WANTED = "place_wanted", _("The person said that they can get there.")
    PLACE_OTHER = "place_other", _("It is not in a neighbourhood that the person said they can get to.")
    PLACE_UNSAID = "place_unsaid", _("The vacancy does not say where it is. Ask the company.")
    PAY_ENOUGH = "pay_enough", _("It pays at least what the person asked for.")
    PAY_LESS = "pay_less", _("It pays less than the person asked for.")
    PAY_UNSAID = "pay_unsaid", _("The vacancy does not say what it pays. Ask the company.")
    SCHOOL_ENOUGH = "school_enough", _("The person has the schooling that it takes.")
    SCHOOL_UNSAID = (
        "school_unsaid",
        _("It takes years of school, and how many the person has is not written down. Ask them."),
    )
    SCHOOL_LESS = "school_less", _("It takes more years of school than the person has.")
    PAPERS_HAD = "papers_had", _("The person has every paper that it takes.")
    PAPERS_LACKING = "papers_lacking", _("It takes papers that the person does not have.")
    AGE_REACHED = "age_reached", _("The person has the age that the company asks for.")
    AGE_BELOW = "age_below", _("The company asks for somebody older.")
    TERMS_UNSAID = (
        "terms_unsaid",
        _("The vacancy does not say what kind of work and which hours it is. Ask the company."),
    )
    AGE_UNKNOWN = (
        "age_unknown",
        _("The year of birth is not written down. Ask it first: under 18 the law sets conditions."),
    )
    TOO_YOUNG = "too_young", _("Nobody may be employed below 15 years (Law 1098 of 2006, art. 35).")
    PERMIT = (
        "permit",
        _(
            "Under 18 the labour inspector must permit it in writing before the first day. The company and the "
            "adolescent ask for it together, at the request of father, mother or guardian (Law 1098, art. 113)."
        ),
    )
    SHORT_DAYS = (
        "short_days",
        _(
            "At 15 and 16: at most six hours a day and thirty a week, and not after six in the evening (art. 114)."
        ),
    )
    LONG_DAYS = (
        "long_days",
        _(
            "At 17: at most eight hours a day and forty a week, and not after eight in the evening (art. 114)."
        ),
    )
    FULL_TIME = "full_time", _("Full time is longer than the law allows at 15 and 16 (art. 114).")
    AT_NIGHT = "at_night", _("Shifts go into the night, which the law does not allow under 18 (art. 114).")
    DANGER = (
        "danger",
        _("Building and work at height are dangerous work, which nobody under 18 may do (art. 117)."),
    )


WEIGHTS: dict[Why, Weight] = {
    **dict.fromkeys(
        (
            *(Why.FIELD_WANTED, Why.HOURS_WANTED, Why.PLACE_WANTED, Why.PAY_ENOUGH),
            *(Why.SCHOOL_ENOUGH, Why.PAPERS_HAD, Why.AGE_REACHED),
        ),
        Weight.FITS,
    ),
    **dict.fromkeys(
        (
            *(Why.FIELD_OTHER, Why.HOURS_OTHER, Why.PLACE_OTHER, Why.PAY_LESS),
            *(Why.SCHOOL_LESS, Why.PAPERS_LACKING, Why.AGE_BELOW),
        ),
        Weight.DIFFERS,
    ),
    **dict.fromkeys(
        (Why.PLACE_UNSAID, Why.PAY_UNSAID, Why.SCHOOL_UNSAID, Why.TERMS_UNSAID, Why.AGE_UNKNOWN), Weight.ASK
    ),
    **dict.fromkeys((Why.PERMIT, Why.SHORT_DAYS, Why.LONG_DAYS), Weight.LAW),
    **dict.fromkeys((Why.TOO_YOUNG, Why.FULL_TIME, Why.AT_NIGHT, Why.DANGER), Weight.BARRED),
}
NOT_AS_WISHED = frozenset({Why.HOURS_OTHER, Why.PLACE_OTHER, Why.PAY_LESS})


@dataclass(frozen=True)
class Wish:
    """What a person asked for. An empty answer asks for nothing; `fields` stand in the person's order."""

    fields: tuple[str, ...] = ()
    hours: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()  # codes of neighbourhoods
    papers: frozenset[str] = frozenset()
    school_years: int | None = None
    least_pay: Decimal | None = None


@dataclass(frozen=True)
class Terms:
    """What a vacancy asks and offers; `is_said` is False where nobody wrote by what it is matched."""

    is_said: bool
    open_until_on: date
    field: str = ""
    hours: str = ""
    place: str = ""
    monthly_pay: Decimal | None = None
    age_from: int = OF_AGE
    school_years: int = 0
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fit:
    """Every reason for and against, in the order in which they are asked; `papers` are those lacking."""

    reasons: tuple[Why, ...]
    papers: tuple[str, ...] = ()

    def of(self, weight: Weight) -> tuple[Why, ...]:
        """Return the reasons of one weight."""
        return tuple(why for why in self.reasons if WEIGHTS[why] is weight)

    @property
    def is_barred(self) -> bool:
        """Whether the law forbids it."""
        return bool(self.of(Weight.BARRED))


def fit(wish: Wish, terms: Terms, *, age: int | None) -> Fit:
    """Return every reason for and against a vacancy, for somebody of that age (None: not known)."""
    lacking = tuple(paper for paper in Paper.values if paper in terms.papers - wish.papers)
    said = (*_kind(wish, terms), *_asked(wish, terms), *_company(terms, age=age)) if terms.is_said else ()
    unsaid = () if terms.is_said else (Why.TERMS_UNSAID,)
    papers = ((Why.PAPERS_LACKING,) if lacking else (Why.PAPERS_HAD,)) if terms.papers else ()
    return Fit((*law(terms, age=age), *unsaid, *said, *_where(wish, terms), *papers), lacking)


def _kind(wish: Wish, terms: Terms) -> tuple[Why, ...]:
    found = []
    if wish.fields:
        found.append(Why.FIELD_WANTED if terms.field in wish.fields else Why.FIELD_OTHER)
    if wish.hours:
        found.append(Why.HOURS_WANTED if terms.hours in wish.hours else Why.HOURS_OTHER)
    return tuple(found)


def _asked(wish: Wish, terms: Terms) -> tuple[Why, ...]:
    if not terms.school_years:
        return ()
    if wish.school_years is None:
        return (Why.SCHOOL_UNSAID,)
    return (Why.SCHOOL_ENOUGH if wish.school_years >= terms.school_years else Why.SCHOOL_LESS,)


def _company(terms: Terms, *, age: int | None) -> tuple[Why, ...]:
    if age is None:
        return ()
    return (Why.AGE_REACHED if age >= terms.age_from else Why.AGE_BELOW,)


def _where(wish: Wish, terms: Terms) -> tuple[Why, ...]:
    found = []
    if wish.places:
        reach = Why.PLACE_WANTED if terms.place in wish.places else Why.PLACE_OTHER
        found.append(reach if terms.place else Why.PLACE_UNSAID)
    if wish.least_pay is not None:
        pay = terms.monthly_pay
        enough = Why.PAY_ENOUGH if pay is not None and pay >= wish.least_pay else Why.PAY_LESS
        found.append(Why.PAY_UNSAID if pay is None else enough)
    return tuple(found)


def law(terms: Terms, *, age: int | None) -> tuple[Why, ...]:
    """Return what the law sets as a condition, or forbids, for somebody of that age (None: not known)."""
    if age is None:
        return (Why.AGE_UNKNOWN,)
    if age >= OF_AGE:
        return ()
    if age < LEAST_AGE:
        return (Why.TOO_YOUNG,)
    stands = {
        Why.DANGER: terms.field in DANGEROUS or bool(terms.papers & DANGEROUS_PAPERS),
        Why.AT_NIGHT: terms.hours in NIGHTS,
        Why.FULL_TIME: terms.hours in FULL_DAYS and age < LONGER_DAYS,
        Why.PERMIT: True,
        Why.SHORT_DAYS: age < LONGER_DAYS,
        Why.LONG_DAYS: age >= LONGER_DAYS,
    }
    return tuple(why for why, true in stands.items() if true)


def is_barred(terms: Terms, *, age: int | None) -> bool:
    """Return whether the law forbids this work at that age, whatever permit there is."""
    return any(WEIGHTS[why] is Weight.BARRED for why in law(terms, age=age))


def place_in_order(wish: Wish, terms: Terms, found: Fit) -> tuple[int, int, int, date]:
    """Return where a vacancy stands: what the law forbids last; then by the person's own order.

    First the kinds of work in the order in which the person named them, then by how few of the other
    things they asked for are missing, then what closes sooner. What the company asks of them (school,
    papers, age) moves nothing: nobody is ranked by what they lack.
    """
    rank = wish.fields.index(terms.field) if terms.field in wish.fields else len(wish.fields)
    return int(found.is_barred), rank, len(NOT_AS_WISHED.intersection(found.reasons)), terms.open_until_on
