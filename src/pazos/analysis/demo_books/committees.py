"""The demo city's committees: six years of sessions, decisions and promises, kept, late, let go and contradicted.

Committees and seats go through the deeds that a city uses; their past sessions are brought in at once.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.analysis.demo_books import committees_words as words
from pazos.analysis.demo_books.committees_past import Body, invent_past
from pazos.domain.committees import actions
from pazos.domain.committees.actions.bringing_in import bring_in
from pazos.domain.committees.vocabulary import Kind
from pazos.domain.documents.actions import keep
from pazos.domain.people.actions import open_account
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.queries import current_strategy
from pazos.foundation.access.policy import Role
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.committees.models import Committee, Seat
    from pazos.domain.documents.models import Document
    from pazos.domain.strategy.models import Strategy

CONSTITUTED_ON, CHANGE_ON = date(2020, 11, 17), date(2024, 1, 2)
LEGAL_BASIS = "Decreto municipal 0147 de 2020 (inventado), artículo {article}"


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Make the committees, seat them and bring in what they did; return what was made.

    Raises:
        InputProblem: there is no strategy that they could belong to.
    """
    import numpy as np

    strategy = current_strategy()
    if strategy is None:
        raise InputProblem(N_("There is no strategy yet. Begin it on its page first."))
    lead, rng, today = by[Role.STRATEGY_LEAD], np.random.default_rng(seed), timezone.localdate()
    people = _people(by)
    papers = [_paper(title, lead) for title in words.PAPERS]
    made: Counter[str] = Counter()
    bodies = [
        Body(one, committee, _seats(committee, one, people, lead))
        for one, committee in _committees(strategy, lead)
    ]
    council = next(one.committee for one in bodies if one.words.kind is Kind.COUNCIL)
    voice = by.get(Role.COMMITTEE_MEMBER, lead)
    for body in bodies:
        past = invent_past(
            body, rng, today=today, by=lead, accepts=by[Role.ANALYST], council=(council, voice), papers=papers
        )
        bring_in(past, of=body.committee, by=lead)
        made += Counter(
            committees=1,
            seats=len(body.seats),
            sessions=len(past.sessions),
            decisions=len(past.decisions),
            commitments=len(past.commitments),
            minutes=len(past.minutes),
            reviews=len(past.reviews),
        )
    return made


def _people(by: Mapping[Role, Staff]) -> dict[str, Staff]:
    """Return who holds the offices: accounts that stand already by their role, the others opened now."""
    found = {f"<{role.value}>": staff for role, staff in by.items()}
    for username, one in words.ACCOUNTS.items():
        role = Role.DEPARTMENT if one.department else Role.COMMITTEE_MEMBER
        found[username] = open_account(
            username=username, name=one.name, role=role, organisation=_department(one.department), by=None
        )
    for staff in found.values():
        # Nobody reads these: in the demo every mail becomes a file of the city.
        staff.email = staff.email or f"{staff.username}@example.org"
    Staff.objects.bulk_update(found.values(), ["email"])
    return found


def _department(code: str) -> Organisation | None:
    from pazos.analysis.demo_books.strategy_words import DEPARTMENTS

    return Organisation.objects.filter(name=DEPARTMENTS[code]).first() if code else None


def _paper(title: str, by: Staff) -> Document:
    content = f"{title}\n\nDocumento inventado de una ciudad que no existe.\n".encode()
    name = f"{title.lower().replace(' ', '-')}.txt"
    return keep(title=title, file_name=name, content=io.BytesIO(content), organisation=None, by=by)


def _committees(strategy: Strategy, by: Staff) -> Iterator[tuple[words.BodyWords, Committee]]:
    components = {one.code: one for one in strategy.components.all()}
    for article, one in enumerate(words.BODIES, start=4):
        yield (
            one,
            actions.constitute(
                strategy=strategy,
                code=one.code,
                name=one.name,
                kind=one.kind,
                legal_basis=LEGAL_BASIS.format(article=article),
                constituted_on=CONSTITUTED_ON,
                quorum=one.quorum,
                every_months=one.every,
                component=components.get(one.component),
                by=by,
            ),
        )


def _seats(
    committee: Committee, one: words.BodyWords, people: Mapping[str, Staff], by: Staff
) -> tuple[Seat, ...]:
    return tuple(seat for said in one.seats for seat in _seat(committee, said, people, by))


def _seat(committee: Committee, said: words.SeatWords, people: Mapping[str, Staff], by: Staff) -> list[Seat]:
    first = actions.seat(
        committee,
        office=said.office,
        organisation=_department(said.department),
        holder=people.get(said.account),
        has_vote=said.part not in ("secretary", "listens"),
        is_chair=said.part == "chair",
        is_secretary=said.part == "secretary",
        from_on=CONSTITUTED_ON,
        by=by,
    )
    follower = people.get(words.FOLLOWED_BY.get(said.account, ""))
    if follower is None:
        return [first]
    return [first, actions.hand_over(first, holder=follower, from_on=CHANGE_ON, by=by)]
