"""When do two offices mean the same by different words? Places, names, sexes and weapons made plain.

Each distinct spelling is read once. Nothing here knows a city: no list of its neighbourhoods.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS = re.compile(r"[^A-Z0-9]+")
_SAID_MISSING = """
    NO REPORTADO|NO REPORTADA|NO REPORTA|SIN DATO|SIN DATOS|SIN INFORMACION|NO REGISTRA|NO REGISTRADO|
    NO APLICA|N A|NA|ND|N D|S D|SD|SIN ESTABLECER|POR ESTABLECER|DESCONOCIDO|DESCONOCIDA|NO DISPONIBLE|
    NULL|NONE|NAN|NAT|SIN ESPECIFICAR|NO ESPECIFICADO|NO ESPECIFICADA|NO IDENTIFICADO|NO IDENTIFICADA|
    SE DESCONOCE|UNKNOWN|MISSING|NOT KNOWN|NN|N N|SIN IDENTIFICAR|POR IDENTIFICAR|INDETERMINADO|
    INDETERMINADA|IGNORADO|IGNORADA|NO SABE|OTRO|OTRA|OTROS|OTRAS|OTHER
"""
_MISSING = {"", *(" ".join(words.split()) for words in _SAID_MISSING.split("|"))}
_KINDS_OF_PLACE = frozenset((
    "B", "BO", "BR", "BRR", "BRIO", "BARRIO", "URB", "URBANIZACION", "VEREDA", "VDA", "VER", "SECTOR",
    "SEC", "COMUNA", "CORREGIMIENTO", "CORREG", "CGTO", "COLONIA", "COL", "CASERIO", "ALDEA",
    "PARROQUIA", "CONJUNTO", "RESIDENCIAL", "CIUDADELA", "NEIGHBOURHOOD", "NEIGHBORHOOD",
))  # fmt: skip
_LITTLE = frozenset(["EL", "LA", "LOS", "LAS", "DE", "DEL", "Y", "THE", "OF"])
_NUMBERS = {
    "PRIMERO": "1", "PRIMERA": "1", "1RO": "1", "1ERO": "1", "UNO": "1", "I": "1", "SEGUNDO": "2",
    "SEGUNDA": "2", "2DO": "2", "DOS": "2", "II": "2", "TERCERO": "3", "TERCERA": "3", "TRES": "3", "III": "3",
    "STA": "SANTA", "STO": "SANTO", "GRAL": "GENERAL", "VLLA": "VILLA",
}  # fmt: skip
_SHORT_NAMES = {"MA": "MARIA", "FCO": "FRANCISCO", "JHON": "JOHN", "JHONN": "JOHN", "JON": "JOHN"}
_MEN = {"M", "H", "MALE", "MAN", "MASCULINO", "MASC", "HOMBRE", "HOMBRES", "VARON", "1"}
_WOMEN = {"F", "FEMALE", "WOMAN", "FEMENINO", "FEM", "MUJER", "MUJERES", "2"}
# The first word found names the group, so the more particular ones stand first.
_WEAPONS = (
    ("corto contundente", ("CORTOCONTUNDENTE", "CORTO CONTUNDENTE", "MACHETE")),
    ("firearm", ("FIREARM", "FUEGO", "GUN", "PISTOL", "REVOLVER", "BALA", "PROYECTIL", "ESCOPETA", "FUSIL", "PAF")),
    ("explosive", ("EXPLOSIV", "GRANADA", "BOMBA", "MINA", "DINAMITA", "CILINDRO")),
    ("blade", ("BLADE", "KNIFE", "SHARP", "BLANCA", "CORTO", "CORTANTE", "CORTOPUNZANTE", "PUNZANTE", "CUCHILLO", "NAVAJA")),
    ("blunt", ("BLUNT", "CONTUNDENTE", "PALO", "PIEDRA", "GOLPE", "BEATING")),
    ("strangulation", ("STRANG", "ASFIXIA", "AHORCA", "CUERDA", "SOGA", "BOLSA", "ALMOHADA", "CINTA", "SOFOCA")),
    ("fire", ("FIRE", "COMBUSTIBLE", "GASOLINA", "INCENDI", "QUEMA")),
    ("poison", ("POISON", "VENENO", "TOXIC", "QUIMIC", "GAS")),
    ("hands", ("HANDS", "SIN EMPLEO", "MANOS", "NINGUNA")),
)  # fmt: skip


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return capitals and digits without accents and signs, words parted by one blank."""
    plain = unicodedata.normalize("NFKD", text.upper())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SIGNS.sub(" ", letters).strip()


def place_name(text: str) -> str:
    """Return a place without its kind and little words: `B/ El Prado` and `BARRIO PRADO` are `PRADO`."""
    words = [_NUMBERS.get(word, word) for word in folded(text).split()]
    if " ".join(words) in _MISSING:
        return ""
    while len(words) > 1 and words[0] in _KINDS_OF_PLACE:
        words.pop(0)
    return " ".join(word for word in words if word not in _LITTLE) or " ".join(words)


def name_tokens(text: str) -> str:
    """Return the distinct words of a person's name in alphabetical order; "" if it names nobody."""
    plain = folded(text)
    if plain in _MISSING:
        return ""
    words = {_SHORT_NAMES.get(word, word) for word in plain.split() if not word.isdigit()} - _LITTLE
    return " ".join(sorted(words))


def sex_of(text: str) -> str:
    """Return m, f or "" for a sex written in Spanish or English."""
    plain = folded(text)
    return "m" if plain in _MEN else "f" if plain in _WOMEN else ""


def weapon_group(text: str) -> str:
    """Return the group of a weapon, its own folded text where no group is known, "" where missing."""
    plain = folded(text)
    if plain in _MISSING:
        return ""
    return next((group for group, words in _WEAPONS if any(word in plain for word in words)), plain.lower())


def each_once(texts: pd.Series, read: Callable[[str], str]) -> pd.Series:
    """Return `read` of each text, missing where it gives ""; a spelling met again costs nothing."""
    codes, spellings = pd.factorize(texts.astype("str"), use_na_sentinel=True)
    answers = np.array([read(str(spelling)) or None for spelling in spellings] + [None], dtype=object)
    return pd.Series(answers[codes], index=texts.index, dtype="str")
