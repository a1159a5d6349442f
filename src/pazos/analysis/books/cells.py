"""What does one cell say? Text of a spreadsheet into values, and values into cells, by the kind of the column.

Nothing is guessed: a number that could be read in two ways, or a word that is none of the choices, is
refused with what may stand there.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pazos.analysis.books.sheet import Column, Kind
from pazos.domain.money import exact
from pazos.foundation.words import LANGUAGES, N_, say
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_LINE, LONGEST_TEXT = 300, 10_000
_WHOLE = re.compile(r"-?\d{1,15}")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")
_GROUPED = {
    ",": re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?"),  # 1.234.567,89
    ".": re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?"),  # 1,234,567.89
}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
YES = frozenset({"yes", "sí", "si", "s", "y", "x", "true", "verdadero", "1"})
NO = frozenset({"no", "n", "false", "falso", "0"})


def parsed(column: Column, text: str) -> Any:
    """Return what a cell says, None where it is empty.

    Raises:
        InputProblem: it is required and empty, or says nothing that this kind of column can hold.
    """
    said = text.strip()
    if not said:
        if column.is_required:
            raise InputProblem(N_("{field} is empty and must be filled."), field=column.name)
        return None
    return _READERS[column.kind](column, said)


def written(column: Column, value: object) -> object:
    """Return a value as a cell: numbers and days stay what they are, the rest is text."""
    if value is None:
        return ""
    if column.kind is Kind.YES_NO:
        return say(N_("yes") if value else N_("no"))
    if isinstance(value, bool | str | int | float | Decimal | date):
        return value
    return str(value)


def choices_of(column: Column) -> list[tuple[str, str]]:
    """Return the codes and words of a column's choices, in the language of the moment."""
    return [(code, str(words)) for code, words in column.choices()] if column.choices else []


def _line(column: Column, said: str) -> str:
    most = LONGEST_TEXT if column.kind is Kind.LONG else LONGEST_LINE
    if len(said) > most:
        raise InputProblem(N_("{field} is longer than {most} letters."), field=column.name, most=most)
    return said


def _whole(column: Column, said: str) -> int:
    plain = said.removesuffix(".0")
    if not _WHOLE.fullmatch(plain):
        raise InputProblem(N_("{field}: {value} is no whole number."), field=column.name, value=said[:40])
    return int(plain)


def _decimal(column: Column, said: str) -> Decimal:
    text = said.replace("\u00a0", "").replace(" ", "").removeprefix("$")
    for sign, grouped in _GROUPED.items():
        several = text.count("," if sign == "." else ".") > 1 or sign in text
        if grouped.fullmatch(text) and several:
            text = text.replace("." if sign == "," else ",", "").replace(sign, ".")
            break
    else:
        if _in_two_ways(text):
            raise InputProblem(
                N_("{field}: {value} can be read in two ways. Write it without signs for thousands."),
                field=column.name,
                value=said[:40],
            )
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        raise InputProblem(N_("{field}: {value} is no number."), field=column.name, value=said[:40])
    return Decimal(text)


def _in_two_ways(text: str) -> bool:
    """Whether it is one sign with three digits behind it: 1.234 is a thousand to one reader and not to another."""
    return re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text) is not None


def _amount(column: Column, said: str) -> Decimal:
    try:
        return exact(_decimal(column, said))
    except InputProblem as problem:
        if "field" in problem.facts:
            raise
        raise InputProblem("{field}: " + problem.template, field=column.name, **problem.facts) from problem


def _day(column: Column, said: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(said, form).date()
        except ValueError:
            continue
    raise InputProblem(
        N_("{field}: {value} is no date. Write it as 2026-11-22 or 22/11/2026."),
        field=column.name,
        value=said[:40],
    )


def _choice(column: Column, said: str) -> str:
    from django.utils import translation

    wanted = said.casefold()
    for language in LANGUAGES:
        with translation.override(language):
            for code, words in choices_of(column):
                if wanted in (str(code).casefold(), words.casefold()):
                    return code
    raise InputProblem(
        N_("{field}: {value} is none of: {choices}."),
        field=column.name,
        value=said[:40],
        choices=listed(_words(column), most=12),
    )


def _words(column: Column) -> Iterable[str]:
    return [words for _code, words in choices_of(column)]


def _yes_no(column: Column, said: str) -> bool:
    if said.casefold() in YES:
        return True
    if said.casefold() in NO:
        return False
    raise InputProblem(N_("{field}: {value} is neither yes nor no."), field=column.name, value=said[:40])


_READERS = {
    Kind.TEXT: _line,
    Kind.LONG: _line,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.AMOUNT: _amount,
    Kind.DATE: _day,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}
