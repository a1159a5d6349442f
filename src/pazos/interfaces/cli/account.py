"""`pazos account`: who may sign in, and as what. A password is typed, never given as a word of the command."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from pazos.foundation.access.policy import Role
from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    from pazos.domain.people.models import Staff

NEEDS_CITY = True
DEEDS = ("list", "open", "password", "close")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do and for whom."""
    parser.add_argument(
        "deed", choices=DEEDS, help=say(N_("list all, open one, change a password, close one"))
    )
    parser.add_argument(
        "username", nargs="?", default="", metavar="USER", help=say(N_("the name to sign in with"))
    )
    parser.add_argument("--name", default="", help=say(N_("the person's name")))
    roles = [role.value for role in Role if role is not Role.PUBLIC]
    parser.add_argument("--role", choices=roles, help=say(N_("what the person is in the strategy")))
    parser.add_argument(
        "--password-stdin", action="store_true", help=say(N_("read the password from standard input"))
    )


def run(options: argparse.Namespace) -> int:
    """Do it and say so."""
    from pazos.domain.people import actions

    if options.deed == "list":
        _show()
        return 0
    if not options.username:
        raise InputProblem(N_("Say whose account it is."))
    if options.deed == "open":
        if not (options.name and options.role):
            raise InputProblem(N_("A new account needs --name and --role."))
        password = _password(options)
        actions.open_account(
            username=options.username, name=options.name, role=Role(options.role), password=password, by=None
        )
    elif options.deed == "password":
        actions.set_password(_found(options.username), password=_password(options), by=None)
    else:
        actions.close_account(_found(options.username), by=None)
    _show()
    return 0


def _found(username: str) -> Staff:
    from pazos.domain.people.models import Staff

    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise InputProblem(N_("There is no account {username}."), username=username)
    return staff


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(say(N_("Password: ")))
    if getpass.getpass(say(N_("Once more: "))) != first:
        raise InputProblem(N_("The two passwords differ."))
    return first


def _show() -> None:
    from pazos.domain.people.models import ROLE_NAMES, Staff
    from pazos.interfaces.cli.output import print_table

    rows = [
        (
            staff.username,
            staff.name,
            say(str(ROLE_NAMES[Role(staff.role)])),
            say("yes" if staff.is_active else "no"),
        )
        for staff in Staff.objects.order_by("username")
    ]
    columns = [say(N_("user")), say(N_("name")), say(N_("role")), say(N_("may sign in"))]
    print_table(say(N_("Accounts")), columns, rows)
