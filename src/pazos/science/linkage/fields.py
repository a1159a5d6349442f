"""How far may two rows agree in each field, and how much is each degree worth before any data?

Each field has ordered levels; the first whose condition holds is the pair's. A missing side gives
no level and weighs nothing. `m` is the share of true pairs at a level, `u` of pairs of two
different deaths; their ratio is the weight (Fellegi and Sunter 1969). The defaults stand for m
where lists are too small to tell and weigh as `PRIOR_PAIRS` true pairs otherwise. They were set by
hand from what official lists of homicides get wrong, and are stated in every result.
"""

from __future__ import annotations

from dataclasses import dataclass

from pazos.science.linkage.claims import FIELDS

PRIOR_PAIRS = 40


@dataclass(frozen=True)
class Level:
    """One degree of agreement: its word, its condition on `x_l` and `x_r`, default m and u.

    `by_value` names the column whose frequent values weigh less than its rare ones.
    """

    word: str
    condition: str
    m: float
    u: float
    by_value: str | None = None


@dataclass(frozen=True)
class Field:
    """A field's levels, best first (the last takes what is left), and when a side is missing."""

    name: str
    missing: str
    levels: tuple[Level, ...]


def _missing(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


DATE = Field(
    "date",
    _missing("day"),
    (
        Level("same_day", "day_l = day_r", 0.86, 0.0003),
        Level("next_day", "abs(day_l - day_r) = 1", 0.06, 0.0006),
        Level("within_week", "abs(day_l - day_r) <= 7", 0.035, 0.0035),
        Level("day_and_month_turned", "day_l = turned_r OR turned_l = day_r", 0.01, 0.0002),
        Level("other_year", "month_day_l = month_day_r AND abs(year_l - year_r) = 1", 0.005, 0.0004),
        Level("other_day", "ELSE", 0.03, 0.995),
    ),
)
AGE = Field(
    "age",
    _missing("age"),
    (
        Level("same", "age_l = age_r", 0.86, 0.03),
        Level("one_year", "abs(age_l - age_r) = 1", 0.07, 0.06),
        Level("five_years", "abs(age_l - age_r) <= 5", 0.03, 0.22),
        Level("one_digit", "abs(age_l - age_r) = 10 OR age_l = turned_age_r", 0.015, 0.07),
        Level("other", "ELSE", 0.025, 0.62),
    ),
)
SEX = Field(
    "sex",
    _missing("sex"),
    (Level("same", "sex_l = sex_r", 0.99, 0.83, "sex"), Level("other", "ELSE", 0.01, 0.17)),
)
# Where both rows have a point the distance speaks before the names do.
PLACE = Field(
    "place",
    "(place_key_l IS NULL OR place_key_r IS NULL) AND (lon_l IS NULL OR lon_r IS NULL)",
    (
        Level("within_150_metres", "metres(lon_l, lat_l, lon_r, lat_r) <= 150", 0.30, 0.001),
        Level("same", "place_key_l = place_key_r", 0.45, 0.02, "place_key"),
        Level("within_1_kilometre", "metres(lon_l, lat_l, lon_r, lat_r) <= 1000", 0.06, 0.03),
        Level("like", "alike(place_l, place_r)", 0.08, 0.004),
        Level("other", "ELSE", 0.11, 0.945),
    ),
)
WEAPON = Field(
    "weapon",
    _missing("weapon"),
    (
        Level("same", "weapon_l = weapon_r", 0.95, 0.65, "weapon"),
        Level(
            "compatible",
            "weapon_l = 'corto contundente' AND weapon_r IN ('blade', 'blunt') "
            "OR weapon_r = 'corto contundente' AND weapon_l IN ('blade', 'blunt') "
            "OR weapon_l = 'hands' AND weapon_r IN ('blunt', 'strangulation') "
            "OR weapon_r = 'hands' AND weapon_l IN ('blunt', 'strangulation')",
            0.02,
            0.02,
        ),
        Level("other", "ELSE", 0.03, 0.33),
    ),
)
HOUR = Field(
    "hour",
    _missing("hour"),
    (
        Level("one_hour", "hours_apart(hour_l, hour_r) <= 1", 0.80, 0.11),
        Level("three_hours", "hours_apart(hour_l, hour_r) <= 3", 0.10, 0.19),
        Level("other", "ELSE", 0.10, 0.70),
    ),
)
# `bits` says how rare a name's words are together: 2 to the power of -bits is the chance that
# another person bears them all. That is the adjustment for frequent names, in two steps.
# Comparing words is dear: names whose words begin with other letters are passed by.
_BEGIN_ALIKE = (
    "len(list_intersect(letters_l, letters_r)) >= least(2, len(letters_l), len(letters_r)) "
    "AND least(words_l, words_r) >= 2"
)
_WITHIN = f"{_BEGIN_ALIKE} AND shared_words(names_l, names_r) = least(words_l, words_r)"
NAMES = Field(
    "names",
    _missing("names"),
    (
        Level("same_rare", "names_l = names_r AND words_l >= 2 AND bits_l >= 16", 0.55, 1e-7),
        Level("same", "names_l = names_r AND words_l >= 2", 0.05, 2e-5),
        Level("within_rare", f"least(bits_l, bits_r) >= 14 AND {_WITHIN}", 0.25, 2e-6),
        Level("within", _WITHIN, 0.06, 4e-5),
        Level("some", f"{_BEGIN_ALIKE} AND shared_words(names_l, names_r) >= 2", 0.04, 0.001),
        Level("other", "ELSE", 0.05, 0.99885),
    ),
)
ALL = {field.name: field for field in (DATE, AGE, SEX, PLACE, WEAPON, HOUR, NAMES)}
LEVELS = {name: tuple(level.word for level in ALL[name].levels) for name in FIELDS}
# What describes the incident is shared by all its victims; what describes the person is not.
OF_PERSON = ("age", "sex", "names")
MACROS = (
    "CREATE MACRO metres(a, b, c, d) AS 111195 * sqrt(pow(b - d, 2) + pow((a - c) * cos(radians((b + d) / 2)), 2))",
    "CREATE MACRO hours_apart(a, b) AS least(abs(a - b), 24 - abs(a - b))",
    "CREATE MACRO alike(a, b) AS jaro_winkler_similarity(a, b) >= 0.91 "
    "OR (least(len(a), len(b)) >= 5 AND (contains(' ' || a || ' ', ' ' || b || ' ') "
    "OR contains(' ' || b || ' ', ' ' || a || ' ')))",
    "CREATE MACRO like_word(a, b) AS jaro_winkler_similarity(a, b) >= 0.9 "
    "OR (len(a) = 1 AND starts_with(b, a)) OR (len(b) = 1 AND starts_with(a, b))",
    "CREATE MACRO words_met(a, b) AS "
    "len(list_filter(a, lambda x: len(list_filter(b, lambda y: like_word(x, y))) > 0))",
    "CREATE MACRO shared_words(a, b) AS "
    "CASE WHEN len(a) - len(replace(a, ' ', '')) <= len(b) - len(replace(b, ' ', '')) "
    "THEN words_met(string_split(a, ' '), string_split(b, ' ')) "
    "ELSE words_met(string_split(b, ' '), string_split(a, ' ')) END",
)


def compared(field: str, *, points: bool) -> Field:
    """Return a field's levels; without points in two lists a place has no distances."""
    whole = ALL[field]
    if field != "place" or points:
        return whole
    kept = tuple(level for level in whole.levels if not level.word.startswith("within_"))
    total_m, total_u = sum(level.m for level in kept), sum(level.u for level in kept)
    scaled = (
        Level(level.word, level.condition, level.m / total_m, level.u / total_u, level.by_value)
        for level in kept
    )
    return Field("place", _missing("place_key"), tuple(scaled))
