"""The form of a counting rule: every fact that a source can state, as a choice; no free formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pazos.analysis.register.rule_words import basis_of, title_of
from pazos.domain.register.counting import Condition, Rule, rule_from
from pazos.domain.register.vocabulary import CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.forms import BoundField

    from pazos.domain.register.models import CountingRule

COUNTS, LEAVES_OUT = "counts", "leaves_out"
# A closed list shows only what was chosen: each choice says which way it works.
_WAYS = [
    ("", _("it does not matter")),
    (
        _("Counts a victim"),
        [
            (f"{COUNTS}:{Says.ANY.value}", _("counts if any source says so")),
            (f"{COUNTS}:{Says.ALL.value}", _("counts if every source that speaks of it says so")),
            (f"{COUNTS}:{Says.NONE_DENIES.value}", _("counts if no source denies it")),
        ],
    ),
    (
        _("Leaves a victim out"),
        [
            (f"{LEAVES_OUT}:{Says.ANY.value}", _("leaves out if any source says so")),
            (f"{LEAVES_OUT}:{Says.ALL.value}", _("leaves out if every source that speaks of it says so")),
            (f"{LEAVES_OUT}:{Says.NONE_DENIES.value}", _("leaves out if no source denies it")),
        ],
    ),
]
_A_DAY = {"type": "date"}


def choices_of_rules(rows: Sequence[CountingRule]) -> list[tuple[str, str]]:
    """Return the rules that a new one may be held against."""
    return [(str(row), f"{title_of(row)} ({row})") for row in rows]


class RuleForm(forms.Form):
    """A rule: its title and basis, whom it hears, what counts and what leaves out, where and when."""

    title = forms.CharField(label=_("Title"), max_length=160)
    basis = forms.CharField(
        label=_("Basis"),
        help_text=_("The standard, decree or agreement it follows, and who decided on it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Listens to"),
        help_text=_("None chosen: every source."),
        choices=SourceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    where = forms.ChoiceField(label=_("Counts a death where"), choices=CountedWhere.choices)
    dated_by = forms.ChoiceField(label=_("Dates it by"), choices=DatedBy.choices)
    valid_from = forms.DateField(label=_("Counts from"), required=False, widget=forms.DateInput(attrs=_A_DAY))
    valid_until = forms.DateField(
        label=_("Counts until"), required=False, widget=forms.DateInput(attrs=_A_DAY)
    )
    against = forms.ChoiceField(label=_("Hold it against"), required=False)

    def __init__(self, *args: Any, known: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["against"].choices = list(known)  # type: ignore[attr-defined]
        for flag in Flag:
            self.fields[_field(flag)] = forms.ChoiceField(label=flag.label, choices=_WAYS, required=False)

    def conditions(self) -> Iterator[BoundField]:
        """Yield the choice of each fact."""
        for flag in Flag:
            yield self[_field(flag)]

    def rule(self) -> Rule:
        """Return the rule that the form says."""
        said = self.cleaned_data
        return Rule(
            kinds=tuple(kind for kind in SourceKind if kind.value in said["kinds"]),
            counts_if=self._chosen(COUNTS),
            leaves_out_if=self._chosen(LEAVES_OUT),
            where=CountedWhere(said["where"]),
            dated_by=DatedBy(said["dated_by"]),
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
        )

    def _chosen(self, way: str) -> tuple[Condition, ...]:
        said = [(flag, self.cleaned_data[_field(flag)].partition(":")) for flag in Flag]
        return tuple(Condition(flag, Says(how)) for flag, (chosen, _, how) in said if chosen == way)

    @staticmethod
    def said_by(row: CountingRule | None, *, own: bool) -> dict[str, Any]:
        """Return what the form says of a rule to start from; a title of one's own is kept, others are not."""
        if row is None:
            return {"where": CountedWhere.HURT_HERE, "dated_by": DatedBy.FACT, "against": "iccs_0101@1"}
        rule = rule_from(row.definition)
        said: dict[str, Any] = {
            "title": title_of(row) if own else "",
            "basis": basis_of(row) if own else "",
            "kinds": [kind.value for kind in rule.kinds],
            "where": rule.where,
            "dated_by": rule.dated_by,
            "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
            "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
            "against": str(row),
        }
        for way, conditions in ((COUNTS, rule.counts_if), (LEAVES_OUT, rule.leaves_out_if)):
            said |= {_field(one.flag): f"{way}:{one.says.value}" for one in conditions}
        return said


def _field(flag: Flag) -> str:
    return f"flag_{flag.value}"
