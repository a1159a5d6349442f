"""Work, justice and venues: places, hours and numbers that two want in one moment."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest

from accompanied import case_of, worker
from at_once import ALONE, blocks_of, each_alone, split, together  # noqa: F401 - a fixture
from employed import employed
from pazos.domain.employment.actions import answering, applying, placing, terms
from pazos.domain.employment.models import Application, Placement, VacancyTerms
from pazos.domain.employment.rules import stepping
from pazos.domain.justice.actions import measures, opening, orientation
from pazos.domain.justice.models import Measure, MeasureHours, Orientation, Process
from pazos.domain.justice.rules import measures as measure_rules
from pazos.domain.justice.standing import number_of
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.vocabulary import Ground
from pazos.domain.venues.actions import keeping
from pazos.domain.venues.models import UseCount, Venue
from pazos.science.problems import InputProblem
from reached import reached
from restorative import ago, flor, opened, ordered

pytestmark = [ALONE, pytest.mark.usefixtures("each_alone")]


class TestPlaces:
    def test_the_last_place_of_a_vacancy_is_filled_once(self) -> None:
        town = employed()
        job = town.job(said={}, places=1)
        mine, theirs = town.applied(vacancy=job), town.applied(town.theirs, vacancy=job)
        deeds = [partial(answering.answer, one, said="taken", by=town.omar) for one in (mine, theirs)]
        _, refused = split(together(*deeds, before=(type(job), Application)))
        assert blocks_of(refused) == [(stepping.Block.NO_PLACES,)]
        job.refresh_from_db()
        assert (job.filled, Application.objects.filter(state="placed").count()) == (1, 1)

    def test_a_vacancy_chosen_twice_is_one_application(self) -> None:
        town = employed()
        job = town.job(said={})
        deed = partial(applying.choose, town.mine, vacancy=job.pk, by=town.wanda)
        given, refused = split(together(deed, deed, before=(Application,)))
        assert (refused, given[0].pk) == ([], given[1].pk)

    def test_a_job_written_twice_is_one_and_fills_one_place(self) -> None:
        town = employed()
        application = town.applied()
        said = {"field": "kitchen", "is_formal": True, "began_on": town.today, "application": application}
        deed = partial(placing.place, town.mine, **said, by=town.wanda)
        _, refused = split(together(deed, deed, before=(Placement,)))
        assert refused == []
        application.vacancy.refresh_from_db()
        assert (Placement.objects.count(), application.vacancy.filled) == (1, 1)

    def test_a_job_taken_back_twice_is_gone_once_and_the_second_is_told(self) -> None:
        town = employed()
        said = {"field": "kitchen", "is_formal": True, "began_on": town.today}
        deed = partial(placing.take_back, placing.place(town.mine, **said, by=town.wanda), by=town.wanda)
        _, refused = split(together(deed, deed, before=(Placement,)))
        assert list(map(str, refused)) == ["There is no such record any more."]
        assert not Placement.objects.exists()

    def test_a_company_that_answers_of_what_is_erased_is_told(self) -> None:
        town = employed()
        application = town.applied()
        Application.objects.all().delete()
        with pytest.raises(InputProblem, match="no such record any more"):
            answering.answer(application, said="taken", by=town.omar)

    def test_terms_said_twice_are_said_once(self) -> None:
        town = employed()
        deed = partial(terms.say_terms, town.job(), field="kitchen", hours="half", by=town.agreed.lead)
        _, refused = split(together(deed, deed, before=(VacancyTerms,)))
        assert (refused, VacancyTerms.objects.count()) == ([], 1)


class TestMeasures:
    def test_a_day_has_its_hours_once(self) -> None:
        measure = ordered(case_of())
        deeds = [hours(measure, 2, days=1), hours(measure, 3, days=1)]
        _, refused = split(together(*deeds, before=(MeasureHours,)))
        assert blocks_of(refused) == [(measure_rules.Block.TWICE,)]
        assert MeasureHours.objects.get().hours == 2

    def test_a_week_is_not_filled_twice(self) -> None:
        measure = ordered(case_of())
        monday = ago(14).weekday() + 14  # days since the Monday of a week that is over
        deeds = [hours(measure, 5, days=monday), hours(measure, 5, days=monday - 1)]
        _, refused = split(together(*deeds, before=(MeasureHours,)))
        assert blocks_of(refused) == [(measure_rules.Block.WEEK_FULL,)]
        assert MeasureHours.objects.count() == 1

    def test_hours_and_measures_sent_twice_stand_once(self) -> None:
        case, number = case_of(), uuid4()
        deed = partial(ordered, case, id=number)
        given, refused = split(together(deed, deed, before=(Measure,)))
        assert (refused, [one.pk for one in given]) == ([], [number] * 2)
        deed = hours(given[0], 2, days=1)
        _, refused = split(together(deed, deed, before=(MeasureHours,)))
        assert (refused, MeasureHours.objects.count()) == ([], 1)


def hours(measure: Measure, number: int, *, days: int) -> partial[MeasureHours]:
    said = {"id": uuid4(), "on": ago(days), "hours": Decimal(number)}
    return partial(measures.write_hours, measure, **said, by=worker("Ana"))


class TestNumbers:
    def test_a_process_sent_twice_is_opened_once(self) -> None:
        flor()
        number = uuid4()
        deed = partial(opened, id=number)
        given, refused = split(together(deed, deed, before=(Process,)))
        assert (refused, [one.pk for one in given]) == ([], [number] * 2)
        assert Process.objects.count() == 1

    def test_two_processes_never_have_one_number(self) -> None:
        flor()
        first, second = like(uuid4()), like(uuid4())
        deeds = [partial(opened, id=first), partial(opened, id=second)]
        given, refused = split(together(*deeds, before=(Process,)))
        assert [number_of(one.pk) for one in given] == [number_of(second)]
        assert isinstance(refused[0], InputProblem)
        assert Process.objects.count() == 1

    def test_the_number_of_an_erased_process_is_not_given_again(self) -> None:
        erase("justice.processes", str(opened(id=like(uuid4())).pk), ground=Ground.RETENTION, by=None)
        with pytest.raises(InputProblem, match="n"):
            opening.open_process(id=like(uuid4()), asked="harmed", asked_on=ago(1), harm="injury", by=flor())
        assert Process.objects.count() == 0

    def test_an_orientation_sent_twice_counts_one(self) -> None:
        by, number = flor(), uuid4()
        deed = partial(orientation.orient, id=number, matter="family", on=ago(0), solved=True, by=by)
        given, refused = split(together(deed, deed, before=(Orientation,)))
        assert (refused, len(given), Orientation.objects.count()) == ([], 2, 1)

    def test_two_venues_made_at_once_have_two_codes(self) -> None:
        city = reached()
        deeds = [partial(park, city, name) for name in ("Parque Uno", "Parque Dos")]
        given, refused = split(together(*deeds, before=(Venue,)))
        assert refused == []
        assert len({one.code for one in given}) == Venue.objects.count() == 2

    def test_a_code_that_two_want_is_the_first_ones(self) -> None:
        city = reached()
        deeds = [partial(park, city, name, code="P-1") for name in ("Parque Uno", "Parque Dos")]
        _, refused = split(together(*deeds, before=(Venue,)))
        assert [getattr(one, "template", "") for one in refused] == ["Another venue has this code."]

    def test_one_hour_counted_twice_is_corrected(self) -> None:
        city = reached()
        said = {"on": ago(1), "hour": 17, "men": 3, "children": 4, "by": city.lead}
        venue = park(city, "Parque Uno")
        deeds = [partial(keeping.count_use, venue, women=number, **said) for number in (5, 6)]
        _, refused = split(together(*deeds, before=(UseCount,)))
        assert (refused, UseCount.objects.get().women) == ([], 6)


def like(number: UUID) -> UUID:
    """Return a number of which the people say the same eight letters."""
    return UUID("abad1dea" + number.hex[8:])


def park(city, name: str, **said: object) -> Venue:
    return keeping.make(name=name, kind="park", neighbourhood=city.places["N1"], by=city.lead, **said)
