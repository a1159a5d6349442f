"""Deeds of committees: by keyword, in one transaction each, with one event in the trail."""

from __future__ import annotations

from pazos.domain.committees.actions.attaching import attach, take_out
from pazos.domain.committees.actions.commitments import (
    accept_done,
    add_evidence,
    correct,
    drop,
    give_more_time,
    promise,
    report_progress,
    say_done,
    send_back,
)
from pazos.domain.committees.actions.constituting import (
    change_committee,
    constitute,
    dissolve,
    end_seat,
    hand_over,
    seat,
)
from pazos.domain.committees.actions.minutes import draft_minutes, sign
from pazos.domain.committees.actions.reviewing import review
from pazos.domain.committees.actions.sessions import (
    AgendaPoint,
    Came,
    call,
    cancel,
    change_agenda,
    decide,
    hold,
    move,
    withdraw_decision,
    write_down,
)

__all__ = [
    "AgendaPoint",
    "Came",
    "accept_done",
    "add_evidence",
    "attach",
    "call",
    "cancel",
    "change_agenda",
    "change_committee",
    "constitute",
    "correct",
    "decide",
    "dissolve",
    "draft_minutes",
    "drop",
    "end_seat",
    "give_more_time",
    "hand_over",
    "hold",
    "move",
    "promise",
    "report_progress",
    "review",
    "say_done",
    "seat",
    "send_back",
    "sign",
    "take_out",
    "withdraw_decision",
    "write_down",
]
