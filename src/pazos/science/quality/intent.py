"""Does a record say that the death was a homicide, of unknown intent, by law, or no homicide at all?

Words of Spanish and English registers, and ICD-10 codes: X85 to Y09 and Y87.1 are assault, Y10 to Y34
undetermined, Y35 legal intervention (the last two from memory, unconfirmed).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Intent = Literal["homicide", "unknown", "legal", "other", "injury", ""]

_WORDS: tuple[tuple[Intent, str], ...] = (
    ("injury", r"LESION\w* (?!FATAL|MORTAL)|TENTATIVA|ATTEMPT|INJUR"),
    (
        "unknown",
        r"INDETERMINAD|UNDETERMINED|EN ESTUDIO|POR ESTABLECER|POR DETERMINAR|SIN DETERMINAR|PENDING|UNKNOWN",
    ),
    ("legal", r"INTERVENCION LEGAL|LEGAL INTERVENTION|PROCEDIMIENTO POLICIAL"),
    ("other", r"SUICID|ACCIDENT|TRANSITO|TRAFFIC|NATURAL|CULPOS"),
    ("homicide", r"HOMICID|FEMINICID|ASESINAT|MURDER|AGRESION|ASSAULT|SICARIAT|KILLING"),
)
_PATTERNS = tuple((intent, re.compile(pattern)) for intent, pattern in _WORDS)
_CODE = re.compile(r"([A-Z])(\d\d)\.?(\d?)")


def intent_of_words(text: str) -> Intent:
    """Return what the words of a manner of death mean, "" where nothing is recognised."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(letter)
    )
    return next((intent for intent, pattern in _PATTERNS if pattern.search(plain)), "")


def intent_of_code(code: str) -> Intent:
    """Return what an ICD-10 code of the cause means, "" where it is none."""
    found = _CODE.fullmatch(code.strip().upper().replace(" ", ""))
    if not found:
        return ""
    place = (found[1], int(found[2]))
    if ("X", 85) <= place <= ("Y", 9) or (place == ("Y", 87) and found[3] == "1"):
        return "homicide"
    if ("Y", 10) <= place <= ("Y", 34) or (place == ("Y", 87) and found[3] == "2"):
        return "unknown"
    return "legal" if place == ("Y", 35) else "other"
