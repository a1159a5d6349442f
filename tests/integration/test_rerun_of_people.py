"""What counts people is made again from the records: vuelve a dar las mismas cifras, or why not, and never a second count."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from learned import BEGAN, MADE, NOW, learned, refused, went
from pazos.analysis.programme import doses
from pazos.analysis.programme import totals as counting
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.totals import totals
from pazos.analysis.studies.again import make_again
from pazos.domain.cases.models import CaseSession, Referral
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.vocabulary import Ground
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.runs.models import Run
from pazos.interfaces.cli import rerun

if TYPE_CHECKING:
    from learned import Learned
    from pazos.domain.cases.models import Case

pytestmark = pytest.mark.django_db
QUARTER = "2024-Q1"


@pytest.fixture
def made() -> Learned:
    found = learned()
    went(found, 30, exit="goals_met", weeks=40, sessions=3)
    went(found, 30, cluster=found.south, cohort=found.second, sessions=2)
    return found


def doses_run(made: Learned) -> Run:
    list(doses.doses(seen_by=made.lead, on=NOW))
    return Run.objects.get(method=doses.METHOD, parameters__quarter=QUARTER)


def erased(case: Case, made: Learned) -> None:
    erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=made.lead)


def told(run: Run, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = rerun.run(Namespace(number=run.pk))
    return code, capsys.readouterr().out


def test_everybodys_totals_give_the_same_digits_and_no_second_run_is_kept(made, capsys) -> None:
    run = Run.objects.get(pk=totals(Asked(), seen_by=made.lead, on=NOW).run)
    code, said = told(run, capsys)
    assert (code, Run.objects.count()) == (0, 1)
    assert "vuelve a dar las mismas cifras" in said
    assert AuditEvent.objects.filter(verb="programme.counted").count() == 2  # traits were opened again


def test_so_does_a_selection_also_where_a_later_quarter_was_counted_since(made) -> None:
    asked = Asked(cluster=made.south.pk)
    runs = [totals(asked, seen_by=made.lead, on=on).run for on in (NOW - timedelta(days=100), NOW)]
    for number in runs:
        compared = make_again(number, by=None)
        assert (compared.same_inputs, compared.same_digits, compared.kept) == (True, True, None)


def test_what_was_counted_before_quartiles_were_of_five_people_gives_the_digits_of_then(
    made, monkeypatch
) -> None:
    went(made, 3, exit="lost", weeks=12)
    refused(made, 14)
    two = Referral.objects.filter(state="refused").values("pk")[:2]
    Referral.objects.filter(pk__in=two).update(state="sent", refusal="", answered_at=None)
    with monkeypatch.context() as then:
        then.setattr(counting, "FORM", 1)
        first = totals(Asked(), seen_by=made.lead, on=NOW)
    assert first.form == 1
    compared = make_again(first.run, by=None)
    assert (compared.same_inputs, compared.same_digits, compared.kept) == (True, True, None)
    now = counting._reckoned(Asked(), first.until).result
    assert (first.result["flow"]["accepted"], now["flow"]["accepted"]) == (None, 65)


def test_doses_give_the_same_digits_though_a_cluster_was_opened_since(made, capsys) -> None:
    run = doses_run(made)
    WorkCluster.objects.create(name="Este", opened_on=date(2020, 1, 1))
    assert told(run, capsys)[0] == 0


def test_after_an_erasure_it_is_said_that_records_were_erased(made, capsys) -> None:
    counted, dosed = Run.objects.get(pk=totals(Asked(), seen_by=made.lead, on=NOW).run), doses_run(made)
    runs = Run.objects.count()
    erased(made.cases[0], made)
    for run in (counted, dosed):
        code, said = told(run, capsys)
        assert code == 1
        assert "Después se borraron registros de personas" in said
        assert "no se muestran ni se conservan" in said
    assert Run.objects.count() == runs


def test_what_came_late_is_told_apart_from_what_was_erased(made, capsys) -> None:
    run = doses_run(made)
    late = {"kind": "individual", "came": "met", "minutes": 60, "written_at": MADE}
    by = made.cases[0].first_worker
    CaseSession.objects.create(case=made.cases[0], on=BEGAN + timedelta(days=2), by=by, **late)
    code, said = told(run, capsys)
    assert code == 1
    assert "llegaron tarde" in said
    assert "se borraron" not in said


def test_an_erasure_before_the_run_is_no_excuse(made) -> None:
    erased(made.cases[0], made)
    run = doses_run(made)
    assert make_again(run.pk, by=None).erased is False
    assert run.started_at < timezone.now()


def test_a_counted_quarter_keeps_its_digits_when_everybody_was_erased(made) -> None:
    first = doses_run(made)
    for case in made.cases:
        erased(case, made)
    kept = doses.counted(by=None, on=NOW)
    assert {quarter.name: run.pk for quarter, run in kept.items()}[QUARTER] == first.pk
    assert first.result["people"][str(made.north.pk)] == 30


def test_where_nobody_is_outside_the_clusters_no_cluster_is_hidden_for_it(made) -> None:
    assert doses_run(made).result == {
        "people": {str(made.north.pk): 30, str(made.south.pk): 30, "total": 60},
        "sessions": {str(made.north.pk): 90, str(made.south.pk): 60, "total": 150},
    }


def test_a_cluster_that_did_not_work_yet_is_not_of_a_quarter(made) -> None:
    WorkCluster.objects.filter(pk=made.south.pk).update(opened_on=date(2025, 1, 1))
    CaseSession.objects.filter(case__cluster=made.south).delete()
    assert set(doses_run(made).result["people"]) == {str(made.north.pk), "total"}
