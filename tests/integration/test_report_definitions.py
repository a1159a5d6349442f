"""Designations and their reports say by what they count, and cut what crosses a change of definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.urls import reverse

import cast
from pazos.analysis.basis import Basis
from pazos.analysis.briefing import brief
from pazos.analysis.studies.ask import Ask
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.observe import observe
from pazos.analysis.studies.where import study_clusters
from pazos.domain.designations import actions
from pazos.domain.designations.actions import ProposedCluster
from pazos.domain.designations.models import Designation
from pazos.domain.people.models import Staff
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.actions import sha256_of
from pazos.foundation.runs.models import Run
from pazos.interfaces.reports.designation import designation_report
from pazos.interfaces.reports.document import Figure, Note, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.interfaces.reports.document import Block, Document

pytestmark = pytest.mark.django_db
BEFORE, SINCE = "police_co_before_2023@1", "police_co_2023@1"
BOTH = f"until 2022 by {BEFORE}, from 2023 by {SINCE}"
CUT = "The chart is cut there"


def proposed(basis: Basis) -> Run:
    """Return the frozen report on a designation of a basis, with all that is known of it."""
    runs, chosen = (
        observe(basis, by=None),
        study_clusters(gather(basis), Ask(clusters=2, max_places=6, seconds=5.0), by=None),
    )
    ids = dict(Neighbourhood.objects.values_list("code", "pk"))
    clusters = [
        ProposedCluster(tuple(ids[code] for code in one["codes"]), zone=one["zone"], name=one["names"][0])
        for one in chosen.result["clusters"]
    ]
    lead = Staff.objects.filter(username=Role.STRATEGY_LEAD.value).first() or cast.staff(Role.STRATEGY_LEAD)
    made = actions.propose(
        title="PAZOS",
        run=chosen,
        clusters=clusters,
        evidence=[chosen, *runs.values()],
        ages=(14, 29),
        by=lead,
    )
    return brief(made.pk, by=None)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[Run]:
    with django_db_blocker.unblock():
        cast.small_city()
        yield proposed(Basis("policia-nacional", 2019, 2023))
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def report(made: Run, db: None) -> Run:
    return made


def blocks(paper: Document) -> list[Block]:
    return [block for section in paper.sections for block in section.blocks]


def captions(paper: Document) -> list[str]:
    return [block.caption for block in blocks(paper) if isinstance(block, Figure | Table)]


def paragraphs(paper: Document) -> list[str]:
    return [block.text for block in blocks(paper) if isinstance(block, Text | Note)]


def test_every_caption_with_a_source_says_by_what_it_counts(report: Run) -> None:
    said = [one for one in captions(designation_report(report, language="en")) if "Source:" in one]
    assert len(said) >= 5
    assert all(f"Policía Nacional, 2019 to 2023, {BOTH}." in one for one in said)


def test_the_rate_by_year_is_cut_and_its_caption_says_so(report: Run) -> None:
    paper = designation_report(report, language="en")
    (figure,) = [one for one in blocks(paper) if isinstance(one, Figure) and "by year" in one.caption]
    assert CUT in figure.caption
    assert "another definition" in figure.svg


def test_sources_stand_side_by_side_with_a_column_for_each_definition(report: Run) -> None:
    (table,) = [
        one
        for one in blocks(designation_report(report, language="en"))
        if isinstance(one, Table) and one.columns[0] == "Year"
    ]
    assert table.columns == (
        "Year",
        "Medicina Legal",
        f"Policía Nacional ({BEFORE})",
        f"Policía Nacional ({SINCE})",
    )
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["2022"][2] == rows["2023"][1] == "–"
    assert "–" not in (rows["2022"][1], rows["2023"][2])
    assert "Policía Nacional: From 1 January 2023 on" in table.caption


def test_counts_of_two_definitions_are_said_to_be_added_up(report: Run) -> None:
    said = paragraphs(designation_report(report, language="en"))
    assert f"It counts {BOTH}." in said
    assert any("Counts of two definitions are added up here" in one for one in said)
    assert any(f"on the records of Policía Nacional, {BOTH}." in one for one in said)


def test_a_report_on_years_of_one_definition_names_it_and_cuts_nothing(report: Run) -> None:
    paper = designation_report(proposed(Basis("policia-nacional", 2019, 2022)), language="en")
    said = [one for one in captions(paper) if "Source:" in one]
    assert all(f"2019 to 2022, by {BEFORE}." in one for one in said)
    assert not any(CUT in one for one in captions(paper))
    assert not any("added up" in one for one in paragraphs(paper))


def test_designations_of_two_definitions_say_so_side_by_side(report: Run, client) -> None:
    other = proposed(Basis("policia-nacional", 2019, 2022))
    client.cookies["pazos_language"] = "en"
    client.force_login(Staff.objects.get(username=Role.STRATEGY_LEAD.value))
    numbers = [one.parameters["designation"] for one in (report, other)]
    text = client.get(reverse("workshop_compare"), {"d": numbers}).content.decode()
    assert f"<td>{BOTH}</td>" in text
    assert f"<td>by {BEFORE}</td>" in text
    assert "They are counted by different definitions" in text
    answers = client.get(reverse("workshop")).content.decode()
    assert f"policia-nacional, 2019–2023, {BOTH}" in answers


def test_a_report_frozen_before_definitions_were_named_is_still_printed(report: Run) -> None:
    for method in ("rates", "sources"):
        run = Run.objects.get(pk=report.result["runs"][method])
        for one in run.result.get("sources", []):
            one.pop("definitions")
        for year in [
            *run.result.get("city", {}).get("by_year", []),
            *[y for one in run.result.get("sources", []) for y in one["by_year"]],
        ]:
            year.pop("rule")
        run.result_hash = sha256_of(run.result)
        run.save()
    report.result["basis"].pop("definitions")
    paper = designation_report(report, language="en")
    assert len(captions(paper)) >= 5
    assert not any(CUT in one for one in captions(paper))


# --- the designation's own pages ---


def test_a_designations_page_says_by_what_every_count_on_it_is_counted(report: Run, client) -> None:
    client.cookies["pazos_language"] = "en"
    client.force_login(Staff.objects.get(username=Role.STRATEGY_LEAD.value))
    text = client.get(reverse("designation", args=[report.parameters["designation"]])).content.decode()
    assert f"The counts on this page are of Policía Nacional, 2019 to 2023, {BOTH}; the test on" in text
    assert text.count("Counts of two definitions are added up here") == 2  # over the page, and in the caption


def test_the_public_page_of_the_designation_in_force_names_both_definitions(report: Run, client) -> None:
    made = Designation.objects.get(pk=report.parameters["designation"])
    lead = Staff.objects.get(username=Role.STRATEGY_LEAD.value)
    actions.argue(made, ages=(14, 29), reasons="Six of ten.", legal_basis="Decree 1", by=lead)
    actions.sign(made, by=lead)
    client.cookies["pazos_language"] = "en"
    text = client.get(reverse("designation_in_force")).content.decode()
    assert f"Policía Nacional, {BOTH}" in text
    assert f"{BOTH}. " in text
    assert "Counts of two definitions are added up here" in text
