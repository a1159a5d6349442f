"""Doing one deed of cooperation from a form: each reason beside the field that cures it."""

from __future__ import annotations

from functools import partial

from pazos.domain.cooperation.vocabulary import Block
from pazos.interfaces.web.pages import doing

CURED_BY: dict[str, tuple[str, ...]] = {
    Block.FUTURE: ("on", "said_on"),
    Block.NOTHING: ("amount",),
    Block.NO_RATE: ("on", "said_on"),
    Block.SAYS_NOT_WHY: ("note",),
    Block.BELOW_NOUGHT: ("amount",),
    Block.MORE_THAN_PLEDGED: ("amount",),
    Block.MORE_THAN_COMMITTED: ("amount",),
    Block.MORE_THAN_DISBURSED: ("amount",),
    Block.BEFORE_IT_MOVED: ("on",),
    Block.NOT_VALUED: ("valuation",),
    Block.VALUED_MONEY: ("valuation",),
    Block.ENDS_BEFORE: ("ends_on",),
    Block.AGREEMENT_OF_ANOTHER: ("agreement",),
    Block.PROGRAMME_ELSEWHERE: ("programme",),
    Block.NO_CURRENCY: ("currency",),
    Block.CURRENCY_MOVED: ("currency",),
    Block.HOME_CURRENCY: ("currency",),
    Block.NO_PURPOSE: ("purpose_code",),
    Block.RATE_IN_USE: ("home_units",),
}


done = partial(doing.done, cures=CURED_BY)
