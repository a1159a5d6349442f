"""The same city gives the same files, digits and hashes on PostgreSQL as on SQLite.

What is recorded here was made on SQLite; with PAZOS_DATABASE the same tests hold PostgreSQL to it.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from pazos.analysis.releasing import prepare
from pazos.config import city as cities
from pazos.config.ordering import LETTERS, must_order_by_letters
from pazos.domain.accountability.models import YearReport
from pazos.domain.disputes.actions.totals import freeze
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.actions import carry_out
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's order is asked")


def kept(result: Mapping[str, Any], **parameters: Any) -> Run:
    """Return a run as whoever opens it later reads it."""
    made = carry_out("rates", lambda: result, by=None, inputs=[], parameters=parameters)
    return Run.objects.get(pk=made.pk)


def person(role: Role) -> Staff:
    return Staff.objects.create(username=role.value, name=role.value, role=role.value)


class TestARun:
    RESULT: dict[str, Any] = {
        "b": -0.0,
        "aa": 1e16,
        "é": [1.0, 1e300, -2.5e17, 1e-7, 5e-324, 0.1 + 0.2],
        "Z": {"10": 9_007_199_254_740_993, "9": None, "total": float("inf")},
    }
    TEXT = '{"Z":{"10":9007199254740993,"9":null,"total":null},"aa":10000000000000000,"b":0.0,"é":[1.0,'

    def test_is_read_back_to_the_letter(self) -> None:
        run = kept(self.RESULT)
        text = json.dumps(run.result, ensure_ascii=False, separators=(",", ":"))
        assert text == canonical(self.RESULT)
        assert text.startswith(self.TEXT)

    def test_still_has_the_hash_that_was_written_beside_it(self) -> None:
        run = kept(self.RESULT)
        assert sha256_of(run.result) == run.result_hash
        assert run.result_hash == "2ce50088597b539f5cc30be8502a1d3c18c2a79cc1591fb81c8a707a734ca182"

    def test_is_handed_out_in_the_same_bytes(self, signed_in) -> None:
        run = kept({"aa": 1, "b": {"10": 1, "9": 2}}, zone="N", to="2024", a=1)
        told = signed_in(person(Role.ANALYST)).get(reverse("run_file", args=[run.pk])).content.decode()
        assert '"parameters": {\n  "a": 1,\n  "to": "2024",\n  "zone": "N"\n }' in told
        assert told.endswith('"result": {\n  "aa": 1,\n  "b": {\n   "10": 1,\n   "9": 2\n  }\n }\n}')

    def test_is_found_by_what_it_was_asked(self) -> None:
        run = kept({"verdict": "no", "n": {"all": 3}}, basis={"source": "police", "year": 2024}, wide=True)
        kept({"verdict": "yes"}, basis={"source": "police", "year": 2023}, wide=False)
        for asked in (
            {"parameters__basis__source": "police", "parameters__basis__year": 2024},
            {"parameters__basis": {"source": "police", "year": 2024}},
            {"parameters__wide": True},
            {"result__n__all": 3},
            {"result__n__all__gt": 2},
            {"result__n__isnull": False},
        ):
            assert Run.objects.get(**asked) == run, asked
        assert set(Run.objects.values_list("result__verdict", flat=True)) == {"no", "yes"}
        assert Run.objects.values_list("result__n", flat=True).get(pk=run.pk) == {"all": 3}


class TestNumbersBeforeTheyAreHashed:
    @pytest.mark.parametrize(
        ("written", "as_jsonb_reads_it"),
        [(-0.0, 0.0), (1e16, 10**16), (-1.5e17, -15 * 10**16), (1e22, 10**22), ([{"a": -0.0}], [{"a": 0.0}])],
    )
    def test_have_one_form_in_whichever_database_they_lay(self, written, as_jsonb_reads_it) -> None:
        assert canonical(written) == canonical(as_jsonb_reads_it)
        assert sha256_of({"n": written}) == sha256_of({"n": as_jsonb_reads_it})

    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (1.0, "1.0"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e-7, "1e-07"),
            (-0.5, "-0.5"),
            (2**63, "9223372036854775808"),
            (True, "true"),
            (float("nan"), "null"),
        ],
    )
    def test_keep_their_letters_otherwise(self, number, text) -> None:
        assert canonical(number) == text


def test_a_frozen_report_is_read_back_in_the_order_it_was_written() -> None:
    content = {"parts": {"unknown": {}, "deaths": {"facts": {"zz": -0.0, "b": 1e16}}}, "as_of": "2024"}
    made = YearReport.objects.create(
        year=2024,
        number=1,
        as_of_on=date(2024, 12, 31),
        content=content,
        content_hash=sha256_of(content),
        prepared_at=timezone.now(),
        prepared_by=person(Role.STRATEGY_LEAD),
    )
    found = YearReport.objects.get(pk=made.pk).content
    assert json.dumps(found) == json.dumps(content)
    assert sha256_of(found) == made.content_hash


class TestTotalsOfStreetWork:
    NAMES = ("Zona", "alto", "Ñame", "Alto", "ábaco", "Alto 2", "Alto-1", "_", "Oro", "nube", "n~")
    IN_ORDER = ("Alto", "Alto 2", "Alto-1", "Oro", "Zona", "_", "alto", "nube", "n~", "Ñame", "ábaco")

    @pytest.fixture
    def quarter(self) -> StreetQuarter:
        rows = [WorkCluster(name=name, opened_on=date(2020, 1, 1)) for name in self.NAMES]
        for row in rows:
            row.save()
        clusters = {row.pk: row.name for row in WorkCluster.objects.all()} | {0: ""}
        counts = {str(key): 10 + place for place, key in enumerate(clusters)}
        totals = {"settled": {**counts, "total": 99}, "opened": {**counts, "total": None}}
        made = freeze(Quarter.of(date(2024, 1, 1)), clusters=clusters, totals=totals)
        return StreetQuarter.objects.get(pk=made.pk)

    def test_clusters_stand_by_the_numbers_of_their_letters(self, quarter) -> None:
        assert tuple(quarter.clusters.values()) == (*self.IN_ORDER, "")

    def test_a_release_has_the_same_bytes_and_the_same_hash(self, quarter) -> None:
        made = prepare("street-totals", remark="", by=person(Role.DATA_OFFICER))
        rows = [line.split(",")[1:3] for line in made.content.splitlines()[1:]]
        names = [*self.IN_ORDER, "", "total"]
        assert rows == [[name, measure] for measure in ("opened", "settled") for name in names]
        assert made.content_hash == "39dc1f6816b3bc213d901569059444d839e2a4643be256f530300a60958cc20b"


class TestTheDatabaseItself:
    @pytest.fixture
    def sorting(self):
        """Give a connection that answers as a database of some order and encoding would."""

        def one(*, encoding: str = "UTF8", by: Any = None) -> Any:
            answers: list[list[tuple[str]]] = []

            def execute(sql: str, params: list[list[str]] | None = None) -> None:
                words = sorted(params[0], key=by) if params else [encoding]
                answers.append([(word,) for word in words])

            cursor = SimpleNamespace(
                execute=execute, fetchone=lambda: answers[-1][0], fetchall=lambda: answers[-1]
            )

            @contextmanager
            def opened() -> Iterator[Any]:
                yield cursor

            return SimpleNamespace(vendor="postgresql", cursor=opened)

        return one

    def test_of_these_tests_orders_by_letters(self) -> None:
        must_order_by_letters(connection)

    def test_that_orders_by_letters_is_taken(self, sorting) -> None:
        must_order_by_letters(sorting())

    @pytest.mark.parametrize(
        "by",
        [
            str.casefold,
            lambda word: word.replace("-", "").replace(" ", ""),
            lambda word: word.encode("utf-16-be"),
        ],
    )
    def test_that_orders_by_anything_else_is_refused_in_plain_words(self, sorting, by) -> None:
        with pytest.raises(InputProblem, match=r"order of a language.*Make it anew with LC_COLLATE 'C'"):
            must_order_by_letters(sorting(by=by))

    def test_that_keeps_another_encoding_is_refused(self, sorting) -> None:
        with pytest.raises(InputProblem, match="LATIN1"):
            must_order_by_letters(sorting(encoding="LATIN1"))

    def test_is_asked_before_anything_is_written_in_it(self, tmp_path, monkeypatch) -> None:
        def refuse(_: Any) -> None:
            raise InputProblem("not this one")

        for name in ("PAZOS_CITY", "PAZOS_PATIENCE", "DJANGO_SETTINGS_MODULE"):
            monkeypatch.setenv(name, os.environ.get(name, ""))
        monkeypatch.setattr(cities, "must_order_by_letters", refuse)
        monkeypatch.setattr(cities, "bring_up_to_date", lambda _: pytest.fail("tables were made"))
        with pytest.raises(InputProblem, match="not this one"):
            cities.enter(cities.make(tmp_path / "city"))

    @on_postgresql
    @pytest.mark.parametrize("language", ["es-x-icu", "en-x-icu", "de-x-icu", "und-x-icu"])
    def test_every_language_orders_these_letters_otherwise(self, language) -> None:
        with connection.cursor() as cursor:
            asked = f'SELECT word FROM unnest(%s::text[]) AS word ORDER BY word COLLATE "{language}"'
            cursor.execute(asked, [list(LETTERS)])
            assert [word for [word] in cursor.fetchall()] != sorted(LETTERS)
