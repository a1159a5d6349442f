"""What is kept of a person, handed to them: why, until when, who saw it; taken back at once, and erased for good."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

import planted
from accompanied import case_of, participant, permits, person, supervisor, worker
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.actions import merging
from pazos.domain.cases.actions import voice_rights as deeds
from pazos.domain.cases.actions.reckoning import index_names
from pazos.domain.cases.models import Case, CaseSession, FormerCases, NameKey, Referral
from pazos.domain.cases.queries import voice_sheet as queries
from pazos.domain.justice.actions import measures
from pazos.domain.justice.models import Measure
from pazos.domain.participants.models import Participant
from pazos.domain.participants.queries import by_document
from pazos.domain.people.models import ROLE_NAMES
from pazos.domain.rights.actions.erasing import KeptByLawError, erase, retain
from pazos.domain.rights.models import Consent, Request
from pazos.domain.rights.registry import Subject, holding, holdings
from pazos.domain.rights.vocabulary import Ground
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import GRANTS, Permission, Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.audit.reading import note_read
from pazos.foundation.privacy.fields import Sealed
from pazos.science.problems import InputProblem
from reached import reached
from restorative import ago, ordered

pytestmark = pytest.mark.django_db
APPS = ("cases", "employment", "justice", "participants")
TODAY = timezone.localdate


def officer():
    return person("Olga", Role.DATA_OFFICER)


def met(case: Case, note: str = "quiere estudiar de noche") -> CaseSession:
    return CaseSession.objects.create(
        case=case,
        kind="individual",
        came="met",
        on=TODAY(),
        minutes=30,
        note=note,
        by=worker("Ana"),
        written_at=timezone.now(),
    )


class TestSheet:
    def test_it_tells_in_plain_words_what_is_kept_why_and_until_when(self, client) -> None:
        case = case_of()
        met(case)
        client.force_login(worker("Ana"))
        client.cookies["pazos_language"] = "en"
        text = client.get(reverse("case_own_sheet", args=[case.pk])).content.decode()
        assert "Camila Restrepo" in text
        assert "quiere estudiar de noche" in text
        assert "5 years from the day it ended" in text
        assert "permission of the person (art. 9)" in text
        title = text[text.index("<title>") : text.index("</title>")]
        assert "Camila" not in title
        labels = re.findall(r"<dt>([^<]*)</dt>", text)
        assert labels
        assert [one for one in labels if "_" in one] == []

    def test_it_tells_who_saw_it_and_the_look_at_it_too(self, client) -> None:
        case = case_of()
        note_read(by=supervisor(), what="cases.case", keys=[case.pk], at_address="case")
        client.force_login(worker("Ana"))
        client.cookies["pazos_language"] = "en"
        client.get(reverse("case_own_sheet", args=[case.pk]))
        text = client.get(reverse("case_own_sheet", args=[case.pk])).content.decode()
        seen = text[text.index('id="seen"') :]
        assert "Sara" in seen
        assert "Ana" in seen
        assert "Accompaniment" in seen

    def test_it_says_that_answers_are_counted_in_totals_and_who_may_see_those(self, client) -> None:
        case = case_of()
        client.force_login(worker("Ana"))
        client.cookies["pazos_language"] = "en"
        text = client.get(reverse("case_own_sheet", args=[case.pk])).content.decode()
        (line,) = (one for one in re.findall(r"<li>([^<]*)</li>", text) if "in totals" in one)
        with translation.override("en"):
            told = {role for role, name in ROLE_NAMES.items() if str(name) in line}
        may = {role for role, grants in GRANTS.items() if Permission.SEE_PROGRAMME_TOTALS in grants}
        assert {Role.SECURITY_LIAISON, Role.PUBLIC, Role.PARTNER} & told == set()
        assert may <= told
        told_in_file = json.loads(client.get(reverse("case_own_sheet_file", args=[case.pk])).content)
        assert "in totals" in str(told_in_file["what_you_can_do"])

    def test_whoever_does_not_work_the_case_is_answered_as_if_there_were_none(self, client) -> None:
        case = case_of()
        client.force_login(worker("Zoe"))
        for name in ("case_own_sheet", "case_own_sheet_paper", "case_own_sheet_file"):
            assert client.get(reverse(name, args=[case.pk])).status_code == 404
        for name in ("case_own_sheet_ask", "case_own_sheet_withdraw"):
            assert client.post(reverse(name, args=[case.pk])).status_code == 404
        client.force_login(person("police", Role.SECURITY_LIAISON))
        assert client.get(reverse("case_own_sheet", args=[case.pk])).status_code == 403
        assert client.get(reverse("person_sheet", args=[case.participant_id])).status_code == 403

    def test_a_pair_hands_out_its_own_case_and_not_what_another_pair_wrote_since(self) -> None:
        case = case_of()
        met(case, "lo que dijo a Ana")
        Case.objects.filter(pk=case.pk).update(state="ended", ended_on=TODAY(), exit="moved")
        later = Case.objects.create(
            participant=case.participant,
            supervisor=supervisor(),
            first_worker=worker("Zoe"),
            opened_on=TODAY(),
        )
        met(later, "lo que dijo a Zoe")
        for mine, who, other in ((case, "Ana", "Zoe"), (later, "Zoe", "Ana")):
            told = str([part.records for part in queries.of_case(mine.pk, seen_by=worker(who)).parts])
            assert f"lo que dijo a {who}" in told
            assert f"lo que dijo a {other}" not in told
        whole = str(
            [part.records for part in queries.of_person(case.participant_id, seen_by=officer()).parts]
        )
        assert "lo que dijo a Ana" in whole
        assert "lo que dijo a Zoe" in whole

    def test_a_restorative_process_is_handed_out_by_the_rights_desk_alone(self) -> None:
        sown = planted.plant()
        case = sown.rows["cases.Case"]
        Case.objects.filter(pk=case.pk).update(first_worker=worker("Ana"))
        mine = queries.of_case(case.pk, seen_by=worker("Ana"))
        whole = queries.of_person(case.participant_id, seen_by=officer())
        assert "justice.parties" not in {part.holding.name for part in mine.parts}
        assert "justice.parties" in {part.holding.name for part in whole.parts}
        assert (mine.is_whole, whole.is_whole) == (False, True)

    def test_paper_and_file_are_noted_and_name_nobody_outside(self, client) -> None:
        Municipality.objects.create(code="76520", name="Palmira")
        case = case_of()
        met(case)
        client.force_login(worker("Ana"))
        paper = client.get(reverse("case_own_sheet_paper", args=[case.pk]))
        file = client.get(reverse("case_own_sheet_file", args=[case.pk]))
        assert paper.content.startswith(b"%PDF")
        assert "Camila" not in paper.headers["Content-Disposition"]
        told = json.loads(file.content)
        assert "quiere estudiar de noche" in json.dumps(told, ensure_ascii=False)
        events = AuditEvent.objects.filter(verb="own_sheet.taken").order_by("pk")
        assert [event.facts for event in events] == [{"form": "paper"}, {"form": "file"}]

    def test_no_code_and_no_name_of_a_field_stands_on_it(self, client) -> None:
        case = case_of()
        one = case.participant
        one.traits = {"sex": "woman", "ethnic": "afro", "disability": "no", "conflict_victim": "yes"}
        one.traits |= {"birth_year": 2001, "birth_month": 3, "guardian_agreed": True, "birth_why": "cédula"}
        one.save()
        Referral.objects.create(
            origin="school",
            name="Camila",
            contact="la tienda",
            born_on=TODAY() - timedelta(days=9000),
            guardian="Rosa",
            reason="quiere estudiar",
            agreed_on=TODAY(),
            made_by=worker("Ana"),
            made_at=timezone.now(),
            answer_due_on=TODAY(),
            argument="estudia allí",
            order_paper="Juzgado 3, 123",
            told_on=TODAY(),
            participant=one,
        )
        client.force_login(officer())
        client.cookies["pazos_language"] = "es"
        page = client.get(reverse("person_sheet", args=[one.pk]))
        lines = [line for topic in page.context["topics"] for record in topic.records for line in record]
        assert not [
            name for name, _told in lines if re.fullmatch(r"[a-z]+_[a-z_]+|sex|document|ethnic", name)
        ]
        told = dict(lines)
        assert (told["Sexo"], told["Víctima del conflicto armado"]) == ("mujer", "sí")

    def test_every_row_that_was_found_to_be_the_same_person_is_told(self, client) -> None:
        case, other = case_of(), participant("Camila Restrepo Mina")
        other.document, other.traits = "2220002", {"birth_year": 2001}
        other.save()
        merging.merge(case.participant, other, why="la misma", by=supervisor())
        client.force_login(worker("Ana"))
        text = client.get(reverse("case_own_sheet", args=[case.pk])).content.decode()
        assert "Camila Restrepo Mina" in text
        assert "2220002" in text

    def test_where_more_looked_than_are_listed_it_says_so(self, client, monkeypatch) -> None:
        case = case_of()
        said = "only the latest are listed"
        for who, is_cut in (("Ana", False), ("Beto", False), ("Ana", True)):
            monkeypatch.setattr(queries, "MOST_LOOKS", 1 if is_cut else 500)
            client.force_login(worker(who))
            client.cookies["pazos_language"] = "en"
            text = client.get(reverse("case_own_sheet", args=[case.pk])).content.decode()
            assert (said in text) is is_cut

    def test_a_long_case_is_told_with_few_questions(self, client, django_assert_max_num_queries) -> None:
        case = case_of()
        for n in range(30):
            met(case, f"sesión {n}")
        client.force_login(worker("Ana"))
        with django_assert_max_num_queries(120):
            assert client.get(reverse("case_own_sheet", args=[case.pk])).status_code == 200


class TestRights:
    def test_taking_back_stops_the_case_at_once(self, client) -> None:
        case = case_of()
        client.force_login(worker("Ana"))
        assert client.post(reverse("case_own_sheet_withdraw", args=[case.pk]), {"why": ""}).status_code == 302
        case.refresh_from_db()
        assert case.state == "paused"
        assert Consent.objects.get().withdrawn_on == TODAY()
        sheet = queries.of_case(case.pk, seen_by=worker("Ana"))
        with pytest.raises(InputProblem, match="nothing to take back"):
            deeds.take_back(sheet, by=worker("Ana"))

    def test_erasing_is_asked_of_the_desk_with_whose_data_it_is(self, client) -> None:
        case = case_of()
        client.force_login(worker("Ana"))
        said = {"relation": "self", "kind": "deletion", "words": "que no quede nada", "proof": "known"}
        assert client.post(reverse("case_own_sheet_ask", args=[case.pk]), said).status_code == 302
        request = Request.objects.get()
        assert (request.kind, request.subject_key, request.verified_on) == (
            "deletion",
            case.participant_id,
            TODAY(),
        )

    def test_others_do_neither(self) -> None:
        case = case_of()
        sheet = queries.of_case(case.pk, seen_by=worker("Ana"))
        with pytest.raises(InputProblem, match="not open"):
            deeds.take_back(sheet, by=worker("Zoe"))
        with pytest.raises(InputProblem, match="not open"):
            deeds.ask(sheet, kind="deletion", words="nada", proof="known", by=worker("Zoe"))

    def test_whether_somebody_may_is_asked_without_making_the_sheet_anew(self, monkeypatch) -> None:
        case = case_of()
        sheet = queries.of_case(case.pk, seen_by=worker("Ana"))
        monkeypatch.setattr(queries, "_sheet", lambda *_, **__: pytest.fail("it was made again"))
        assert deeds.take_back(sheet, by=officer()) == 1


class TestErasing:
    def test_a_person_is_erased_from_every_table_of_the_four_apps(self) -> None:
        """A word is planted in every field of every table; afterwards it is in no byte of the database."""
        sown = planted.plant()
        sown.rows["justice.ProcessMeeting"].parties.add(sown.rows["justice.Party"])
        mine = {label: row for label, row in sown.rows.items() if label.split(".")[0] in APPS}
        assert len(mine) >= 30
        tokens = [token for label, row in mine.items() for token in _tokens(label, row)]
        assert len(tokens) > 30
        _erase_all(sown.rows["participants.Participant"].pk)
        left = dict(planted.everything_stored())
        for table, text in left.items():
            if table.split("_")[0] in APPS and table not in NOBODYS:
                assert planted.WORD not in text, table
            assert [one for one in tokens if one in text] == [], table
        assert FormerCases.objects.get().cases == 1
        if connection.vendor == "sqlite":
            whole = connection.connection.serialize()
            assert [one for one in tokens if one.encode() in whole] == []


class TestWhatALawKeeps:
    """A measure of a judge that runs stays, with the name it is kept under; everything else goes at once."""

    def test_the_rest_goes_at_once_and_the_desk_says_what_stays_until_when(self, client) -> None:
        case, measure, request = _asked_to_erase()
        client.force_login(officer())
        client.cookies["pazos_language"] = "en"
        url = reverse("erase_subject", args=[request.pk])
        with translation.override("en"):
            until = date_format(measure.ends_on, "DATE_FORMAT")
        assert until in client.get(url).content.decode()
        said = client.post(url, follow=True).content.decode()
        assert f"This is kept until {until}." in said
        assert "A judge ordered this measure" in said
        assert "Other records of this person stand still" not in said
        case.refresh_from_db()
        assert (case.state, case.exit, CaseSession.objects.count()) == ("ended", "permission", 0)
        assert Measure.objects.get().done.count() == 1
        person_ = case.participant
        person_.refresh_from_db()
        assert (person_.name, person_.document, person_.traits) == ("Camila Restrepo", "", {})
        again = client.post(url, follow=True).content.decode()
        assert "A measure of a judge runs" in again
        for name, key in (("person_sheet", case.participant_id), ("case_own_sheet", case.pk)):
            client.force_login(officer() if name == "person_sheet" else worker("Ana"))
            assert (
                f"It cannot be erased before {until}."
                in client.get(reverse(name, args=[key])).content.decode()
            )

    def test_the_pair_goes_on_writing_hours_and_the_night_after_the_end_all_of_it_goes(self) -> None:
        case, measure, _request = _asked_to_erase()
        erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=officer())
        measures.write_hours(measure, id=uuid4(), on=ago(2), hours=Decimal(2), by=worker("Ana"))
        erase("activities.participants", str(case.participant_id), ground=Ground.REQUEST, by=officer())
        for name in ("cases.cases", "activities.participants", "justice.measures"):
            for kept in holding(name).find(Subject("participant", case.participant_id)):
                with pytest.raises(KeptByLawError):
                    erase(name, kept.key, ground=Ground.REQUEST, by=officer())
        retain(by=None)
        assert Measure.objects.exists()
        Measure.objects.update(ends_on=ago(1))
        retain(by=None)
        assert not Measure.objects.exists()
        assert not Case.objects.exists()
        assert not Participant.objects.exists()
        assert FormerCases.objects.get().cases == 1

    def test_somebody_with_another_case_is_found_by_name_as_long_as_that_is_not_erased(self) -> None:
        case, _measure, _request = _asked_to_erase()
        Case.objects.update(state="ended", ended_on=TODAY(), exit="moved")
        person_ = case.participant
        other = Case.objects.create(
            participant=person_, supervisor=supervisor(), first_worker=worker("Zoe"), opened_on=TODAY()
        )
        index_names([person_.pk])
        for one, stands in ((case, True), (other, False)):
            erase("cases.cases", str(one.pk), ground=Ground.REQUEST, by=officer())
            assert NameKey.objects.filter(participant=person_).exists() == stands
        index_names([person_.pk])
        assert not NameKey.objects.exists()

    def test_a_person_whose_case_goes_on_is_not_emptied_under_it(self) -> None:
        case, _measure, _request = _asked_to_erase()
        before = Participant.objects.values().get()
        with pytest.raises(InputProblem, match="Other records of this person stand still"):
            erase("activities.participants", str(case.participant_id), ground=Ground.REQUEST, by=officer())
        assert Participant.objects.values().get() == before

    def test_whoever_was_erased_and_comes_again_is_kept_as_anybody_is(self) -> None:
        city = reached()
        known = city.person(name="Camila Restrepo", document="1000200")
        case = Case.objects.create(
            participant=known, supervisor=supervisor(), first_worker=worker("Ana"), opened_on=TODAY()
        )
        permits(known)
        ordered(case)
        for name, key in (("cases.cases", case.pk), ("activities.participants", known.pk)):
            erase(name, str(key), ground=Ground.REQUEST, by=supervisor())
        assert by_document("1000200", seen_by=city.supervisor) is None
        assert city.person(name="Camila Restrepo", document="1000200") == known
        assert by_document("1000200", seen_by=city.supervisor) == known
        Measure.objects.update(ends_on=ago(1))
        city.came(known, to=city.activity())
        retain(by=None)
        assert not Case.objects.exists()
        assert Participant.objects.get() == known
        assert Attendance.objects.get().participant == known


def _asked_to_erase() -> tuple[Case, Measure, Request]:
    case = case_of()
    met(case)
    measure = ordered(case)
    measures.write_hours(measure, id=uuid4(), on=ago(1), hours=Decimal(3), by=worker("Ana"))
    sheet = queries.of_person(case.participant_id, seen_by=officer())
    request = deeds.ask(sheet, kind="deletion", words="que no quede nada", proof="known", by=officer())
    return case, measure, request


# A complaint and a vote carry nobody, so nothing of a person leads to them; a process is the other side's too.
NOBODYS = {"cases_complaint", "cases_satisfaction", "cases_caresheet"}


def _tokens(label: str, row: object) -> list[str]:
    model = apps.get_model(label)
    if model._meta.db_table in NOBODYS:
        return []
    sealed = [one.name for one in model._meta.concrete_fields if isinstance(one, Sealed)]
    if not sealed:
        return []
    stored = model._default_manager.values_list(*sealed).get(pk=row.pk)
    return [one.token for one in stored if one is not None]


def _erase_all(key: object) -> None:
    """Erase as the desk does: what hangs on others first, then what it hangs on."""
    subject = Subject("participant", key)
    for _ in range(4):
        for one in reversed(list(holdings().values())):
            if one.erase is None or one.proves:
                continue
            for kept in one.find(subject):
                # A person goes once nothing of them stands any more: the next round finds them.
                with suppress(InputProblem):
                    erase(one.name, kept.key, ground=Ground.REQUEST, by=None)
