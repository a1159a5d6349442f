"""The register's pages: who may read them, what they say, and that every deed on them can be taken back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pazos.domain.people.models import Staff
from pazos.domain.register.actions.counting import ship_rules
from pazos.domain.register.models import (
    Claim,
    ClaimChange,
    Death,
    Difference,
    LinkageModel,
    Pair,
    TechnicalTable,
)
from pazos.domain.register.queries import deaths as death_queries
from pazos.domain.register.queries import pairs as pair_queries
from pazos.domain.register.queries.slices import Cursor, part
from pazos.domain.register.vocabulary import DifferenceState, PairState
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.sources.vocabulary import DeliveryState, SourceKind
from pazos.domain.territory.models import Municipality, Neighbourhood, Spelling
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.runs.models import Run

pytestmark = pytest.mark.django_db
NOBODYS = [Role.GESTOR, Role.PARTNER, Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER, Role.AUDITOR]
HTMX = {"HX-Request": "true"}
NOW = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
AGREE = {"date": "next_day", "age": "same", "sex": "same", "place": "like", "weapon": "other"}


def staff(role: Role) -> Staff:
    return Staff.objects.create(username=role.value, name=f"Alguien de {role.value}", role=role.value)


@pytest.fixture
def desk(client, settings, tmp_path):
    settings.CITY_FILES = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client.force_login(staff(Role.ANALYST))
    client.cookies["pazos_language"] = "en"
    return client


class City:
    """Two sources of one small city; deaths are made by hand, so that a test sees what it asks for."""

    def __init__(self) -> None:
        Municipality.objects.create(name="Valdeflores", code="00001", is_synthetic=True)
        self.place = Neighbourhood.objects.create(code="01", name="El Cairel", kind="barrio", zone="urban")
        self.spelling = Spelling.objects.create(
            key="EL CAIREL", text="Brr El Cayrel", meaning="place", neighbourhood=self.place, method="rule"
        )
        self.deliveries = {
            slug: self._delivery(slug, name, kind)
            for slug, name, kind in (
                ("policia", "Policía", SourceKind.POLICE),
                ("forense", "Forense", SourceKind.FORENSIC),
            )
        }
        self.rows = 1

    def _delivery(self, slug: str, name: str, kind: SourceKind) -> Delivery:
        source = Source.objects.create(slug=slug, name=name, kind=kind, mapping={})
        return Delivery.objects.create(
            source=source,
            file_name=f"{slug}.csv",
            file_hash=f"{source.pk:064d}",
            file_bytes=1,
            mapping={},
            state=DeliveryState.CURRENT,
            received_at=NOW,
            first_on=date(2023, 1, 1),
            last_on=date(2023, 12, 31),
        )

    def claim(self, slug: str, *, death: Death | None = None, **said) -> Claim:
        self.rows += 1
        delivery = self.deliveries[slug]
        said = {"occurred_on": date(2023, 5, 6), "age": 24, "sex": "m", "weapon": "firearm"} | said
        record = Record.objects.create(
            delivery=delivery,
            source=delivery.source,
            row_number=self.rows,
            spelling=self.spelling,
            municipality_code="00001",
            **said,
        )
        return Claim.objects.create(
            source=delivery.source,
            record=record,
            death=death,
            flags={"killed_by_another": True, "intent_known": True},
        )

    def death(self, *slugs: str, **said) -> Death:
        day = said.get("occurred_on", date(2023, 5, 6))
        death = Death.objects.create(
            occurred_on=day,
            age=24,
            sex="m",
            weapon="firearm",
            neighbourhood=self.place,
            adopted={"occurred_on": slugs[0], "age": slugs[0]},
            sources=len(set(slugs)),
            opened_at=NOW,
        )
        for slug in slugs:
            self.claim(slug, death=death, **said)
        return death

    def disputed(self) -> Death:
        """A death of which the two sources give different days and ages."""
        death = self.death("policia")
        self.claim("forense", death=death, occurred_on=date(2023, 5, 7), age=42)
        return death

    def pair(self, weight: float = 2.0, *, state: str = PairState.WAITING, **said) -> Pair:
        """Two deaths of one claim each, and the pair between them."""
        first = self.death("policia", **said).claims.get()
        second = self.death("forense", **said).claims.get()
        return Pair.objects.create(
            first=first,
            second=second,
            weight=weight,
            probability=1 / (1 + 2**-weight),
            agreement=AGREE,
            state=state,
            model=LinkageModel.objects.first(),
        )

    def model(self) -> LinkageModel:
        shares = {"age": {"same": {"m": 0.9, "u": 0.03, "m_from": "learnt", "u_from": "learnt"}}}
        curve = [
            {"threshold": p, "weight": w, "links": n, "false_links": f, "missed_links": m}
            for p, w, n, f, m in (
                (0.1, -3.2, 30, 6.0, 0.2),
                (0.5, 0.0, 25, 2.0, 1.0),
                (0.99, 6.6, 20, 0.1, 4.0),
            )
        ]
        run = Run.objects.create(
            method="linkage",
            inputs_hash="0" * 64,
            code_version="1",
            started_at=NOW,
            seconds=1.0,
            result={"model": {"shares": shares, "rows": {"policia": 9}}, "cost": curve, "unkept": 0.5},
            result_hash="0" * 64,
        )
        return LinkageModel.objects.create(run=run, lower=0.0, upper=6.0, chosen_at=NOW)

    def difference(self, death: Death, kind: str = "date", **said) -> Difference:
        values = {
            "date": {"policia": "2023-05-06", "forense": "2023-05-07"},
            "age": {"policia": 24, "forense": 42},
            "one_source": {"policia": "2023-05-06", "forense": None},
        }[kind]
        return Difference.objects.create(death=death, kind=kind, values=values, noticed_at=NOW, **said)


@pytest.fixture
def city() -> City:
    return City()


def page(client, path: str, **asked) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, path
    return answer.content.decode()


def lines(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


# --- outsiders ---

READ = (
    "/register/",
    "/register/deaths.csv",
    "/register/changes/",
    "/register/changes.csv",
    "/register/linkage/",
)
READ += ("/differences/", "/differences/differences.csv", "/differences/tables/")


@pytest.mark.parametrize("role", NOBODYS)
def test_outsiders_see_no_death_no_pair_and_no_difference(client, city, role) -> None:
    pair = city.pair()
    death = city.death("policia")
    table = TechnicalTable.objects.create(title="Mesa", held_on=date(2024, 1, 1), opened_at=NOW)
    client.force_login(staff(role))
    paths = [*READ, "/review/", "/review/list/", "/review/decided/", f"/review/{pair.pk}/"]
    paths += [
        f"/register/deaths/{death.pk}/",
        f"/differences/tables/{table.pk}/",
        "/differences/tables/open/",
    ]
    paths += [f"/differences/tables/{table.pk}/minutes/", f"/differences/tables/{table.pk}/minutes-es.pdf"]
    assert [path for path in paths if client.get(path).status_code != 403] == []


@pytest.mark.parametrize("role", NOBODYS)
def test_outsiders_change_nothing_in_the_register(client, city, role) -> None:
    city.model()
    pair = city.pair()
    difference = city.difference(city.death("policia", "forense"))
    client.force_login(staff(role))
    said = {
        "same": "yes",
        "note": "x",
        "chosen": difference.pk,
        "cause": "transcription",
        "lower": 1,
        "upper": 2,
    }
    paths = [f"/review/{pair.pk}/decide/", f"/review/{pair.pk}/take-back/", "/register/update/"]
    paths += [
        "/differences/decide/",
        "/differences/reopen/",
        "/differences/take/",
        "/register/linkage/choose/",
    ]
    paths += [f"/register/deaths/{pair.first.death_id}/{deed}/" for deed in ("split", "join")]
    assert [path for path in paths if client.post(path, said).status_code != 403] == []
    pair.refresh_from_db()
    difference.refresh_from_db()
    assert (pair.state, difference.state) == (PairState.WAITING, DifferenceState.OPEN)


# --- the list ---


def test_an_empty_register_says_what_to_do_next(desk, city) -> None:
    assert "Bring a file in" in page(desk, "/register/")
    city.claim("policia")
    assert "/register/update/" in page(desk, "/register/")


def test_deaths_are_found_by_day_place_source_and_state(desk, city) -> None:
    both = city.death("policia", "forense")
    alone = city.death("policia", occurred_on=date(2023, 8, 1))
    city.difference(both)
    found = {
        "first": ({"first": "2023-07-01"}, alone),
        "last": ({"last": "2023-06-30"}, both),
        "source": ({"in_policia": "yes", "in_forense": "no"}, alone),
        "both": ({"in_forense": "yes"}, both),
        "number": ({"number": both.pk}, both),
        "open": ({"state": "open"}, both),
        "one": ({"state": "one_source"}, alone),
    }
    for asked, death in found.values():
        text = page(desk, "/register/", **asked)
        assert f'/register/deaths/{death.pk}/"' in text
        assert text.count("/register/deaths/") == 1, asked
    assert "No death fits" in page(desk, "/register/", place="0")


def test_a_waiting_pair_marks_both_its_deaths(desk, city) -> None:
    pair = city.pair()
    city.death("policia", "forense")
    found = death_queries.listed(death_queries.Asked(state=death_queries.WAITING)).rows
    assert {row.number for row in found} == {pair.first.death_id, pair.second.death_id}
    assert [row.waiting_pairs for row in found] == [1, 1]


@pytest.mark.parametrize("order", list(death_queries.ORDERS))
def test_the_parts_of_a_list_are_the_list_forwards_and_backwards(city, order) -> None:
    days = [date(2023, 1 + n % 3, 1) for n in range(11)]
    numbers = [city.death("policia", occurred_on=day).pk for day in days]
    whole = [row.number for row in death_queries.listed(death_queries.Asked(order=order)).rows]
    assert sorted(whole) == sorted(numbers)
    seen, cursor, cut = [], Cursor(), None
    while cut is None or cut.after:
        cut = death_queries.listed(death_queries.Asked(order=order), cursor=cursor, size=4)
        seen += [row.number for row in cut.rows]
        cursor = Cursor(after=cut.after)
    assert seen == whole
    back = death_queries.listed(death_queries.Asked(order=order), cursor=Cursor(before=cut.before), size=4)
    assert [row.number for row in back.rows] == whole[-7:-3]
    assert back.after


@pytest.mark.parametrize(
    "cursor", ["x", "[1]", '["2023-13-40", 1]', "[null, 1]", "[true, 1]", '["2023-01-01", 1e9]']
)
def test_a_place_in_a_list_that_cannot_be_read_begins_at_the_start(city, cursor) -> None:
    city.death("policia")
    order = death_queries.ORDERS["newest"]
    assert len(part(Death.objects.all(), order, cursor=Cursor(after=cursor)).rows) == 1


def test_a_list_costs_as_many_questions_with_many_deaths_as_with_one(desk, city) -> None:
    counts = []
    for deaths, first in ((1, "2000-01-01"), (40, "2000-01-02")):  # another question: nothing is at hand
        for _ in range(deaths):
            city.death("policia", "forense")
        with CaptureQueriesContext(connection) as asked:
            page(desk, "/register/", first=first)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 18


def test_a_list_that_leaves_as_a_file_leaves_its_trace_and_no_formula(desk, city) -> None:
    city.place.name = "=CMD()"
    city.place.save()
    death = city.death("policia", "forense")
    heading, row = lines(desk.get("/register/deaths.csv", {"in_policia": "yes"}))
    assert heading[0] == "Death"
    assert row[:3] == [str(death.pk), "2023-05-06", "'=CMD()"]
    event = AuditEvent.objects.get(verb="register.handed_out")
    assert (event.facts["what"], event.facts["asked"]["inside"]) == ("deaths", ["policia"])


def test_a_file_of_a_list_speaks_the_readers_language(desk, city) -> None:
    city.difference(city.death("policia", "forense"))
    assert lines(desk.get("/differences/differences.csv"))[1][3] == "different dates"


# --- one death ---


def test_a_death_shows_its_claims_beside_each_other_and_marks_where_they_differ(desk, city) -> None:
    ship_rules()
    death = city.death("policia")
    city.claim("forense", death=death, age=42, occurred_on=date(2023, 5, 7))
    text = page(desk, f"/register/deaths/{death.pk}/")
    assert text.count("differs-mark") == 2
    assert "Brr El Cayrel" in text
    assert "iccs_0101" in text
    assert "not stated" not in text


def test_a_source_that_is_silent_on_a_fact_is_shown_as_silent(desk, city) -> None:
    death = city.death("policia", "forense")
    claim = death.claims.get(source__slug="forense")
    claim.flags = {"legal_intervention": True}
    claim.save()
    assert page(desk, f"/register/deaths/{death.pk}/").count("not stated") == 3


def test_a_rule_that_does_not_count_a_death_says_why(desk, city) -> None:
    ship_rules()
    death = city.death("forense")
    text = page(desk, f"/register/deaths/{death.pk}/")
    assert "no source that it listens to claims this death" in text


def test_a_joined_death_says_where_it_went_and_a_number_nobody_has_is_not_there(desk, city) -> None:
    kept, joined = city.death("policia"), city.death("forense")
    joined.claims.update(death=kept)
    Death.objects.filter(pk=joined.pk).update(merged_into=kept)
    assert f"/register/deaths/{kept.pk}/" in page(desk, f"/register/deaths/{joined.pk}/")
    assert desk.get("/register/deaths/999999/").status_code == 404


def test_what_a_later_file_changed_stands_with_its_old_value(desk, city) -> None:
    death = city.death("policia")
    claim = death.claims.get()
    ClaimChange.objects.create(
        claim=claim,
        delivery=city.deliveries["policia"],
        kind="edited",
        field="weapon",
        before="blade",
        after="firearm",
        noticed_at=NOW,
    )
    for path in (f"/register/deaths/{death.pk}/", "/register/changes/"):
        text = page(desk, path)
        assert "blade" in text
        assert "edited" in text.lower()
    row = lines(desk.get("/register/changes.csv"))[1]
    assert row[3:] == [str(death.pk), "edited", "Weapon or means", "blade", "firearm"]


def test_markup_in_what_a_source_wrote_is_only_text(desk, city) -> None:
    city.spelling.text = "<script>alert(1)</script>"
    city.spelling.save()
    death = city.death("policia")
    assert "<script>alert" not in page(desk, f"/register/deaths/{death.pk}/")


def test_a_claim_is_split_off_and_joined_again(desk, city) -> None:
    city.model()
    death = city.death("policia", "forense")
    first, second = death.claims.order_by("pk")
    Pair.objects.create(first=first, second=second, weight=9.0, probability=0.998, state=PairState.LINKED)
    desk.post(f"/register/deaths/{death.pk}/split/", {"claim": second.pk, "note": "dos hermanos"})
    second.refresh_from_db()
    assert second.death_id not in (None, death.pk)
    pair = Pair.objects.get()
    assert (pair.state, pair.note) == (PairState.DIFFERENT, "dos hermanos")
    back = desk.post(f"/review/{pair.pk}/take-back/", {"then": f"/register/deaths/{death.pk}/"})
    assert back.headers["Location"] == f"/register/deaths/{death.pk}/"
    second.refresh_from_db()
    assert second.death_id == death.pk


def test_two_deaths_are_joined_by_number_though_nobody_compared_them(desk, city) -> None:
    city.model()
    one, other = city.death("policia"), city.death("forense", occurred_on=date(2023, 5, 20))
    answer = desk.post(f"/register/deaths/{one.pk}/join/", {"number": other.pk, "note": "acta 12"})
    assert answer.headers["Location"] == f"/register/deaths/{one.pk}/"
    assert set(Claim.objects.values_list("death", flat=True)) == {one.pk}
    pair = Pair.objects.get()
    desk.post(f"/review/{pair.pk}/take-back/")
    assert set(Claim.objects.values_list("death", flat=True)) == {one.pk, other.pk}


@pytest.mark.parametrize("number", ["", "x", "999999", "0"])
def test_a_death_is_not_joined_with_a_number_nobody_has(desk, city, number) -> None:
    death = city.death("policia")
    desk.post(f"/register/deaths/{death.pk}/join/", {"number": number, "note": "x"})
    desk.post(f"/register/deaths/{death.pk}/join/", {"number": death.pk, "note": "x"})
    assert Pair.objects.count() == 0


# --- the review queue ---


def test_the_likeliest_pair_comes_first_and_skipping_comes_round(desk, city) -> None:
    low, high = city.pair(1.0), city.pair(3.0)
    assert f"/review/{high.pk}/decide/" in page(desk, "/review/")
    assert f"/review/{low.pk}/decide/" in page(desk, "/review/", after=high.pk)
    assert f"/review/{high.pk}/decide/" in page(desk, "/review/", after=low.pk)


def test_pairs_of_one_weight_are_all_reached(city) -> None:
    pairs = [city.pair(2.0) for _ in range(5)]
    seen, after = [], None
    while (after := pair_queries.next_waiting(after=after)) is not None:
        seen.append(after.pk)
    assert seen == [pair.pk for pair in pairs]


def test_a_pair_says_field_by_field_how_far_it_agrees(desk, city) -> None:
    city.pair(5.0)
    text = page(desk, "/review/")
    for words in ("one day apart", "names that are alike", "another weapon", "very likely"):
        assert words in text


def test_one_word_decides_a_pair_and_the_undo_key_takes_it_back(desk, city) -> None:
    city.model()
    pair, following = city.pair(3.0), city.pair(2.0)
    answer = desk.post(f"/review/{pair.pk}/decide/", {"same": "yes", "note": "misma acta"}, headers=HTMX)
    text = answer.content.decode()
    assert f"/review/{following.pk}/decide/" in text
    assert f"/review/{pair.pk}/take-back/" in text
    pair.refresh_from_db()
    assert (pair.state, pair.note, pair.decided_by.username) == (PairState.SAME, "misma acta", "analyst")
    assert (
        len(set(Claim.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("death", flat=True)))
        == 1
    )
    back = desk.post(f"/review/{pair.pk}/take-back/", {"undo": str(pair.pk)}, headers=HTMX)
    assert f"/review/{pair.pk}/decide/" in back.content.decode()
    pair.refresh_from_db()
    assert pair.state == PairState.WAITING
    assert (
        len(set(Claim.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("death", flat=True)))
        == 2
    )


def test_without_scripts_a_decision_leads_to_the_next_pair(desk, city) -> None:
    city.model()
    pair, following = city.pair(3.0), city.pair(2.0)
    answer = desk.post(f"/review/{pair.pk}/decide/", {"same": "no"}, follow=True)
    assert f"/review/{following.pk}/decide/" in answer.content.decode()


def test_a_pair_decided_by_another_is_not_decided_twice(desk, city) -> None:
    city.model()
    pair = city.pair()
    desk.post(f"/review/{pair.pk}/decide/", {"same": "no"})
    answer = desk.post(f"/review/{pair.pk}/decide/", {"same": "yes"}, follow=True)
    assert "A person decided on this pair before" in answer.content.decode()
    pair.refresh_from_db()
    assert pair.state == PairState.DIFFERENT


@pytest.mark.parametrize("said", [{}, {"same": "maybe"}])
def test_an_answer_that_means_nothing_decides_nothing(desk, city, said) -> None:
    pair = city.pair()
    assert desk.post(f"/review/{pair.pk}/decide/", said).status_code == 404


def test_the_queue_is_narrowed_to_two_sources_and_a_year(desk, city) -> None:
    of_2022, of_2023 = city.pair(3.0, occurred_on=date(2022, 1, 1)), city.pair(2.0)
    assert f"/review/{of_2023.pk}/decide/" in page(desk, "/review/", year="2023", between="forense..policia")
    assert f"/review/{of_2022.pk}/decide/" in page(desk, "/review/", year="2022")
    assert "No pair fits" in page(desk, "/review/", between="policia..policia")
    text = page(desk, "/review/list/", year="2023")
    assert f"/review/{of_2023.pk}/" in text
    assert f"/review/{of_2022.pk}/" not in text


@pytest.mark.parametrize(
    "asked", [{"after": "x"}, {"year": "99999999999"}, {"between": "a"}, {"undo": "1.x.2"}]
)
def test_an_address_that_means_nothing_still_shows_the_queue(desk, city, asked) -> None:
    city.pair()
    assert "/decide/" in page(desk, "/review/", **asked)


def test_what_people_decided_is_listed_with_the_way_back(desk, city) -> None:
    city.model()
    pair = city.pair()
    desk.post(f"/review/{pair.pk}/decide/", {"same": "no", "note": "edades distintas"})
    text = page(desk, "/review/decided/")
    assert "edades distintas" in text
    assert f"/review/{pair.pk}/take-back/" in text


def test_a_form_never_leads_to_another_host(desk, city) -> None:
    city.model()
    pair = city.pair()
    desk.post(f"/review/{pair.pk}/decide/", {"same": "no"})
    back = desk.post(f"/review/{pair.pk}/take-back/", {"then": "https://evil.example/"})
    assert back.headers["Location"].startswith("/review/")


@pytest.mark.parametrize("path", ["/review/", "/review/list/"])
def test_the_queue_costs_as_many_questions_however_many_wait(desk, city, path) -> None:
    counts = []
    for more in (1, 40):
        for n in range(more):
            city.pair(1.0 + n / 50)
        page(desk, path)
        with CaptureQueriesContext(connection) as asked:
            page(desk, path)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 16


# --- differences and technical tables ---


def test_differences_are_found_by_kind_source_and_month(desk, city) -> None:
    dates = city.difference(city.death("policia", "forense"))
    city.difference(city.death("policia", occurred_on=date(2023, 8, 2)), "one_source")
    box = f'name="chosen" value="{dates.pk}"'
    for asked in (
        {"kind": "date"},
        {"month": "2023-05"},
        {"source": "policia", "other": "forense", "kind": "date"},
    ):
        text = page(desk, "/differences/", **asked)
        assert box in text
        assert text.count('name="chosen"') == 1
    assert "No difference fits" in page(desk, "/differences/", kind="age")


def test_a_batch_is_decided_with_its_cause_and_each_adopts_what_one_source_says(desk, city) -> None:
    one, other = (city.difference(city.disputed()) for _ in range(2))
    ages = city.difference(one.death, "age")
    said = {
        "chosen": [one.pk, other.pk, ages.pk],
        "cause": "transcription",
        "adopt": "forense",
        "note": "acta",
    }
    desk.post("/differences/decide/", said)
    for difference, adopted in ((one, "2023-05-07"), (other, "2023-05-07"), (ages, 42)):
        difference.refresh_from_db()
        assert (difference.state, difference.cause, difference.adopted) == (
            "decided",
            "transcription",
            adopted,
        )
    assert Death.objects.get(pk=one.death_id).age == 42
    desk.post("/differences/reopen/", {"chosen": [one.pk, other.pk, ages.pk]})
    assert Difference.objects.filter(state="decided").count() == 0


def test_a_batch_is_decided_whole_or_not_at_all(desk, city) -> None:
    one = city.difference(city.death("policia", "forense"))
    desk.post("/differences/decide/", {"chosen": [one.pk], "cause": ""})
    desk.post("/differences/decide/", {"chosen": [one.pk], "cause": "transcription", "adopt": "prensa"})
    one.refresh_from_db()
    assert one.state == DifferenceState.OPEN


def test_those_who_only_read_see_no_deeds(client, city, monkeypatch) -> None:
    from pazos.foundation.access import policy

    granted = policy.GRANTS | {Role.EVALUATOR: {policy.Permission.SEE_RECORDS: policy.Scope.CITY}}
    monkeypatch.setattr(policy, "GRANTS", granted)
    difference = city.difference(city.death("policia", "forense"))
    client.force_login(staff(Role.EVALUATOR))
    for path in ("/differences/", f"/register/deaths/{difference.death_id}/", "/register/"):
        text = page(client, path)
        assert "/differences/decide/" not in text
        assert "/register/update/" not in text
        assert "/split/" not in text


def test_a_table_takes_differences_decides_them_and_freezes_its_minutes(desk, city) -> None:
    difference = city.difference(city.death("policia", "forense"))
    opened = {
        "title": "Mesa de mayo",
        "held_on": "2024-05-10",
        "place": "Alcaldía",
        "attended": "Policía: Ana\nForense",
    }
    desk.post("/differences/tables/open/", opened)
    table = TechnicalTable.objects.get()
    assert table.institutions[0] == {"institution": "Policía", "delegate": "Ana"}
    desk.post("/differences/take/", {"chosen": [difference.pk], "table": table.pk})
    assert f'value="{difference.pk}"' in page(desk, f"/differences/tables/{table.pk}/")
    desk.post(
        "/differences/decide/", {"chosen": [difference.pk], "cause": "transcription", "adopt": "forense"}
    )
    desk.post(f"/differences/tables/{table.pk}/close/")
    table.refresh_from_db()
    assert table.minutes["decided"] == 1
    text = page(desk, f"/differences/tables/{table.pk}/minutes/")
    for words in ("Policía: Ana", "a slip in writing or keying", table.minutes_hash, "07/05/2023"):
        assert words in text.lower() or words in text
    assert desk.get(f"/differences/tables/{table.pk}/").headers["Location"].endswith("/minutes/")
    for language in ("es", "en"):
        paper = desk.get(f"/differences/tables/{table.pk}/minutes-{language}.pdf")
        assert paper.content.startswith(b"%PDF")
    assert desk.get(f"/differences/tables/{table.pk}/minutes-xx.pdf").status_code == 404


def test_a_table_without_anybody_or_anything_does_not_end(desk, city) -> None:
    desk.post("/differences/tables/open/", {"title": "Mesa", "held_on": "2024-05-10"})
    table = TechnicalTable.objects.get()
    answer = desk.post(f"/differences/tables/{table.pk}/close/", follow=True)
    assert "has taken no differences" in answer.content.decode()
    assert desk.get(f"/differences/tables/{table.pk}/minutes/").status_code == 404


# --- linkage ---


def test_without_a_model_the_page_says_what_to_do(desk, city) -> None:
    assert "Nothing has been linked yet" in page(desk, "/register/linkage/")
    answer = desk.post("/register/linkage/choose/", {"lower": 1, "upper": 2, "reason": "x"})
    assert answer.headers["Location"] == "/register/linkage/"


def test_what_thresholds_would_cost_is_shown_before_they_are_chosen(desk, city) -> None:
    city.model()
    for weight in (-5.0, 2.0, 2.0, 8.0):
        city.pair(weight)
    assert "<svg" in page(desk, "/register/linkage/")
    cost = pair_queries.cost(lower=0.0, upper=6.0)
    assert (cost.links, cost.waiting) == (1, 2)
    assert cost.false_links == pytest.approx(1 - 1 / (1 + 2**-8))
    assert cost.missed == pytest.approx(1 / (1 + 2**5))
    assert "must be a number" in page(desk, "/register/linkage/cost/", lower="7", upper="6")
    assert "must be a number" in page(desk, "/register/linkage/cost/", lower="x", upper="6")


def test_thresholds_are_chosen_with_a_reason_that_stays_in_their_history(desk, city, monkeypatch) -> None:
    monkeypatch.setattr("pazos.analysis.register.asking._update", lambda job, by, tell: {"register": {}})
    model, pair = city.model(), city.pair(2.0)
    answer = desk.post("/register/linkage/choose/", {"lower": "1", "upper": "1.5", "reason": "poca gente"})
    assert answer.headers["Location"].startswith("/jobs/")
    model.refresh_from_db()
    pair.refresh_from_db()
    assert (model.lower, model.upper, pair.state) == (1.0, 1.5, PairState.LINKED)
    assert "poca gente" in page(desk, "/register/linkage/")


@pytest.mark.parametrize(
    "said", [{"lower": "3", "upper": "1"}, {"lower": "", "upper": "1"}, {"lower": "-99", "upper": "1"}]
)
def test_thresholds_that_cannot_be_are_not_chosen(desk, city, said) -> None:
    model = city.model()
    answer = desk.post("/register/linkage/choose/", {"reason": "x", **said})
    assert answer.status_code == 422
    model.refresh_from_db()
    assert (model.lower, model.upper) == (0.0, 6.0)


def test_the_register_is_updated_as_long_work(desk, city, monkeypatch) -> None:
    monkeypatch.setattr(
        "pazos.analysis.register.asking._update", lambda job, by, tell: {"register": {"deaths": 1}}
    )
    answer = desk.post("/register/update/", follow=True)
    text = answer.content.decode()
    assert "Updating the register" in text
    assert 'href="/register/"' in text


def test_why_records_could_not_be_linked_stands_on_the_register(desk, city, monkeypatch) -> None:
    problem = {
        "code": "",
        "template": "The lists share too few fields: {fields}.",
        "facts": {"fields": "age"},
    }
    outcome = {"register": {"problem": problem}}
    monkeypatch.setattr("pazos.analysis.register.asking._update", lambda job, by, tell: outcome)
    city.death("policia")
    assert "Last updated" not in page(desk, "/register/")
    desk.post("/register/update/")
    text = page(desk, "/register/")
    assert "Last updated" in text
    assert "The lists share too few fields: age." in text


def test_the_register_is_brought_up_to_date_from_the_records_themselves(desk, city) -> None:
    for n in range(12):
        for slug in ("policia", "forense"):
            claim = city.claim(slug, occurred_on=date(2023, 1, 1 + 2 * n), age=20 + n)
            Claim.objects.filter(pk=claim.pk).delete()  # the record stays: the update makes the claim
    answer = desk.post("/register/update/", follow=True)
    assert "Done." in answer.content.decode()
    assert "12 deaths" in page(desk, "/register/")
