"""`pazos analyse breaks`: a file of times and counts gives dates with intervals, a figure, and words when it cannot."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from pazos.config.main import main


@pytest.fixture
def truce(tmp_path) -> str:
    counts = np.random.default_rng(3).poisson(np.repeat([90.0, 36.0, 90.0], [40, 15, 35]))
    months = [f"{2009 + one // 12}-{one % 12 + 1:02}" for one in range(90)]
    path = tmp_path / "series.csv"
    pd.DataFrame({"month": months, "deaths": counts, "people": 6_000_000}).to_csv(path, index=False)
    return str(path)


def test_a_fall_that_came_back_is_two_breaks_in_the_file_and_in_the_figure(truce, tmp_path, capsys) -> None:
    out, picture = tmp_path / "out.json", tmp_path / "breaks.svg"
    words = ("--time", "month", "--count", "deaths", "--exposure", "people", "--draws", "99")
    code = main(["analyse", "breaks", truce, *words, "--json", str(out), "--plot", str(picture)])
    found = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert found["ok"] is True
    assert [one["time"] for one in found["breaks"]] == ["2012-05", "2013-08"]
    assert set(found["breaks"][0]) == {
        "time", "low", "high", "before", "after", "ratio", "ratio_low", "ratio_high",
    }  # fmt: skip
    assert found["settings"]["season"] is True
    assert "2013-08" in capsys.readouterr().out
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_a_slope_ends_with_the_exit_code_of_a_failed_check(tmp_path) -> None:
    path = tmp_path / "slope.csv"
    counts = np.random.default_rng(4).poisson(np.geomspace(90, 10, 60))
    pd.DataFrame({"year": range(1900, 1960), "n": counts}).to_csv(path, index=False)
    assert main(["analyse", "breaks", str(path), "--time", "year", "--count", "n", "--draws", "99"]) == 1


def test_dates_as_text_are_refused_with_words(tmp_path, capsys) -> None:
    path = tmp_path / "text.csv"
    pd.DataFrame({"month": ["enero", "febrero"], "n": [1, 2]}).to_csv(path, index=False)
    assert main(["analyse", "breaks", str(path), "--time", "month", "--count", "n"]) == 2
    assert "enero" in capsys.readouterr().err
