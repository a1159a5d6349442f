"""What would gestores have written in an invented city, in the months up to a day?

Disputes come and go by cluster, most of them small; a few follow a shooting. Everything is in
codes with a short invented sentence, and nobody in it exists. Frames in, frames out: the city
that keeps them is somebody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

KINDS = {
    "neighbours": 0.2,
    "family": 0.15,
    "territory": 0.14,
    "jealousy": 0.12,
    "social_media": 0.1,
    "debt": 0.09,
    "school": 0.07,
    "football": 0.05,
    "threat": 0.05,
    "revenge": 0.02,
    "return": 0.01,
}
HEARD = ("saw", "neighbour", "relative", "party", "leader", "school", "social_media", "colleague")
SIGNS = {
    "group": 0.15,
    "repeated": 0.25,
    "minors": 0.15,
    "alcohol": 0.2,
    "deadline": 0.1,
    "threat_of_death": 0.06,
    "firearm_seen": 0.04,
    "shots": 0.02,
}
SHIFTS = {"morning": 0.12, "afternoon": 0.28, "evening": 0.38, "night": 0.2, "dawn": 0.02}
SECTORS = ("junto a la cancha", "cerca del puente", "por la tienda", "la calle del parque", "")
SUMMARIES = {
    "neighbours": "Discuten por el ruido y por la basura que amanece en la puerta.",
    "family": "Dos hermanos se disputan la pieza de atrás desde que volvió el mayor.",
    "territory": "Apareció un grafiti rojo sobre el muro verde y ya lo quieren tapar.",
    "jealousy": "Se cruzaron palabras en la esquina por una relación que terminó.",
    "social_media": "Un video con insultos corre por los teléfonos desde el domingo.",
    "debt": "Le cobran una moto que dejó de pagar hace dos meses.",
    "school": "Dos cursos se citaron a la salida el viernes.",
    "football": "Los de una camiseta no dejan pasar a los de la otra por el parque.",
    "threat": "Le mandaron a decir que no vuelva por la cuadra.",
    "revenge": "Después del velorio hay quien pide cuentas.",
    "return": "Vuelve después de tres años y hay quien lo espera mal.",
}
NOTES = (
    "Quedaron de hablar otra vez el sábado.",
    "La familia ayuda y pide tiempo.",
    "Bajaron el tono cuando estuvieron los mayores.",
    "",
    "",
)
ACTS = ("listened", "listened_both", "family", "leaders", "calmed", "met", "activity", "accompanied")
TERMS = ("keep_away", "no_marks", "apology", "payment", "delete_post", "speak_first", "no_weapons")
KEEPERS = ("gestor", "family", "leader", "sides", "church")
BANDS = ("0-13", "14-17", "18-28", "29-59", "60+")
A_WEEK = 7


@dataclass(frozen=True)
class StreetWork:
    """Frames of street work; `cluster` and `gestor` are positions in what was given.

    `disputes`: cluster, place, gestor, kind, heard, signs, shift, sector, summary, began_on,
    claimed_after_hours (NaN: nobody took it), closed_on (None: open), outcome, settled_on.
    `presences`: cluster, place, gestor, activity, venue, on, shift, companions, met.
    `checks`: gestor, on, mood, sleep, safe, wants_to_talk.
    """

    disputes: pd.DataFrame
    presences: pd.DataFrame
    checks: pd.DataFrame


@dataclass(frozen=True)
class _Crew:
    """One cluster by its position, with its places and gestores."""

    cluster: int
    places: Sequence[str]
    gestores: Sequence[int]


def street_work(
    places: Sequence[Sequence[str]],
    gestores: Sequence[Sequence[int]],
    *,
    first: date,
    last: date,
    seed: int = 7,
    disputes_a_week: float = 1.6,
) -> StreetWork:
    """Invent what the gestores of each cluster wrote from `first` to `last`.

    `places` are the codes of each cluster's neighbourhoods, `gestores` the numbers of its gestores,
    `disputes_a_week` is per cluster. The same arguments give the same frames.
    """
    rng = np.random.default_rng(seed)
    days = (last - first).days + 1
    crews = [_Crew(n, places[n], gestores[n]) for n in range(len(places))]
    disputes = [
        _dispute(rng, crew, began_on=first + timedelta(days=int(day)), last=last)
        for crew in crews
        for day in sorted(rng.integers(0, days, rng.poisson(disputes_a_week * days / A_WEEK)))
    ]
    walks = [
        _presence(rng, crew, gestor=one, on=first + timedelta(days=day))
        for crew in crews
        for one in crew.gestores
        for day in range(days)
        if rng.random() < 4 / A_WEEK
    ]
    checks = [
        _check(rng, one, first + timedelta(days=day))
        for team in gestores
        for one in team
        for day in range(0, days, A_WEEK)
        if rng.random() < 0.8
    ]
    return StreetWork(pd.DataFrame(disputes), pd.DataFrame(walks), pd.DataFrame(checks))


def _pick(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    chances = np.array(list(weights.values()))
    return str(list(weights)[rng.choice(len(chances), p=chances / chances.sum())])


def _one(rng: np.random.Generator, choices: Sequence[Any]) -> Any:
    return choices[int(rng.integers(len(choices)))]


def _dispute(rng: np.random.Generator, crew: _Crew, *, began_on: date, last: date) -> dict[str, Any]:
    kind = _pick(rng, KINDS)
    signs = [sign for sign, chance in SIGNS.items() if rng.random() < chance]
    if kind == "revenge":
        signs = sorted({*signs, "shots", "group"})
    waits = float(rng.exponential(7)) if rng.random() < 0.985 else float("nan")
    lasts = int(rng.lognormal(2.9, 0.8)) + 1
    settled = began_on + timedelta(days=max(1, lasts // 2))
    closed = began_on + timedelta(days=lasts + 14)
    taken = waits == waits
    is_settled = taken and rng.random() < 0.68 and settled <= last
    outcome = (
        "settled"
        if is_settled
        else str(_one(rng, ("calmed", "calmed", "separated", "passed_on", "violence")))
    )
    return {
        "cluster": crew.cluster,
        "place": str(_one(rng, crew.places)),
        "gestor": int(_one(rng, crew.gestores)),
        "kind": kind,
        "heard": str(_one(rng, HEARD)),
        "signs": signs,
        "shift": _pick(rng, SHIFTS),
        "sector": str(_one(rng, SECTORS)),
        "summary": SUMMARIES[kind],
        "note": str(_one(rng, NOTES)),
        "act": str(_one(rng, ACTS)),
        "term": str(_one(rng, TERMS)),
        "keeper": str(_one(rng, KEEPERS)),
        "ages": [str(_one(rng, BANDS[1:4])) for _ in range(2)],
        "began_on": began_on,
        "claimed_after_hours": waits,
        "settled_on": settled if is_settled else None,
        "closed_on": closed if taken and closed <= last else None,
        "outcome": outcome if taken and closed <= last else "",
    }


def _presence(rng: np.random.Generator, crew: _Crew, *, gestor: int, on: date) -> dict[str, Any]:
    activity = _pick(
        rng, {"walk": 0.55, "visit": 0.15, "venue": 0.1, "sport": 0.1, "community": 0.06, "school": 0.04}
    )
    venue = {"walk": "street", "visit": "home", "venue": "centre", "sport": "park", "school": "school"}
    met = rng.poisson((1, 3, 6, 4, 1) if activity in ("community", "sport") else (0.3, 1.2, 2.5, 2, 0.6))
    return {
        "cluster": crew.cluster,
        "place": str(_one(rng, crew.places)),
        "gestor": gestor,
        "activity": activity,
        "venue": venue.get(activity, "hall"),
        "on": on,
        "shift": _pick(rng, SHIFTS),
        "companions": int(rng.integers(1, 4)),
        "met": {band: int(n) for band, n in zip(BANDS, met, strict=True) if n},
    }


def _check(rng: np.random.Generator, gestor: int, on: date) -> dict[str, Any]:
    mood, sleep, safe = (int(n) for n in np.clip(np.round(rng.normal((3.8, 3.6, 3.9), 0.8)), 1, 5))
    return {
        "gestor": gestor,
        "on": on,
        "mood": mood,
        "sleep": sleep,
        "safe": safe,
        "wants_to_talk": bool(rng.random() < (0.35 if min(mood, safe) <= 2 else 0.05)),
    }
