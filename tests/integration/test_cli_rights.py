"""`pazos retention` and `pazos catalogue`: what they say, what they do, and what they leave alone."""

from __future__ import annotations

import json
from argparse import Namespace

import pytest

import planted
from pazos.domain.outreach.models import WellbeingCheck
from pazos.domain.rights.models import RetentionRun
from pazos.interfaces.cli import catalogue, retention

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path, settings, monkeypatch):
    settings.CITY_FILES = tmp_path / "files"
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")


def answer(capsys, module, **options) -> dict:
    assert module.run(Namespace(json="-", **options)) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_says_what_is_due_and_erases_nothing(capsys) -> None:
    planted.plant()
    found = answer(capsys, retention, dry_run=True)
    due = {one["name"]: one for one in found["holdings"]}
    assert found["dry_run"] is True
    assert due["outreach.wellbeing"]["due"] == 1
    assert due["outreach.wellbeing"]["months"] == 24
    assert due["register.deaths"]["months"] is None
    assert WellbeingCheck.objects.exists()
    assert not RetentionRun.objects.exists()


def test_a_run_erases_what_is_due_and_says_how_much(capsys) -> None:
    planted.plant()
    found = answer(capsys, retention, dry_run=False)
    assert {one["name"]: one["erased"] for one in found["holdings"]}["outreach.wellbeing"] == 1
    assert not WellbeingCheck.objects.exists()
    again = answer(capsys, retention, dry_run=False)
    assert sum(one["erased"] for one in again["holdings"]) == 0


def test_the_table_for_people_names_holdings_and_no_person(capsys) -> None:
    planted.plant()
    assert retention.run(Namespace(json=None, dry_run=True)) == 0
    said = capsys.readouterr().out
    assert "How gestores said they are" in said
    assert "Nothing was erased." in said
    assert planted.WORD not in said


def test_the_inventory_says_of_every_field_whether_it_is_encrypted(capsys) -> None:
    bases = {one["name"]: one for one in answer(capsys, catalogue)["bases"]}
    summary = next(
        one
        for one in bases["disputes.disputes"]["fields"]
        if (one["model"], one["name"]) == ("disputes.Dispute", "summary")
    )
    assert summary == {
        "model": "disputes.Dispute",
        "name": "summary",
        "privacy": "sensitive",
        "encrypted": True,
    }
    assert bases["gestores.candidates"]["legal_basis"] == "consent"
    assert bases["working"]["purpose"] is None
    assert "libraries" in bases
    assert catalogue.run(Namespace(json=None)) == 0
    assert "Inventory of data bases" in capsys.readouterr().out
