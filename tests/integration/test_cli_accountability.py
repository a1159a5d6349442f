"""`pazos accountability`: two people by their names, the same digits or which are not, and the files."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date
from typing import Any

import pytest

from bookkeeping import YEAR, Books, books
from pazos.domain.accountability.models import YearReport
from pazos.domain.committees.models import Commitment
from pazos.interfaces.cli import accountability
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(monkeypatch) -> Books:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    return books()


def said(**words: Any) -> int:
    plain = dict.fromkeys(("prepare", "sign", "check"), False)
    empty = dict.fromkeys(("withdraw", "by", "pdf", "tables", "json", "language"))
    return accountability.run(Namespace(year=YEAR, remark="", **{**plain, **empty, **words}))


def test_a_deed_needs_somebodys_name(city) -> None:
    with pytest.raises(InputProblem, match="who does it"):
        said(prepare=True)
    with pytest.raises(InputProblem, match="no open account"):
        said(prepare=True, by="nobody")
    with pytest.raises(InputProblem, match="not prepared or signed by this account"):
        said(prepare=True, by="partner")
    with pytest.raises(InputProblem, match="There is no report"):
        said()


def test_one_prepares_another_signs_and_the_first_cannot(city, capsys) -> None:
    assert said(prepare=True, by="analyst") == 0
    assert said(sign=True, by="analyst") == 1
    assert "Another person signs" in capsys.readouterr().out
    assert said(sign=True, by="lead") == 0
    assert YearReport.objects.get().state == "signed"


def test_a_check_says_which_figure_changed(city, tmp_path, capsys) -> None:
    said(prepare=True, by="analyst")
    assert said(check=True) == 0
    Commitment.objects.filter(number=1).update(state="done", ended_on=date(YEAR, 11, 20))
    out = tmp_path / "check.json"
    assert said(check=True, json=str(out)) == 1
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["ok"] is False
    assert {"part": "commitments", "where": "tally.kept", "frozen": 1, "today": 2} in found["changed"]
    assert "Other digits come out today" in capsys.readouterr().out


def test_the_paper_and_the_tables_are_written(city, tmp_path) -> None:
    said(prepare=True, by="analyst")
    assert said(pdf=str(tmp_path / "a.pdf"), tables=str(tmp_path / "a.xlsx"), language="en") == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
