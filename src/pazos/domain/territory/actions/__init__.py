"""Deeds on the territory: the only place that writes it. Each is one transaction, one event."""

from pazos.domain.territory.actions.links import declare_link, remove_link
from pazos.domain.territory.actions.municipality import (
    declare_synthetic,
    describe_municipality,
    draw_municipality,
)
from pazos.domain.territory.actions.places import (
    PeopleCell,
    PlaceChanges,
    PlaceRow,
    bring_in_places,
    bring_in_population,
)
from pazos.domain.territory.actions.spellings import (
    decide_spelling,
    match_again,
    new_neighbourhood_from_spelling,
    note_spellings,
    take_back_decision,
)

__all__ = [
    "PeopleCell",
    "PlaceChanges",
    "PlaceRow",
    "bring_in_places",
    "bring_in_population",
    "decide_spelling",
    "declare_link",
    "declare_synthetic",
    "describe_municipality",
    "draw_municipality",
    "match_again",
    "new_neighbourhood_from_spelling",
    "note_spellings",
    "remove_link",
    "take_back_decision",
]
