"""Pages of street work: each shows its reader's reach and nothing more, and every deed can be done from them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pazos.domain.disputes.actions import following, turning
from pazos.domain.disputes.models import Dispute, FollowUp, Link, Party, Settlement, Step
from pazos.domain.outreach.actions import presence as presences
from pazos.domain.outreach.models import Presence
from pazos.domain.teams import actions as teams
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.models import ReadEvent
from street import Street, days_ago, now, street

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db
PAGES = [
    "street_board",
    "disputes",
    "new_dispute",
    "days",
    "presence",
    "new_presence",
    "safety",
    "safety_before",
]
SECRET = "esquina del samán"


@pytest.fixture
def city() -> Street:
    return street()


@pytest.fixture
def held(city: Street) -> Dispute:
    """A dispute of the north that Ana holds, with a day to go back tomorrow."""
    made = city.dispute(summary=SECRET, kind="football")
    turning.claim(made, id=uuid4(), by=city.ana, at=now())
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = {"occasion": "visit", "due_on": tomorrow, "assigned_to": None}
    following.plan(made, id=uuid4(), **said, by=city.ana, at=now())
    return Dispute.objects.get(pk=made.pk)


@pytest.fixture
def signed(client: Client) -> Callable[..., Client]:
    """Sign somebody in, reading English."""

    def sign(who: Any) -> Client:
        client.cookies["pazos_language"] = "en"
        client.force_login(who)
        return client

    return sign


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def do(client: Client, dispute: Dispute, deed: str, **said: Any) -> HttpResponse:
    """Send one deed's form as its page would."""
    fields = {f"{deed}-key": str(uuid4())} | {f"{deed}-{name}": value for name, value in said.items()}
    return client.post(reverse("do_dispute", kwargs={"key": dispute.pk, "deed": deed}), fields)


def walk(city: Street, by: str, place: str) -> Presence:
    said = {"activity": "walk", "venue": "street", "shift": "night", "companions": 0, "met": {"18-28": 4}}
    return presences.record_presence(
        id=uuid4(), neighbourhood=place, done_on=timezone.localdate(), note=SECRET, **said,
        by=city.people[by], at=now(),
    )  # fmt: skip


# Outsiders first


@pytest.mark.parametrize("who", ["liaison", "lead", "supervisor"])
@pytest.mark.parametrize("name", [one for one in PAGES if not one.startswith("safety")])
def test_who_has_no_part_in_street_work_is_refused(city: Street, signed, who: str, name: str) -> None:
    assert signed(city.people[who]).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("who", ["sol", "ciro"])
def test_another_cluster_sees_nothing_of_a_dispute_on_any_page(
    city: Street, held: Dispute, signed, who: str
) -> None:
    walk(city, "ana", "N1")
    client = signed(city.people[who])
    follow_up = FollowUp.objects.get()
    for name in ("disputes", "days", "presence"):
        shown = text(client.get(reverse(name)))
        assert str(held.pk) not in shown
        assert SECRET not in shown
        assert ">Norte<" not in shown
    for name, key in (("dispute", held.pk), ("edit_dispute", held.pk), ("go_back", follow_up.pk)):
        assert client.get(reverse(name, kwargs={"key": key})).status_code == 404
    assert do(client, held, "claim").status_code == 404
    assert client.post(reverse("go_back", kwargs={"key": follow_up.pk}), {"deed": "drop"}).status_code == 404
    row = Presence.objects.get()
    assert client.post(reverse("withdraw_presence", kwargs={"key": row.pk})).status_code == 404
    assert not ReadEvent.objects.filter(by=city.people[who]).exists()


def test_a_search_by_anothers_number_or_place_finds_nothing(city: Street, held: Dispute, signed) -> None:
    client = signed(city.sol)
    for asked in (held.pk.hex[:8], "Barrio N1", "N1"):
        assert str(held.pk) not in text(client.get(reverse("disputes"), {"text": asked, "state": "all"}))


def test_a_link_to_a_dispute_out_of_reach_is_neither_made_nor_shown(
    city: Street, held: Dispute, signed
) -> None:
    far = city.dispute(by="sol", neighbourhood="S1")
    answer = do(signed(city.ana), held, "link", other=far.pk.hex[:8], tie="same_sides")
    assert answer.status_code == 422
    Link.objects.create(dispute=held, other=far, tie="answer_to", written_by=city.ana, written_at=now())
    assert far.pk.hex[:8].upper() not in text(
        signed(city.ana).get(reverse("dispute", kwargs={"key": held.pk}))
    )


def test_who_wrote_it_sees_it_after_moving_and_who_left_sees_nothing(
    city: Street, held: Dispute, signed
) -> None:
    address = reverse("dispute", kwargs={"key": held.pk})
    teams.release(city.ana.memberships.get(), until_on=timezone.localdate() - timedelta(days=1), by=city.cora)
    assert signed(city.ana).get(address).status_code == 200
    teams.release(
        city.beto.memberships.get(), until_on=timezone.localdate() - timedelta(days=1), by=city.cora
    )
    assert signed(city.beto).get(address).status_code == 404
    city.ana.access_until_on = timezone.localdate() - timedelta(days=1)
    city.ana.save()
    assert signed(city.ana).get(address).status_code != 200


def test_in_an_emergency_a_coordinator_reads_another_cluster_and_writes_nothing(
    city: Street, held: Dispute, signed
) -> None:
    city.ciro.emergencies.create(
        permission=Permission.SEE_DISPUTES.value, reason="x", begins_at=days_ago(1),
        ends_at=now() + timedelta(hours=1),
    )  # fmt: skip
    client = signed(city.ciro)
    shown = client.get(reverse("dispute", kwargs={"key": held.pk}))
    assert SECRET in text(shown)
    assert "I take it" not in text(shown)
    assert ReadEvent.objects.get(by=city.ciro, what="disputes.dispute").in_emergency
    do(client, held, "take_over")
    assert Dispute.objects.get(pk=held.pk).holder == city.ana


# Lists and one dispute


@pytest.mark.parametrize("name", [*PAGES, "work_clusters", "open_cluster", "help_calls"])
def test_every_page_opens_empty_to_the_coordinator(city: Street, signed, name: str) -> None:
    assert signed(city.cora).get(reverse(name)).status_code == 200


def test_a_list_is_narrowed_by_codes_and_never_by_words(city: Street, held: Dispute, signed) -> None:
    client = signed(city.beto)
    other = city.dispute(kind="debt", neighbourhood="N2", signs=["shots"], at=days_ago(10))

    def found(**asked: Any) -> set[UUID]:
        return {row.line.key for row in client.get(reverse("disputes"), asked).context["rows"]}

    assert found() == {held.pk, other.pk}
    assert found(kind="debt") == {other.pk}
    assert found(risk="4") == {other.pk}
    assert found(state="alert") == {other.pk}
    assert found(holder=str(city.ana.pk)) == {held.pk}
    assert found(holder="nobody") == {other.pk}
    assert found(older="7") == {other.pk}
    assert found(text="Barrio N2") == {other.pk}
    assert found(text=held.pk.hex[:8]) == {held.pk}
    assert found(text="samán") == set()
    assert found(cluster=str(city.south.pk)) == {held.pk, other.pk}  # no cluster of theirs: narrows nothing


def test_a_list_reads_no_word_that_a_person_wrote(city: Street, held: Dispute, signed) -> None:
    answer = signed(city.cora).get(reverse("disputes"))
    assert SECRET not in text(answer)
    board = signed(city.cora).get(reverse("street_board"))
    assert SECRET not in text(board)


def test_a_look_at_a_dispute_leaves_its_trace(city: Street, held: Dispute, signed) -> None:
    signed(city.beto).get(reverse("dispute", kwargs={"key": held.pk}))
    look = ReadEvent.objects.get(by=city.beto)
    assert (look.what, look.keys, look.address) == ("disputes.dispute", [str(held.pk)], "dispute")
    assert not look.in_emergency


def test_a_dispute_says_why_its_risk_is_what_it_is(city: Street, signed) -> None:
    made = city.dispute(signs=["firearm_seen", "group"])
    shown = text(signed(city.ana).get(reverse("dispute", kwargs={"key": made.pk})))
    assert "High, because a firearm was seen or shown and a group is behind one side." in shown


# Writing


NEW = {
    "kind": "territory", "neighbourhood": "N1", "sector": "", "shift": "night", "heard": "neighbour",
    "signs": ["group"], "risk": "", "summary": "",
}  # fmt: skip


def test_an_alert_is_written_once_however_often_the_button_is_pressed(city: Street, signed) -> None:
    client = signed(city.ana)
    said = {**NEW, "key": str(uuid4()), "began_on": timezone.localdate().isoformat()}
    for _ in range(2):
        assert client.post(reverse("new_dispute"), said).status_code == 302
    made = Dispute.objects.get()
    assert (made.kind, made.risk, made.cluster) == ("territory", 2, city.north)


def test_a_text_that_may_name_somebody_comes_back_once(city: Street, signed) -> None:
    client = signed(city.ana)
    said = {**NEW, "key": str(uuid4()), "began_on": timezone.localdate().isoformat()}
    answer = client.post(reverse("new_dispute"), {**said, "summary": "Brayan pintó el muro"})
    assert answer.status_code == 422
    assert "«Brayan» looks like a name" in text(answer)
    assert not Dispute.objects.exists()
    sure = {**said, "summary": "Brayan pintó el muro", "sure": "on"}
    assert client.post(reverse("new_dispute"), sure).status_code == 302


def test_a_telephone_number_is_refused_however_sure_one_is(city: Street, signed) -> None:
    said = {**NEW, "key": str(uuid4()), "began_on": timezone.localdate().isoformat(), "sure": "on"}
    answer = signed(city.ana).post(reverse("new_dispute"), {**said, "summary": "llamar al 315 555 1234"})
    assert answer.status_code == 422
    assert not Dispute.objects.exists()


def test_a_correction_sends_only_what_was_changed_and_stops_at_another_persons(
    city: Street, held: Dispute, signed
) -> None:
    client, address = signed(city.beto), reverse("edit_dispute", kwargs={"key": held.pk})
    same = {**NEW, "kind": "football", "heard": "saw", "signs": [], "summary": SECRET, "key": str(uuid4())}
    same |= {"began_on": held.began_on.isoformat(), "version": held.version}
    assert client.post(address, {**same, "kind": "debt"}).status_code == 302
    assert Dispute.objects.get(pk=held.pk).kind == "debt"
    answer = client.post(address, {**same, "kind": "school"})
    assert answer.status_code == 409
    assert Dispute.objects.get(pk=held.pk).kind == "debt"


def test_every_deed_can_be_done_from_the_page(city: Street, held: Dispute, signed) -> None:
    client, today = signed(city.ana), timezone.localdate().isoformat()
    near = city.dispute(neighbourhood="N2")
    party = {"role": "involved", "side": "first", "age_band": "18-28", "sex": "m", "people": 1}
    step = {"act": "listened", "done_on": today, "shift": "night", "people": 2, "note": ""}
    settle = {"agreed_on": today, "terms": ["apology"], "keeper": "family", "until_on": "", "note": ""}
    assert do(client, held, "party", **party).status_code == 302
    assert do(client, held, "step", **step).status_code == 302
    assert do(client, held, "settle", **settle).status_code == 302
    assert do(client, held, "link", other=near.pk.hex[:8].upper(), tie="answer_to").status_code == 302
    assert do(client, held, "shooting", happened_on=today).status_code == 302
    assert (
        do(client, held, "plan", occasion="visit", due_on=today, assigned_to=city.beto.pk).status_code == 302
    )
    assert do(client, held, "offer", to=city.beto.pk, reason="shift", note="").status_code == 302
    settlement = Settlement.objects.get()
    assert do(client, held, "judge", settlement=settlement.pk, held="yes", judged_on=today).status_code == 302
    assert do(client, held, "remove_party", party=Party.objects.get().pk).status_code == 302
    assert (Step.objects.count(), Party.objects.count(), Link.objects.count()) == (1, 0, 1)
    assert Settlement.objects.get().held is True
    assert Dispute.objects.get(pk=held.pk).offered_to == city.beto
    assert do(signed(city.beto), held, "decline", note="").status_code == 302
    assert Dispute.objects.get(pk=held.pk).offered_to is None


def test_what_stands_against_closing_is_said_all_at_once_and_the_form_keeps_what_was_written(
    city: Street, held: Dispute, signed
) -> None:
    following.plan_after_shooting(held, happened_on=timezone.localdate(), by=city.ana, at=now())
    client = signed(city.ana)
    answer = do(client, held, "close", outcome="settled", reason="agreement_held", note="ya pasó")
    shown = text(answer)
    assert answer.status_code == 422
    assert "No agreement of it is known to have held" in shown
    assert "The first days after the shooting are not over" in shown
    assert "ya pasó" in shown
    assert Dispute.objects.get(pk=held.pk).state == "claimed"


def test_what_was_entered_wrongly_is_closed_and_opened_again(city: Street, held: Dispute, signed) -> None:
    client = signed(city.ana)
    do(client, held, "wrong")
    assert Dispute.objects.get(pk=held.pk).state == "closed"
    do(client, held, "reopen", reason="wrong", note="")
    assert Dispute.objects.get(pk=held.pk).state == "alert"


def test_a_deed_that_does_not_exist_is_missing(city: Street, held: Dispute, signed) -> None:
    assert do(signed(city.ana), held, "police").status_code == 404


# Days, presence, clusters


def test_a_day_is_done_moved_or_dropped_from_its_page(city: Street, held: Dispute, signed) -> None:
    client, one = signed(city.beto), FollowUp.objects.get()
    address = reverse("go_back", kwargs={"key": one.pk})
    assert client.get(address).status_code == 200
    later = (timezone.localdate() + timedelta(days=5)).isoformat()
    move = {"deed": "move", "move-key": str(uuid4()), "move-due_on": later, "move-assigned_to": city.beto.pk}
    assert client.post(address, move).status_code == 302
    assert FollowUp.objects.get().assigned_to == city.beto
    done = {"deed": "done", "done-key": str(uuid4()), "done-done_on": later, "done-is_calm": "yes"}
    assert client.post(address, done).status_code == 422  # a day that has not come
    done["done-done_on"] = timezone.localdate().isoformat()
    assert client.post(address, done).status_code == 302
    assert FollowUp.objects.get().is_calm is True


def test_the_calendar_shows_what_is_due_to_those_who_go(city: Street, held: Dispute, signed) -> None:
    rows = signed(city.ana).get(reverse("days"), {"mine": "on"}).context["rows"]
    assert [row.line.is_mine for row in rows] == [True]
    assert signed(city.beto).get(reverse("days"), {"mine": "on"}).context["rows"] == []
    assert len(signed(city.cora).get(reverse("days"), {"when": "due"}).context["rows"]) == 0


def test_presence_is_counted_by_age_band_and_taken_out_by_its_writer_or_coordinator(
    city: Street, signed
) -> None:
    client = signed(city.ana)
    said = {"activity": "walk", "venue": "park", "neighbourhood": "N1", "shift": "evening", "companions": 1}
    said |= {"key": str(uuid4()), "done_on": timezone.localdate().isoformat(), "met_1": 4, "met_2": 7}
    assert client.post(reverse("new_presence"), said).status_code == 302
    row = Presence.objects.get()
    assert row.met == {"14-17": 4, "18-28": 7}
    signed(city.beto).post(reverse("withdraw_presence", kwargs={"key": row.pk}))
    assert Presence.objects.exists()
    signed(city.cora).post(reverse("withdraw_presence", kwargs={"key": row.pk}))
    assert not Presence.objects.exists()


def test_clusters_where_nobody_walked_in_seven_days_are_named(city: Street, signed) -> None:
    assert [one.name for one in signed(city.cora).get(reverse("presence")).context["quiet"]] == ["Norte"]
    walk(city, "ana", "N1")
    assert signed(city.cora).get(reverse("presence")).context["quiet"] == []


def test_a_cluster_is_opened_by_hand_and_people_belong_to_it_between_dates(city: Street, signed) -> None:
    client, today = signed(city.cora), timezone.localdate().isoformat()
    lost = city.dispute(neighbourhood="X1")
    opened = {"name": "Este", "opened_on": today, "neighbourhoods": ["X1"]}
    answer = client.post(reverse("open_cluster"), opened)
    assert answer.status_code == 302
    east = Dispute.objects.get(pk=lost.pk).cluster
    assert east is not None
    address = reverse("work_cluster", kwargs={"number": east.pk})
    assert client.post(address, {"staff": city.sol.pk, "from_on": today, "until_on": ""}).status_code == 302
    assert [one.staff for one in east.memberships.all()] == [city.sol]
    answer = client.post(address, {"staff": city.cora.pk, "from_on": today, "until_on": ""})
    assert answer.status_code == 422  # Ciro could do it: nobody widens their own sight
    release = reverse("release_member", kwargs={"number": east.memberships.get().pk})
    assert client.post(release, {"until_on": today}).status_code == 302
    assert east.memberships.get().until_on == timezone.localdate()


def test_the_only_one_who_runs_street_work_may_begin_with_themselves(city: Street, signed) -> None:
    city.ciro.is_active = False
    city.ciro.save()
    address = reverse("work_cluster", kwargs={"number": city.south.pk})
    said = {"staff": city.cora.pk, "from_on": timezone.localdate().isoformat(), "until_on": ""}
    assert signed(city.cora).post(address, said).status_code == 302


def test_a_cluster_is_not_closed_over_an_open_dispute(city: Street, held: Dispute, signed) -> None:
    address = reverse("close_work_cluster", kwargs={"number": city.north.pk})
    signed(city.cora).post(address)
    city.north.refresh_from_db()
    assert city.north.closed_on is None
    turning.close(held, id=uuid4(), outcome="calmed", reason="nothing_more", note="", by=city.ana, at=now())
    signed(city.cora).post(address)
    city.north.refresh_from_db()
    assert city.north.closed_on == timezone.localdate()


# The board


def many(city: Street, number: int) -> None:
    """Open disputes of the north, half of them taken, each with a day to go back."""
    kinds = ["territory", "debt", "revenge", "school"]
    rows = [
        Dispute(
            kind=kinds[one % 4], heard="saw", risk=one % 4 + 1, neighbourhood=city.places["N1"],
            cluster=city.north, began_on=timezone.localdate(), shift="night", written_by=city.ana,
            written_at=days_ago(one % 60), summary="x", sector="",
            state="claimed" if one % 2 else "alert", holder=city.ana if one % 2 else None,
        )
        for one in range(number)
    ]  # fmt: skip
    Dispute.objects.bulk_create(rows)
    FollowUp.objects.bulk_create(
        FollowUp(
            dispute=one, occasion="visit", due_on=timezone.localdate() - timedelta(days=1),
            written_by=city.ana, written_at=now(), note="",
        )
        for one in rows
    )  # fmt: skip


@pytest.mark.parametrize("name", ["street_board", "disputes", "days"])
def test_a_page_asks_no_more_of_five_hundred_disputes_than_of_five(city: Street, signed, name: str) -> None:
    client = signed(city.cora)
    many(city, 5)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    many(city, 495)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as lots:
        assert client.get(reverse(name)).status_code == 200
    assert len(lots) <= len(few) + 2
    assert len(lots) <= 50


def test_the_board_counts_what_waits(city: Street, signed) -> None:
    many(city, 8)
    shown = signed(city.cora).get(reverse("street_board")).context["board"]
    assert (shown.disputes, shown.alerts_in_all, shown.overdue) == (8, 4, 8)
    assert [(one.name, one.disputes, one.overdue) for one in shown.loads] == [("Ana", 4, 4)]
    assert sum(sum(numbers) for _, numbers in shown.by_risk_and_age) == 8


def test_the_time_from_alert_to_taken_is_a_median_and_begins_anew_when_opened_again(
    city: Street, signed
) -> None:
    for hours in (1, 2, 30):
        made = city.dispute(at=days_ago(5))
        turning.claim(made, id=uuid4(), by=city.ana, at=days_ago(5) + timedelta(hours=hours))
    for deed, said in (
        ("close", {"outcome": "calmed", "reason": "nothing_more"}),
        ("reopen", {"reason": "flared_up"}),
    ):
        getattr(turning, deed)(made, id=uuid4(), note="", **said, by=city.ana, at=days_ago(1))
    turning.claim(made, id=uuid4(), by=city.ana, at=days_ago(1) + timedelta(hours=2))
    total, north = signed(city.cora).get(reverse("street_board")).context["board"].responses
    assert (total.answered, north.cluster, north.answered) == (4, "Norte", 4)
    assert 1.9 < north.hours < 2.1


def test_the_boards_of_two_clusters_share_nothing(city: Street, held: Dispute, signed) -> None:
    shown = signed(city.ciro).get(reverse("street_board")).context["board"]
    assert (shown.disputes, shown.loads, shown.overdue) == (0, (), 0)


def test_what_somebody_who_left_still_holds_stands_first(city: Street, held: Dispute, signed) -> None:
    other = city.dispute()
    turning.claim(other, id=uuid4(), by=city.beto, at=now())
    city.beto.is_active = False
    city.beto.save()
    loads = signed(city.cora).get(reverse("street_board")).context["board"].loads
    assert [(one.name, one.works_here) for one in loads] == [("Beto", False), ("Ana", True)]
