"""When do two ways of writing a place say the same, letter for letter or by a fixed rule?

`spelling_key` is what a spelling is stored under. `rule_form` goes further and undoes what
offices do to names (B/, URB., CGTO, articles, Roman numerals, words joined or split). Both
must never take two names with different numerals for one, nor judge by mere likeness: that
is `likeness`, and a person decides on it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 200  # the stored key's column
CODE_LONGEST = 40

PREFIXES: dict[str, str] = {
    **dict.fromkeys(("B", "BR", "BRR", "BRIO", "BARR", "BARRIO"), "barrio"),
    **dict.fromkeys(("URB", "URBA", "URBANIZ", "URBANIZACION"), "barrio"),
    **dict.fromkeys(("CGTO", "CRGT", "CGT", "CORREG", "CORREGIMIENTO"), "corregimiento"),
    **dict.fromkeys(("VDA", "VRDA", "VER", "VEREDA"), "vereda"),
}
ARTICLES = frozenset({"EL", "LA", "LOS", "LAS"})
ABBREVIATIONS = {
    "STA": "SANTA",
    "STO": "SANTO",
    "SN": "SAN",
    "NTRA": "NUESTRA",
    "SRA": "SENORA",
    "CDLA": "CIUDADELA",
}
STAGES = frozenset({"ETAPA", "ET", "ETP", "ETAP"})

_ORDINALS = (
    "PRIMER SEGUND TERCER CUART QUINT SEXT SEPTIM OCTAV NOVEN DECIM",
    "UNO DOS TRES CUATRO CINCO SEIS SIETE OCHO NUEVE DIEZ ONCE DOCE TRECE CATORCE QUINCE DIECISEIS "
    "DIECISIETE DIECIOCHO DIECINUEVE VEINTE",
    "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX",
)
NUMBER_WORDS: dict[str, str] = {
    "PRIMER": "1",
    "TERCER": "3",
    **{stem + end: str(n) for n, stem in enumerate(_ORDINALS[0].split(), 1) for end in "OA"},
    **{word: str(n) for n, word in enumerate(_ORDINALS[1].split(), 1)},
}
ROMAN: dict[str, str] = {word: str(n) for n, word in enumerate(_ORDINALS[2].split(), 1)}
_ORDINAL_ENDINGS = frozenset({"RA", "RO", "ER", "DA", "DO", "TA", "TO", "MA", "MO", "VA", "VO", "NA", "NO"})
_RUNS = re.compile(r"\d+|\D+")

_NO_PLACE = """
NO REPORTADO, NO REPORTADA, NO REPORTA, NO REGISTRA, NO REGISTRADO, NO APLICA, NO DEFINIDO, NO IDENTIFICADO
NO INFORMA, NO SABE, NO DISPONIBLE, SIN DATO, SIN DATOS, SIN INFORMACION, SIN IDENTIFICAR, SIN ESTABLECER
SIN REGISTRO, SIN ESPECIFICAR, SIN BARRIO, SIN DEFINIR, POR ESTABLECER, POR DETERMINAR, DESCONOCIDO
DESCONOCIDA, NINGUNO, NINGUNA, INDETERMINADO, NULL, NA, N A, NR, N R, ND, N D, SD, S D, S I, UNKNOWN
"""
NO_PLACE = frozenset(re.split(r", |\n", _NO_PLACE.strip()))
ROADS = frozenset(
    {"VIA", "RECTA", "KM", "KILOMETRO", "CARRETERA", "CARRETEABLE", "AUTOPISTA", "TRONCAL", "VARIANTE"}
)
STREETS = frozenset(
    {"CALLE", "CL", "CLL", "CARRERA", "CRA", "KR", "CR", "AVENIDA", "AV", "DIAGONAL", "TRANSVERSAL"}
)


@dataclass(frozen=True)
class RuleForm:
    """A name with its prefix undone: what it says (`body`) and what it claims to be (`kind`, or "")."""

    body: str
    kind: str


@lru_cache(maxsize=65_536)
def spelling_key(text: str) -> str:
    """Return capitals without accents or punctuation, single spaces, at most 200 letters.

    The Ñ stays: it is a letter, and a PEÑA is no PENA. Files that lost it are matched by
    `rule_form`, where the match must be the only one.
    """
    marked = unicodedata.normalize("NFKD", re.sub("[ªº°]", "", text)).upper()
    kept: list[str] = []
    for letter in unicodedata.normalize("NFKD", marked):
        if letter == "\N{COMBINING TILDE}" and kept and kept[-1] == "N":
            kept[-1] = "Ñ"
        elif not unicodedata.combining(letter):
            kept.append(letter if letter.isalnum() else " ")
    return " ".join("".join(kept).split())[:LONGEST].rstrip()


def code_of_name(key: str) -> str:
    """Return the code of a place that has none of its own: its key; a long one ends in a digest."""
    code = key.replace(" ", "-")
    if len(code) <= CODE_LONGEST:
        return code
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{code[: CODE_LONGEST - 9].rstrip('-')}-{digest}"


def code_key(code: str) -> str:
    """Return what two writings of one code share: 1, 01 and 1.0 are the same."""
    plain = re.sub(r"^(\d+)\.0+$", r"\1", code.strip().upper())
    return plain.lstrip("0") or plain[:1]


def says_no_place(key: str) -> bool:
    """Return whether a spelling says outright that the place is not known."""
    return key in NO_PLACE


def looks_like_a_road(key: str) -> bool:
    """Return whether a spelling reads like a road or an address; a person confirms it."""
    words = key.split()
    if not words:
        return False
    return words[0] in ROADS or (words[0] in STREETS and any(letter.isdigit() for letter in key))


def words_of(key: str) -> list[str]:
    """Return the words of a key with Ñ as N, numerals as digits and abbreviations written out."""
    pieces = [piece for word in key.replace("Ñ", "N").split() for piece in _pieces(word)]
    # A lone V or X that opens a name abbreviates a word; further in, it counts.
    romans = [None, *map(ROMAN.get, pieces[1:])]
    return [
        roman or NUMBER_WORDS.get(word) or _number(word) or ABBREVIATIONS.get(word, word)
        for word, roman in zip(pieces, romans, strict=False)
    ]


def _pieces(word: str) -> list[str]:
    """Return ETAPA2 as ETAPA and 2, and 2DA as 2."""
    runs: list[str] = _RUNS.findall(word)
    return runs[:1] if len(runs) == 2 and runs[1] in _ORDINAL_ENDINGS else runs


def _number(word: str) -> str:
    return str(int(word)) if word.isdecimal() else ""


def numerals(key: str) -> tuple[str, ...]:
    """Return the numerals of a name in order, however they are written."""
    return tuple(word for word in words_of(key) if word.isdecimal())


def split_prefix(key: str) -> tuple[str, list[str]]:
    """Return the kind that a name claims (or "") and its words without prefix and leading article."""
    words, kind = words_of(key), ""
    while len(words) > 1 and words[0] in PREFIXES:
        kind = kind or PREFIXES[words[0]]
        words = words[1:]
    if len(words) > 1 and words[0] in ARTICLES and not words[1].isdecimal():
        words = words[1:]
    return kind, words


@lru_cache(maxsize=65_536)
def rule_form(key: str) -> RuleForm:
    """Return what a name says once prefixes, articles, stages and joined words are undone.

    Letters run together, numerals stand apart: SESQUI CENTENARIO is SESQUICENTENARIO, and
    LORETO II ETAPA is LORETO 2, which is never LORETO nor LORETO 12.
    """
    kind, words = split_prefix(key)
    body = ""
    for place, word in enumerate(words):
        if word in STAGES and any(near.isdecimal() for near in words[max(place - 1, 0) : place + 2]):
            continue
        body += f" {word} " if word.isdecimal() else word
    return RuleForm(" ".join(body.split()), kind)
