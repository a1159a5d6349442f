"""Accompaniment: who sees a case, who may write of it, how it turns, and what is left of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accompanied import TODAY, case_of, participant, permits, supervisor, worker
from pazos.domain.cases.actions import opening
from pazos.domain.cases.models import CaseTurn, NameKey
from pazos.domain.cases.queries import cases as queries
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.rules.opening import Block as Opening
from pazos.domain.cases.rules.working import Block, what_blocks_work
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.rules.consenting import Block as Permission
from pazos.foundation.access.policy import Role
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


def test_a_case_is_seen_by_its_pair_and_who_supervises_and_nobody_else() -> None:
    case = case_of()
    for one in (worker("Ana"), worker("Beto"), supervisor()):
        assert queries.case(case.pk, seen_by=one) == case
    for role in Role:
        if role is not Role.CASE_SUPERVISOR:
            from accompanied import person

            assert queries.case(case.pk, seen_by=person(f"x-{role}", role)) is None


def test_nobody_is_accompanied_without_a_permission() -> None:
    one = participant()
    with pytest.raises(RefusedError) as refused:
        opening.open_case(
            None, participant=one, supervisor=supervisor(), pair=[], on=TODAY(), by=supervisor()
        )
    assert refused.value.blocks == (Permission.NONE_GIVEN,)


def test_a_person_has_one_open_case() -> None:
    case = case_of()
    with pytest.raises(RefusedError) as refused:
        opening.open_case(
            None,
            participant=case.participant,
            supervisor=supervisor(),
            pair=[],
            on=TODAY(),
            by=supervisor(),
        )
    assert refused.value.blocks == (Opening.HAS_ONE,)


def test_a_pair_is_two_different_people_who_accompany() -> None:
    with pytest.raises(RefusedError) as refused:
        case_of(pair=[worker("Ana"), worker("Ana")])
    assert refused.value.blocks == (Opening.SAME_TWICE,)
    with pytest.raises(RefusedError) as refused:
        from accompanied import person

        case_of("Otra Persona", pair=[person("Galo", Role.GESTOR)])
    assert refused.value.blocks == (Opening.NOT_A_WORKER,)


def test_nobody_carries_more_than_the_published_ceiling_unless_the_supervisor_says_so() -> None:
    for n in range(CEILING):
        case_of(f"Persona Numero{n}", pair=[worker("Ana")])
    with pytest.raises(RefusedError) as refused:
        case_of("Una Más", pair=[worker("Ana")])
    assert refused.value.blocks == (Opening.TOO_MANY,)
    assert case_of("Otra Más", pair=[worker("Ana")], above_the_ceiling=True)


def test_nothing_is_written_of_a_case_once_the_permission_was_taken_back() -> None:
    case = case_of()
    assert what_blocks_work(case, on=TODAY(), by=worker("Ana")) == ()
    from pazos.domain.rights.models import Consent

    Consent.objects.update(withdrawn_on=TODAY())
    assert what_blocks_work(case, on=TODAY(), by=worker("Ana")) == (Permission.WITHDRAWN,)
    yesterday = TODAY() - timedelta(days=1)
    assert what_blocks_work(case, on=yesterday, by=worker("Ana")) == (Permission.WITHDRAWN,)


def test_only_its_pair_and_who_supervises_write_of_a_case() -> None:
    case = case_of()
    assert what_blocks_work(case, on=TODAY(), by=worker("Zoe")) == (Block.NOT_YOURS,)
    assert what_blocks_work(case, on=TODAY(), by=supervisor()) == ()


def test_a_case_is_found_by_how_the_words_of_a_chosen_name_begin() -> None:
    case = case_of("Camila del Río Restrepo")
    case_of("Camilo Pérez", pair=[worker("Zoe")])
    for text in ("cami", "RESTREPO", "rio cam", "Cam rest"):
        found = queries.named(text, seen_by=worker("Ana"))
        assert [one.pk for one in found.cases] == [case.pk], text
    assert len(queries.named("cami", seen_by=supervisor()).cases) == 2
    assert queries.named("camila perez", seen_by=supervisor()).cases == ()
    with pytest.raises(InputProblem):
        queries.named("ca", seen_by=supervisor())


def test_a_name_lies_nowhere_open() -> None:
    case_of("Camila Restrepo")
    assert not [one for one in NameKey.objects.values_list("key", flat=True) if "cam" in one.casefold()]


def test_the_story_of_a_case_begins_with_its_opening_and_its_pair() -> None:
    case = case_of()
    turns = CaseTurn.objects.filter(case=case).order_by("at").values_list("turn", "first_worker__name")
    assert list(turns) == [("opened", "Ana"), ("assigned", "Ana")]
    assert permits(case.participant)
