"""Pages of justice: whoever may not run a process finds none; every deed is done from its page; no word leaks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from accompanied import case_of, person, supervisor, under_age, worker
from pazos.analysis.programme.justice import count_new
from pazos.domain.cases.queries import voice_sheet
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.justice.actions import measures, opening, orientation, reports
from pazos.domain.justice.models import (
    Court,
    Duty,
    FormerCount,
    JudgeReport,
    JusticeDay,
    Measure,
    MeasureHours,
    Orientation,
    Party,
    Process,
)
from pazos.domain.territory.models import Comuna, Municipality, Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import ReadEvent
from pazos.interfaces.web.pages.justice import wording
from restorative import (
    NAME,
    SECRET,
    ago,
    agreed,
    court,
    flor,
    met,
    opened,
    ordered,
    party,
    proposed,
    ready,
    says,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(client: Client) -> Callable[[Staff], Client]:
    """Sign somebody in, reading English."""

    def sign(who: Staff) -> Client:
        client.cookies["pazos_language"] = "en"
        client.force_login(who)
        return client

    return sign


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def deed(client: Client, process: Process, slug: str, *, of: Any = None, **said: Any) -> HttpResponse:
    """Send one deed's form as its page would."""
    slots = {"key": process.pk, "deed": slug, **({"of": of.pk} if of else {})}
    address = reverse("process_deed_of" if of else "process_deed", kwargs=slots)
    return client.post(address, {"id": str(uuid4()), **said})


def test_a_process_is_run_from_its_pages_from_the_first_question_to_its_end(signed) -> None:
    client = signed(flor())
    said = {"id": str(uuid4()), "asked": "harmed", "asked_on": ago(40), "harm": "injury"}
    assert client.post(reverse("new_process"), said).status_code == 302
    process = Process.objects.get()
    for side in ("harmed", "responsible"):
        assert deed(client, process, "person", side=side, name=NAME).status_code == 302
    harmed, other = (Party.objects.get(side=side) for side in ("harmed", "responsible"))
    for who in (harmed, other):
        deed(client, process, "ask", of=who, on=ago(30), wants="yes", alone="on")
        deed(client, process, "meeting", kind="preparation", on=ago(20), parties=[str(who.pk)])
        deed(client, process, "ask", of=who, on=ago(10), wants="yes", alone="on")
    assert deed(client, process, "ready", is_safe="on", told_rights="on").status_code == 302
    both = [str(harmed.pk), str(other.pk)]
    assert deed(client, process, "meeting", kind="circle", on=ago(9), parties=both).status_code == 302
    duty = {"party": str(other.pk), "text": "pintar", "measure": "una pared", "due_on": ago(-20)}
    assert deed(client, process, "duty", **duty).status_code == 302
    checks = dict.fromkeys(("is_proportionate", "humiliates_nobody", "told_of_lawyer"), "on")
    assert deed(client, process, "agree", accepted_by=both, on=ago(5), **checks).status_code == 302
    owed = Duty.objects.get()
    assert (
        deed(client, process, "mark", of=owed, state="done", harmed_agrees="on", on=ago(0)).status_code == 302
    )
    assert deed(client, process, "close", on=ago(0)).status_code == 302
    process.refresh_from_db()
    assert process.state == "closed"
    assert NAME in text(client.get(reverse("process", args=[process.pk])))


def test_a_no_stops_it_and_the_page_says_what_to_tell_each_side(signed) -> None:
    client = signed(flor())
    process, harmed, _other = ready()
    answer = deed(client, process, "ask", of=harmed, on=ago(0), wants="no")
    assert answer.status_code == 302
    page = text(client.get(reverse("process", args=[process.pk])))
    assert "What to tell each side" in page
    assert "Nobody will ask you why" in page
    assert "Nothing of it goes to the penal file" in page
    assert reverse("process_deed", args=[process.pk, "meeting"]) not in page


def test_a_duty_of_a_supporter_asks_the_supporter_too_and_says_who_is_missing(signed) -> None:
    client = signed(flor())
    process, harmed, other = ready()
    support = party(process, "support", name="Doña Ruth")
    says(support, days=10)
    met(process, "circle", harmed, other, days=9)
    proposed(support)
    says(support, days=0, wants=False)
    page = text(client.get(reverse("process_deed", args=[process.pk, "agree"])))
    asked = page.split('id="accepting"')[1].split("</section>")[0]
    assert "Doña Ruth" in asked
    assert "does not want to" in asked
    assert reverse("process_deed_of", args=[process.pk, "ask", support.pk]) in asked
    everybody = [str(one.pk) for one in (harmed, other, support)]
    checks = dict.fromkeys(("is_proportionate", "humiliates_nobody", "told_of_lawyer"), "on")
    answer = deed(client, process, "agree", accepted_by=everybody, on=ago(0), **checks)
    assert answer.status_code == 422
    answer = deed(client, process, "agree", accepted_by=everybody, on=ago(20), **checks)
    assert "on" in answer.context["form"].errors
    assert not Duty.objects.exclude(agreed_on=None).exists()


def test_a_duty_is_changed_with_everybodys_word_and_every_check(signed) -> None:
    client = signed(flor())
    process, harmed, other, duty = agreed()
    fresh = {"text": "una carta", "measure": "entregada", "due_on": ago(-9), "on": ago(0)}
    answer = deed(client, process, "change-duty", of=duty, **fresh)
    checks = ("is_proportionate", "humiliates_nobody", "told_of_lawyer")
    assert {"accepted_by", *checks} <= set(answer.context["form"].errors)
    said = {**fresh, **dict.fromkeys(checks, "on"), "accepted_by": [str(harmed.pk), str(other.pk)]}
    assert deed(client, process, "change-duty", of=duty, **said).status_code == 302
    assert Duty.objects.get(state="open").agreed_on == ago(0)


def test_the_age_that_a_case_knows_cannot_be_unticked_on_the_page(signed) -> None:
    case = case_of()
    under_age(case.participant)
    asked = {"side": "harmed", "harm": "threat", "facilitator": flor(), "asked_on": ago(0)}
    process = opening.ask_from_case(case, **asked, by=worker())
    minor = process.parties.get()
    client = signed(flor())
    page = text(client.get(reverse("process_deed_of", args=[process.pk, "change-person", minor.pk])))
    assert "under 18, by what is known of them" in page
    answer = deed(client, process, "change-person", of=minor, name=NAME)
    assert "guardian" in answer.context["form"].errors
    assert deed(client, process, "change-person", of=minor, name=NAME, guardian="la tía").status_code == 302
    minor.refresh_from_db()
    assert (minor.is_minor, minor.guardian) == (True, "la tía")
    answer = deed(client, process, "ask", of=minor, on=ago(0), wants="yes", alone="on")
    assert "guardian_agrees" in answer.context["form"].errors
    assert reverse("process_deed_of", args=[process.pk, "remove-person", minor.pk]) not in text(
        client.get(reverse("process", args=[process.pk]))
    )


def test_an_answer_from_before_the_process_says_beside_the_day_what_to_do(signed) -> None:
    process = opened()
    harmed = party(process, "harmed")
    answer = deed(signed(flor()), process, "ask", of=harmed, on=ago(400), wants="yes", alone="on")
    assert "Ask them again" in str(answer.context["form"].errors["on"])


def test_each_reason_stands_beside_the_field_that_cures_it(signed) -> None:
    client = signed(flor())
    process = opened()
    harmed = party(process, "harmed")
    answer = deed(client, process, "ask", of=harmed, on=ago(0), wants="yes")
    assert answer.status_code == 422
    assert "alone" in answer.context["form"].errors
    answer = deed(client, process, "meeting", kind="circle", on=ago(0), parties=[str(harmed.pk)])
    assert {"parties", "__all__"} <= set(answer.context["form"].errors)


@pytest.mark.parametrize("name", ["summary", "person", "meeting", "ready", "duty", "agree", "stop", "close"])
def test_every_deed_has_its_page(signed, name: str) -> None:
    process, *_people = agreed()
    answer = signed(flor()).get(reverse("process_deed", args=[process.pk, name]))
    assert answer.status_code == 200
    assert NAME not in text(answer).split("</title>")[0]


def test_deeds_on_people_meetings_and_duties_have_their_pages_and_others_are_not_there(signed) -> None:
    client = signed(flor())
    process, harmed, _other, duty = agreed()
    rows = {
        **dict.fromkeys(("ask", "change-person", "remove-person"), harmed),
        **dict.fromkeys(("note", "remove-meeting"), process.meetings.first()),
        **dict.fromkeys(("mark", "change-duty", "reopen-duty", "remove-duty"), duty),
    }
    for name, row in rows.items():
        assert client.get(reverse("process_deed_of", args=[process.pk, name, row.pk])).status_code == 200
        assert client.get(reverse("process_deed_of", args=[process.pk, name, uuid4()])).status_code == 404
    assert client.get(reverse("process_deed", args=[process.pk, "nothing"])).status_code == 404
    assert client.get(reverse("process_deed", args=[process.pk, "mark"])).status_code == 404


def test_a_process_of_somebody_else_answers_as_if_it_did_not_exist(signed) -> None:
    process, harmed, _other, duty = agreed()
    client = signed(person("Gil", Role.FACILITATOR))
    for address in (
        reverse("process", args=[process.pk]),
        reverse("process_certificate", args=[process.pk]),
        reverse("process_deed", args=[process.pk, "stop"]),
        reverse("process_deed_of", args=[process.pk, "ask", harmed.pk]),
        reverse("history", args=["justice.duty", duty.pk]),
    ):
        assert client.get(address).status_code == 404
    assert NAME not in text(client.get(reverse("processes")))
    assert deed(client, process, "stop", reason="harmed", on=ago(0)).status_code == 404


def test_the_history_of_a_duty_names_fields_and_keeps_no_word(signed) -> None:
    *_rest, duty = agreed()
    page = text(signed(flor()).get(reverse("history", args=["justice.duty", duty.pk])))
    assert SECRET not in page


def test_the_supervisor_sees_no_name_and_no_word_and_gives_it_to_somebody_else(signed) -> None:
    client = signed(supervisor())
    process, *_people = agreed()
    page = text(client.get(reverse("processes_overseen")))
    assert "Flor" in page
    assert NAME not in page
    assert SECRET not in page
    address = reverse("process_reassign", args=[process.pk])
    assert NAME not in text(client.get(address))
    gil = person("Gil", Role.FACILITATOR)
    assert client.post(address, {"facilitator": gil.pk, "cofacilitator": gil.pk}).status_code == 422
    assert client.post(address, {"facilitator": gil.pk, "cofacilitator": ""}).status_code == 302
    assert Process.objects.get().facilitator_id == gil.pk
    for closed in ("process", "process_certificate"):
        assert client.get(reverse(closed, args=[process.pk])).status_code == 403


def test_a_process_is_found_by_the_beginning_of_its_number(signed) -> None:
    first, second = opened(), opened()
    number = first.pk.hex[:8].upper()
    for who, name in ((flor(), "processes"), (supervisor(), "processes_overseen")):
        page = text(signed(who).get(reverse(name), {"number": number}))
        assert number in page.split("<table")[1]
        assert second.pk.hex[:8].upper() not in page
        assert "No process fits" in text(signed(who).get(reverse(name), {"number": "zz"}))


def test_a_measure_that_was_written_wrongly_is_corrected_and_the_law_is_asked_again(signed) -> None:
    measure = ordered(case_of())
    address = reverse("change_measure", args=[measure.pk])
    client = signed(worker("Ana"))
    said = {
        "court": court("Juzgado 1 Penal para Adolescentes").pk,
        "file_number": "09317-3107",
        "ends_on": ago(-60),
        "hours": 40,
        "report_every_months": 3,
    }
    assert client.post(address, {**said, "ends_on": ago(-600)}).status_code == 422
    assert client.post(address, said).status_code == 302
    measure.refresh_from_db()
    assert (measure.court, measure.hours) == ("Juzgado 1 Penal para Adolescentes, Santiago de Cali", 40)


def test_a_look_at_a_process_leaves_its_trace(signed) -> None:
    process = opened()
    signed(flor()).get(reverse("process", args=[process.pk]))
    look = ReadEvent.objects.get(what="justice.process", address="process")
    assert look.keys == [str(process.pk)]


@pytest.mark.parametrize("page", ["process", "processes"])
def test_who_facilitates_stands_among_those_who_saw_it_at_the_rights_desk_alone(signed, page) -> None:
    case = case_of()
    asked = {"side": "harmed", "harm": "threat", "facilitator": flor(), "asked_on": ago(0)}
    process = opening.ask_from_case(case, **asked, by=worker())
    signed(flor()).get(reverse(page, args=[process.pk] if page == "process" else []))
    whole = voice_sheet.of_person(case.participant_id, seen_by=person("Olga", Role.DATA_OFFICER))
    of_pair = voice_sheet.of_case(case.pk, seen_by=worker())
    assert "Flor" in {look.who.name for look in whole.looks}
    assert "Flor" not in {look.who.name for look in of_pair.looks}


def test_a_certificate_is_printed_with_its_hash_and_nothing_of_anybody(signed, monkeypatch) -> None:
    printed = _printed(monkeypatch)
    client = signed(flor())
    process, *_people = agreed()
    address = reverse("process_certificate", args=[process.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reference": "F-2026-12"}).status_code == 422
    answer = client.post(address, {"reference": "F-2026-12", "both_agree": "on"})
    assert answer["Content-Type"] == "application/pdf"
    assert "F-2026-12" in printed[0]
    assert "Printed before" in text(client.get(address))
    assert SECRET not in printed[0]
    assert NAME not in printed[0]


def _printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    Municipality.objects.create(code="76999", name="Ciudad")
    papers: list[str] = []

    def keep(document: object) -> bytes:
        papers.append(repr(document))
        return b"%PDF"

    monkeypatch.setattr("pazos.interfaces.reports.render.to_pdf", keep)
    return papers


def test_measures_hours_and_reports_are_written_on_the_pages_of_the_case(signed, monkeypatch) -> None:
    printed = _printed(monkeypatch)
    case = case_of("Yesid Marcado")
    client = signed(worker("Ana"))
    said = {
        "id": str(uuid4()),
        "kind": "service",
        "court": court().pk,
        "file_number": "76520-60",
        "hours": 60,
    }
    days = {"begins_on": ago(100), "ends_on": ago(-60), "report_every_months": 2}
    assert client.post(reverse("new_measure", args=[case.pk]), {**said, **days}).status_code == 302
    measure = Measure.objects.get()
    hours = {"id": str(uuid4()), "on": ago(3), "hours": "9"}
    assert client.post(reverse("measure_hours", args=[measure.pk]), hours).status_code == 422
    assert (
        client.post(reverse("measure_hours", args=[measure.pk]), {**hours, "hours": "4"}).status_code == 302
    )
    report = {
        "id": str(uuid4()),
        "until_on": ago(0),
        "compliance": "kept",
        "school": "yes",
        "asks": "nothing",
    }
    assert client.post(reverse("write_judge_report", args=[measure.pk]), report).status_code == 302
    found = JudgeReport.objects.get()
    assert client.get(reverse("judge_report_paper", args=[found.pk])).status_code == 404
    approve = reverse("judge_report_deed", args=[found.pk, "approve"])
    client.post(approve)
    assert JudgeReport.objects.get().approved_by is None
    client = signed(supervisor())
    client.post(approve)
    assert client.get(reverse("judge_report_paper", args=[found.pk])).status_code == 200
    assert "76520-60" in printed[0]
    assert "Yesid" not in printed[0]
    client.post(reverse("judge_report_deed", args=[found.pk, "send"]), {"on": ago(0)})
    assert JudgeReport.objects.get().sent_on == ago(0)
    client.post(reverse("remove_hours", args=[MeasureHours.objects.get().pk]))
    assert not MeasureHours.objects.exists()
    assert client.get(reverse("case_measures", args=[case.pk])).status_code == 200


def test_measures_and_reports_of_another_pair_are_not_there(signed) -> None:
    case = case_of()
    measure = ordered(case)
    report = told(measure)
    client = signed(worker("Zoe"))
    for name, key in (
        ("case_measures", case.pk),
        ("new_measure", case.pk),
        ("case_ask_process", case.pk),
        ("measure_hours", measure.pk),
        ("end_measure", measure.pk),
        ("write_judge_report", measure.pk),
        ("judge_report", report.pk),
        ("judge_report_paper", report.pk),
    ):
        assert client.get(reverse(name, args=[key])).status_code == 404, name
    assert "76520-60" not in text(client.get(reverse("judge_reports_due")))


def test_a_case_page_shows_nothing_of_a_process_that_was_asked_for_from_it(signed) -> None:
    case = case_of()
    client = signed(worker("Ana"))
    said = {
        "id": str(uuid4()),
        "side": "responsible",
        "harm": "injury",
        "asked_on": ago(0),
        "facilitator": flor().pk,
    }
    assert client.post(reverse("case_ask_process", args=[case.pk]), said).status_code == 302
    process = Process.objects.get()
    opening.rewrite(process, harm="injury", summary=SECRET, by=flor())
    page = text(client.get(reverse("case_measures", args=[case.pk])))
    assert SECRET not in page
    assert str(process.pk) not in page
    assert client.get(reverse("process", args=[process.pk])).status_code == 403


def place() -> Neighbourhood:
    comuna = Comuna.objects.create(code="1", name="Uno", zone="urban")
    return Neighbourhood.objects.create(code="001", name="Samán", kind="barrio", zone="urban", comuna=comuna)


def test_on_a_mobile_day_one_tap_counts_one_and_two_taps_of_one_page_too(signed) -> None:
    client = signed(worker("Ana"))
    where = place()
    said = {"on": ago(0), "neighbourhood": where.pk, "place": "Cancha", "institutions": "Personería"}
    assert client.post(reverse("new_justice_day"), said).status_code == 302
    day = JusticeDay.objects.get()
    address = reverse("justice_day", args=[day.pk])
    tap = {"key": str(uuid4()), "matter": "family", "solved": "on"}
    for _time in range(2):
        assert client.post(address, tap).status_code == 302
    client.post(address, {"key": "x", "matter": "work"})
    assert Orientation.objects.filter(day=day).count() == 2
    page = text(client.get(address))
    assert "2 orientations within your reach" in page
    change = reverse("change_justice_day", args=[day.pk])
    assert client.post(change, {**said, "attended": 1}).status_code == 422
    assert client.post(change, {**said, "attended": 40}).status_code == 302
    assert client.get(reverse("justice_days")).status_code == 200


def test_an_orientation_is_counted_corrected_and_taken_out_and_its_note_stays_in_its_page(signed) -> None:
    client = signed(worker("Ana"))
    said = {"key": str(uuid4()), "matter": "debts", "on": ago(0), "note": "sobre una deuda"}
    assert client.post(reverse("new_orientation"), said).status_code == 302
    found = Orientation.objects.get()
    assert "sobre una deuda" not in text(client.get(reverse("orientations")))
    address = reverse("orientation", args=[found.pk])
    assert "sobre una deuda" in text(client.get(address))
    assert client.post(address, {**said, "solved": "on"}).status_code == 302
    assert Orientation.objects.get().solved
    assert signed(worker("Zoe")).get(address).status_code == 404
    signed(worker("Ana")).post(reverse("remove_orientation", args=[found.pk]))
    assert not Orientation.objects.exists()


def test_a_note_that_may_name_somebody_comes_back_once(signed) -> None:
    said = {"key": str(uuid4()), "matter": "debts", "on": ago(0), "note": "llamar al 3155551234"}
    assert signed(worker("Ana")).post(reverse("new_orientation"), said).status_code == 422


def test_lists_and_one_process_ask_the_same_few_questions_however_long_they_are(
    signed, django_assert_max_num_queries
) -> None:
    client = signed(flor())
    process, harmed, other, _duty = agreed()
    says(harmed, days=3)
    says(other, days=3)
    met(process, "follow_up", harmed, other, days=2)
    for _one in range(30):
        party(opened(), "harmed")
    client.get(reverse("processes"))
    with django_assert_max_num_queries(16):
        client.get(reverse("processes"))
    with django_assert_max_num_queries(26):
        client.get(reverse("process", args=[process.pk]))
    case = case_of()
    measure = ordered(case)
    for days in range(20, 60, 8):
        measures.write_hours(measure, id=uuid4(), on=ago(days), hours=Decimal(2), by=worker("Ana"))
    reports.approve(told(measure), by=supervisor())
    client = signed(worker("Ana"))
    client.get(reverse("case_measures", args=[case.pk]))
    with django_assert_max_num_queries(26):
        client.get(reverse("case_measures", args=[case.pk]))
    with django_assert_max_num_queries(16):
        client.get(reverse("judge_reports_due"))
    orientation.orient(id=uuid4(), matter="work", on=ago(0), solved=True, by=worker("Ana"))
    with django_assert_max_num_queries(12):
        client.get(reverse("orientations"))


def test_empty_lists_say_what_to_do(signed) -> None:
    client = signed(flor())
    assert "No process is open" in text(client.get(reverse("processes")))
    assert "No process fits" in text(client.get(reverse("processes"), {"state": "closed"}))
    assert "Nothing is counted yet" in text(client.get(reverse("orientations")))


def test_courts_are_listed_begun_added_refused_and_taken_out_on_their_page(signed) -> None:
    Municipality.objects.create(code="76001", name="Santiago de Cali")
    client, address = signed(supervisor()), reverse("courts")
    assert "No court yet" in text(client.get(address))
    client.post(reverse("begin_courts"))
    assert "Función de Conocimiento" in text(client.get(address))
    free = client.post(address, {"name": "Juzgado 2. El joven confesó", "city": "Santiago de Cali"})
    assert free.status_code == 422
    assert "That is not how a court is called" in text(free)
    said = {"name": "Juzgado 4 Promiscuo de Familia", "city": "Palmira"}
    assert client.post(address, said).status_code == 302
    client.post(reverse("remove_court", args=[Court.objects.get(city="Palmira").pk]))
    assert not Court.objects.filter(city="Palmira").exists()
    assert signed(worker("Ana")).get(address).status_code in (403, 404)


def test_a_file_number_that_is_words_is_refused_with_an_example_and_kept_in_the_form(signed) -> None:
    case = case_of()
    said = {
        "id": str(uuid4()),
        "kind": "service",
        "court": court().pk,
        "file_number": "09317 alias El Mono",
        "begins_on": ago(100),
        "ends_on": ago(-60),
        "hours": 60,
        "report_every_months": 2,
    }
    answer = signed(worker("Ana")).post(reverse("new_measure", args=[case.pk]), said)
    assert answer.status_code == 422
    assert "such as 76001-31-18-001-2026-00123-00 or 09317-3107." in text(answer)
    assert "09317 alias El Mono" in text(answer)


def test_a_measure_whose_court_was_written_freely_says_so_and_a_report_of_it_is_not_printed(signed) -> None:
    Municipality.objects.create(code="76999", name="Ciudad")
    case = case_of()
    measure = ordered(case)
    report = told(measure)
    reports.approve(report, by=supervisor())
    Court.objects.all().delete()
    client = signed(worker("Ana"))
    assert "to be chosen anew" in text(client.get(reverse("case_measures", args=[case.pk])))
    answer = client.get(reverse("judge_report_paper", args=[report.pk]), follow=True)
    assert "names a court that is not in the list" in text(answer)


def test_numbers_of_a_report_are_written_as_the_reader_does() -> None:
    with override("es"):
        assert [wording.report_value("hours_done", one) for one in ("52.0", "3.5", "0")] == ["52", "3,5", "0"]
        assert wording.report_value("hours_ordered", 1200) == wording.number(1200)
    with override("en"):
        assert wording.report_value("hours_done", "3.5") == "3.5"


def many(model: type[Orientation | Measure], number: int, **values: object) -> None:
    for _ in range(number):
        model.objects.create(by=worker("Ana"), **values)


def test_what_justice_served_is_told_by_quarter_and_year_with_small_counts_hidden_and_erased_ones_kept(
    signed,
) -> None:
    ended = Quarter(ago(0).year - 2, 2)
    many(Orientation, 21, on=ended.first_on, matter="family")
    many(Orientation, 2, on=ended.first_on, matter="penal")
    many(Orientation, 6, on=ended.last_on, matter="work")
    many(Orientation, 9, on=ago(0), matter="housing")
    FormerCount.objects.create(what="orientation", year=ended.year, code="family", number=19)
    FormerCount.objects.create(what="process", year=ended.year, code="closed", number=30)
    count_new(on=ago(0))
    client = signed(supervisor())
    page = text(client.get(reverse("justice_totals")))
    assert ended.name in page
    assert "Restorative processes by year" in page
    assert Quarter.of(ago(0)).name not in page
    answer = client.get(reverse("justice_totals_file"))
    rows = [line.rsplit(",", 1)[0] for line in b"".join(answer.streaming_content).decode().splitlines()]
    assert f"orientation,{ended.name},family,20" in rows
    assert f"orientation,{ended.name},penal," in rows
    assert f"orientation,{ended.year},family,40" in rows
    assert f"process,{ended.year},closed,30" in rows
    assert "What justice served" in text(client.get(reverse("orientations")))
    assert "What justice served" in text(client.get(reverse("justice_days")))


def test_what_justice_served_is_for_whoever_sees_totals_and_says_when_nothing_is_told_yet(signed) -> None:
    assert "Nothing is counted yet" in text(signed(supervisor()).get(reverse("justice_totals")))
    assert signed(worker("Ana")).get(reverse("justice_totals")).status_code in (403, 404)
    assert "What justice served" not in text(signed(worker("Ana")).get(reverse("orientations")))


def test_of_a_duty_that_nobody_owes_any_more_the_page_says_so_and_takes_only_that_it_was_done(signed) -> None:
    client = signed(flor())
    process, harmed, other = ready()
    support = party(process, "support", name="Doña Ruth")
    says(support, days=10)
    met(process, "circle", harmed, other, support, days=9)
    duty = proposed(support)
    everybody = [str(one.pk) for one in (harmed, other, support)]
    checks = dict.fromkeys(("is_proportionate", "humiliates_nobody", "told_of_lawyer"), "on")
    deed(client, process, "agree", accepted_by=everybody, on=ago(8), **checks)
    deed(client, process, "ask", of=support, on=ago(0), wants="no")
    page = text(client.get(reverse("process", args=[process.pk])))
    assert "nobody owes it any more" in page
    assert "It was done all the same" in page
    assert reverse("process_deed_of", args=[process.pk, "reopen-duty", duty.pk]) not in page
    assert deed(client, process, "mark", of=duty, state="broken", on=ago(0)).status_code == 422
    answer = deed(client, process, "mark", of=duty, state="done", harmed_agrees="on", on=ago(0))
    assert answer.status_code == 302


def test_a_report_that_says_what_stands_no_more_is_not_printed_and_its_page_says_why(signed) -> None:
    measure = ordered(case_of())
    report = told(measure)
    reports.approve(report, by=supervisor())
    client = signed(worker("Ana"))
    paper, page = reverse("judge_report_paper", args=[report.pk]), reverse("judge_report", args=[report.pk])
    assert paper in text(client.get(page))
    hours = {"id": str(uuid4()), "on": ago(3), "hours": "2"}
    assert client.post(reverse("measure_hours", args=[measure.pk]), hours).status_code == 302
    shown = text(client.get(page))
    assert "corrected since this report was written" in shown
    assert paper not in shown
    assert client.get(paper).status_code == 302


def test_the_day_on_which_a_judge_ended_a_measure_is_taken_out_on_its_page(signed) -> None:
    measure = ordered(case_of())
    client, address = signed(worker("Ana")), reverse("end_measure", args=[measure.pk])
    assert client.post(address, {"on": ""}).status_code == 422
    assert client.post(address, {"on": ago(3)}).status_code == 302
    assert "it runs on" in text(client.get(address))
    assert client.post(address, {"on": ""}).status_code == 302
    assert Measure.objects.get().ended_on is None
