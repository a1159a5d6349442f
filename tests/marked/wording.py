"""What is handed to a person of themselves, in Spanish: does a name of a field or a code of ours stand there?"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SLOT = re.compile(r"\\\{\w*\\\}")


def not_in_words() -> list[str]:
    """Return, by holding, every name that is no Spanish text and every value that is a code of a vocabulary."""
    from django.apps import apps
    from django.utils import translation

    from pazos.domain.rights.registry import holdings

    found: set[str] = set()
    with translation.override("es"):
        for one in holdings().values():
            if one.content is None or not one.models:
                continue
            for key in apps.get_model(one.models[0])._default_manager.values_list("pk", flat=True):
                found.update(f"{one.name}: {what}" for what in _unsaid(one.content(str(key))))
    return sorted(found)


def _unsaid(content: Mapping[str, Any]) -> Iterator[str]:
    from pazos.interfaces.web.pages.rights.wording import FIELDS

    for name, value in content.items():
        if name not in FIELDS and not _is_said(str(name)):
            yield str(name)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, dict):
                yield from _unsaid(one)
            elif isinstance(one, str) and one in _codes():
                yield f"{name} = {one}"


def _is_said(name: str) -> bool:
    return any(text.fullmatch(name) for text in _spanish()) or name in _words_of_data()


@cache
def _spanish() -> tuple[re.Pattern[str], ...]:
    import polib

    import pazos

    catalogue = polib.pofile(f"{pazos.__path__[0]}/locale/es/LC_MESSAGES/django.po")
    texts = {
        text for one in catalogue for text in (one.msgstr, *one.msgstr_plural.values()) if len(text) < 60
    }
    return tuple(
        re.compile(SLOT.sub(".+", re.escape(text))) for text in texts if not re.match(r"\W*\{", text)
    )


@cache
def _words_of_data() -> frozenset[str]:
    """Return what a questionnaire asks and how a city calls its programmes."""
    from pazos.domain.cases.instruments.registry import instruments
    from pazos.domain.strategy.models import Programme

    asked = {text for one in instruments() for item in one.items for text in item.words.values()}
    return frozenset(asked | set(Programme.objects.values_list("name", flat=True)))


@cache
def _codes() -> frozenset[str]:
    """Return the codes of every vocabulary that read otherwise than they are written."""
    from django.apps import apps

    choices = (
        choice
        for model in apps.get_models()
        if model.__module__.startswith("pazos.")
        for field in model._meta.get_fields()
        for choice in getattr(field, "flatchoices", None) or ()
    )
    return frozenset(str(code) for code, label in choices if code and str(label) != str(code))
