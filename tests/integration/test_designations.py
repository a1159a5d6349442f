"""A designation is argued, signed, and never changed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pazos.domain.designations import actions, queries
from pazos.domain.designations.actions import NotSignedError, ProposedCluster
from pazos.domain.designations.rules import Block, DesignationFacts, what_blocks_signing
from pazos.domain.people.actions import open_account
from pazos.domain.people.models import Staff
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.audit.queries import first_broken_link
from pazos.foundation.runs.actions import Input, carry_out

if TYPE_CHECKING:
    from pazos.domain.designations.models import Designation
    from pazos.foundation.runs.models import Run

READY = DesignationFacts(
    is_draft=True, clusters=7, age_from=14, age_to=29, reasons="Six in ten deaths.", legal_basis="Decree 1"
)


@pytest.fixture
def lead(db: None) -> Staff:
    return open_account(
        username="lead", name="Lead", role=Role.STRATEGY_LEAD, password="a long phrase", by=None
    )


@pytest.fixture
def run(lead: Staff) -> Run:
    return carry_out(
        "clusters",
        lambda: {"covered": 1},
        by=lead,
        inputs=[Input("deaths", "0" * 64, 1)],
        parameters={"clusters": 1},
    )


def draft(run: Run, by: Staff) -> Designation:
    place, _ = Neighbourhood.objects.get_or_create(code="01", name="Loreto")
    return actions.propose(
        title="First",
        run=run,
        clusters=[ProposedCluster((place.pk,))],
        evidence=[run],
        ages=(14, 29),
        by=by,
    )


def argue(designation: Designation, by: Staff) -> None:
    actions.argue(designation, ages=(14, 29), reasons="Because.", legal_basis="Decree 1", by=by)


@pytest.mark.parametrize(
    ("change", "block"),
    [
        ({"is_draft": False}, Block.NOT_A_DRAFT),
        ({"clusters": 0}, Block.NO_CLUSTERS),
        ({"age_to": None}, Block.NO_AGES),
        ({"reasons": " "}, Block.NO_REASONS),
        ({"legal_basis": ""}, Block.NO_LEGAL_BASIS),
    ],
)
def test_each_missing_thing_blocks_signing(change: dict[str, object], block: Block) -> None:
    assert what_blocks_signing(READY) == ()
    assert what_blocks_signing(DesignationFacts(**{**vars(READY), **change})) == (block,)


def test_a_draft_without_reasons_is_not_signed_and_says_everything_missing(run: Run, lead: Staff) -> None:
    with pytest.raises(NotSignedError) as refused:
        actions.sign(draft(run, lead), by=lead)
    assert set(refused.value.blocks) == {Block.NO_REASONS, Block.NO_LEGAL_BASIS}
    assert queries.in_force() is None


def test_a_new_designation_takes_the_place_of_the_old_one_which_stays(run: Run, lead: Staff) -> None:
    first, second = draft(run, lead), draft(run, lead)
    for designation in (first, second):
        argue(designation, lead)
        actions.sign(designation, by=lead)
    current = queries.in_force()
    assert current is not None
    assert (current.id, current.supersedes) == (second.pk, first.pk)
    assert {view.id: view.state for view in queries.all_of_them()}[first.pk] == "superseded"


def test_what_was_signed_cannot_be_argued_again(run: Run, lead: Staff) -> None:
    designation = draft(run, lead)
    argue(designation, lead)
    actions.sign(designation, by=lead)
    designation.refresh_from_db()
    with pytest.raises(NotSignedError):
        argue(designation, lead)


def test_an_altered_trail_shows_where_it_was_altered(run: Run, lead: Staff) -> None:
    argue(draft(run, lead), lead)
    assert first_broken_link() is None
    event = AuditEvent.objects.get(verb="designation.proposed")
    AuditEvent.objects.filter(pk=event.pk).update(facts={"clusters": 9})
    assert first_broken_link() == event


def test_the_same_computation_has_the_same_result_hash(lead: Staff) -> None:
    runs = [
        carry_out("x", lambda: {"b": 0.1 + 0.2, "a": float("nan")}, by=lead, inputs=[], parameters={})
        for _ in range(2)
    ]
    assert runs[0].result_hash == runs[1].result_hash
    assert runs[0].result == {"a": None, "b": 0.1 + 0.2}


def test_a_withdrawn_draft_is_kept_and_can_be_taken_up_again(run: Run, lead: Staff) -> None:
    designation = draft(run, lead)
    actions.withdraw(designation, by=lead)
    assert queries.all_of_them() == ()
    with pytest.raises(NotSignedError) as refused:
        argue(designation, lead)
    assert refused.value.blocks == (Block.NOT_A_DRAFT,)
    actions.take_up_again(designation, by=lead)
    argue(designation, lead)
    actions.sign(designation, by=lead)
    verbs = list(AuditEvent.objects.filter(verb__startswith="designation.").values_list("verb", flat=True))
    assert verbs == [
        "designation.proposed",
        "designation.withdrawn",
        "designation.taken_up_again",
        "designation.argued",
        "designation.signed",
    ]


def test_what_was_signed_is_neither_withdrawn_nor_renamed(run: Run, lead: Staff) -> None:
    designation = draft(run, lead)
    argue(designation, lead)
    actions.sign(designation, by=lead)
    with pytest.raises(NotSignedError):
        actions.withdraw(designation, by=lead)
    with pytest.raises(NotSignedError):
        actions.name_clusters(designation, title="Other", names={1: "Other"}, by=lead)
    with pytest.raises(NotSignedError) as refused:
        actions.take_up_again(designation, by=lead)
    assert refused.value.blocks == (Block.NOT_WITHDRAWN,)


def test_a_draft_takes_the_names_the_city_calls_its_clusters(run: Run, lead: Staff) -> None:
    designation = draft(run, lead)
    actions.name_clusters(designation, title="PAZOS II", names={1: "La Emilia"}, by=lead)
    view = queries.one(designation.pk)
    assert view is not None
    assert (view.title, view.clusters[0].name) == ("PAZOS II", "La Emilia")


def test_a_draft_is_seen_by_those_who_may_propose_and_by_nobody_else(run: Run, lead: Staff) -> None:
    designation = draft(run, lead)
    for role in Role:
        person = Staff(username=role.value, name=role.value, role=role.value)
        seen = queries.one_seen_by(person, designation.pk)
        assert (seen is not None) == (role in {Role.STRATEGY_LEAD, Role.ANALYST}), role


def test_a_signed_designation_is_seen_by_those_who_see_areas_and_knows_its_successor(
    run: Run, lead: Staff
) -> None:
    first, second = draft(run, lead), draft(run, lead)
    for designation in (first, second):
        argue(designation, lead)
        actions.sign(designation, by=lead)
    for role in Role:
        person = Staff(username=role.value, name=role.value, role=role.value)
        seen = queries.several_seen_by(person, [first.pk, second.pk])
        expected = [(first.pk, second.pk), (second.pk, None)] if may(role, Permission.SEE_AREAS) else []
        assert [(view.id, view.successor) for view in seen] == expected, role
