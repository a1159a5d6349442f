"""How are a court, its city and a file's number written? In forms into which no word of a case fits.

A number is the radicado of 23 digits (Acuerdo 201 of 1997 of the Consejo Superior de la Judicatura), in one piece
or in its groups, or an older and shorter one.
"""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

COURT_LETTERS, CITY_LETTERS, NUMBER_LETTERS = 100, 58, 40
COURT_EXAMPLE = "Juzgado 1 Penal del Circuito para Adolescentes con Función de Conocimiento"
# What a city has for adolescents, whichever it is; the others it writes itself.
USUAL = (
    "Juzgado 1 Penal Municipal para Adolescentes con Función de Control de Garantías",
    COURT_EXAMPLE,
)
_DIGITS, _CAPITALS = range(4, 24), 3
_PART = re.compile(r"[A-Z]{0,3}\d+|\d+[A-Z]{0,3}|[A-Z]{1,3}", re.ASCII)
_BETWEEN = re.compile(r"[\s\-‐-―]+")
_FIRST = frozenset({"juzgado", "tribunal", "sala", "centro"})
_PLAIN = str.maketrans("áéíóúüñ", "aeiouun")
_NUMERAL = re.compile(r"\d{1,3}[°º]?", re.ASCII)
_WORDS = _FIRST | frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "y",
        "e",
        "en",
        "con",
        "para",
        "por",
        "superior",
        "distrito",
        "judicial",
        "judiciales",
        "circuito",
        "municipal",
        "municipales",
        "seccional",
        "nacional",
        "unico",
        "mixto",
        "itinerante",
        "penal",
        "penales",
        "civil",
        "civiles",
        "laboral",
        "familia",
        "promiscuo",
        "promiscuos",
        "especializado",
        "especializada",
        "ambulante",
        "adolescentes",
        "adolescente",
        "menores",
        "infancia",
        "adolescencia",
        "responsabilidad",
        "sistema",
        "asuntos",
        "servicios",
        "restitucion",
        "funcion",
        "funciones",
        "control",
        "garantias",
        "conocimiento",
        "ejecucion",
        "penas",
        "medidas",
        "seguridad",
        "descongestion",
        "pequenas",
        "causas",
        "competencia",
        "multiple",
        "administrativo",
        "transitorio",
        "decision",
        "primero",
        "segundo",
        "tercero",
        "cuarto",
        "quinto",
        "sexto",
        "septimo",
        "octavo",
        "noveno",
        "decimo",
        "undecimo",
        "duodecimo",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciseis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiuno",
        "veintidos",
        "veintitres",
        "veinticuatro",
        "veinticinco",
        "veintiseis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
        "treinta",
        "primera",
        "segunda",
        "tercera",
        "cuarta",
    ]
)
_NAMED = r"[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ]+"
_CITY = re.compile(rf"{_NAMED}(?:[ -](?:{_NAMED}|de|del|la|las|los|el|y)){{0,5}}(?:,? D\.C\.)?")


class Block(models.TextChoices):
    """Why a court cannot be written into the list."""

    NOT_A_COURT = (
        "not_a_court",
        _(
            "That is not how a court is called. Write its name alone, such as: Juzgado 1 Penal del Circuito para "
            "Adolescentes con Función de Conocimiento."
        ),
    )
    NOT_A_CITY = "not_a_city", _("Write the name of the city alone, such as: Santiago de Cali.")
    KNOWN = "known", _("This court is in the list already.")


def what_blocks_court(name: str, city: str, *, is_known: bool) -> tuple[Block, ...]:
    """Return everything against a court in the list."""
    stands = {
        Block.NOT_A_COURT: not is_court(name),
        Block.NOT_A_CITY: len(city) > CITY_LETTERS or not _CITY.fullmatch(city),
        Block.KNOWN: is_known,
    }
    return tuple(block for block, true in stands.items() if true)


def is_court(name: str) -> bool:
    """Return whether a text is the name of a court and nothing else: words of such names, and numerals."""
    words = name.casefold().translate(_PLAIN).split()
    known = all(word in _WORDS or _NUMERAL.fullmatch(word) for word in words)
    return bool(words) and words[0] in _FIRST and len(words) > 1 and known and len(name) <= COURT_LETTERS


def as_number(text: str) -> str:
    """Return the number of a file, or an authority's reference, as it is kept: capitals, hyphens between its groups."""
    return _BETWEEN.sub("-", text.strip()).strip("-").upper()


def is_number(text: str) -> bool:
    """Return whether a text is such a number: 4 to 23 digits in groups, and three capital letters at most."""
    digits, capitals = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    parts = all(_PART.fullmatch(part) for part in text.split("-"))
    return parts and digits in _DIGITS and capitals <= _CAPITALS and len(text) <= NUMBER_LETTERS
