"""What a stranger reads first in a proof bundle, in Spanish and in English: what it is and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from pazos.analysis.register.rule_words import basis_of, in_one_line, title_of
from pazos.domain.register.counting import rule_from
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from pazos.domain.register.models import Closing, CountingRule

NAMES = {"es": "LEAME.txt", "en": "README.txt"}
HEAD = N_("PROOF OF A PUBLISHED FIGURE")
FIGURE = N_("{city}, {month}: {value} victims by the rule {rule} ({title}), vintage {number}.")
INVENTED = N_("INVENTED DATA: this city does not exist.")
RULE = N_("The rule says: {words}")
BASIS = N_("It follows: {basis}")
CHECK = N_(
    "To get the same digits: install Pazos ({code}), then run\n\n    pazos verify {file}\n\nIt needs no city and no"
    " account. It reckons the count anew from deaths.json by rule.json and compares every hash."
)
BY_HAND = N_(
    "By hand: each entry of deaths.json is one death with what each source states of it (true, false, or not"
    " stated). Count those that the rule above takes in."
)
CUT_DOWN = N_(
    "What the count does not need is left out: no place, no day, no age, no sex, no number. The order says nothing."
)
WHOLE = N_(
    "This bundle holds the frozen copy whole, with personal data of victims. It is for those who may see official"
    " records: do not pass it on."
)


def guide(
    closing: Closing, row: CountingRule, *, city: str, invented: bool, value: int, whole: bool, file: str
) -> dict[str, str]:
    """Return the texts by the name of their part."""
    return {
        name: _text(language, closing, row, facts=(city, invented, value, whole, file))
        for language, name in NAMES.items()
    }


def _text(
    language: str, closing: Closing, row: CountingRule, *, facts: tuple[str, bool, int, bool, str]
) -> str:
    city, invented, value, whole, file = facts
    with translation.override(language):
        words, title, basis = in_one_line(rule_from(row.definition)), str(title_of(row)), str(basis_of(row))
    lines = [
        say(HEAD, language),
        *([say(INVENTED, language)] if invented else []),
        say(
            FIGURE,
            language,
            city=city,
            month=f"{closing.month:%Y-%m}",
            value=value,
            rule=row,
            title=title,
            number=closing.number,
        ),
        say(RULE, language, words=words),
        *([say(BASIS, language, basis=basis)] if basis else []),
        say(CHECK, language, code=closing.code_version, file=file),
        say(BY_HAND, language),
        say(WHOLE if whole else CUT_DOWN, language),
    ]
    return "\n\n".join(lines) + "\n"
