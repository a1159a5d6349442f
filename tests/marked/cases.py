"""Every deed of accompaniment, from the first word of a referral to the follow-up, with a mark for each word."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import timezone

from pazos.domain.cases.actions import (
    assessing,
    assessing_sheets,
    cohorts,
    crises,
    excepting,
    following_up,
    incentives,
    planning,
    referring,
    reviews,
    safety,
    services,
    sessions,
    turning,
    voice,
    voice_rights,
    voice_satisfaction,
)
from pazos.domain.cases.instruments import instrument
from pazos.domain.cases.models import FollowUp
from pazos.domain.cases.queries import voice_sheet
from pazos.domain.cases.queries.voice_satisfaction import code_of
from pazos.domain.cases.rules.safety import Part
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import AgeBand
from referred import born, permit_of

if TYPE_CHECKING:
    from marked.stage import Stage
    from pazos.domain.cases.models import Crisis, Referral


def referrals(on: Stage) -> None:
    """Somebody is told of, written of anew, argued for, held, told, accepted; others are refused and withdrawn."""
    town = on.town
    row = _told(on, "refer")
    said = on.said("cases.referring.complete", "name", "contact", "guardian", "reason", "order_paper")
    said["name"] += " Mina"
    rest = {"age_band": AgeBand.UNKNOWN, "born_on": born(20), "ordered_until": on.day(90)}
    referring.complete(row, by=town.sara, neighbourhood=town.street.places["N1"], **rest, **said)
    paper = on.marks("cases.referring.hold.order_paper")
    referring.hold(row, by=town.sara, told_on=on.today, ordered_until=on.day(80), order_paper=paper)
    referring.tell(row, on=on.today, by=on.worker)
    on.case = town.accept(
        row,
        "supervisor",
        permit=permit_of(
            signatory=on.marks("cases.accepting.accept.signatory"),
            purpose_text=on.marks("cases.accepting.accept.purpose_text"),
            document=on.marks("cases.accepting.accept.document of the paper"),
        ),
        pair=(on.worker, town.wilma),
        document=on.marks("cases.accepting.accept.document"),
        word=on.marks("cases.accepting.accept.word"),
        before_others="not_reached",
    )
    on.kept["referral"] = row
    withdrawn = _told(on, "refer withdrawn")
    referring.withdraw(withdrawn, by=town.ana)
    referring.take_back(withdrawn, by=town.ana)
    referring.refuse(withdrawn, refusal="not_wanted", by=on.worker, told_on=on.today)
    _exception(on)


def _told(on: Stage, what: str, **said: object) -> Referral:
    words = on.said(f"cases.referring.{what}", "name", "contact", "guardian", "reason", "order_paper")
    words["name"] += " Mina"
    return on.town.refer(**{**words, **said})


def _exception(on: Stage) -> None:
    """Two argue for somebody who does not fit: one is turned down, the other approved."""
    from pazos.domain.cases.queries import eligibility
    from pazos.domain.cases.rules.eligibility import Fit

    row = _told(on, "refer elsewhere", place="X1", by="ana")
    assert eligibility.eligibility(row).place is not Fit.FITS
    for deed in (excepting.turn_down, excepting.approve):
        argument = on.marks("cases.excepting.argue.argument")
        excepting.argue(row, ground="ties", argument=argument, by=on.town.sara)
        deed(row, by=on.supervisor)


def care(on: Stage) -> None:
    """Assessments, a life plan, safety plans and crises."""
    case, by = on.case, on.worker
    for note in (True, False):
        half = assessing.begin(
            case, instrument="phq9", occasion="first", dimension="individual", on=on.today, by=by
        )
        assessing.answer(half, answers={one.code: 1 for one in instrument("phq9").items}, by=by)
        if note:
            assessing.finish(half, note=on.marks("cases.assessing.finish.note"), by=by)
        else:
            assessing.leave(half, by=by)
    _plan(on)
    parts = {part.value: on.marks("cases.safety.write.parts") for part in Part}
    plan = safety.write(case, parts=parts, review_on=on.day(30), by=by)
    safety.review(plan, review_on=on.day(60), by=by)
    safety.approve(plan, by=on.supervisor)
    for crisis in case.crises.filter(closed_at=None):  # of an answer that could not be left in silence
        crises.call_it_none(crisis, why=on.marks("cases.crises.call_it_none.why"), by=on.supervisor)
    opened = crises.open_crisis(
        case,
        kind="threat",
        what=on.marks("cases.crises.open_crisis.what"),
        known_at=timezone.now() - timedelta(hours=1),
        by=by,
    )
    _follow(on, opened)
    crises.sign_off(opened, by=on.supervisor)
    shipped = files("pazos.domain.cases.pathways") / "shipped" / "missing-1.json"
    own = json.loads(shipped.read_text("utf-8")) | {"version": 2}
    own["items"][0]["es"] = on.marks("cases.assessing_sheets.keep.content")
    assessing_sheets.keep(own, kind="pathway", by=on.supervisor)


def _plan(on: Stage) -> None:
    case, by = on.case, on.worker
    aim = on.marks("cases.planning.set_goal.aim")
    goal = planning.set_goal(case, dimension="productive", aim=aim, due_on=None, by=by)
    goal = planning.move_goal(goal, due_on=on.day(60), version=goal.version, by=by)
    text = on.marks("cases.planning.add_step.text")
    step = planning.add_step(goal, text=text, by_person=True, due_on=None, by=by)
    planning.end_step(step, end="done", by=by)
    planning.open_step_again(step, by=by)
    anew = on.marks("cases.planning.say_anew.aim")
    goal = planning.say_anew(goal, aim=anew, due_on=None, version=goal.version, by=by)
    planning.end_goal(goal, end="done", by=by)
    planning.open_goal_again(goal, by=by)


def _follow(on: Stage, crisis: Crisis) -> None:
    for place, row in enumerate(crisis.items.order_by("pk")):
        if not row.is_duty:
            crises.argue_item(row, why=on.marks("cases.crises.argue_item.why"), by=on.worker)
            if place % 2:
                continue
            crises.take_item_back(row, by=on.worker)
        proof = on.marks("cases.crises.do_item.proof")
        crises.do_item(row, done_at=timezone.now(), proof=proof, by=on.worker)


def course(on: Stage) -> None:
    """Meetings, services, support, reviews, a cohort; the case is passed on, rests, is taken up, ends."""
    case, by, town = on.case, on.worker, on.town
    met = {"kind": "individual", "came": "met", "on": on.today, "minutes": 30, "dimensions": ["family"]}
    for out in (False, True):
        note = on.marks("cases.sessions.write.note")
        row = sessions.write(case, id=uuid4(), note=note, by=by, **met)
        sessions.correct(row, note=on.marks("cases.sessions.correct.note"), by=by)
        if out:
            sessions.take_out(row, by=by)
    said = on.said("cases.services.send", "to", "note")
    sent = services.send(case, id=uuid4(), kind="health", sent_on=on.today, by=by, **said)
    note = on.marks("cases.services.answered.note")
    services.answered(sent, answer="attended", on=on.today, note=note, by=by)
    for out in (False, True):
        what = on.marks("cases.incentives.give.what")
        given = incentives.give(case, id=uuid4(), what=what, given_on=on.today, amount=Decimal(9000), by=by)
        if out:
            incentives.take_out(given, by=by)
    agreed = on.marks("cases.reviews.review.agreed")
    reviews.review(case, id=uuid4(), on=on.today, agreed=agreed, next_on=on.day(20), by=on.supervisor)
    _cohort(on)
    for granted in (False, True):
        turning.pause(case, reason="travel", on=on.today, note=on.marks("cases.turning.pause.note"), by=by)
        turning.take_up(case, on=on.today, note=on.marks("cases.turning.take_up.note"), by=by)
        pair = (by, town.willy) if granted else (by,)
        ask = turning.give(case, pair=pair, on=on.today, note=on.marks("cases.turning.give.note"), by=by)
        why = on.marks("cases.turning.answer.why")
        turning.answer(ask, granted=granted, why=why, by=on.supervisor)


def _cohort(on: Stage) -> None:
    plain = {"programme": on.programme, "begins_on": on.day(-10), "ends_on": on.day(100), "places": 20}
    cohort = cohorts.make(name=on.marks("cases.cohorts.make.name"), **plain, by=on.supervisor)
    cohort = cohorts.alter(cohort, name=on.marks("cases.cohorts.alter.name"), **plain, by=on.supervisor)
    cohorts.join(on.case, cohort=cohort, by=on.worker)
    code = code_of(cohort.pk, on.today.replace(day=1))
    voice_satisfaction.say(code, respect=5, use=4, again=5)


def voices(on: Stage) -> None:
    """Complaints, and what somebody does about their own data through whoever accompanies them."""
    said = on.said("cases.voice.complain", "text", "contact")
    said["text"] += " me dijo que no volviera nunca más"
    complaint, on.kept["word"] = voice.complain(about="treatment", **said)
    voice.keep_from(complaint, staff=on.staff["second"], by=on.officer)
    voice.answer(
        complaint, text=f"{on.marks('cases.voice.answer.text')}: ya hablamos con el equipo", by=on.officer
    )
    sheet = voice_sheet.of_case(on.case.pk, seen_by=on.worker)
    voice_rights.taken(sheet, form="paper", by=on.worker)
    words = on.marks("cases.voice_rights.ask.words")
    on.kept["request"] = voice_rights.ask(sheet, kind="deletion", words=words, proof="known", by=on.worker)
    _asked_by_a_guardian(on)


def _asked_by_a_guardian(on: Stage) -> None:
    from marked.rights import somebody

    young = somebody(on, "register young", born_on=born(16), traits=Traits(guardian_agreed=True))
    sheet = voice_sheet.of_person(young.pk, seen_by=on.officer)
    said = on.said("cases.voice_rights.ask", "words", "requester")
    voice_rights.ask(sheet, kind="correction", proof="document", relation="guardian", by=on.officer, **said)


def ending(on: Stage) -> None:
    """A permission is taken back, given again and taken back on the sheet; the case ends and is looked up again."""
    from marked.rights import permit

    case = on.case
    why = on.marks("cases.turning.permission_taken_back.why")
    turning.permission_taken_back(case, on=on.today, why=why, by=on.worker)
    turning.rest_where_permission_ended()
    permit(on, on.person)
    turning.end(case, reason="moved", on=on.today, note=on.marks("cases.turning.end.note"), by=on.supervisor)
    FollowUp.objects.filter(case=case, months=3).update(due_on=on.today)
    late = FollowUp.objects.get(case=case, months=3)
    following_up.follow_up(
        late, reached="reached", on=on.today, facts={"works": True, "studies": None}, by=on.worker
    )
    sheet = voice_sheet.of_person(on.person.pk, seen_by=on.officer)
    why = on.marks("cases.voice_rights.take_back.why")
    voice_rights.take_back(sheet, why=why, by=on.officer)
    voice_rights.agree_anew(
        voice_sheet.of_person(on.person.pk, seen_by=on.officer), on=on.today, by=on.officer
    )
