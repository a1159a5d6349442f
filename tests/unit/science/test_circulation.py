"""How far a cell can move while every total stays: against an independent maximum flow."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse import csgraph

from pazos.science.circulation import round_trip

sizes = st.tuples(st.integers(2, 6), st.integers(2, 6))


@st.composite
def tables(draw):
    shape = draw(sizes)
    cells = st.lists(st.integers(0, 5), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    rise, fall = (np.array(draw(cells)).reshape(shape) for _ in range(2))
    cell = draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))
    return rise, fall, cell


def maximum_flow(rise, fall, cell) -> int:
    rows, columns = rise.shape
    pipes = np.zeros((rows + columns, rows + columns), dtype=np.int32)
    pipes[:rows, rows:], pipes[rows:, :rows] = fall, rise.T
    row, column = cell
    pipes[row, rows + column] = pipes[rows + column, row] = 0
    return int(csgraph.maximum_flow(sparse.csr_array(pipes), row, rows + column).flow_value)


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(1, 40), st.booleans())
def test_as_much_flows_as_can_and_no_more_than_is_wanted(table, wanted, priced) -> None:
    rise, fall, cell = table
    price = rise * 3.0 + 1 if priced else None
    found = round_trip(cell, rise=rise, fall=fall, wanted=wanted, price=price)
    assert found.amount == min(wanted, maximum_flow(rise, fall, cell))


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(1, 8), st.booleans())
def test_every_line_still_adds_up_and_no_cell_moves_farther_than_it_may(table, wanted, priced) -> None:
    rise, fall, cell = table
    price = fall * 2.0 if priced else None
    found = round_trip(cell, rise=rise, fall=fall, wanted=wanted, price=price)
    falls = found.moved.copy()
    falls[cell] = -found.amount
    assert (falls.sum(axis=0) == 0).all()
    assert (falls.sum(axis=1) == 0).all()
    assert found.moved[cell] == 0
    assert (found.moved <= fall).all()
    assert (-found.moved <= rise).all()


def test_a_cell_that_moves_already_costs_nothing_more() -> None:
    # Two rectangles of dear cells, or one walked twice: the second costs nothing more.
    free = np.full((3, 3), 2.0)
    price = np.array([[0.0, 5, 6], [5, 5, 6], [6, 6, 6]])
    found = round_trip((0, 0), rise=free, fall=free, wanted=2, price=price)
    assert found.moved.tolist() == [[0, 2, 0], [2, -2, 0], [0, 0, 0]]


def test_what_is_given_is_not_changed() -> None:
    rise, fall = np.ones((2, 2)), np.ones((2, 2))
    round_trip((0, 0), rise=rise, fall=fall, wanted=1)
    assert rise.sum() == fall.sum() == 4
