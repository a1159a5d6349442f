"""Giving people access: accounts, invitations, passwords, second factors, organisations."""

from pazos.domain.people.actions.accounts import (
    Standing,
    change_account,
    close_account,
    end_sessions,
    open_account,
    reopen_account,
    standing_of,
    unlock,
)
from pazos.domain.people.actions.factors import note_factor_change, reset_factor
from pazos.domain.people.actions.invitations import accept, invite, invite_person, withdraw
from pazos.domain.people.actions.organisations import describe_organisation, open_organisation
from pazos.domain.people.actions.passwords import refuse_weak, set_password

__all__ = [
    "Standing",
    "accept",
    "change_account",
    "close_account",
    "describe_organisation",
    "end_sessions",
    "invite",
    "invite_person",
    "note_factor_change",
    "open_account",
    "open_organisation",
    "refuse_weak",
    "reopen_account",
    "reset_factor",
    "set_password",
    "standing_of",
    "unlock",
    "withdraw",
]
