"""What the programme learns: totals of many, and of few nothing, however somebody asks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation

from accompanied import person, worker
from learned import BEGAN, NOW, learned, refused, went
from pazos.analysis import disclosing, nightly
from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.analysis.indicators.accompanied import accompanied
from pazos.analysis.indicators.found import Ask
from pazos.analysis.programme import counting
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.counting import KIND
from pazos.analysis.programme.doses import doses
from pazos.analysis.programme.entries import entries
from pazos.analysis.programme.gate import Shut
from pazos.analysis.programme.staying import Stays, kaplan_meier, shown
from pazos.analysis.programme.telling import lines
from pazos.analysis.programme.totals import METHOD, hashes_again, last_counted, totals
from pazos.analysis.studies.again import make_again
from pazos.domain.cases.models import Case, Referral, Satisfaction, ServiceReferral
from pazos.domain.employment.models import Placement, RetentionCheck
from pazos.domain.indicators.periods import period_named
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.days import midnight
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.models import Run
from pazos.interfaces.web.pages.learning import wording
from pazos.science.problems import InputProblem


def came(cases: list[Case], *, people: int) -> None:
    """Make the cases those of so many people, each of whom came again."""
    who = [one.participant_id for one in cases[:people]]
    for place, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(participant=who[place % people])
        Referral.objects.filter(pk=case.referral_id).update(participant=who[place % people])


def counted(client, **selection: int) -> Job:
    """Have a selection counted as somebody does on the page, and do the work."""
    answer = client.post(reverse("programme_totals"), selection)
    job = Job.objects.get(kind=KIND)
    assert answer.url == reverse("job", args=[job.pk])
    counting.work.func(job.pk)
    return job


class TestStaying:
    def test_it_is_the_estimate_of_freireich_1963(self) -> None:
        """Remission on 6-MP, 21 children: 0.857 at 6 weeks, 0.690 at 13, 0.448 at 23 (Kalbfleisch and Prentice)."""
        weeks = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35.0])
        censored = {3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20}
        left = np.array([place not in censored for place in range(21)])
        found = {one.week: one for one in kaplan_meier(weeks, left, marks=(6, 13, 23))}
        assert [round(found[week].share, 3) for week in (6, 13, 23)] == [0.857, 0.690, 0.448]
        assert found[6].low == pytest.approx(0.620, abs=0.001)
        assert found[6].high == pytest.approx(0.952, abs=0.001)

    def test_it_agrees_with_statsmodels(self) -> None:
        from statsmodels.duration.survfunc import SurvfuncRight

        rng = np.random.default_rng(7)
        weeks, left = rng.integers(1, 60, 200).astype(float), rng.random(200) < 0.5
        other = SurvfuncRight(weeks, left)
        for one in kaplan_meier(weeks, left, marks=(4, 13, 39)):
            at = np.flatnonzero(other.surv_times <= one.week)[-1]
            assert one.share == pytest.approx(other.surv_prob[at])

    def test_nobody_is_pointed_at_between_two_marks(self) -> None:
        leaving = [7.0] * 3 + [12.0] * 3 + [20.0] * 3 + [30.0] * 3
        assert self.told(leaving, staying=[45.0] * 14 + [60.0] * 4) == [4, 13, 39]

    def test_what_is_left_after_the_last_mark_is_none_or_enough(self) -> None:
        assert self.told([3.0] * 6 + [14.0] * 2, staying=[13.0] * 22) == []
        assert self.told([3.0] * 6, staying=[13.0] * 22) == [4, 8, 13]

    def test_who_came_again_and_left_twice_is_one_of_those_who_left(self) -> None:
        leaving = [7.0] * 5
        assert 8 in self.told(leaving, staying=[20.0] * 30)
        twice = ["Ana", "Ana", "Luis", "Eva", "Juan"]
        assert self.told(leaving, staying=[20.0] * 30, who=twice) == []

    def test_who_came_again_is_one_of_those_of_whom_a_week_is_known(self) -> None:
        assert self.told([], staying=[20.0] * 5) == [4, 8, 13]
        assert self.told([], staying=[20.0] * 5, whose=["Ana"] * 5) == []

    def told(self, leaving: list[float], *, staying: list[float], who=None, whose=None) -> list[int]:
        """Return the marks that are told of stays, each of somebody of their own where nobody is named."""
        people = [*(who or map(str, range(len(leaving)))), *(whose or (f"s{n}" for n in range(len(staying))))]
        weeks = np.array([*leaving, *staying])
        left = np.arange(len(weeks)) < len(leaving)
        stays = Stays(weeks, left, np.array(people, dtype=object))
        return [one.week for one in shown(kaplan_meier(weeks, left), stays, minimum=5)]


@pytest.mark.django_db
class TestFlow:
    def test_a_cohort_is_told_from_the_referral_to_the_end(self) -> None:
        made = learned()
        went(made, 20, exit="goals_met", weeks=40)
        went(made, 10, exit="lost", weeks=10)
        went(made, 30)
        refused(made, 15)
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        assert found.shut is None
        flow = found.result["flow"]
        assert flow["stages"][TOTAL] == 75
        assert (flow["accepted"], flow["began"]) == (60, 60)
        assert (flow["stages"]["finished"], flow["stages"]["lost"]) == (20, 10)
        assert found.result["dose"]["sessions"] == 120
        assert found.result["dose"]["sessions_each"] == [2, 2, 2]
        assert found.result["times"]["answered"] == [6, 6, 6]
        assert found.result["times"]["first_met"] == [7, 7, 7]
        stay = {one["week"]: round(one["share"], 3) for one in found.result["staying"]}
        assert stay[8] == 1
        assert stay[13] == round(50 / 60, 2)

    def test_what_happened_after_the_quarter_has_not_happened(self) -> None:
        made = learned()
        late = last_counted(NOW).last_on + timedelta(days=3)
        went(made, 30)
        went(made, 9, on=late)
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        assert found.until == last_counted(NOW).last_on
        assert found.result["flow"]["began"] == 30

    def test_a_referral_that_was_taken_back_later_stands_in_the_quarter_as_it_stood_then(self) -> None:
        refused(learned(), 3)
        until = last_counted(NOW).last_on
        early, late, of_before = Referral.objects.all()
        for row, days in ((early, -1), (late, 3), (of_before, None)):
            moment = None if days is None else midnight(until) + timedelta(days=days, hours=9)
            taken_back = {"state": "withdrawn", "refusal": "", "answered_at": None, "answered_by": None}
            Referral.objects.filter(pk=row.pk).update(**taken_back, withdrawn_at=moment)
        stages = entries(until=until).set_index("referral")["stage"]
        assert [stages[str(one.pk)] for one in (early, late, of_before)] == [
            "withdrawn",
            "unanswered",
            "withdrawn",
        ]

    def test_it_is_one_run_and_what_was_counted_stays(self) -> None:
        made = learned()
        went(made, 30)
        first = totals(Asked(), seen_by=made.lead, on=NOW)
        went(made, 12)
        again = totals(Asked(), seen_by=made.lead, on=NOW)
        assert again == first
        run = Run.objects.get(method=METHOD)
        assert (run.pk, run.result_hash) == (first.run, first.fingerprint)
        assert run.parameters["needs"] == "see_programme_totals"
        assert AuditEvent.objects.filter(verb="programme.counted").count() == 1


@pytest.mark.django_db
class TestAhead:
    """The night counts everybody, so that whoever asks first does not wait for it."""

    FROM = last_counted(NOW).counted_from

    def test_what_the_night_counted_is_what_the_page_shows(self) -> None:
        made = learned()
        went(made, 30)
        assert nightly.count(self.FROM) == {"new": True}
        assert nightly.count(self.FROM + timedelta(days=1)) == {"new": False}
        went(made, 12)
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        run = Run.objects.get(method=METHOD)
        assert (found.run, found.result["flow"]["began"], run.by) == (run.pk, 30, None)
        assert AuditEvent.objects.get(verb="programme.counted").by_id is None

    def test_a_night_that_was_slept_through_is_made_up_for_within_a_week(self) -> None:
        went(learned(), 30)
        assert nightly.count(self.FROM + timedelta(days=6)) == {"new": True}

    def test_later_it_is_counted_when_somebody_asks(self) -> None:
        went(learned(), 30)
        assert nightly.count(self.FROM + timedelta(days=7)) == {"new": False}
        assert not Run.objects.exists()

    def test_a_city_that_accompanies_nobody_yet_is_not_counted(self) -> None:
        went(learned(), 30, on=self.FROM)
        assert nightly.count(self.FROM) == {"new": False}
        assert not Run.objects.exists()


@pytest.mark.django_db
class TestFew:
    def test_a_selection_of_few_is_shut_and_says_why(self) -> None:
        made = learned()
        went(made, 30)
        went(made, 3, cohort=made.second)
        found = totals(Asked(cohort=made.second.pk), seen_by=made.lead, on=NOW)
        assert (found.shut, found.result) == (Shut.FEW, {"shut": "few"})
        assert Run.objects.get().inputs == []

    def test_what_a_selection_leaves_out_may_not_be_few_either(self) -> None:
        """30 of the first cohort and 3 of the second: the first alone would give the three by subtraction."""
        made = learned()
        went(made, 30)
        went(made, 3, cohort=made.second)
        found = totals(Asked(cohort=made.first.pk), seen_by=made.lead, on=NOW)
        assert found.shut is Shut.DIFFERENCE

    def test_neither_may_a_selection_of_two_kinds(self) -> None:
        made = learned()
        went(made, 30)
        went(made, 30, cluster=made.south)
        went(made, 30, cohort=made.second)
        went(made, 2, cohort=made.second, cluster=made.south)
        for cohort in (made.first, made.second):
            for cluster in (made.north, made.south):
                asked = Asked(cohort=cohort.pk, cluster=cluster.pk)
                assert totals(asked, seen_by=made.lead, on=NOW).shut is not None

    def test_few_people_who_came_again_are_few(self) -> None:
        """Six referrals of three people to the second cohort: neither it nor what it leaves out of all is told."""
        made = learned()
        went(made, 30)
        came(went(made, 6, cohort=made.second, exit="goals_met"), people=3)
        assert totals(Asked(cohort=made.second.pk), seen_by=made.lead, on=NOW).shut is Shut.FEW
        assert totals(Asked(cohort=made.first.pk), seen_by=made.lead, on=NOW).shut is Shut.DIFFERENCE

    def test_few_jobs_and_services_are_those_of_few_people(self) -> None:
        """One lost six jobs and was sent to six services; nine others have each one job, and each one service."""
        made = learned()
        one, *others = went(made, 31)
        for case in [one] * 6 + others[:9]:
            day, still = date(2024, 5, 6), case != one
            job = Placement.objects.create(
                case=case, field="shop", is_formal=True, began_on=BEGAN, by=worker("Ana")
            )
            RetentionCheck.objects.create(placement=job, mark=3, due_on=day, done_on=day, still_there=still)
            ServiceReferral.objects.create(
                case=case,
                kind="health" if still else "shelter",
                sent_on=day,
                answer_due_on=day,
                by=worker("Ana"),
            )
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        assert found.result["work"][0]["cells"]["over"] is None
        assert found.result["work"][0]["share"] is None
        assert found.result["services"]["shelter"][TOTAL] is None
        assert found.result["flow"]["stages"][TOTAL] == 30

    def test_what_was_counted_before_people_were_told_apart_is_made_again_so(self, monkeypatch) -> None:
        made = learned()
        went(made, 30)
        came(went(made, 6, exit="lost", weeks=20), people=3)
        with monkeypatch.context() as before:
            before.setattr("pazos.analysis.programme.totals.FORM", 2)
            run = Run.objects.get(pk=totals(Asked(), seen_by=made.lead, on=NOW).run)
        assert run.result["flow"]["stages"]["lost"] == 5
        assert hashes_again(run, made.lead).result_hash == run.result_hash
        found = totals(Asked(year=BEGAN.year), seen_by=made.lead, on=NOW)
        assert found.result["flow"]["stages"]["lost"] is None

    def test_who_came_again_and_was_lost_twice_is_one_of_those_who_left(self, monkeypatch) -> None:
        made = learned()
        went(made, 30)
        came(went(made, 6, exit="lost", weeks=10), people=3)
        with monkeypatch.context() as before:
            before.setattr("pazos.analysis.programme.totals.FORM", 3)
            run = Run.objects.get(pk=totals(Asked(), seen_by=made.lead, on=NOW).run)
        assert [one["week"] for one in run.result["staying"]][:2] == [4, 8]
        assert hashes_again(run, made.lead).result_hash == run.result_hash
        found = totals(Asked(year=BEGAN.year), seen_by=made.lead, on=NOW)
        assert found.result["staying"] == []

    def test_a_stay_is_from_one_entry_and_who_came_again_has_another(self) -> None:
        made = learned()
        cases = went(made, 20, exit="lost", weeks=10)
        again = went(made, 20, on=BEGAN + timedelta(weeks=20))
        for first, second in zip(cases, again, strict=True):
            Case.objects.filter(pk=second.pk).update(participant=first.participant)
            Referral.objects.filter(pk=second.referral_id).update(participant=first.participant)
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        assert {one["week"]: one["share"] for one in found.result["staying"]}[13] == 0.5

    def test_three_kinds_at_once_are_refused(self) -> None:
        with pytest.raises(InputProblem, match="two"):
            Asked(cohort=1, cluster=2, year=2024)

    def test_no_difference_of_two_shown_selections_is_few(self) -> None:
        made = learned()
        went(made, 40)
        went(made, 4, cluster=made.south)
        went(made, 20, cohort=made.second)
        went(made, 7, cohort=made.second, cluster=made.south)
        asked = [Asked()]
        asked += [Asked(cohort=one.pk) for one in (made.first, made.second)]
        asked += [Asked(cluster=one.pk) for one in (made.north, made.south)]
        asked += [
            Asked(cohort=a.pk, cluster=b.pk)
            for a in (made.first, made.second)
            for b in (made.north, made.south)
        ]
        people = {
            (made.first.pk, made.north.pk): 40,
            (made.first.pk, made.south.pk): 4,
            (made.second.pk, made.north.pk): 20,
            (made.second.pk, made.south.pk): 7,
        }
        told = [totals(one, seen_by=made.lead, on=NOW) for one in asked]
        shown_ones = {
            one.asked: {
                (cohort, cluster)
                for cohort, cluster in people
                if one.asked.cohort in (None, cohort) and one.asked.cluster in (None, cluster)
            }
            for one in told
            if not one.shut
        }
        assert (
            len(shown_ones) > 1
        )  # of rounded counts no difference is few: those of the people are looked at
        for one, other in product(shown_ones.values(), repeat=2):
            few = one > other and sum(people[cell] for cell in one - other) < MINIMUM
            assert not few
        assert not any(
            one.narrowed == ("cohort", "cluster") for one in shown_ones if one.cohort == made.first.pk
        )

    def test_few_of_a_stage_are_hidden_with_another_that_would_give_them_away(self) -> None:
        made = learned()
        went(made, 30)
        went(made, 3, exit="lost", weeks=20)
        found = totals(Asked(), seen_by=made.lead, on=NOW).result
        stages = found["flow"]["stages"]
        assert stages["lost"] is None
        assert sum(one is None for one in stages.values()) >= 2
        assert found["staying"] == []

    def test_what_a_quarter_added_to_a_small_selection_is_not_shown_where_it_is_few(self) -> None:
        made = learned()
        went(made, 30)
        before = totals(Asked(), seen_by=made.lead, on=NOW)
        went(made, 2, on=NOW)
        later = totals(Asked(), seen_by=made.lead, on=NOW + timedelta(days=92))
        assert (later.run, later.result, later.until) == (before.run, before.result, before.until)
        went(made, 20, on=NOW)
        much = totals(Asked(), seen_by=made.lead, on=NOW + timedelta(days=184))
        assert much.result["flow"]["began"] == 50

    @pytest.mark.parametrize("lost", [2, 3, 4])
    def test_nobody_is_worked_out_within_a_selection_by_taking_it_from_another(self, lost: int) -> None:
        """17 of the north were lost and a few of the south: the south's hidden cell is no difference of the others."""
        made = learned()
        for cluster, leave in ((made.north, 17), (made.south, lost)):
            went(made, 30, cluster=cluster)
            went(made, 20, cluster=cluster, exit="goals_met")
            went(made, leave, cluster=cluster, exit="lost", weeks=20)
        asked = [Asked(), Asked(cluster=made.north.pk), Asked(cluster=made.south.pk)]
        whole, north, south = (
            totals(one, seen_by=made.lead, on=NOW).result["flow"]["stages"] for one in asked
        )
        assert south["lost"] is None
        assert (whole["lost"], north["lost"]) == (20, 15)  # two, three or four: the same is told

    def test_every_count_that_is_told_is_rounded(self) -> None:
        made = learned()
        went(made, 31, exit="goals_met", sessions=3)
        went(made, 22, sex="woman", cluster=made.south)
        refused(made, 13)
        counts = [
            line[6]
            for asked in (Asked(), Asked(cluster=made.north.pk))
            for line in lines(totals(asked, seen_by=made.lead, on=NOW))
            if isinstance(line[6], int)
        ]
        assert counts
        assert all(count % 5 == 0 for count in counts)
        assert all(row["rows"] % 5 == 0 for run in Run.objects.all() for row in run.inputs)

    def test_no_number_of_a_person_stands_in_a_run(self) -> None:
        made = learned()
        cases = went(made, 30)
        totals(Asked(), seen_by=made.lead, on=NOW)
        run = Run.objects.get()
        told = json.dumps([run.result, run.parameters, run.inputs])
        keys = {str(key) for case in cases for key in (case.pk, case.participant_id, case.referral_id)}
        assert not any(key in told for key in keys)


@pytest.mark.django_db
class TestDoses:
    def test_each_cluster_and_quarter_is_counted_once_and_few_are_hidden(self) -> None:
        made = learned()
        went(made, 30, sessions=3)
        went(made, 3, cluster=made.south, sessions=3)
        found = {(one.quarter, one.cluster): one for one in doses(seen_by=made.lead, on=NOW)}
        assert found["2024-Q1", "Sur"].people is None
        assert found["2024-Q1", "Sur"].sessions is None
        assert found["2024-Q1", TOTAL].sessions is None
        assert found["2024-Q2", "Norte"].people is None
        went(made, 40, sessions=3)
        again = {(one.quarter, one.cluster): one for one in doses(seen_by=made.lead, on=NOW)}
        assert again == found

    def test_clusters_of_many_are_told(self) -> None:
        made = learned()
        went(made, 30, sessions=3)
        went(made, 12, cluster=made.south, sessions=2)
        went(made, 6, sessions=1)
        nobody = Case.objects.filter(pk__in=[case.pk for case in went(made, 7, sessions=2)])
        nobody.update(cluster=None)
        found = {one.cluster: one for one in doses(seen_by=made.lead, on=NOW)}
        first = {one.cluster: one for one in doses(seen_by=made.lead, on=NOW) if one.quarter == "2024-Q1"}
        assert found
        assert (first["Norte"].people, first["Norte"].sessions) == (36, 96)
        assert (first["Sur"].people, first["Sur"].sessions) == (12, 24)
        assert first[TOTAL].sessions == 134

    @pytest.mark.parametrize(("form", "north"), [(1, 12), (2, 11)])
    def test_who_was_met_in_two_clusters_is_counted_in_the_last(self, monkeypatch, form, north) -> None:
        """So that the sum is that of all people met, and tells of nobody who went from one to the other."""
        made = learned()
        left = went(made, 12, exit="moved", weeks=2)[0]
        back = went(made, 12, cluster=made.south, on=BEGAN + timedelta(weeks=3))[0]
        Case.objects.filter(pk=back.pk).update(participant=left.participant_id)
        with monkeypatch.context() as counting:
            counting.setattr("pazos.analysis.programme.doses.FORM", form)
            every = doses(seen_by=made.lead, on=NOW)
            found = {one.cluster: one for one in every if one.quarter == "2024-Q1"}
        assert (found["Norte"].people, found["Sur"].people) == (north, 12)
        assert found[TOTAL].people == north + 12
        assert (found["Norte"].sessions, found["Sur"].sessions) == (24, 24)
        run = Run.objects.get(pk=found[TOTAL].run)
        assert make_again(run.pk, by=made.lead).same_digits

    def test_both_ways_of_telling_all_people_met_agree(self) -> None:
        made = learned()
        left = went(made, 12, exit="moved", weeks=2)[0]
        back = went(made, 12, cluster=made.south, on=BEGAN + timedelta(weeks=3))[0]
        Case.objects.filter(pk=back.pk).update(participant=left.participant_id)
        every = doses(seen_by=made.lead, on=NOW)
        found = {one.cluster: one for one in every if one.quarter == "2024-Q1"}
        asked = Ask(period_named("2024-Q1"), {}, NOW)
        assert found[TOTAL].people == accompanied(asked).numerator == 23


@pytest.mark.django_db
class TestEquity:
    def test_groups_are_told_apart_with_their_interval(self) -> None:
        made = learned()
        went(made, 30, exit="goals_met")
        went(made, 10, sex="woman", exit="goals_met")
        went(made, 20, sex="woman")
        refused(made, 15)
        found = totals(Asked(), seen_by=made.lead, on=NOW).result["equity"]
        by_sex = {one["group"]: one for one in found["sex"]}
        assert by_sex["woman"]["accepted"] == 30
        assert by_sex["woman"]["shares"]["accepted"][0] == pytest.approx(0.5)
        low, high = by_sex["woman"]["shares"]["finished"][1:]
        assert low < 0.25 < high
        assert by_sex["unknown"]["referred"] == 15

    def test_one_woman_among_many_stands_nowhere(self) -> None:
        made = learned()
        went(made, 30)
        went(made, 1, sex="woman")
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        told = list(lines(found))
        women = [line for line in told if "woman" in line]
        assert women
        assert all(value is None for line in women for value in line[6:] if line[5] != "share of residents")


@pytest.mark.django_db
class TestDoors:
    @pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.CASE_WORKER, Role.GESTOR, Role.PARTNER])
    @pytest.mark.parametrize("name", ["programme_totals", "programme_totals_file", "programme_doses_file"])
    def test_it_is_closed_to_the_police_and_to_who_sees_people(self, client, role, name) -> None:
        client.force_login(person(role.value, role))
        assert client.get(reverse(name)).status_code == 403

    @pytest.mark.parametrize("is_shut", [False, True])
    def test_nothing_shows_through_a_shut_gate(self, client, monkeypatch, is_shut: bool) -> None:
        """Were the gate of counts to hide every cell, no figure at all would leave: each goes through it."""
        passed = disclosing._suppressed

        def nothing(table, **options):
            found = passed(table, **options)
            cells = tuple(tuple(None for _ in line) for line in found.cells)
            return disclosing.Released(found.rows, found.columns, cells, found.minimum)

        if is_shut:
            monkeypatch.setattr(disclosing, "_suppressed", nothing)
        made = learned()
        for cluster in (made.north, made.south):
            went(made, 37, cluster=cluster, sessions=3)
        client.force_login(made.lead)
        counted(client)
        files = ("programme_totals_file", "programme_doses_file")
        text, doses_of = (b"".join(client.get(reverse(name)).streaming_content).decode() for name in files)
        answer = client.get(reverse("programme_totals"))
        assert answer.status_code == 200
        page = answer.content.decode()
        figures = {
            ",flow,active,people,75,": text,
            ",37,111,": doses_of,
            ",74,222,": doses_of,
            ">75<": page,
            ">220<": page,
        }
        assert {figure: figure in where for figure, where in figures.items()} == dict.fromkeys(
            figures, not is_shut
        )

    def test_who_may_not_see_totals_of_the_city_is_refused(self) -> None:
        with pytest.raises(InputProblem, match="not open"):
            totals(Asked(), seen_by=worker(), on=BEGAN)

    def test_the_page_says_why_a_selection_is_shut(self, client) -> None:
        made = learned()
        went(made, 30)
        went(made, 3, cohort=made.second)
        client.force_login(made.lead)
        client.cookies["pazos_language"] = "en"
        counted(client, cohort=made.first.pk)
        answer = client.get(reverse("programme_totals"), {"cohort": made.first.pk})
        assert "could be worked out" in answer.content.decode()

    def test_what_is_all_of_them_stands_last_on_the_page_and_in_the_file(self) -> None:
        made = learned()
        cases = went(made, 40)
        ServiceReferral.objects.bulk_create(
            ServiceReferral(
                case=case,
                kind=kind,
                to="",
                sent_on=BEGAN,
                answer_due_on=BEGAN,
                answer="attended",
                answered_on=BEGAN,
                by=case.first_worker,
            )
            for kind in ("work", "health", "identity")
            for case in cases
        )
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        kept = totals(Asked(), seen_by=made.lead, on=NOW)  # as it comes back from where it is kept
        for one in (found, kept):
            in_file = [line[4] for line in lines(one) if line[3] == "services"]
            assert list(dict.fromkeys(in_file)) == ["health", "identity", "work", TOTAL]
            with translation.override("en"):
                told = wording.told(one)
                steps = [str(words) for words in wording.WAITS.values()]
            assert told["services"]["rows"][-1][0] == "All"
            assert told["flow_table"]["rows"][-1][0] == "All who were referred"
            assert [row[0] for row in told["waits"]["rows"]] == steps

    def test_groups_stand_in_their_own_order_and_those_of_no_cluster_last(self) -> None:
        made = learned()
        went(made, 20)
        went(made, 20, cluster=made.south)
        outside = went(made, 20)
        Case.objects.filter(pk__in=[one.pk for one in outside]).update(cluster=None)
        Referral.objects.filter(case__in=outside).update(cluster=None)
        with translation.override("en"):
            tables = {
                one["title"]: one
                for one in wording.told(totals(Asked(), seen_by=made.lead, on=NOW))["equity"]
            }
        assert [row[0] for row in tables["Cluster"]["rows"]] == ["Norte", "Sur", "in no cluster"]

    def test_the_file_holds_what_the_page_shows(self, client) -> None:
        made = learned()
        went(made, 33, exit="goals_met")
        client.force_login(made.lead)
        counted(client)
        text = b"".join(client.get(reverse("programme_totals_file")).streaming_content).decode()
        assert ",flow,finished,people,35," in text

    def test_of_those_referred_only_what_is_asked_before_is_told(self) -> None:
        made = learned()
        went(made, 30, sex="woman")
        refused(made, 30)
        found = totals(Asked(), seen_by=made.lead, on=NOW)
        with translation.override("en"):
            tables = {one["title"]: one["columns"] for one in wording.told(found)["equity"]}
        assert tables["Sex"][1:3] == ["Accepted", "Finished"]
        assert tables["Cluster"][1:4] == ["Referred", "Accepted", "Finished"]
        told = {(line[3], line[5]) for line in lines(found)}
        assert ("equity: cluster", "referred") in told
        assert ("equity: sex", "accepted") in told
        assert not [one for one in told if one[0] == "equity: sex" and "referred" in one[1]]

    def test_the_page_says_that_a_median_is_nobodys_own_where_it_is(self, client) -> None:
        made = learned()
        went(made, 30)
        client.force_login(made.lead)
        client.cookies["pazos_language"] = "en"
        counted(client)
        words = "the mean of the five people nearest to it"
        assert words in client.get(reverse("programme_totals")).content.decode()
        Run.objects.update(method_version=1)  # as it was counted before
        page = client.get(reverse("programme_totals")).content.decode()
        assert words not in page
        assert "From the referral to the end" in page

    def test_the_page_says_of_whom_waits_answers_and_counts_are(self, client) -> None:
        made = learned()
        went(made, 30)
        Satisfaction.objects.bulk_create(
            Satisfaction(cohort=made.first, month=BEGAN.replace(day=1), respect=4, use=4, again=5)
            for _ in range(9)
        )
        client.force_login(made.lead)
        client.cookies["pazos_language"] = "en"
        counted(client)
        page = client.get(reverse("programme_totals")).content.decode()
        assert "how long the others have waited so far is not in it" in page
        assert "Who came again is counted again" in page
        by_year = "these are the answers of the cohorts that began in that year"
        assert by_year not in page
        totals(Asked(year=BEGAN.year), seen_by=made.lead)
        year = client.get(reverse("programme_totals"), {"year": BEGAN.year}).content.decode()
        assert by_year in year

    def test_a_frozen_page_asks_few_questions(self, client, django_assert_max_num_queries) -> None:
        made = learned()
        went(made, 30)
        client.force_login(made.lead)
        counted(client)
        with django_assert_max_num_queries(35):
            assert client.get(reverse("programme_totals")).status_code == 200

    def test_a_page_counts_nothing_while_somebody_waits_for_it(
        self, client, django_assert_max_num_queries
    ) -> None:
        made = learned()
        went(made, 30)
        client.force_login(made.lead)
        client.cookies["pazos_language"] = "en"
        with django_assert_max_num_queries(30):
            page = client.get(reverse("programme_totals"), {"cluster": made.north.pk})
        assert "Nobody counted this selection yet" in page.content.decode()
        assert not Run.objects.exists()
        file = client.get(reverse("programme_totals_file"), {"cluster": made.north.pk})
        assert file.url == f"{reverse('programme_totals')}?cluster={made.north.pk}"

    def test_a_selection_is_counted_once_by_whoever_asks_first(self, client) -> None:
        made = learned()
        went(made, 30)
        client.cookies["pazos_language"] = "en"
        said = {"cluster": made.north.pk}
        client.force_login(person("other", Role.ANALYST))
        client.post(reverse("programme_totals"), said)
        client.force_login(made.lead)
        assert client.post(reverse("programme_totals"), said).url.endswith(f"?cluster={made.north.pk}")
        assert "It is being counted" in client.get(reverse("programme_totals"), said).content.decode()
        job = Job.objects.get(kind=KIND)
        counting.work.func(job.pk)
        job.refresh_from_db()
        assert (job.state, job.outcome["query"]) == ("done", f"cluster={made.north.pk}")
        assert Run.objects.get(method=METHOD).pk == job.outcome["programme_totals"]
        assert (
            "From the referral to the end" in client.get(reverse("programme_totals"), said).content.decode()
        )
        client.post(reverse("programme_totals"), said)
        assert Job.objects.filter(kind=KIND).count() == 1

    def test_whoever_asked_is_led_from_the_work_to_the_totals(self, client) -> None:
        made = learned()
        went(made, 30)
        client.force_login(made.lead)
        job = counted(client, cluster=made.north.pk)
        page = client.get(reverse("job", args=[job.pk])).content.decode()
        assert f"{reverse('programme_totals')}?cluster={made.north.pk}" in page
