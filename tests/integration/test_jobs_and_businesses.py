"""What is said of jobs, businesses and vacancies holds together: no day against another, nothing written over."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from accompanied import permits
from employed import Employed, employed
from pazos.domain.employment.actions import business, placing, wishing
from pazos.domain.employment.queries import totals
from pazos.domain.employment.queries.matching import matched
from pazos.domain.employment.rules.fitting import Why
from pazos.domain.employment.rules.stepping import Block
from pazos.domain.refusing import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.domain.employment.models import Business

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Employed:
    return employed()


def blocks_of(deed: Callable[[], object]) -> tuple[object, ...]:
    with pytest.raises(RefusedError) as refused:
        deed()
    return tuple(refused.value.blocks)


def test_a_job_does_not_end_before_a_month_at_which_they_were_still_there(here) -> None:
    given = {"field": "shop", "is_formal": True, "began_on": here.day(-100)}
    job = placing.place(here.mine, **given, by=here.wanda)
    three = job.checks.get(mark=3)
    placing.check(three, still_there=True, by=here.wanda)
    early = {"ended_on": here.day(-60), "why": "resigned", "by": here.wanda}
    assert blocks_of(lambda: placing.end(job, **early)) == (Block.LASTED_LONGER,)
    placing.take_check_back(three, by=here.wanda)
    placing.end(job, **early)
    asked = {"began_from": here.day(-200), "began_until": here.today, "on": here.today}
    said = {
        one.mark.value: (one.due, one.lasting) for one in totals.retention(**asked, seen_by=here.supervisor)
    }
    assert said[3] == (1, 0)


def test_a_job_ends_on_any_day_after_the_last_month_at_which_they_were_there(here) -> None:
    given = {"field": "shop", "is_formal": True, "began_on": here.day(-100)}
    job = placing.place(here.mine, **given, by=here.wanda)
    three = job.checks.get(mark=3)
    placing.check(three, still_there=True, by=here.wanda)
    placing.end(job, ended_on=three.due_on, why="resigned", by=here.wanda)
    assert set(job.checks.filter(mark__gt=3).values_list("still_there", flat=True)) == {False}


def planned(here: Employed) -> Business:
    return business.plan_business(here.mine, name="Marca Horno", field="kitchen", by=here.wanda)


def test_seed_capital_is_given_once_and_none_is_written_over_another(here) -> None:
    one = planned(here)
    business.move_business(one, to="funded", on=here.day(-9), capital="2500000.25", by=here.wanda)
    business.move_business(one, to="open", on=here.day(-5), by=here.wanda)
    again = {"to": "funded", "on": here.today, "capital": "100.10", "by": here.wanda}
    assert blocks_of(lambda: business.move_business(one, **again)) == (Block.HAS_CAPITAL,)
    one.refresh_from_db()
    assert (one.capital, one.funded_on) == (Decimal("2500000.25"), here.day(-9))


def test_nought_is_no_seed_capital(here) -> None:
    nought = {"to": "funded", "on": here.today, "capital": "0", "by": here.wanda}
    assert blocks_of(lambda: business.move_business(planned(here), **nought)) == (Block.NO_CAPITAL,)


def test_capital_that_came_after_the_opening_is_the_last_step_and_taken_back_first(here) -> None:
    one = planned(here)
    business.move_business(one, to="open", on=here.day(-5), by=here.wanda)
    business.move_business(one, to="funded", on=here.today, capital="100.10", by=here.wanda)
    business.step_back(one, by=here.wanda)
    one.refresh_from_db()
    assert (one.state, one.opened_on, one.capital, one.funded_on) == ("open", here.day(-5), None, None)
    business.step_back(one, by=here.wanda)
    one.refresh_from_db()
    assert (one.state, one.opened_on) == ("planned", None)


def test_a_business_does_not_close_before_it_began(here) -> None:
    one = planned(here)
    business.move_business(one, to="open", on=here.day(-5), by=here.wanda)
    early = {"to": "closed", "on": here.day(-6), "by": here.wanda}
    assert blocks_of(lambda: business.move_business(one, **early)) == (Block.CLOSED_BEFORE,)
    business.move_business(one, **{**early, "on": here.day(-5)})


def test_schooling_that_nobody_wrote_down_is_asked_for_and_not_said_to_be_missing(here) -> None:
    here.job(said={"school_years": 11})
    (found,) = matched(here.mine, on=here.today, seen_by=here.wanda)
    assert Why.SCHOOL_UNSAID in found.fit.reasons
    assert Why.SCHOOL_LESS not in found.fit.reasons
    wishing.say_wish(here.mine, school_years=5, by=here.wanda)
    (found,) = matched(here.mine, on=here.today, seen_by=here.wanda)
    assert Why.SCHOOL_LESS in found.fit.reasons


def test_what_a_company_asks_of_a_person_moves_no_vacancy_in_their_list(here) -> None:
    wishing.say_wish(here.mine, fields=["kitchen"], hours=["half"], school_years=5, by=here.wanda)
    much = {"school_years": 11, "papers": ["food", "identity"], "age_from": 40}
    sooner = here.job(said=much, open_until_on=here.day(10))
    later = here.job(said={}, open_until_on=here.day(20))
    other_hours = here.job(said={"hours": "full"}, open_until_on=here.day(5))
    found = matched(here.mine, on=here.today, seen_by=here.wanda)
    assert [one.vacancy for one in found] == [sooner, later, other_hours]


def test_nothing_waits_of_whoever_took_the_newest_of_two_permissions_back(here, client) -> None:
    given = {"field": "shop", "is_formal": True, "began_on": here.day(-40)}
    placing.place(here.mine, **given, by=here.wanda)
    client.force_login(here.wanda)
    assert here.mine.participant.name in client.get(reverse("work_due")).content.decode()
    permits(here.mine.participant, given_on=here.day(-5), withdrawn_on=here.today)
    assert here.mine.participant.name not in client.get(reverse("work_due")).content.decode()
