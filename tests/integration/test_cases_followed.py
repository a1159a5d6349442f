"""What of a case follows from elsewhere: the name it is found by, workshops, a permission that ends of itself."""

from __future__ import annotations

import pytest

from accompanied import case_of, participant, supervisor
from pazos.domain.cases.actions import merging
from pazos.domain.cases.models import Case, NameKey
from pazos.domain.cases.queries.cases import keys_of_name, named
from pazos.domain.participants.actions import correct
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found(text: str) -> list[Case]:
    return list(named(text, seen_by=supervisor()).cases)


def keys_kept() -> set[str]:
    return set(NameKey.objects.values_list("key", flat=True))


class TestTheNameOfACase:
    def test_corrected_it_is_found_by_the_new_name_and_no_longer_by_the_old(self) -> None:
        case = case_of("Camila Restrepo")
        correct(case.participant, by=supervisor(), traits=Traits(), neighbourhood=None, name="Yésica Mina")
        assert found("yes min") == [case]
        assert found("cam") == []
        assert keys_kept() == set(keys_of_name("Yésica Mina"))

    def test_of_somebody_without_a_case_nothing_is_kept_to_find_them_by(self) -> None:
        one = participant("Camila Restrepo")
        correct(one, by=supervisor(), traits=Traits(), neighbourhood=None, name="Yésica Mina")
        assert keys_kept() == set()

    def test_merged_it_is_found_by_the_kept_name_alone_and_parted_by_its_own_again(self) -> None:
        case, kept = case_of("Camila Restrepo"), participant("Yésica Mina")
        made = merging.merge(kept, case.participant, why="es la misma", by=supervisor())
        assert (found("yesica"), found("camila")) == ([case], [])
        assert keys_kept() == set(keys_of_name("Yésica Mina"))
        merging.undo(made, by=supervisor())
        assert (found("yesica"), found("camila")) == ([], [case])
        assert keys_kept() == set(keys_of_name("Camila Restrepo"))

    def test_corrected_while_merged_and_parted_since_the_case_goes_back_to_its_own_name(self) -> None:
        case, kept = case_of("Camila Restrepo"), participant("Yésica Mina")
        made = merging.merge(kept, case.participant, why="es la misma", by=supervisor())
        kept.refresh_from_db()
        correct(kept, by=supervisor(), traits=Traits(), neighbourhood=None, name="Yurani Mina")
        assert (found("yurani"), found("yesica")) == ([case], [])
        merging.undo(made, by=supervisor())
        assert (found("yurani"), found("camila")) == ([], [case])
        assert Participant.objects.get(pk=kept.pk).name == "Yurani Mina"
