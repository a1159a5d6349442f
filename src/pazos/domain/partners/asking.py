"""What the deeds on partners ask of whoever does them and of what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from pazos.domain.money import exact
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from decimal import Decimal

    from pazos.domain.partners.models import Partner
    from pazos.domain.people.models import Staff

CURRENCY_LETTERS = 3


def must_manage(by: Staff) -> None:
    """Refuse whoever does not manage the partners of the whole city."""
    if by.scope(Permission.MANAGE_PARTNERS) is not Scope.CITY:
        raise PermissionDenied


def may_offer(by: Staff, partner: Partner) -> bool:
    """Return whether a person may offer jobs of a partner: its own people, and the city for it."""
    reach = reach_of(by, Permission.OFFER_VACANCIES)
    if reach.scope is None or reach.scope < Scope.ORGANISATION:
        return False
    return reach.scope is Scope.CITY or reach.organisation == partner.pk


def may_say_done(by: Staff, partner: Partner) -> bool:
    """Return whether a person may say that a duty of a partner is done: its own people, and the city."""
    reach = reach_of(by, Permission.SAY_DUTIES_DONE)
    if reach.scope is None or reach.scope < Scope.ORGANISATION:
        return False
    return reach.scope is Scope.CITY or reach.organisation == partner.pk


def must_offer(by: Staff, partner: Partner) -> None:
    """Refuse whoever may not offer jobs of a partner."""
    if not may_offer(by, partner):
        raise PermissionDenied


def words(text: str, *, field: str, most: int) -> str:
    """Return a line without outer spaces; refuse an empty one and one that is too long."""
    line = text.strip()
    if not line:
        raise InputProblem(N_("This cannot be left empty."), field=field)
    if len(line) > most:
        raise InputProblem(N_("This is longer than {most} letters."), most=most, field=field)
    return line


def amount(value: Decimal | int | str | None, *, field: str) -> Decimal:
    """Return an exact amount; refuse one below nought."""
    try:
        found = exact(value or 0)
    except InputProblem as problem:
        raise InputProblem(problem.template, **{**problem.facts, "field": field}) from problem
    if found < 0:
        raise InputProblem(N_("An amount is nought or more."), field=field)
    return found


def currency(code: str) -> str:
    """Return the code of a currency in capitals; refuse what is none."""
    letters = code.strip().upper()
    if len(letters) != CURRENCY_LETTERS or not (letters.isascii() and letters.isalpha()):
        raise InputProblem(N_("A currency has three letters, as in COP or USD."), field="currency")
    return letters
