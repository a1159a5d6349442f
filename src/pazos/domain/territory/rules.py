"""Which neighbourhood does a spelling mean, where no person need be asked?

Only two answers count: the same letters as one neighbourhood and no other, or the same once
a fixed rule has undone prefixes and variants, again as the only one. A likeness is never
enough, and a name that claims to be a vereda is never given to a barrio.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.territory.spelling import rule_form, says_no_place, spelling_key

if TYPE_CHECKING:
    from collections.abc import Iterable


RURAL_KINDS = frozenset({"vereda", "corregimiento"})


@dataclass(frozen=True)
class PlaceFacts:
    """A neighbourhood as matching sees it. `comuna` is the comuna's name."""

    id: int
    code: str
    name: str
    kind: str = ""
    zone: str = ""
    comuna: str = ""

    @property
    def key(self) -> str:
        """The key of its name."""
        return spelling_key(self.name)


@dataclass(frozen=True)
class Match:
    """What a spelling means and by which method: `place` is None for what is not a place."""

    place: int | None
    method: str


class Register:
    """The names of all neighbourhoods, found by letters and by rule."""

    def __init__(self, places: Iterable[PlaceFacts]) -> None:
        self.places = {place.id: place for place in places}
        self._by_key: dict[str, list[PlaceFacts]] = defaultdict(list)
        self._by_body: dict[str, list[PlaceFacts]] = defaultdict(list)
        for place in self.places.values():
            self._index(place)

    def add(self, place: PlaceFacts) -> None:
        """Take in a place made meanwhile."""
        self.places[place.id] = place
        self._index(place)

    def _index(self, place: PlaceFacts) -> None:
        self._by_key[place.key].append(place)
        self._by_body[rule_form(place.key).body].append(place)

    def automatic_match(self, key: str) -> Match | None:
        """Return what needs no person, or None: then the spelling waits."""
        same = self._by_key.get(key, ())
        if len(same) == 1:
            return Match(same[0].id, "exact")
        if same:
            return None
        if says_no_place(key):
            return Match(None, "rule")
        form = rule_form(key)
        alike = self._by_body.get(form.body, ()) if form.body else ()
        if len(alike) == 1 and not contradicts(form.kind, alike[0]):
            return Match(alike[0].id, "rule")
        return None


def contradicts(claimed: str, place: PlaceFacts) -> bool:
    """Return whether a prefix claims a kind of place that `place` is not.

    What a place calls itself in its own name counts before the kind it was filed under.
    """
    stated = rule_form(place.key).kind
    if not claimed:
        return False
    if stated:
        return claimed != stated
    if {claimed, place.kind} == RURAL_KINDS:
        return True
    # Corregimientos have barrios in their villages, so a barrio may lie in the country.
    return place.kind in RURAL_KINDS if claimed == "barrio" else place.zone == "urban"
