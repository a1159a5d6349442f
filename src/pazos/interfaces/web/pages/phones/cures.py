"""What cures a reason for which a sending of those who accompany waits? One sentence each, for whoever decides.

The reason says what is the matter; what stands here is only what to do, and never what was written.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.rules.working import Block as Working
from pazos.domain.fieldwork.actions.settling import AGAIN, BACK
from pazos.domain.rights.rules.consenting import Block as Permitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import TextChoices
    from django.utils.functional import Promise

_ASK_WHOSE = _("Ask its writer whether it is theirs. If it is, take it in; if not, turn it down.")
_LOOK_AT_DAY = _(
    "Ask its writer on which day it was. If a day is wrong, send it back to be written again; if all are right, take it in."
)
_PERMISSION = _(
    "Nothing is written without the permission. If the person, or their guardian, gives it anew, write that down first and then take this in. Otherwise turn it down."
)
_ANOTHER_PAIR = _(
    "If they did meet, take it in: it stays its writer's. If it was meant for another case, send it back."
)
_RESTING = _("Take the case up again first, then take this in.")
_ENDED = _("If they met before the end, send it back with the right day. Else it belongs to a new case.")
_DAY = _("Send it back so that it is written with the right day.")
_READ = _("Pazos cannot read it any more, or not yet: send it back so that it is written again.")
_FAULT = _("Try to take it in again. If it lies here still, tell whoever looks after Pazos.")
_ONLY_READ = _("Compare it with the one that came first, and turn it down: it can only be read.")
_NOT_HERE = _("What it names is not here. Send it back, or turn it down.")
_ACTIVITY = _("Ask whose activity it was. If they did come to it, take it in.")
_ANSWERED = _("Read the answer, then take it in, send it back again or turn it down.")
_WAIT = _("Its writer has it. Until they answer you can still take it in or turn it down.")
_ELSE = _("Send it back and say what is to be written otherwise, or turn it down.")

_BY_SENTENCE: dict[str, Promise] = {
    "It came from a phone that was revoked.": _ASK_WHOSE,
    "It came from a phone whose time was over.": _ASK_WHOSE,
    "Its writer may no longer send this.": _ASK_WHOSE,
    "By the phone's clock this was written on {day}, which cannot be. Look at its days.": _LOOK_AT_DAY,
    "{field} says {day}, which is too far from the day it was written. Look at it.": _LOOK_AT_DAY,
    "This form is not known here. Somebody must read it.": _READ,
    "This form was written in a version that is no longer read. Read it.": _READ,
    "Pazos could not take this by a fault of its own. It is kept whole.": _FAULT,
    "Another sending came under this number before. This one is kept aside.": _ONLY_READ,
    "What this belongs to has not arrived.": _NOT_HERE,
    "This activity is not one to which you write who came.": _ACTIVITY,
    BACK: _WAIT,
    AGAIN: _ANSWERED,
}
_BY_BLOCK: dict[TextChoices, Promise] = {
    Working.NOT_YOURS: _ANOTHER_PAIR,
    Working.ENDED: _ENDED,
    Working.PAUSED: _RESTING,
    Working.NOT_YET: _DAY,
    Working.AHEAD: _DAY,
    **dict.fromkeys(Permitting, _PERMISSION),
}


@cache
def _known() -> Mapping[str, Promise]:
    with translation.override("en"):  # reasons are kept by their English sentences
        return {**_BY_SENTENCE, **{str(block.label): cure for block, cure in _BY_BLOCK.items()}}


def cures(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what cures these reasons, each cure once; of what was sent back only what is to be done now."""
    said = [one["template"] for one in reasons]
    now = [one for one in said if one in (BACK, AGAIN)] or said
    return list(dict.fromkeys(str(_known().get(one, _ELSE)) for one in now))
