"""What is a form: its fields, and the kind of record that it makes or changes.

A form only reads. Who writes what it read stands in `fieldwork.actions.taking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.domain.fieldwork.forms.fields import Field, Kind
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_stubs_ext import StrOrPromise

Values = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """One version of a form.

    It `makes` records, `changes` those that are, or both. Fields that are answered `together` clash
    together: half an answer would be nobody's. `upgrade` turns values of this version into those
    of the next, once there is a next.
    """

    name: str
    version: int
    title: StrOrPromise
    about: str  # the kind of record it makes or changes
    fields: tuple[Field, ...]
    makes: bool = True
    changes: bool = False
    together: bool = False
    upgrade: Callable[[Values], Values] | None = None
    needs: Permission = Permission.USE_FIELD  # who may send it

    def field(self, name: str) -> Field | None:
        """Return one field by its name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def parent(self) -> Field | None:
        """The field that names the dispute a record belongs to, if it belongs to one."""
        return next((one for one in self.fields if one.kind is Kind.RECORD and one.name == "dispute"), None)

    def read(self, said: Mapping[str, Any]) -> tuple[Values, list[InputProblem]]:
        """Return the values of a new record and every reason against them."""
        values, problems = self.read_some(said)
        wrong = {problem.facts.get("field") for problem in problems}
        for asked in self.fields:
            missing = asked.required and asked.is_asked(values) and values.get(asked.name) in (None, [], {})
            if missing and asked.name not in wrong:
                problems.append(InputProblem(N_("{field} is not answered."), field=asked.name))
        return values, problems

    def read_some(self, said: Mapping[str, Any]) -> tuple[Values, list[InputProblem]]:
        """Return the values of the fields that were answered and every reason against them."""
        values: Values = {}
        problems = []
        for name, raw in said.items():
            asked = self.field(name)
            if asked is None:
                problems.append(InputProblem(N_("An answer stands where this form has no question.")))
                continue
            try:
                values[name] = asked.read(raw)
            except InputProblem as problem:
                problems.append(problem)
        return values, problems
