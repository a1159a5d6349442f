"""The wall: every address x every role is open or closed exactly as the table of permissions says."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import get_resolver, reverse

from pazos.config.addresses import ADDRESSES
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import GRANTS, Permission, Role, Scope
from pazos.foundation.access.wording import WHAT_IT_LETS

A_KEY = UUID(int=1)

# What stands in the places of an address that has <slots>; nothing need exist under it.
SLOTS: dict[str, dict[str, object]] = {
    **{
        name: {"key": A_KEY}
        for name in (
            *("case_plan", "plan_sheet", "new_goal", "goal", "new_step"),
            *("case_assessments", "begin_assessment", "assessment", "answer_assessment"),
            *("finish_assessment", "leave_assessment", "case_safety", "safety_sheet", "write_safety"),
            *("approve_safety", "review_safety", "case_crises", "open_crisis", "crisis", "sign_crisis"),
            "crisis_none",
        )
    },
    **{name: {"key": A_KEY, "deed": "done"} for name in ("goal_deed", "step_deed", "crisis_item")},
    "neighbourhood": {"code": "01"},
    **{name: {"key": A_KEY} for name in ("phone_revoke", "sending", "own_sending", "case_sending")},
    "invitation_link": {"token": "none"},
    **{name: {"pk": 1} for name in ("mfa_remove_webauthn", "mfa_edit_webauthn")},
    **{
        name: {"number": 1}
        for name in ("person", "person_change", "invite_again", "withdraw_invitation", "close_account")
    },
    **{name: {"number": 1} for name in ("reopen_account", "end_sessions", "reset_factor", "unlock_account")},
    "organisation": {"number": 1},
    **{name: {"key": A_KEY} for name in ("complaint", "complaint_keep_from")},
    "opinion": {"code": "none"},
    **{
        f"{name}{what}": {"key": A_KEY}
        for name in ("case_own_sheet", "person_sheet")
        for what in ("", "_paper", "_file", "_ask", "_withdraw", "_agree")
    },
    "run": {"number": 1},
    "run_file": {"number": 1},
    "run_bundle": {"number": 1},
    "public_proof": {"number": 1},
    "job": {"number": 1},
    "job_stop": {"number": 1},
    "designation": {"number": 1},
    "designation_map": {"number": 1},
    "designation_edit": {"number": 1},
    "designation_argue": {"number": 1},
    "designation_names": {"number": 1},
    "designation_withdraw": {"number": 1},
    "designation_take_up": {"number": 1},
    "designation_fresh": {"number": 1},
    "designation_sign": {"number": 1},
    "designation_reports": {"number": 1},
    "designation_report": {"number": 1, "report": 1, "language": "es"},
    **{name: {"pk": A_KEY} for name in ("document", "document_about", "document_withdraw")},
    **{name: {"pk": A_KEY} for name in ("book_file", "book_take", "book_leave", "book_refused")},
    **{name: {"name": "programmes"} for name in ("book", "book_hand_in")},
    "book_export": {"name": "programmes", "form": "csv"},
    **{
        name: {"number": 1}
        for name in (
            *("ground_remove", "component_change", "component_move", "component_end", "alignment_remove"),
            *("theory_box", "theory_box_move", "theory_box_remove", "theory_arrow_add"),
            *("theory_arrow", "theory_arrow_remove", "version", "version_publish"),
        )
    },
    **{name: {"code": "pre-01"} for name in ("programme", "programme_change")},
    "readiness_judge": {"name": "team"},
    **{
        name: {"code": "homicide_rate"}
        for name in (
            *("indicator", "indicator_sheet", "change_indicator", "move_indicator", "compute_indicator"),
        )
    },
    "keep_indicator": {"code": "homicide_rate", "what": "target"},
    "remove_from_indicator": {"code": "homicide_rate", "what": "target", "number": 1},
    "report_indicator": {"code": "venues_restored", "period": "2023"},
    **{name: {"number": 1} for name in ("indicator_value", "move_indicator_value", "decide_indicator_value")},
    "history": {"kind": "documents.document", "key": str(A_KEY)},
    "history_undo": {"kind": "documents.document", "key": str(A_KEY), "number": 1},
    "source": {"slug": "policia-nacional"},
    "intake_job": {"number": 1},
    "take_as": {"number": 1},
    "map_file": {"number": 1},
    **{name: {"number": 1} for name in ("call", "call_criteria", "call_scorers", "move_call", "decide_call")},
    **{name: {"number": 1} for name in ("enter_candidate", "plan_shift", "copy_week", "mark_shift")},
    **{
        name: {"key": A_KEY}
        for name in (
            *("case", "case_sessions", "write_session", "case_session", "session_take_out", "case_support"),
            *("case_service", "incentive_take_out", "case_course", "case_follow_up", "case_ask"),
        )
    },
    "do_case": {"key": A_KEY, "deed": "pause"},
    **{name: {"number": 1} for name in ("cohort", "change_cohort", "group_workshop", "group_workshop_tap")},
    **{name: {"key": A_KEY} for name in ("candidate", "score_candidate", "recuse", "leave_candidate")},
    **{name: {"key": A_KEY} for name in ("gestor", "gestor_talk", "gestor_end")},
    **{name: {"number": 1} for name in ("emergency_end", "emergency_stop", "emergency_review")},
    **{
        name: {"number": 1}
        for name in ("delivery", "decide_delivery", "read_again", "point_at_columns", "delivery_file")
    },
    **{name: {"number": 1} for name in ("rejected", "correct_many", "reopen_rows")},
    **{name: {"number": 1} for name in ("spelling", "decide_spelling", "take_back_spelling", "remove_link")},
    "correct_row": {"number": 1, "row": 2},
    "rejected_table": {"number": 1, "ending": "csv"},
    **{name: {"number": 1} for name in ("death", "death_split", "death_join")},
    **{name: {"number": 1} for name in ("review_pair", "decide_pair", "take_back_pair")},
    **{name: {"number": 1} for name in ("table", "table_attended", "close_table", "table_minutes")},
    "table_paper": {"number": 1, "language": "es"},
    "rule": {"name": "iccs_0101"},
    "rule_retire": {"name": "iccs_0101"},
    **{
        name: {"month": "2023-05"}
        for name in ("month", "month_prepare", "month_sign", "month_withdraw", "non_delivery")
    },
    "non_delivery_end": {"month": "2023-05", "number": 1},
    **{name: {"month": "2023-05", "rule": "iccs_0101", "number": 0} for name in ("bundle", "whole_bundle")},
    "quality_threshold": {"code": "date_known"},
    "published_figure": {"month": "2023-05", "rule": "iccs_0101"},
    **{
        name: {"key": A_KEY}
        for name in (
            *(
                "request",
                "request_find",
                "request_letter",
                "request_copy",
                "erase_subject",
                "demand",
                "released_file",
            ),
            *("consent", "consent_withdraw", "consent_renew", "release", "release_sign", "release_withdraw"),
        )
    },
    "request_step": {"key": A_KEY, "name": "answer"},
    "holiday_remove": {"number": 1},
    **{
        name: {"key": A_KEY}
        for name in ("account_of_year", "account_sign", "account_withdraw", "account_workbook")
    },
    "account_paper": {"key": A_KEY, "language": "es"},
    **{
        name: {"year": 2023, "number": 1}
        for name in ("public_report", "public_report_workbook", "public_report_frozen")
    },
    "public_report_paper": {"year": 2023, "number": 1, "language": "es"},
    "public_report_table": {"year": 2023, "number": 1, "name": "commitments"},
    "public_data_file": {"name": "datapackage"},
    "public_indicator": {"code": "none"},
    "keeping_period": {"name": "disputes.disputes"},
    "erase_record": {"name": "disputes.disputes", "key": str(A_KEY)},
    **{
        name: {"key": A_KEY}
        for name in ("dispute", "edit_dispute", "go_back", "withdraw_presence", "answer_check", "incident")
    },
    **{name: {"number": 1} for name in ("budget_line", "budget_take_back")},
    "budget_deed": {"number": 1, "deed": "cdp"},
    **{name: {"number": 1} for name in ("budget_report", "budget_report_columns", "budget_report_take")},
    **{name: {"number": 1} for name in ("budget_report_back", "budget_report_refused")},
    **{
        name: {"number": 1}
        for name in (
            *("activity", "change_activity", "activity_evidence", "activity_heads"),
            *("activity_attendance", "attendance_tap"),
        )
    },
    "activity_deed": {"number": 1, "deed": "done"},
    **{name: {"key": A_KEY} for name in ("participant", "correct_participant", "join_participant")},
    **{
        name: {"key": A_KEY}
        for name in (
            *("referral", "referral_explained", "complete_referral", "tell_referral", "argue_referral"),
            *("accept_referral", "hold_referral", "refuse_referral", "merge"),
        )
    },
    "do_referral": {"key": A_KEY, "deed": "withdraw"},
    "merge_people": {"kept": A_KEY, "gone": UUID(int=2)},
    "reach_file": {"ending": "csv"},
    **{name: {"key": A_KEY} for name in ("help_call", "answer_call", "end_call")},
    **{
        name: {"number": 1}
        for name in (
            *("commitment", "council_review", "committee", "change_committee", "dissolve_committee"),
            *("seat_add", "seat_change", "call_session", "committee_promise", "committee_session"),
            *(
                "session_agenda",
                "session_move",
                "session_attach",
                "session_cancel",
                "session_attendance",
                "session_write",
                "session_decide",
            ),
            *("session_promise", "decision_withdraw", "draft_minutes", "minutes", "minutes_sign"),
            "minutes_json",
        )
    },
    "commitment_owed": {"number": 1, "name": "done"},
    "commitment_kept": {"number": 1, "name": "accept"},
    "minutes_paper": {"number": 1, "language": "es"},
    **{name: {"number": 1, "pk": A_KEY} for name in ("session_paper", "session_paper_out")},
    "do_dispute": {"key": A_KEY, "deed": "claim"},
    **{
        name: {"number": 1}
        for name in ("open_designated", "work_cluster", "close_work_cluster", "release_member")
    },
    **{
        name: {"number": 1}
        for name in (
            *("partner", "partner_change", "partner_vetting", "contact_add", "agreement", "agreement_change"),
            *("agreement_sign", "agreement_amend", "agreement_attach", "agreement_close"),
            *(
                "agreement_end_early",
                "agreement_sheet",
                "duty_add",
                "duty_change",
                "duty_remove",
                "duty_done",
                "duty_say",
                "duty_back",
            ),
            *("vacancy", "vacancy_offer", "vacancy_change", "vacancy_fill", "vacancy_withdraw"),
        )
    },
    **{name: {"key": A_KEY} for name in ("contact_change", "contact_forget")},
    "agreements_ocds": {"kind": "records"},
    "released_json": {"key": A_KEY},
    **{name: {"code": "r-1"} for name in ("resource", "change_resource", "move_resource")},
    **{name: {"number": 1} for name in ("take_back_movement", "strike_out_announcement", "iati_file")},
    **{name: {"year": 2023} for name in ("cooperation_year", "cooperation_year_file")},
    **{
        name: {"pk": A_KEY}
        for name in (
            *("evaluation", "evaluation_power", "evaluation_propose", "evaluation_seal"),
            *("evaluation_take_back", "evaluation_withdraw", "evaluation_municipalities"),
        )
    },
    **{
        f"evaluation_answer{name}": {"pk": A_KEY}
        for name in ("", "_ask", "_propose", "_publish", "_file", "_tables", "_bundle")
    },
    "evaluation_answer_paper": {"pk": A_KEY, "language": "es"},
    **{f"public_evaluation{name}": {"number": 1} for name in ("", "_file", "_tables")},
    "public_evaluation_paper": {"number": 1, "language": "es"},
    "evaluation_write": {"pk": A_KEY, "step": "question"},
    **{name: {"pk": A_KEY, "number": 1} for name in ("evaluation_plan", "evaluation_plan_file")},
    **{
        name: {"key": A_KEY}
        for name in (
            *("case_work", "case_wish", "case_vacancies", "case_training", "case_job", "case_business"),
            *("work_training", "work_training_back", "work_application", "work_job", "work_job_end"),
            *("work_job_back", "work_check", "work_check_back", "work_business", "applicant"),
        )
    },
    "case_choose": {"key": A_KEY, "number": 1},
    "work_application_deed": {"key": A_KEY, "deed": "present"},
    "work_business_deed": {"key": A_KEY, "deed": "visit"},
    "vacancy_terms": {"number": 1},
    **{
        name: {"key": A_KEY}
        for name in (
            *("process", "process_certificate", "process_reassign", "case_measures", "new_measure"),
            *(
                "case_ask_process",
                "measure_hours",
                "change_measure",
                "end_measure",
                "write_judge_report",
                "remove_hours",
            ),
            *("judge_report", "judge_report_paper", "orientation", "remove_orientation"),
        )
    },
    "process_deed": {"key": A_KEY, "deed": "stop"},
    "process_deed_of": {"key": A_KEY, "deed": "ask", "of": A_KEY},
    "judge_report_deed": {"key": A_KEY, "deed": "approve"},
    **{name: {"number": 1} for name in ("justice_day", "change_justice_day", "remove_court")},
    **{
        name: {"number": 1}
        for name in (
            *(
                "venue",
                "venue_change",
                "venue_close",
                "venue_inspect",
                "venue_inspection_back",
                "venue_count",
            ),
            *("venue_hold", "venue_part", "venue_work", "venue_work_change", "venue_work_back"),
            *("venue_picture_add", "venue_picture", "venue_picture_remove"),
            *("venue_committee", "venue_committee_change", "venue_committee_met", "venue_promise"),
        )
    },
    "venue_work_move": {"number": 1, "to": "delivered"},
    "venue_promise_settle": {"number": 1, "outcome": "kept"},
}
AREA_LEVEL = {Permission.SEE_PUBLIC, Permission.KEEP_ACCOUNT, Permission.SEE_AREAS}
# The committees in which they hold a seat, and what they promised there: papers that name offices.
AT_THE_TABLE = {Permission.SEE_COMMITTEES: Scope.OWN, Permission.OWE_COMMITMENTS: Scope.OWN}


def address_of(name: str) -> str:
    return reverse(name, kwargs=SLOTS.get(name))


def visitor(client, role: Role):
    if role is not Role.PUBLIC:
        client.force_login(Staff.objects.create(username=role.value, name=role.value, role=role.value))
    return client


def is_refused(answer) -> bool:
    if answer.status_code == 401:
        return True
    sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next=")
    return answer.status_code == 403 or sent_to_sign_in


def test_no_address_is_outside_the_list() -> None:
    patterns = get_resolver().url_patterns
    assert [pattern.name for pattern in patterns] == [address.name for address in ADDRESSES]
    assert all(isinstance(pattern.address.needs, Permission) for pattern in patterns)


def test_names_and_routes_are_unique() -> None:
    assert len({address.name for address in ADDRESSES}) == len(ADDRESSES)
    assert len({address.route for address in ADDRESSES}) == len(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_an_address_with_slots_has_a_sample(address) -> None:
    assert ("<" in address.route) == (address.name in SLOTS), "state a sample for it in SLOTS above"


@pytest.mark.django_db
def test_an_address_without_a_permission_is_closed_to_everyone(client, monkeypatch) -> None:
    monkeypatch.setattr("pazos.interfaces.web.middleware.declared_permissions", dict)
    assert visitor(client, Role.ADMINISTRATOR).get("/gallery/").status_code == 403


def test_every_role_has_its_grants_and_every_permission_its_words() -> None:
    assert set(GRANTS) == set(Role)
    assert set(WHAT_IT_LETS) == set(Permission)


def test_the_security_liaison_sees_areas_and_never_people() -> None:
    held = GRANTS[Role.SECURITY_LIAISON]
    assert held.keys() <= AREA_LEVEL | AT_THE_TABLE.keys()
    assert all(held[permission] is scope for permission, scope in AT_THE_TABLE.items())


@pytest.mark.django_db
def test_a_refused_page_says_what_is_lacking_and_whom_to_ask(client, monkeypatch) -> None:
    needs = {"gallery": Permission.SIGN_DESIGNATION}
    monkeypatch.setattr("pazos.interfaces.web.middleware.declared_permissions", lambda: needs)
    monkeypatch.setattr("pazos.interfaces.web.pages.errors.declared_permissions", lambda: needs)
    client.cookies["pazos_language"] = "en"
    answer = visitor(client, Role.ANALYST).get("/gallery/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "sign a designation of clusters" in text
    assert "Strategy lead" in text
    assert "administrator" in text


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_choice_never_leads_to_another_host(client, elsewhere) -> None:
    answer = client.post("/language/", {"choice": "en", "next": elsewhere})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_a_choice_that_does_not_exist_is_refused(client) -> None:
    assert client.post("/language/", {"choice": "xx", "next": "/"}).status_code == 400
    assert client.get("/language/").status_code == 405
    assert client.get("/sign-out/").status_code == 405
