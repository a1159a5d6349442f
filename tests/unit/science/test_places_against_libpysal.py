"""Contiguity and nearest neighbours against an independent implementation."""

from __future__ import annotations

from pathlib import Path

import geopandas
import libpysal
import numpy as np
import pytest

from pazos.science import places


@pytest.fixture(scope="module")
def columbus():
    return geopandas.read_file(libpysal.examples.get_path("columbus.shp"))


def same(links, weights) -> bool:
    return bool(abs(links - (weights.sparse != 0).astype(float)).nnz == 0)


def test_queen_contiguity_of_columbus_is_its_published_list(columbus):
    gal = Path(libpysal.examples.get_path("columbus.gal")).read_text()
    published = places.neighbours_from_gal(gal, columbus["POLYID"].astype(int).astype(str).tolist())
    assert abs(places.contiguity(columbus.geometry.to_numpy()) - published).nnz == 0
    assert published.nnz == 236


@pytest.mark.parametrize("rule", ["queen", "rook"])
def test_contiguity_of_columbus_equals_libpysal(columbus, rule):
    oracle = getattr(libpysal.weights, rule.title()).from_dataframe(columbus, use_index=False)
    assert same(places.contiguity(columbus.geometry.to_numpy(), rule=rule), oracle)


def test_nearest_neighbours_equal_libpysal():
    x, y = np.random.default_rng(11).uniform(0, 100, (2, 150))
    oracle = libpysal.weights.KNN(np.column_stack([x, y]), k=5)
    assert same(places.nearest_neighbours(x, y, k=5, metric="plane"), oracle)


@pytest.mark.filterwarnings("ignore:The numba package")
def test_delaunay_equals_libpysal():
    x, y = np.random.default_rng(12).uniform(0, 100, (2, 150))
    oracle = libpysal.graph.Graph.build_triangulation(np.column_stack([x, y]), kernel="boxcar")
    assert abs(places.delaunay(x, y) - (oracle.sparse != 0).astype(float)).nnz == 0
