"""`pazos account`: who may sign in, as what and until when. A password is typed, never given as a word.

What is done here is done by whoever holds the city's folder; the trail names nobody for it.
"""

from __future__ import annotations

import getpass
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.foundation.access.policy import Role
from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from pazos.domain.people.actions import Standing
    from pazos.domain.people.models import Organisation, Staff

NEEDS_CITY = True
KEPT_DAY = "keep"
EPILOG = say(
    N_(
        "list: all accounts. organisation --name NAME --kind KIND: write one down.\n"
        "open USER --name NAME --role ROLE: with a password. invite USER: the same with a link instead, or a new\n"
        "link for an account that exists. withdraw: take the link back.\n"
        "change USER [--name] [--role] [--organisation] [--from] [--until]. password, close, reopen USER.\n"
        "sessions USER: sign out everywhere. unlock USER: after too many tries. reset-factor USER --reason WHY."
    )
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do and for whom."""
    parser.add_argument("deed", choices=tuple(DEEDS), metavar="DEED", help=", ".join(DEEDS))
    parser.add_argument(
        "username", nargs="?", default="", metavar="USER", help=say(N_("the name to sign in with"))
    )
    parser.add_argument("--name", default="", help=say(N_("the person's name, or the organisation's")))
    roles = [role.value for role in Role if role is not Role.PUBLIC]
    parser.add_argument("--role", choices=roles, help=say(N_("what the person is in the strategy")))
    parser.add_argument(
        "--organisation", metavar="NAME", help=say(N_("the organisation the person belongs to"))
    )
    kinds = ("city", "partner", "cooperation", "security", "evaluation", "control")
    parser.add_argument("--kind", choices=kinds, help=say(N_("what kind of organisation it is")))
    day = say(N_("day of access, as 2025-12-31; - for none"))
    parser.add_argument(
        "--from", dest="first", default=KEPT_DAY, metavar="DAY", help=say(N_("first {day}"), None, day=day)
    )
    parser.add_argument(
        "--until", dest="last", default=KEPT_DAY, metavar="DAY", help=say(N_("last {day}"), None, day=day)
    )
    reasons = ("lost_phone", "new_phone", "no_codes", "misused")
    parser.add_argument("--reason", choices=reasons, help=say(N_("why a second factor is taken away")))
    parser.add_argument(
        "--password-stdin", action="store_true", help=say(N_("read the password from standard input"))
    )


def run(options: argparse.Namespace) -> int:
    """Do it and say so."""
    if options.deed not in ("list", "organisation") and not options.username:
        raise InputProblem(N_("Say whose account it is."))
    DEEDS[options.deed](options)
    if options.deed not in ("invite", "organisation"):
        _show()
    return 0


def _list(options: argparse.Namespace) -> None:
    """Nothing but the list, which every deed ends with."""


def _open(options: argparse.Namespace) -> None:
    from pazos.domain.people import actions

    standing = _new(options)
    actions.open_account(
        username=options.username,
        name=standing.name,
        role=standing.role,
        organisation=standing.organisation,
        access_from_on=standing.access_from_on,
        access_until_on=standing.access_until_on,
        password=_password(options),
        by=None,
    )


def _invite(options: argparse.Namespace) -> None:
    from django.urls import reverse

    from pazos.domain.people import actions
    from pazos.domain.people.actions.invitations import LASTS
    from pazos.domain.people.models import Staff

    known = Staff.objects.filter(username__iexact=options.username).first()
    if known is not None:
        token = actions.invite(known, by=None)
    else:
        _staff, token = actions.invite_person(username=options.username, standing=_new(options), by=None)
    print(f"{_site()}{reverse('invitation_link', args=[token])}")
    said = N_(
        "Hand this link over to that person alone: it works once, for {days} days, and is not shown again."
    )
    print(say(said, None, days=LASTS.days))


def _site() -> str:
    """Return how the site is reached: the first name of the city's settings, or this machine."""
    from django.conf import settings

    origins: list[str] = settings.CSRF_TRUSTED_ORIGINS
    return origins[0] if origins else "http://127.0.0.1:8000"


def _withdraw(options: argparse.Namespace) -> None:
    from pazos.domain.people import actions

    waiting = _found(options).invitations.waiting().first()
    if waiting is None:
        raise InputProblem(N_("No invitation waits for {username}."), username=options.username)
    actions.withdraw(waiting, by=None)


def _change(options: argparse.Namespace) -> None:
    from pazos.domain.people import actions

    staff = _found(options)
    held = actions.standing_of(staff)
    to = actions.Standing(
        options.name or held.name,
        Role(options.role) if options.role else held.role,
        _organisation(options.organisation) if options.organisation else held.organisation,
        _day(options.first, held.access_from_on),
        _day(options.last, held.access_until_on),
    )
    actions.change_account(staff, to=to, by=None)


def _password_anew(options: argparse.Namespace) -> None:
    from pazos.domain.people import actions

    actions.set_password(_found(options), password=_password(options), by=None)


def _reset_factor(options: argparse.Namespace) -> None:
    from pazos.domain.people import actions
    from pazos.domain.people.vocabulary import LostFactor

    if not options.reason:
        raise InputProblem(N_("Say why with --reason: it is written in the trail."))
    actions.reset_factor(_found(options), reason=LostFactor(options.reason), by=None)


def _simple(choose: Callable[[Any], Callable[..., None]]) -> Callable[[argparse.Namespace], None]:
    """Return a deed that needs nothing but the account."""

    def deed(options: argparse.Namespace) -> None:
        from pazos.domain.people import actions

        choose(actions)(_found(options), by=None)

    return deed


def _organise(options: argparse.Namespace) -> None:
    from pazos.domain.people import actions
    from pazos.domain.people.models import Organisation
    from pazos.interfaces.cli.output import print_table

    if options.name and options.kind:
        actions.open_organisation(name=options.name, kind=Organisation.Kind(options.kind), by=None)
    elif options.name or options.kind:
        raise InputProblem(N_("A new organisation needs --name and --kind."))
    rows = [(one.name, _word(Organisation.Kind(one.kind).label)) for one in Organisation.objects.all()]
    print_table(say(N_("Organisations")), [say(N_("name")), say(N_("kind"))], rows)


DEEDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "open": _open,
    "invite": _invite,
    "withdraw": _withdraw,
    "change": _change,
    "password": _password_anew,
    "close": _simple(lambda actions: actions.close_account),
    "reopen": _simple(lambda actions: actions.reopen_account),
    "sessions": _simple(lambda actions: actions.end_sessions),
    "unlock": _simple(lambda actions: actions.unlock),
    "reset-factor": _reset_factor,
    "organisation": _organise,
}


def _new(options: argparse.Namespace) -> Standing:
    from pazos.domain.people.actions import Standing

    if not (options.name and options.role):
        raise InputProblem(N_("A new account needs --name and --role."))
    organisation = _organisation(options.organisation) if options.organisation else None
    first, last = _day(options.first, None), _day(options.last, None)
    return Standing(options.name, Role(options.role), organisation, first, last)


def _day(text: str, held: date | None) -> date | None:
    if text == KEPT_DAY:
        return held
    if text == "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputProblem(N_("{text} is not a day; write it as 2025-12-31."), text=text) from error


def _organisation(name: str) -> Organisation:
    from pazos.domain.people.models import Organisation

    found = Organisation.objects.filter(name__iexact=name).first()
    if found is None:
        raise InputProblem(
            N_(
                "There is no organisation {name}. Write it down: pazos account organisation --name NAME --kind KIND"
            ),
            name=name,
        )
    return found


def _found(options: argparse.Namespace) -> Staff:
    from pazos.domain.people.models import Staff

    staff = Staff.objects.filter(username__iexact=options.username).first()
    if staff is None:
        raise InputProblem(N_("There is no account {username}."), username=options.username)
    return staff


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(say(N_("Password: ")))
    if getpass.getpass(say(N_("Once more: "))) != first:
        raise InputProblem(N_("The two passwords differ."))
    return first


def _word(text: object) -> str:
    """Return a word of the pages in the terminal's language, which may not be the city's."""
    from django.utils import translation

    from pazos.foundation.words import preferred_language

    with translation.override(preferred_language()):
        return str(text)


def _show() -> None:
    from django.utils import timezone

    from pazos.domain.people import factors, queries
    from pazos.domain.people.models import ROLE_NAMES, Staff
    from pazos.interfaces.cli.output import print_table

    today = timezone.localdate()
    rows = [
        (
            staff.username,
            staff.name,
            _word(ROLE_NAMES[Role(staff.role)]),
            staff.organisation.name if staff.organisation else "",
            _word(queries.state_of(staff, on=today).label),
            say("yes" if factors.has_factor(staff) else "no"),
            staff.access_until_on or "",
        )
        for staff in Staff.objects.select_related("organisation").order_by("username")
    ]
    words = (
        N_("user"),
        N_("name"),
        N_("role"),
        N_("organisation"),
        N_("access"),
        N_("second factor"),
        N_("until"),
    )
    print_table(say(N_("Accounts")), [say(word) for word in words], rows)
