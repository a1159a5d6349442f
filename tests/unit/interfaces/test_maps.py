"""A map, its legend and its table cannot disagree: one document says all three."""

from __future__ import annotations

import pytest

from pazos.interfaces.components.maps import Cell, Entry, Layer, Place, map_document

POINT = {"type": "Point", "coordinates": [-76.3, 3.5]}


def place(shade: str) -> Place:
    return Place(code="1", name="Alto", geometry=POINT, cells={"rate": Cell(shade, "12")}, href="/x/")


def test_a_place_carries_its_shade_and_its_words() -> None:
    document = map_document([place("seq-3")], [Layer("rate", "Rate", [Entry("seq-3", "10 to 20")])])
    (feature,) = document["features"]
    assert feature["properties"]["cells"] == {"rate": ["seq-3", "12"]}
    assert document["layers"][0]["legend"] == [["seq-3", "10 to 20"]]


@pytest.mark.parametrize("shade", ["red", "seq-9", "#ff0000", ""])
def test_a_colour_that_the_visual_language_lacks_is_refused(shade) -> None:
    with pytest.raises(ValueError, match="shade"):
        map_document([place(shade)], [])
