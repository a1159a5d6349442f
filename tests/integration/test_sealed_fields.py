"""Sealed fields: plain in a row, never in the database, and bound to their row."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Lower
from django.forms import modelform_factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pazos.foundation.privacy import keys
from pazos.foundation.privacy.fields import SealedText, SealedValue
from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.privacy.sealing import key_of
from sealed_notes import Note, notes_table, registry

SECRET = "Doña Carmen, calle 42"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _table(transactional_db):
    with notes_table():
        yield


def stored(column: str = "text_sealed") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM sealed_notes_note ORDER BY title")
        return [value for (value,) in cursor.fetchall()]


def test_a_row_reads_back_what_was_written():
    facts = {"band": "14-17", "steps": [1, 2.5, None, "ñ"]}
    made = Note.objects.create(text=SECRET, facts=facts, born_on=date(2009, 2, 28))
    assert (made.text, made.facts) == (SECRET, facts)
    read = Note.objects.get(pk=made.pk)
    assert (read.text, read.facts, read.born_on, read.more) == (SECRET, facts, date(2009, 2, 28), None)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=2000),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ).filter(lambda value: "\ud800" not in str(value)),
    st.dates(),
)
def test_whatever_a_row_holds_comes_back(text, facts, day):
    made = Note.objects.create(text=text, facts=facts, born_on=day)
    read = Note.objects.get(pk=made.pk)
    assert (read.text, read.facts, read.born_on) == (text, facts, day)


@pytest.mark.parametrize(
    "way", ["create", "save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"]
)
def test_every_way_of_writing_seals(way):
    if way == "create":
        Note.objects.create(text=SECRET)
    elif way == "save":
        note = Note(text="before")
        note.save()
        note.text = SECRET
        note.save(update_fields=["text"])
    elif way == "bulk_create":
        Note.objects.bulk_create([Note(text=SECRET)])
    elif way == "bulk_update":
        note = Note.objects.create(text="before")
        note.text = SECRET
        Note.objects.bulk_update([note], ["text"])
    elif way == "update_or_create":
        note = Note.objects.create(text="before")
        Note.objects.update_or_create(pk=note.pk, defaults={"text": SECRET})
    else:
        Note.objects.get_or_create(pk=uuid4(), defaults={"text": SECRET})
    assert key_of(stored()[0]) == keys.ring().current.id
    assert "Carmen" not in stored()[0]
    assert Note.objects.get().text == SECRET


def test_many_rows_are_each_sealed_into_themselves():
    Note.objects.bulk_create([Note(title=f"{n:03}", text=f"text {n}") for n in range(300)])
    rows = list(Note.objects.order_by("title"))
    for row in rows:
        row.text += "!"
        row.facts = {"n": row.title}
    Note.objects.bulk_update(rows, ["text", "facts"], batch_size=70)
    again = Note.objects.order_by("title")
    assert [(row.text, row.facts) for row in again] == [(f"text {n}!", {"n": f"{n:03}"}) for n in range(300)]


def test_a_bulk_update_of_rows_that_were_not_opened_keeps_them():
    Note.objects.bulk_create([Note(title=f"{n}", text=f"text {n}") for n in range(3)])
    Note.objects.bulk_update(list(Note.objects.all()), ["text", "more"])
    assert [row.text for row in Note.objects.order_by("title")] == ["text 0", "text 1", "text 2"]


def test_a_bulk_update_seals_where_the_database_wants_a_cast(monkeypatch):
    """PostgreSQL does: the cases of a bulk update come wrapped."""
    monkeypatch.setattr(connection.features, "requires_casted_case_in_updates", True)
    notes = Note.objects.bulk_create([Note(title=f"{n}", text="before") for n in range(3)])
    for note in notes:
        note.text, note.facts = f"text {note.title}", {"n": note.title}
    Note.objects.bulk_update(notes, ["text", "facts", "more"])
    read = [(row.text, row.facts, row.more) for row in Note.objects.order_by("title")]
    assert read == [(f"text {n}", {"n": f"{n}"}, None) for n in range(3)]


@pytest.mark.parametrize(
    "value",
    [
        SECRET,
        Value(SECRET),
        F("title"),
        Lower("title"),
        Case(When(title="", then=Value(SECRET)), default=Value(None)),
    ],
    ids=["text", "Value", "F", "Lower", "Case"],
)
def test_an_update_with_a_plain_value_is_refused(value):
    Note.objects.create(title="a", text="before")
    with pytest.raises(FieldError, match="is sealed"):
        Note.objects.update(text=value)
    assert Note.objects.get().text == "before"


def test_an_update_may_empty_a_sealed_field():
    Note.objects.create(more=SECRET)
    Note.objects.update(more=None)
    assert Note.objects.get().more is None


def test_an_expression_as_a_value_of_a_row_is_refused():
    with pytest.raises(TypeError):
        Note.objects.create(text=Value(SECRET))


@pytest.mark.parametrize(
    "asked",
    [
        {"text": SECRET},
        {"text__in": [SECRET]},
        {"text__icontains": "Carmen"},
        {"text__gt": "a"},
        {"facts__band": "14"},
        {"born_on": date(2009, 2, 28)},
        {"text": F("title")},
        {"text_sealed": SECRET},
    ],
    ids=str,
)
def test_a_filter_by_a_sealed_field_is_refused(asked):
    with pytest.raises(FieldError, match="blind_index"):
        Note.objects.filter(**asked).exists()


def test_rows_without_a_value_can_be_asked_for():
    Note.objects.create(more=SECRET)
    Note.objects.create(title="empty")
    assert Note.objects.get(more__isnull=True).title == "empty"
    assert Note.objects.filter(more__isnull=False).count() == 1


def test_values_give_a_sealed_value_that_shows_nothing():
    Note.objects.create(text=SECRET)
    (row,) = Note.objects.values("text", "more")
    ((sealed,),) = Note.objects.values_list("text")
    assert row == {"text": sealed, "more": None}
    assert isinstance(sealed, SealedValue)
    assert {repr(sealed), str(sealed), f"{sealed}", repr([sealed])} == {"<sealed>", "[<sealed>]"}


def test_nothing_printed_of_a_row_shows_its_plain_values():
    note = Note.objects.create(text=SECRET, facts={"name": SECRET})
    read = Note.objects.get()
    assert read.text == SECRET
    for row in (note, read, Note(text=SECRET)):
        assert "Carmen" not in f"{row!r} {row} {vars(row)}"


def test_a_sealed_value_cut_into_another_row_does_not_open():
    mine, other = Note.objects.create(text=SECRET), Note.objects.create(text="another")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sealed_notes_note SET text_sealed = (SELECT text_sealed FROM sealed_notes_note WHERE id = %s)"
            " WHERE id = %s",
            [Note._meta.pk.get_db_prep_value(pk, connection) for pk in (mine.pk, other.pk)],
        )
    moved = Note.objects.get(pk=other.pk)
    for use in (lambda: moved.text, moved.save):
        with pytest.raises(SealProblem, match=str(other.pk)):
            use()
    assert Note.objects.get(pk=mine.pk).text == SECRET


def test_a_sealed_value_cut_into_another_field_of_its_row_does_not_open():
    note = Note.objects.create(text=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_notes_note SET more_sealed = text_sealed")
    with pytest.raises(SealProblem, match="does not open"):
        _ = Note.objects.get(pk=note.pk).more


def test_a_row_copied_under_a_new_key_is_sealed_anew():
    Note.objects.create(text=SECRET)
    copied = Note.objects.get()
    assert copied.text == SECRET
    copied.pk = uuid4()
    copied.save(force_insert=True)
    assert [row.text for row in Note.objects.all()] == [SECRET, SECRET]


def test_a_row_copied_unopened_is_refused_rather_than_lost():
    Note.objects.create(text=SECRET)
    copied = Note.objects.get()
    copied.pk = uuid4()
    with pytest.raises(SealProblem):
        copied.save(force_insert=True)


def test_deferred_fields_are_read_when_asked_for(django_assert_num_queries):
    Note.objects.create(text=SECRET, more="more")
    with django_assert_num_queries(2):
        row = Note.objects.defer("text").get()
        assert row.get_deferred_fields() == {"text_sealed"}
        assert row.text == SECRET
    row = Note.objects.only("title").get()
    row.title = "changed"
    row.save()
    assert Note.objects.get().text == SECRET
    Note.objects.bulk_update([Note.objects.only("title").get()], ["text"])
    assert Note.objects.get().text == SECRET


def test_refreshing_a_row_brings_what_another_wrote():
    note = Note.objects.create(text="before")
    other = Note.objects.get()
    other.text = SECRET
    other.save()
    note.refresh_from_db(fields=["text"])
    assert note.text == SECRET


def test_what_is_changed_inside_a_json_value_is_saved():
    Note.objects.create(facts={"steps": [1]}, text="")
    note = Note.objects.get()
    note.facts["steps"].append(2)
    note.save()
    assert Note.objects.get().facts == {"steps": [1, 2]}


def test_saving_an_unopened_row_carries_it_to_the_current_key(monkeypatch):
    Note.objects.create(text=SECRET)
    monkeypatch.setitem(keys._held, None, (None, keys.ring().with_new_key(datetime.now().astimezone())))
    Note.objects.get().save()
    assert key_of(stored()[0]) == keys.ring().current.id
    assert Note.objects.get().text == SECRET


def test_plain_text_longer_than_its_limit_is_refused_by_its_length_alone():
    with pytest.raises(SealProblem, match="at most 2000 letters; this text has 2001"):
        Note.objects.create(text="x" * 2001)
    assert not Note.objects.exists()


def test_a_row_is_checked_by_its_plain_values():
    note = Note.objects.create(title="t", text=SECRET, more="", facts={"a": 1}, born_on=date(2009, 2, 28))
    with pytest.raises(ValidationError) as refused:
        note.full_clean()
    assert set(refused.value.message_dict) == {"more"}  # null is allowed there, blank is not
    Note.objects.get().clean_fields(exclude=["more"])


@pytest.mark.parametrize(
    "wrong",
    [{"text": 5}, {"text": b"x"}, {"born_on": "2009-02-28"}, {"born_on": datetime(2009, 2, 28)}],
    ids=str,
)
def test_a_value_of_another_kind_is_refused(wrong):
    with pytest.raises(TypeError):
        Note.objects.create(**wrong)


def test_rows_are_copied_but_never_pickled_with_plain_values():
    note, twin = Note(text=SECRET, facts={"a": [1]}), Note()
    vars(twin).update(copy.deepcopy(vars(note)))
    twin.facts["a"].append(2)
    assert (twin.text, note.facts) == (SECRET, {"a": [1]})
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(note)
    note.save()
    assert pickle.loads(pickle.dumps(Note.objects.values_list("text", flat=True)[0])) == SealedValue(
        stored()[0]
    )


def test_forms_made_of_models_leave_sealed_fields_out():
    form = modelform_factory(Note, fields="__all__")
    assert "text" not in form.base_fields
    assert "title" in form.base_fields


def test_a_migration_writes_the_field_as_it_is():
    name, path, args, kwargs = Note._meta.get_field("text").deconstruct()
    assert (name, path, args) == ("text", "pazos.foundation.privacy.fields.SealedText", [])
    assert kwargs == {"max_length": 2000, "blank": True}


def test_an_empty_text_is_stored_as_it_is_and_needs_no_key():
    Note.objects.create(text="", more="")
    assert stored() == stored("more_sealed") == [""]
    note = Note.objects.get()
    assert (note.text, note.more, note.text_sealed) == ("", "", "")
    note.text = SECRET
    Note.objects.bulk_update([note], ["text", "more"])
    assert (Note.objects.get().text, Note.objects.get().more) == (SECRET, "")
    Note.objects.update(text="")
    assert Note.objects.get().text == ""


def test_a_row_may_be_told_by_other_fields_than_its_number():
    class Line(models.Model):
        file = models.PositiveIntegerField()
        row = models.PositiveIntegerField()
        text = SealedText(into=("file", "row"))

        class Meta:
            app_label = "sealed_notes"
            apps = registry

        def __str__(self) -> str:
            return str(self.pk)

    field = Line._meta.get_field("text")
    assert Line.check() == []
    assert field.deconstruct()[3] == {"into": ("file", "row")}
    token = Line(file=7, row=12, text=SECRET).text_sealed
    assert Line(file=7, row=12, text=token).text == SECRET
    assert field.place_in(Line(file=7, row=12)).row == "7:12"
    with pytest.raises(SealProblem, match="7:13"):
        _ = Line(file=7, row=13, text=token).text
    with pytest.raises(TypeError, match="does not have all"):
        Line(file=7, row=None, text=SECRET).clean_fields()


def test_models_into_whose_rows_nothing_can_be_sealed_are_refused():
    class Counted(models.Model):
        text = SealedText(unique=True)

        class Meta:
            app_label = "sealed_notes"
            apps = registry

        def __str__(self) -> str:
            return str(self.pk)

    assert [found.id for found in Counted._meta.get_field("text").check()] == ["privacy.E001", "privacy.E002"]
    assert Note.check() == []
