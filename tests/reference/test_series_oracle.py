"""The series' fit against statsmodels, and one plain break against ruptures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.series import find_changes, monthly_series, season_and_trend


def made(mean: np.ndarray, seed: int = 1) -> pd.DataFrame:
    counts = np.random.default_rng(seed).poisson(mean)
    months = pd.period_range("2012-01", periods=len(counts), freq="M").astype(str)
    return monthly_series(pd.DataFrame({"m": months, "c": counts}), month="m", count="c")


def test_fit_is_that_of_statsmodels_with_pearson_scale() -> None:
    import statsmodels.api as sm

    time = np.arange(72)
    series = made(25 * (1 + 0.3 * np.sin(time / 2)) * np.exp(-time / 200))
    model = season_and_trend(series)
    family = sm.families.Poisson()
    oracle = sm.GLM(model.terms.counts, model.terms.design, family=family, offset=model.terms.offset).fit(
        scale="X2"
    )
    assert model.fit.coefficients == pytest.approx(np.asarray(oracle.params), rel=1e-7)
    assert model.dispersion == pytest.approx(oracle.scale)
    assert model.fit.covariance() == pytest.approx(np.asarray(oracle.cov_params()), rel=1e-5, abs=1e-9)


def test_one_plain_break_is_where_ruptures_finds_it() -> None:
    import ruptures

    series = made(np.repeat([30.0, 14.0], 40))
    roots = 2 * np.sqrt(series["count"].to_numpy() + 3 / 8)
    oracle = ruptures.KernelCPD(kernel="linear", min_size=6).fit(roots).predict(n_bkps=1)[0]
    _, changes = find_changes(series, seed=1, trend=False, season="none", draws=99)
    assert [change.month for change in changes] == [str(series.index[oracle])]


def test_medellin_reads_by_its_own_column_names(reference_data) -> None:
    from pazos.science.series import recognised_columns

    frame = pd.read_csv(reference_data / "medellin" / "medellin_homicidios_comuna_mes_2018_2023.csv")
    columns = recognised_columns(frame)
    city = frame.groupby([columns.year, columns.month], as_index=False)[columns.count].sum()
    series = monthly_series(city, month=columns.month, year=columns.year, count=columns.count)
    _, changes = find_changes(series, seed=1, draws=199)
    assert series["count"].sum() == frame["TOTAL_HOMICIDIOS"].sum()
    assert all(change.p_value <= 0.05 for change in changes)
