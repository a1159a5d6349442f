"""The forms as the phone reads them: every label in both languages, nothing of anybody's data."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils import translation

from pazos.domain.fieldwork.forms.fields import Kind
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.foundation.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from pazos.domain.fieldwork.forms.fields import Field
    from pazos.domain.fieldwork.forms.form import Form


@cache
def description(names: frozenset[str] | None = None) -> dict[str, Any]:
    """Return the forms of these names, None for all; `version` grows with every new version.

    `fingerprint` is another with every word, and with every form more or less.
    """
    forms = {name: _form(form) for name, form in FORMS.items() if names is None or name in names}
    text = json.dumps(forms, sort_keys=True)
    return {
        "version": sum(FORMS[name].version for name in forms),
        "fingerprint": hashlib.sha256(text.encode()).hexdigest()[:16],
        "forms": forms,
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "version": form.version,
        "title": _said(form.title),
        "about": form.about,
        "makes": form.makes,
        "changes": form.changes,
        "together": form.together,
        "fields": [_field(one) for one in form.fields],
    }


def _field(asked: Field) -> dict[str, Any]:
    return {
        "name": asked.name,
        "type": asked.kind.value,
        "label": _said(asked.label),
        "help": _said(asked.help) if asked.help else None,
        "required": asked.required,
        "editable": asked.editable,
        "options": [
            _option(asked, code, label) for code, label in asked.options if code not in asked.retired
        ],
        "min": asked.least,
        "max": asked.most,
        "of": asked.of or None,
        "when": _when(asked.when),
        "warn_names": asked.kind is Kind.TEXT and not asked.names,
    }


def _option(asked: Field, code: str, label: StrOrPromise) -> dict[str, Any]:
    return {"code": code, **_said(label), "when": _when(asked.fits.get(code, {}))}


def _when(fits: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]] | None:
    return {name: list(codes) for name, codes in fits.items()} or None


def _said(text: StrOrPromise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found
