"""Every deed of participants and of rights over data, with a mark for each word; and two rows that are one person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pazos.domain.cases.actions import merging, merging_rows, turning
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.participants import actions as participants
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.actions import consents, demands, erasing, releasing, requests
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import Ground
from referred import born

if TYPE_CHECKING:
    from marked.stage import Stage
    from pazos.domain.participants.models import Participant
    from pazos.domain.rights.models import Consent, Request


def permit(on: Stage, one: Participant) -> Consent:
    words = on.said("rights.consents.give", "signatory", "purpose_text", "document")
    days = {"given_on": on.today, "expires_on": on.day(300)}
    said = {"basis": "consent", "purpose": "accompaniment", "relation": "self"}
    subject = Subject("participant", one.pk)
    return consents.give(subject, id=uuid4(), by=on.worker, **said, **days, **words)


def somebody(on: Stage, what: str, **said: Any) -> Participant:
    """Write somebody down by name, document and word."""
    words = on.said(f"participants.{what}", "name", "document", "word")
    words["name"] += " Mina"
    values = {
        "agreed_on": on.today,
        "born_on": born(20, days=len(on.marks.of) % 300),
        "neighbourhood": on.town.street.places["N1"],
    }
    return participants.register(**{**values, **words, **said}, by=on.supervisor)


def people(on: Stage) -> None:
    """The person of the case stands a second time, is made one with it, parted, and made one again."""
    traits = Traits(birth_why=on.marks("participants.register.birth_why"))
    twin = somebody(on, "register", document="", traits=traits)
    participants.correct(
        twin,
        traits=replace(Traits.read(twin.traits), birth_why=on.marks("participants.correct.birth_why")),
        neighbourhood=twin.neighbourhood,
        name=f"{on.marks('participants.correct.name')} Mina",
        by=on.supervisor,
    )
    permit(on, twin)
    for again in (False, True):
        why = on.marks("cases.merging.merge.why")
        merge = merging.merge(on.person, twin, why=why, by=on.supervisor, papers_seen=True)
        merging_rows.written_since(merge.what_moved, on.person)
        if not again:
            merging.undo(merge, by=on.supervisor)
    on.kept["twin"] = twin


def consent(on: Stage) -> None:
    """A permission is renewed and taken back; that of somebody who has no case beside it."""
    other = somebody(on, "register alone")
    held = permit(on, other)
    words = on.said("rights.consents.renew", "signatory", "document")
    days = {"given_on": on.today, "expires_on": on.day(400)}
    consents.renew(held, id=uuid4(), relation="self", by=on.worker, **days, **words)
    consents.withdraw(held, on=on.today, why=on.marks("rights.consents.withdraw.why"), by=on.worker)
    permit(on, other)
    case = open_case(
        None, participant=other, supervisor=on.supervisor, pair=[on.worker], on=on.today, by=on.supervisor
    )
    turning.rest_without_permission(other.pk, by=None)
    on.kept["other case"] = case


def desk(on: Stage) -> None:
    """A claim goes through every step; a demand of an authority; a holiday; a data set; a period."""
    by = on.officer
    claim = _claim(on)
    requests.search(claim, said=on.marks("rights.requests.search.said"), by=by)
    subject = Subject("participant", on.kept["other case"].participant_id)
    requests.identify(claim, subject=subject, proof="document", on=on.today, by=by)
    missing = on.marks("rights.requests.send_back.missing")
    requests.send_back(claim, missing=missing, on=on.today, by=by)
    requests.complete(claim, on=on.today, by=by)
    requests.mark(claim, on=on.today, by=by)
    requests.extend(claim, why=on.marks("rights.requests.extend.why"), on=on.today, by=by)
    letter = on.marks("rights.requests.answer.letter")
    requests.answer(claim, answer="refused", letter=letter, on=on.today, by=by)
    words = on.said("rights.demands.receive", "office", "legal_basis", "asked", "document")
    said = {"authority": "judge", "kind": "information", "received_on": on.today}
    demand = demands.receive(id=uuid4(), by=by, **said, **words)
    reasons = on.marks("rights.demands.decide.reasons")
    demands.decide(demand, decision="refused", reasons=reasons, on=on.today, by=by)
    _public(on)


def _claim(on: Stage) -> Request:
    words = on.said("rights.requests.receive", "requester", "contact", "asked")
    said = {"kind": "claim", "channel": "counter", "relation": "self", "received_on": on.today}
    return requests.receive(id=uuid4(), by=on.officer, **said, **words)


def _public(on: Stage) -> None:
    by = on.officer
    for away in (True, False):
        words = on.said("rights.requests.declare_holiday", "name", "decree")
        holiday = requests.declare_holiday(on.day(200 + away), by=by, **words)
        if away:
            requests.remove_holiday(holiday, by=by)
    words = on.said("rights.releasing.prepare", "dataset", "content", "covers", "remark")
    columns = [{"name": "month", "meaning": on.marks("rights.releasing.prepare.columns")}]
    made = releasing.prepare(columns=columns, rows=1, suppressed={}, by=by, **words)
    releasing.sign(made, as_prepared=True, by=on.staff["second"])
    releasing.withdraw(made, why=on.marks("rights.releasing.withdraw.why"), by=by)
    reason = on.marks("rights.erasing.set_period.reason")
    erasing.set_period("cases.cases", months=60, reason=reason, by=by)


def let_go(on: Stage) -> None:
    """Somebody without a case is erased, twice as after a backup; nothing else is due yet."""
    gone = somebody(on, "register erased")
    name, key = "activities.participants", str(gone.pk)
    erasing.erase(name, key, ground=Ground.WRONGLY_KEPT, by=on.officer)
    erasing.erase_again(name, key)
    erasing.retain(by=on.officer)
