"""Who is erased is told how long older backups live, by the setting of the city that its operator keeps to."""

from __future__ import annotations

import pytest
from django.utils import translation

from accompanied import case_of, worker
from pazos.config.city import make, read
from pazos.domain.cases.queries import voice_sheet
from pazos.domain.rights.models import Request
from pazos.interfaces.web.pages.rights import own_words, papers
from pazos.science.problems import InputProblem


def test_a_city_says_for_how_many_days_its_backups_live(tmp_path) -> None:
    folder = make(tmp_path / "city").folder
    assert read(folder).backup_days == 90
    said = (folder / "pazos.toml").read_text(encoding="utf-8")
    (folder / "pazos.toml").write_text(f"{said}backup_days = 30\n", encoding="utf-8")
    assert read(folder).backup_days == 30
    for wrong in ("0", "true", '"thirty"', "99999"):
        (folder / "pazos.toml").write_text(f"{said}backup_days = {wrong}\n", encoding="utf-8")
        with pytest.raises(InputProblem, match="backup_days"):
            read(folder)


@pytest.mark.django_db
def test_the_persons_sheet_and_the_letter_that_grants_an_erasure_say_it(settings) -> None:
    settings.BACKUP_DAYS = 30
    sheet = voice_sheet.of_case(case_of().pk, seen_by=worker("Ana"))
    with translation.override("en"):
        assert any("destroyed after 30 days" in one for one in own_words.notes(sheet))
        told = {
            (kind, answer): papers._paragraphs(Request(kind=kind, answer=answer, letter="Done."))
            for kind in ("deletion", "consultation")
            for answer in ("granted", "partly", "refused")
        }
    says = {key for key, lines in told.items() if any("30 days" in one for one in lines)}
    assert says == {("deletion", "granted"), ("deletion", "partly")}
