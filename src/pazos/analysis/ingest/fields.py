"""What one cell of each kind of field says: hour, age, quantity, code, coordinate, coded word, cause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pazos.analysis.ingest.columns import NOT_KNOWN, Answer, wrong
from pazos.analysis.ingest.dates import MONTH_OF
from pazos.analysis.ingest.words import plain, unquoted
from pazos.analysis.tables.numbers import number
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pazos.analysis.ingest.mapping import Cause

OLDEST = 120
MOST_VICTIMS = 10_000
_HOUR = re.compile(
    r"(?:.*[ T])?(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(A|P)?\.?\s?M?\.?Z?", re.IGNORECASE
)
_AGE = re.compile(r"(-?\d+(?:\.\d+)?) ?(?:AÑOS?|A|YEARS?)?", re.IGNORECASE)
_FLOAT = re.compile(r"(\d+)\.0+")
_NO_PHRASES: dict[str, str] = {}
_CAUSE = re.compile(r"[A-Z]\d\d[0-9X]?")

NOT_AN_AGE = N_("{value} is not an age in years. Write a whole number, or leave it empty if not known.")
TOO_OLD = N_(
    "{value} is not the age of a person (0 to {oldest}). Correct it, or leave it empty if not known."
)
NO_QUANTITY = N_("The number of victims is empty. Write how many this row counts.")
NOT_A_QUANTITY = N_("{value} is not a number of victims. Write a whole number from 1.")
TOO_MANY = N_("{value} is more victims than one row can hold ({most}). Correct it, or leave the row out.")
NOT_A_CODE = N_(
    "{value} is not a municipality's code. It has 5 digits (76520), or 8 with the populated place (76520000)."
)


def read_hour(text: str) -> Answer:
    """Return the minute of the day; 12/31/1899 09:10:00 AM is the hour alone."""
    if found := _HOUR.fullmatch(text):
        hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").upper()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "P" else 0)
        return Answer(hour % 24 * 60 + minute) if hour <= 24 and minute < 60 else NOT_KNOWN
    share = number(text)
    if share is not None and 0 <= share < 1 and ("." in text or text == "0"):
        return Answer(round(share * 1440) % 1440)
    if text.isdecimal() and len(text) in (3, 4) and int(text[-2:]) < 60 and int(text[:-2]) < 24:
        return Answer(int(text[:-2]) * 60 + int(text[-2:]))
    return NOT_KNOWN


def read_age(text: str) -> Answer:
    """Return whole years."""
    found = _AGE.fullmatch(text.replace(",", "."))
    if not found:
        return wrong(NOT_AN_AGE, understood=False)
    years = float(found[1])
    if not years.is_integer():
        return wrong(NOT_AN_AGE)
    return Answer(int(years)) if 0 <= years <= OLDEST else wrong(TOO_OLD, oldest=OLDEST)


def read_quantity(text: str, *, sign: str, zero: bool) -> Answer:
    """Return a number of victims."""
    value = number(text, sign)
    if value is None:
        return wrong(NOT_A_QUANTITY, understood=False)
    if not value.is_integer() or value < 0 or (value == 0 and not zero):
        return wrong(NOT_A_QUANTITY)
    return Answer(int(value)) if value <= MOST_VICTIMS else wrong(TOO_MANY, most=MOST_VICTIMS)


def read_municipality(text: str) -> Answer:
    """Return (code of five digits, whether a leading zero was put back)."""
    digits = unquoted(text).replace(" ", "").replace("'", "")
    if found := _FLOAT.fullmatch(digits):
        digits = found[1]
    if not digits.isdecimal() or not digits.isascii():
        return wrong(NOT_A_CODE, understood=False)
    lost = len(digits) in (4, 7)
    whole = "0" + digits if lost else digits
    if len(whole) not in (5, 8) or whole[:2] == "00":
        return wrong(NOT_A_CODE, understood=False)
    return Answer((whole[:5], lost))


def never_wrong(read: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Return a reader for a field that no row is rejected for: what cannot be read is not known."""

    def gently(text: str) -> Answer:
        answer = read(text)
        return answer if answer.reason is None else NOT_KNOWN

    return gently


def read_part_of_code(text: str, *, digits: int) -> Answer:
    """Return a code filled up with zeros to `digits`; for codes given in two columns."""
    bare = unquoted(text)
    if found := _FLOAT.fullmatch(bare):
        bare = found[1]
    return Answer(bare.zfill(digits)) if bare.isdecimal() and len(bare) <= digits else NOT_KNOWN


def read_coordinate(text: str, *, sign: str, most: float) -> Answer:
    """Return degrees; what is not a number, or not on Earth, is not known."""
    value = number(text, sign)
    return NOT_KNOWN if value is None or abs(value) > most else Answer(value)


def coded(words: dict[str, str], phrases: dict[str, str] = _NO_PHRASES) -> Callable[[str], Answer]:
    """Return a reader of words that mean one of a few values.

    A text that is none of the words means what the first phrase within it means.
    """

    def read(text: str) -> Answer:
        bare = plain(_FLOAT.sub(r"\1", text) if text.endswith("0") else text)
        value = words.get(bare)
        if value is None:
            value = next((said for phrase, said in phrases.items() if f" {phrase} " in f" {bare} "), None)
        return NOT_KNOWN if value is None else Answer(value)

    return read


def sex_words(words: dict[str, str], texts: Iterable[str]) -> dict[str, str]:
    """Return the words with what H, M and F mean in this column: M is mujer only beside H."""
    present = {plain(text) for text in texts}
    if "H" in present:
        return {**words, "H": "m", "M": "f"}
    return {**words, "M": "m", "F": "f"} if "F" in present else words


def read_cause(text: str, *, causes: list[Cause]) -> Answer:
    """Return (ICD-10 code without a dot, manner, weapon); manner is empty for causes not mapped."""
    code = text.upper().replace(".", "").replace(" ", "")
    if not _CAUSE.fullmatch(code):
        return NOT_KNOWN
    fits = [cause for cause in causes if cause.first <= code[: len(cause.first)] <= cause.last]
    chosen = max(fits, key=lambda cause: len(cause.first), default=None)
    return Answer((code, chosen.manner if chosen else "", chosen.weapon if chosen else ""))


def short_text(most: int) -> Callable[[str], Answer]:
    """Return a reader of free text, cut after `most` letters."""
    return lambda text: Answer(text[:most])


def read_year(text: str) -> Answer:
    """Return a year from 1900 to 2200."""
    value = number(text.replace(",", ""))
    return Answer(int(value)) if value is not None and 1900 <= value <= 2200 else NOT_KNOWN


def read_month(text: str) -> Answer:
    """Return a month from 1 to 12, given as a number or by name."""
    if (short := plain(text)[:3]) in MONTH_OF:
        return Answer(MONTH_OF[short])
    value = number(text)
    return Answer(int(value)) if value is not None and value in range(1, 13) else NOT_KNOWN
