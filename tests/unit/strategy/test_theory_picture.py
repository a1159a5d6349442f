"""The picture of change: no box lies on another, every arrow leads to the right, and the list says the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.domain.strategy.vocabulary import Level
from pazos.interfaces.web.pages.strategy.picture import HUES, WIDE, Arrow, Box, drawn, hues

LEVELS = list(Level)
WORDS = st.text(alphabet="abcdefghij ñá", min_size=1, max_size=240)


@st.composite
def theories(draw: st.DrawFn) -> tuple[list[Box], list[Arrow]]:
    texts = draw(st.lists(st.tuples(st.sampled_from(LEVELS), WORDS), min_size=1, max_size=14))
    boxes = [Box(key, level, text) for key, (level, text) in enumerate(texts, start=1)]
    pairs = [
        (one.key, other.key)
        for one in boxes
        for other in boxes
        if LEVELS.index(Level(one.level)) < LEVELS.index(Level(other.level))
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    return boxes, [Arrow(key, source, target) for key, (source, target) in enumerate(chosen, start=1)]


@given(theories())
@settings(max_examples=60, deadline=None)
def test_no_box_lies_on_another_and_all_stand_inside(theory: tuple[list[Box], list[Arrow]]) -> None:
    picture = drawn(*theory)
    for one in picture.boxes:
        assert 0 <= one.x <= picture.wide - WIDE
        assert one.y > 0
        assert one.y + one.high <= picture.high
        assert all(one.y < y <= one.y + one.high for y, _line in one.lines)
        for other in picture.boxes:
            if other.box.key > one.box.key and other.x == one.x:
                assert one.y + one.high < other.y or other.y + other.high < one.y


@given(theories())
@settings(max_examples=60, deadline=None)
def test_every_arrow_leads_to_the_right_and_stands_in_the_list_once(
    theory: tuple[list[Box], list[Arrow]],
) -> None:
    picture = drawn(*theory)
    for one in picture.arrows:
        start, bend = one.path[1:].split("C")
        assert int(start.split()[0]) < int(bend.split()[-2])
        assert one.x >= 0
        assert one.y >= 0
    listed = [onward.arrow.key for _level, rows in picture.levels for row in rows for onward in row.leads_to]
    assert sorted(listed) == sorted(one.key for one in theory[1])
    assert sorted(row.box.key for _level, rows in picture.levels for row in rows) == [
        box.key for box in theory[0]
    ]


def test_an_arrow_to_what_is_not_there_is_not_drawn() -> None:
    assert drawn([Box(1, Level.INPUT, "Equipo")], [Arrow(1, 1, 99)]).arrows == ()


def test_more_components_than_hues_begin_again() -> None:
    given_hues = hues(list(range(101, 101 + HUES + 1)))
    assert given_hues[101] == given_hues[101 + HUES] == 1
    assert set(given_hues.values()) == set(range(1, HUES + 1))
