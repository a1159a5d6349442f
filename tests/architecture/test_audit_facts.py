"""The trail says that something was done and never what it said: no deed puts a person's words into it.

Every call that writes an event is read in the code. A fact may be a code, a number, a day or a hash;
it may not come from a field into which somebody writes freely, nor from a sealed one.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

from pazos.foundation.privacy.fields import Sealed

SOURCE = Path(__file__).resolve().parents[2] / "src" / "pazos"
# Free in form, and nobody's words: short names, codes and hashes that the program or a list gives.
CODES = {
    *("slug", "code", "key", "verb", "what", "method", "kind", "form", "permission", "holding", "dataset"),
    *("subject", "address", "source_key", "cause_code", "municipality_code", "died_in_code", "age_group"),
    *("zone", "version", "number", "city", "series", "code_version", "record", "covers", "rule", "basis"),
}
# The same word is free text elsewhere in its app; here it is no person's.
NOT_HERE = {
    ("neighbourhood.made_from_spelling", "name"): "the official name of a place",
    ("neighbourhood.removed", "name"): "the official name of a place",
    ("municipality.drawn", "source"): "which map an outline comes from",
    ("territory.brought_in", "source"): "which map the places come from",
    ("population.brought_in", "source"): "which table the residents come from",
    ("month.non_delivery_ended", "source"): "the short name of an institution's series",
    ("book.handed_in", "sheet"): "the name of a sheet, declared in the code",
    ("book.taken", "sheet"): "the name of a sheet, declared in the code",
    ("book.left", "sheet"): "the name of a sheet, declared in the code",
    ("record.erased", "holding"): "the name of a holding, declared in the code",
    ("keeping.period_set", "holding"): "the name of a holding, declared in the code",
}
# Facts that are gathered elsewhere and spread into the event: each of them was read.
SPREAD = {
    "register.updated",  # counts of what the update changed
    "claims.updated",  # counts
    "linkage.thresholds_chosen",  # numbers
    "municipality.described",  # the city's own name and code
    "population.brought_in",  # counts
    "month.prepared",  # month, number, hash, counts by rule
    "month.closed or month.revised",
    "staff.account_changed",  # roles, organisations and days; of a name only that it changed
    "keys.rotated",  # the id of a key, counts
}


def _is_free(field: models.Field) -> bool:
    if isinstance(field, Sealed | models.TextField):
        return True
    text = isinstance(field, models.CharField) and not field.choices
    return text and not field.name.endswith(("hash", "digest", "_id", "version"))


@cache
def free_in(path: str) -> set[str]:
    """Return the names of free fields of the app that a file belongs to; of all apps for a file above them."""
    parts = path.split("/")
    own = parts[1] if parts[0] == "domain" else ""
    return {
        field.name
        for model in apps.get_models()
        if model.__module__.startswith(f"pazos.domain.{own}." if own else "pazos.")
        for field in model._meta.concrete_fields
        if _is_free(field)
    } - CODES


@cache
def _calls() -> list[tuple[str, str, ast.Call]]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        every = [
            one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Call)
        ]
        calls = [one for one in every if _writes_trail(one) and len(one.args) >= 2]
        found += [(path.relative_to(SOURCE).as_posix(), _verb(one.args[0]), one) for one in calls]
    return found


def _writes_trail(call: ast.Call) -> bool:
    asked = ast.unparse(call.func)
    return asked in ("audit.record", "record") and any(one.arg == "by" for one in call.keywords)


def _verb(node: ast.expr) -> str:
    if isinstance(node, ast.IfExp):
        return f"{_verb(node.body)} or {_verb(node.orelse)}"
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _sources(node: ast.expr) -> set[str]:
    """Return the names from which a fact is taken; what is only counted or measured gives none."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "len",
        "sum",
        "bool",
        "any",
        "sorted",
        "str",
        "list",
    ):
        return set() if ast.unparse(node.func) in ("len", "sum", "bool", "any") else _sources(node.args[0])
    if isinstance(node, ast.Compare):
        return set()
    if isinstance(node, ast.IfExp):
        return _sources(node.body) | _sources(node.orelse)
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {node.id} if isinstance(node, ast.Name) else set()


def test_the_trail_is_written_in_many_places() -> None:
    assert len(_calls()) > 60


def test_no_fact_is_taken_from_a_field_that_somebody_writes_freely() -> None:
    words = []
    for path, verb, call in _calls():
        facts = {one.arg: _sources(one.value) for one in call.keywords if one.arg not in (None, "by")}
        free = free_in(path)
        found = {name: names & free for name, names in facts.items() if (verb, name) not in NOT_HERE}
        words += [(path, call.lineno, name, names) for name, names in found.items() if names]
    assert words == [], "these put words of a person into the trail"


def test_facts_that_are_gathered_elsewhere_are_named_here() -> None:
    spread = {(path, verb) for path, verb, call in _calls() if any(one.arg is None for one in call.keywords)}
    assert {one for one in spread if one[1] not in SPREAD} == set(), "say in SPREAD what these spread"
