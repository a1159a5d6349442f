"""Marks, and a watch that tells which deeds were done and which of their words were marks."""

from __future__ import annotations

import inspect
import pkgutil
import re
import sys
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType, ModuleType

APPS = ("cases", "employment", "justice", "venues", "participants", "rights", "activities")
STEM = "quetzal"
MARK = re.compile(rb"quetzal\d{5}", re.IGNORECASE)


@dataclass
class Marks:
    """Every mark is given once, and says of which deed and word it is."""

    of: dict[str, str] = field(default_factory=dict)

    def __call__(self, what: str) -> str:
        mark = f"Quetzal{10001 + len(self.of)}"
        self.of[mark.casefold()] = what
        return mark


def marks_in(content: bytes) -> set[str]:
    """Return every mark that stands in plain letters in some bytes, however it is written."""
    wide = content.replace(b"\x00", b"")  # UTF-16, and text that is spread out
    return {found.decode().casefold() for found in (*MARK.findall(content), *MARK.findall(wide))}


def deeds() -> dict[str, Callable[..., Any]]:
    """Return every public function of every module of actions, by app, module and name."""
    found = {}
    for app in APPS:
        for module in _modules(f"pazos.domain.{app}.actions"):
            short = module.__name__.removeprefix("pazos.domain.").replace(".actions", "")
            for name, value in vars(module).items():
                if name.startswith("_") or not inspect.isfunction(value):
                    continue
                if inspect.unwrap(value).__module__ == module.__name__:
                    found[f"{short}.{name}"] = inspect.unwrap(value)
    return found


def _modules(name: str) -> list[ModuleType]:
    root = import_module(name)
    below = pkgutil.walk_packages(getattr(root, "__path__", []), f"{name}.")
    return [root, *(import_module(one.name) for one in below)]


def words_of(deed: Callable[..., Any]) -> list[str]:
    """Return the parameters of a deed that may hold words: texts, many of them, values with texts, and anything."""
    return [name for name, one in inspect.signature(deed).parameters.items() if _may_say(str(one.annotation))]


def _may_say(annotation: str) -> bool:
    names = set(re.findall(r"\w+", annotation))
    return bool(names & ({"str", "Any", "object"} | _values_with_texts())) and "Callable" not in names


@cache
def _values_with_texts() -> frozenset[str]:
    """Return the names of the values of these apps (no records) that hold a text."""
    modules = [module for app in APPS for module in _modules(f"pazos.domain.{app}")]
    kinds = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    return frozenset(
        one.__name__
        for one in kinds
        if is_dataclass(one) and any("str" in re.findall(r"\w+", str(field.type)) for field in fields(one))
    )


@dataclass
class Watch:
    """Notes every deed that is called, from wherever, and the parameters in which a mark came."""

    done: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    codes: dict[CodeType, str] = field(default_factory=dict)

    def __enter__(self) -> Watch:
        self.codes = {deed.__code__: name for name, deed in deeds().items()}
        sys.setprofile(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _hear(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call" or frame.f_code not in self.codes:
            return
        name = self.codes[frame.f_code]
        self.done.add(name)
        for said, value in frame.f_locals.items():
            if (isinstance(value, str | dict | list | tuple) or is_dataclass(value)) and STEM in repr(
                value
            ).casefold():
                self.marked.add(f"{name}.{said}")
