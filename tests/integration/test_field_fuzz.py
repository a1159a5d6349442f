"""Whatever is sent to the phone's door, it answers as it describes itself, and never with a fault."""

from __future__ import annotations

import json
from datetime import UTC
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pazos.config.wsgi import application
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.models import Device, Submission
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.interfaces.field.api import described
from phones import Phone, a_dispute, digest, street

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [(path, method) for path, methods in described()["paths"].items() for method in methods]
BOUNDED = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def phone():
    return Phone(street().ana)


@pytest.fixture
def described_door(settings):
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_dict(described())
    schema.app = application
    # A server lets go of its connection around an answer; here it is the one that the test works on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda one: one.value
)
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda one: one.split("/")[-1])
def test_every_operation_answers_as_it_describes_itself(phone, described_door, path, method, mode) -> None:
    session = Client()
    session.force_login(phone.staff)
    signed = "a" * 32
    cookies = {"sessionid": session.cookies["sessionid"].value, "csrftoken": signed}
    keys = {"Authorization": f"Bearer {phone.token}", "X-CSRFToken": signed, "Accept-Encoding": "identity"}
    operation = described_door[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        pytest.skip("there is nothing to say wrongly")

    @given(case=operation.as_strategy(generation_mode=mode))
    @BOUNDED
    def answers(case) -> None:
        Device.objects.exclude(pk=phone.device.pk).delete()
        response = case.call(headers=keys, cookies=cookies)
        case.validate_response(response, checks=CHECKS)
        assert response.status_code != 401 or mode is GenerationMode.NEGATIVE

    answers()


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def answers_of(name: str) -> st.SearchStrategy[dict]:
    """Return answers to a form, some of them its own, some of them nobody's."""
    fields = {}
    for field in FORMS[name].fields:
        own = st.sampled_from(sorted(field.codes)) if field.codes else st.sampled_from(TYPICAL)
        fields[field.name] = own | st.lists(own, max_size=3) | JUNK
    plain = st.fixed_dictionaries({}, optional=fields)
    edited = st.fixed_dictionaries(
        {},
        optional={
            key: st.fixed_dictionaries({"base": JUNK | one, "mine": one}) for key, one in fields.items()
        },
    )
    return plain | edited | st.dictionaries(st.text(max_size=12), JUNK, max_size=3)


TYPICAL = [
    "2026-01-31",
    "9999-12-31",
    "0001-01-01",
    "01",
    "",
    True,
    1,
    3,
    -1,
    2**40,
    str(uuid4()),
    "Juan 3001234567",
]
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(lambda one: one.isoformat()) | st.just(
    "2026-11-22T10:00:00Z"
)


@pytest.mark.parametrize("form", FORMS)
def test_whatever_a_form_is_answered_with_is_kept_whole_and_judged(phone, form) -> None:
    dispute = phone.write("dispute", a_dispute())
    phone.sync()
    door, known = Client(), [str(dispute), str(uuid4())]

    @given(
        values=answers_of(form),
        record=st.sampled_from(known) | st.uuids().map(str),
        base=st.none() | st.integers(0, 3),
        after=st.none() | st.sampled_from([phone.last, str(uuid4())]),
        version=st.sampled_from([1, 1, 1, 2, 99]),
        written_at=MOMENTS,
        ours=st.booleans(),
    )
    @BOUNDED
    def judged(values, record, base, after, version, written_at, ours) -> None:
        if ours:
            values = {**values, "dispute": str(dispute)}
        sending = {
            "id": str(uuid4()),
            "form": form,
            "form_version": version,
            "record": record,
            "base_version": base,
            "after": after,
            "written_at": written_at,
            "values": values,
        }
        body = json.dumps({"clock": phone.now().isoformat(), "submissions": [sending]})
        headers = {"Authorization": f"Bearer {phone.token}"}
        answer = door.post("/api/field/sync", body, "application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        (receipt,) = answer.json()["receipts"]
        row = Submission.objects.get(pk=sending["id"])
        assert receipt["standing"] == row.standing != Standing.KEPT
        assert digest(row.content) == receipt["hash"]
        assert not any("fault of its own" in one["en"] for one in receipt["problems"])

    judged()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[]", b"null", b'"x"', b'{"clock": 1}', b'{"a": 1e999}'])
def test_a_body_that_is_none_is_refused(phone, data) -> None:
    headers = {"Authorization": f"Bearer {phone.token}"}
    answer = Client().post("/api/field/sync", data, "application/json", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["reason"] == "unreadable"
