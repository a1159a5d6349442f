"""The quick way through the windows gives what the definition gives, window by window."""

from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.patterns.scan import maxima
from pazos.science.patterns.scan.circles import circles_on
from pazos.science.patterns.scan.clusters import likely_windows
from pazos.science.patterns.scan.compiled import compiled
from pazos.science.patterns.scan.likelihood import counts_that_reach, log_likelihood_ratio
from pazos.science.patterns.scan.maxima import maxima_of
from pazos.science.patterns.scan.replicates import batches_of, deal
from pazos.science.patterns.scan.windows import Study


def textbook_ratio(inside: int, expected: float, total: int) -> float:
    if inside <= expected:
        return 0.0
    outside = total - inside
    second = outside * math.log(outside / (total - expected)) if outside else 0.0
    return inside * math.log(inside / expected) + second


def textbook_windows(study: Study):
    """Every window by the definition: distance by distance, no sorting, no sums carried along."""
    weight = study.expected.sum(axis=1)
    for centre in range(study.places):
        distance = ((study.points - study.points[centre]) ** 2).sum(axis=1)
        for radius in sorted(set(distance)):
            inside = np.flatnonzero(distance <= radius)
            if weight[inside].sum() > study.limit * (1 + 1e-9):
                break
            for first, last in study.intervals:
                yield inside, int(first), int(last)


def textbook_maximum(study: Study, counts: np.ndarray) -> float:
    best = 0.0
    for inside, first, last in textbook_windows(study):
        held = int(counts[inside, first : last + 1].sum())
        expected = float(study.expected[inside, first : last + 1].sum())
        if held >= study.minimum:
            best = max(best, textbook_ratio(held, expected, study.total))
    return best


@st.composite
def studies(draw: st.DrawFn) -> Study:
    places = draw(st.integers(2, 9))
    periods = draw(st.integers(1, 4))
    whole = st.integers(0, 6)
    points = draw(st.lists(st.tuples(whole, whole), min_size=places, max_size=places))
    people = draw(st.lists(st.integers(1, 50), min_size=places * periods, max_size=places * periods))
    cases = draw(st.lists(st.integers(0, 9), min_size=places * periods, max_size=places * periods))
    cases[0] += 1
    expected = np.array(people, dtype=float).reshape(places, periods)
    expected *= sum(cases) / expected.sum()
    longest = draw(st.integers(1, periods))
    intervals = [(a, b) for a in range(periods) for b in range(a, min(a + longest, periods))]
    return Study(
        np.array(points, dtype=float),
        np.array(cases).reshape(places, periods),
        expected,
        np.array(intervals),
        limit=draw(st.sampled_from([0.2, 0.35, 0.5])) * sum(cases),
        minimum=draw(st.sampled_from([1, 2, 4])),
    )


@settings(max_examples=150, deadline=None)
@given(studies())
def test_most_likely_window_is_the_textbook_one(study):
    with ThreadPoolExecutor(1) as executor:
        found = likely_windows(study, least=0.0, overlap=False, at_most=50, executor=executor)
    best = textbook_maximum(study, study.cases)
    assert (found[0].llr if found else 0.0) == pytest.approx(best)


@settings(max_examples=60, deadline=None)
@given(studies())
def test_maxima_of_replicates_are_those_of_every_window_tried(study):
    with ThreadPoolExecutor(2) as executor:
        dealt = deal(study, list(batches_of(7, 3)), executor)
        found = maxima_of(study, dealt, executor)
    by_period = np.diff(dealt.astype(int), axis=1, prepend=0)
    brute = [textbook_maximum(study, by_period[:, :, replicate]) for replicate in range(7)]
    assert found == pytest.approx(brute)


@settings(max_examples=100, deadline=None)
@given(studies())
def test_each_next_window_is_the_likeliest_that_meets_none_before(study):
    with ThreadPoolExecutor(1) as executor:
        found = likely_windows(study, least=0.0, overlap=False, at_most=4, executor=executor)
    taken = np.zeros(study.cases.shape, dtype=bool)
    for window in found:
        best = 0.0
        for inside, first, last in textbook_windows(study):
            when = slice(first, last + 1)
            held, expected = study.cases[inside, when].sum(), study.expected[inside, when].sum()
            if held >= study.minimum and not taken[inside, when].any():
                best = max(best, textbook_ratio(int(held), float(expected), study.total))
        assert window.llr == pytest.approx(best)
        taken[window.places, window.first : window.last + 1] = True


def larger(places: int, periods: int, cases: int) -> Study:
    """Enough places and cases for rings of many circles, and for sums beyond one byte."""
    chance = np.random.default_rng(places)
    expected = np.repeat(chance.lognormal(0, 1, places)[:, None], periods, axis=1)
    expected *= cases / expected.sum()
    dealt = chance.multinomial(cases, expected.ravel() / cases).reshape(places, periods)
    intervals = [(a, b) for a in range(periods) for b in range(a, periods)]
    return Study(chance.random((places, 2)), dealt, expected, np.array(intervals), cases / 2, 2)


@pytest.mark.parametrize(
    ("places", "periods", "cases"), [(60, 1, 40), (60, 1, 3_000), (25, 4, 400), (40, 1, 80_000), (4, 2, 9)]
)
def test_rings_lose_no_maximum(places, periods, cases):
    study = larger(places, periods, cases)
    with ThreadPoolExecutor(2) as executor:
        dealt = deal(study, list(batches_of(5, 1)), executor)
        found = maxima_of(study, dealt, executor)
    by_period = np.diff(dealt.astype(int), axis=1, prepend=0)
    assert found == pytest.approx([textbook_maximum(study, by_period[:, :, r]) for r in range(5)])


def test_lots_of_centres_and_of_replicates_change_no_digit(monkeypatch):
    """Circles that do not fit in memory at once are gone through in turns."""
    study = larger(150, 1, 200)
    with ThreadPoolExecutor(2) as executor:
        dealt = deal(study, list(batches_of(140, 1)), executor)
        at_once = maxima_of(study, dealt, executor)
        monkeypatch.setattr(maxima, "CIRCLE_BYTES", 1)
        in_turns = np.concatenate(
            [maxima_of(study, dealt[:, :, part], executor) for part in (slice(0, 130), slice(130, 140))]
        )
    assert in_turns.tolist() == at_once.tolist()


CROWDS = {
    "far from the others": lambda chance: np.vstack((chance.random((50, 2)), 1e6 + chance.random((50, 2)))),
    "on few spots": lambda chance: chance.integers(0, 5, (100, 2)).astype(float),
    "on one spot": lambda _: np.ones((100, 2)),
    "on a line, each ten times as far": lambda _: np.column_stack((10.0 ** np.arange(-9, 9), np.zeros(18))),
    "in space": lambda chance: chance.normal(size=(100, 3)),
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_circles_hold_what_lies_within_them_wherever_places_crowd(crowd):
    points = CROWDS[crowd](np.random.default_rng(2))
    cases = np.ones((len(points), 1), dtype=np.int64)
    study = Study(points, cases, cases.astype(float), np.zeros((1, 2), dtype=np.int64), len(points) / 2, 1)
    circles = circles_on(study, np.arange(len(points)))
    textbook: list[set[frozenset[int]]] = [set() for _ in points]
    for centre, point in enumerate(points):
        distance = ((points - point) ** 2).sum(axis=1)
        reached = (frozenset(np.flatnonzero(distance <= radius * (1 + 1e-12))) for radius in distance)
        textbook[centre] = {inside for inside in reached if len(inside) <= study.limit}
    for centre, expected in enumerate(textbook):
        of = slice(*circles.start[circles.of[centre : centre + 2]])
        places, closes = circles.places[of], circles.closes[of]
        found = [frozenset(places[: last + 1]) - {len(points)} for last in np.flatnonzero(closes)]
        assert len(found) == len(set(found))
        assert set(found) == expected


def test_loops_without_a_file_to_be_kept_beside_are_compiled_all_the_same():
    made: dict[str, Any] = {}
    exec(compile("def twice(number):\n    return 2 * number", "<nowhere>", "exec"), made)
    assert compiled(made["twice"])(21) == 42


def test_the_commands_start_without_the_compiler():
    """It takes a second to load: only who scans waits for it."""
    asked = "import sys, pazos.interfaces.cli.analyse.scan, pazos.science.patterns.scan; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_replicate_deals_out_all_cases():
    study = larger(30, 3, 500)
    with ThreadPoolExecutor(2) as executor:
        dealt = deal(study, list(batches_of(130, 1)), executor)
    assert dealt.shape == (30, 3, 130)
    assert set(dealt[:, -1].sum(axis=0).tolist()) == {500}
    means = np.diff(dealt.astype(float), axis=1, prepend=0).mean(axis=2)
    assert np.abs(means - study.expected).max() < 6 * np.sqrt(study.expected.max() / 130)


@given(
    expected=st.floats(1e-6, 60, exclude_min=True),
    level=st.floats(0, 25),
    total=st.integers(61, 400),
    minimum=st.integers(1, 5),
)
def test_a_count_reaches_a_level_from_the_count_needed_on(expected, level, total, minimum):
    needed = int(
        counts_that_reach(np.array([level]), np.array([expected]), total=total, minimum=minimum)[0, 0]
    )
    counts = np.arange(minimum, total + 1)
    ratio = log_likelihood_ratio(counts, np.full(len(counts), expected), total)
    reached = counts[(ratio >= level) & (counts > expected)]
    assert needed == (reached.min() if len(reached) else total + 1)
