"""Filters say "all" in the gender of what they narrow: todos los programas, todas las cohortes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import trans_real

import pazos.interfaces.web
from accompanied import supervisor
from pazos.domain.partners.models import Partner
from pazos.foundation.access.policy import Role
from pazos.interfaces.web.pages.activities.asking import SearchForm as Activities
from pazos.interfaces.web.pages.budget.asking import SearchForm as Budget
from pazos.interfaces.web.pages.cases.listing import SearchForm as Cases
from pazos.interfaces.web.pages.cooperation.forms import SearchForm as Cooperation
from pazos.interfaces.web.pages.learning.totals import SelectionForm
from pazos.interfaces.web.pages.partners.forms import PartnerSearch
from pazos.interfaces.web.pages.street.presence import PresenceSearchForm
from pazos.interfaces.web.pages.venues.forms import VenueSearch
from phones import person

SPANISH = {"all, of a masculine noun": "todos", "all, of a feminine noun": "todas"}


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    real = trans_real.pgettext
    monkeypatch.setattr(
        translation._trans, "pgettext", lambda context, text: SPANISH.get(context) or real(context, text)
    )


def said(form) -> dict[str, str]:
    """Return what each narrowing field says first where it narrows nothing."""
    found = {name: list(getattr(field, "choices", ())) for name, field in form.fields.items()}
    labels = {name: [str(label) for _code, label in choices] for name, choices in found.items()}
    return {
        name: next((one for one in every if one in SPANISH.values()), "") for name, every in labels.items()
    }


@pytest.mark.django_db
def test_what_is_masculine_is_todos_and_what_is_feminine_todas() -> None:
    lead, boss = person("lead", Role.STRATEGY_LEAD), supervisor()
    asked = {
        "programme": SelectionForm({}),
        "case": Cases({}, who=boss, everybody=True),
        "budget": Budget({}, who=lead),
        "cooperation": Cooperation({}, Partner.objects.all()),
        "activity": Activities({}, who=lead),
        "presence": PresenceSearchForm({}, who=lead),
        "venue": VenueSearch({}),
        "partner": PartnerSearch({}, ()),
    }
    words = {
        (name, field): word for name, form in asked.items() for field, word in said(form).items() if word
    }
    assert {one for one, word in words.items() if word == "todas"} == {
        ("programme", "cohort"),
        ("case", "cohort"),
        ("budget", "department"),
        ("budget", "fund"),
        ("cooperation", "form"),
        ("cooperation", "stage"),
        ("presence", "activity"),
        ("venue", "life"),
    }
    assert {("partner", "kind"), ("activity", "kind"), ("venue", "kind"), ("case", "cluster")} < words.keys()


def test_so_do_those_that_a_page_writes_itself() -> None:
    assert "todas" in get_template("web/cooperation/rates.html").render({"currencies": ["COP", "USD"]})


def test_no_filter_says_all_of_a_noun_without_its_gender() -> None:
    web = Path(pazos.interfaces.web.__file__).parent
    files = [*web.rglob("*.py"), *web.rglob("*.html")]
    plain = re.compile(r"""\b(?:_|gettext|gettext_lazy)\("all"\)|\{% translate ["']all["'] %\}""")
    assert [one.name for one in files if plain.search(one.read_text(encoding="utf-8"))] == []
