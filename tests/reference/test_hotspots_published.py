"""Hot spots and Moran's I against published figures and an independent implementation (esda)."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING

import geopandas
import libpysal
import numba
import numpy as np
import pandas as pd
import pytest

from pazos.science import places
from pazos.science.patterns.hotspots import getis_ord, global_moran, hot_spots, local_moran

with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
    warnings.simplefilter("ignore")
    # As plain Python: to compile esda takes a hundred times as long as to ask it about 49 areas.
    patch.setattr(numba.config, "DISABLE_JIT", True)
    import esda
    import esda.crand

    esda.crand.boolean = np.bool_

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def columbus():
    return geopandas.read_file(libpysal.examples.get_path("columbus.shp"))


@pytest.fixture(scope="module")
def queen(columbus):
    return places.contiguity(columbus.geometry.to_numpy())


@pytest.fixture(scope="module")
def weights(columbus):
    return libpysal.weights.Queen.from_dataframe(columbus, use_index=False)


@contextlib.contextmanager
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_gi_star_of_columbus_is_that_of_esda(columbus, queen, weights):
    crime = columbus["CRIME"].to_numpy()
    with quiet():
        oracle = esda.G_Local(crime, weights, transform="B", star=True, permutations=9_999, seed=1, n_jobs=1)
    found = hot_spots(columbus, queen, count="CRIME").areas
    assert np.allclose(found["statistic"], oracle.Zs, rtol=1e-12)
    assert np.allclose(found["p_value"], np.minimum(1, 2 * oracle.p_sim), atol=5 * two_sided_noise(9_999))


def test_gi_without_the_area_is_that_of_esda(columbus, queen, weights):
    crime = columbus["CRIME"].to_numpy()
    with quiet():
        oracle = esda.G_Local(crime, weights, transform="B", star=False, permutations=0)
    assert np.allclose(getis_ord(crime, queen, star=False), oracle.Zs, rtol=1e-12)


def test_local_moran_of_columbus_is_that_of_esda(columbus, queen, weights):
    crime = columbus["CRIME"].to_numpy()
    with quiet():
        oracle = esda.Moran_Local(crime, weights, permutations=9_999, seed=1)
    found = local_moran(crime, queen)
    anselin = oracle.Is * 49 / 48
    assert np.allclose(found.value, anselin, rtol=1e-12)
    assert np.allclose(found.z, (anselin - oracle.EIc) / np.sqrt(oracle.VIc), rtol=1e-10)
    assert (found.quadrant == np.array(["", "HH", "LH", "LL", "HL"])[oracle.q]).all()
    p = hot_spots(columbus, queen, count="CRIME", statistic="local-moran").areas["p_value"]
    assert np.allclose(p, np.minimum(1, 2 * oracle.p_sim), atol=5 * two_sided_noise(9_999))


def test_exact_counts_are_what_esda_comes_near_to(columbus, queen, weights):
    counted = columbus.assign(CRIME=columbus["CRIME"].round())
    with quiet():
        oracle = esda.G_Local(
            counted["CRIME"].to_numpy(),
            weights,
            transform="B",
            star=True,
            permutations=9_999,
            seed=1,
            n_jobs=1,
        )
    exact = hot_spots(counted, queen, count="CRIME")
    assert exact.settings["inference"] == "exact"
    small = exact.areas["p_value"] < 0.2
    noise = 2 * np.sqrt(exact.areas["p_value"] / 2 / 9_999)
    assert (np.abs(exact.areas["p_value"] - 2 * oracle.p_sim) < 5 * noise + 1e-3)[small].all()


def test_columbus_has_its_published_hot_core(columbus, queen):
    areas = hot_spots(columbus, queen, count="CRIME").areas.set_index(columbus["POLYID"].astype(int))
    assert set(areas.index[areas["bin"] == 99]) == {16, 24, 25, 28, 29}


def test_six_points_published_with_gi():
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
    near = (places.distances(*points.T) <= 15) & ~np.eye(6, dtype=bool)
    values = np.array([2, 3, 3.2, 5, 8, 7])
    links = places.adjacency_from_pairs(*np.nonzero(near), size=6)
    published = [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
    assert np.allclose(getis_ord(values, links, star=False), published, atol=1e-7)
    with_self = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert np.allclose(getis_ord(values, links), with_self, atol=1e-7)


def test_morans_i_of_saint_louis_is_published(reference_data: Path):
    folder = reference_data / "spatial_reference" / "stl"
    rates = pd.read_csv(folder / "stl_hom.csv")["HR8893"]
    links = places.neighbours_from_gal((folder / "stl.gal").read_text(), [str(n) for n in range(1, 79)])
    found = global_moran(rates, links)
    assert found.value == pytest.approx(0.24365582621771659, rel=1e-10)
    assert found.expected == pytest.approx(-0.012987012987)
    assert found.p_normality == pytest.approx(0.00027147862770937614, rel=1e-8)


def test_morans_i_of_columbus_is_that_of_esda_and_of_its_record(columbus, queen, weights):
    found = global_moran(columbus["CRIME"], queen)
    assert found.value == pytest.approx(0.5001885571828611, rel=1e-12)
    assert found.variance_normality == pytest.approx(0.00856341, abs=1e-8)
    assert found.variance_randomisation == pytest.approx(0.00868929, abs=1e-8)
    with quiet():
        oracle = esda.Moran(columbus["CRIME"].to_numpy(), weights, permutations=0)
    assert found.z_randomisation == pytest.approx(oracle.z_rand, rel=1e-10)
    assert found.p_randomisation == pytest.approx(oracle.p_rand, rel=1e-8)
    binary = global_moran(columbus["CRIME"], queen, standardise_rows=False)
    with quiet():
        oracle = esda.Moran(columbus["CRIME"].to_numpy(), weights, transformation="b", permutations=0)
    assert binary.value == pytest.approx(oracle.I, rel=1e-12)
    assert binary.z_normality == pytest.approx(oracle.z_norm, rel=1e-10)


def two_sided_noise(permutations: int) -> float:
    """The standard error of twice a tail of one half, of two independent simulations."""
    return 2 * 0.5 * np.sqrt(2 / permutations)
