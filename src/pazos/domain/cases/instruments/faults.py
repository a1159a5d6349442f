"""What is wrong with an instrument's file? Every fault in words, with the place in the file and the cure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pazos.domain.cases.vocabulary import CrisisKind, Dimension
from pazos.foundation.words import LANGUAGES, N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CODE = re.compile(r"[a-z][a-z0-9_]{1,38}")
TEXTS = ("name", "purpose", "licence")
PLAIN: dict[str, type | tuple[type, ...]] = {
    "code": str,
    "version": int,
    "name": dict,
    "purpose": dict,
    "dimensions": list,
    "minimum_age": int,
    "is_validated": bool,
    "source": str,
    "licence": dict,
    "languages": dict,
    "instruction": dict,
    "answers": dict,
    "items": list,
    "score": dict,
}
METHODS = ("sum", "mean", "none")
YOUNGEST, OLDEST = 5, 99


def faults(content: Mapping[str, Any]) -> tuple[InputProblem, ...]:
    """Return everything that is wrong with a file, none where it is an instrument."""
    missing = tuple(_missing(content))
    if missing:
        return missing
    try:
        return tuple(
            fault
            for look in (_head, _languages, _answers, _items, _score, _meanings)
            for fault in look(content)
        )
    except (KeyError, TypeError, AttributeError) as error:
        return (InputProblem(N_("The file is not built as an instrument is: {what}."), what=str(error)),)


def _missing(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    for name, kind in PLAIN.items():
        if not isinstance(content.get(name), kind):
            yield InputProblem(N_("{key} is missing in the file, or is of another kind."), key=name)


def _head(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    if not CODE.fullmatch(content["code"]):
        yield InputProblem(
            N_("The code {code} must be small letters, numbers and _, at most 39."), code=content["code"]
        )
    if content["version"] < 1:
        yield InputProblem(N_("Versions are numbered from 1."))
    wrong = set(content["dimensions"]) - set(Dimension.values)
    if wrong or not content["dimensions"]:
        yield InputProblem(N_("dimensions must be some of: {known}."), known=", ".join(Dimension.values))
    if not YOUNGEST <= content["minimum_age"] <= OLDEST:
        yield InputProblem(
            N_("minimum_age must lie between {least} and {most}."), least=YOUNGEST, most=OLDEST
        )
    if not content["source"].strip():
        yield InputProblem(N_("The source is empty: who published it, and in which year?"))
    if not any(content["licence"].values()):
        yield InputProblem(N_("The licence is empty: why may it be used?"))


def _languages(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    spoken = content["languages"]
    if not spoken or set(spoken) - set(LANGUAGES):
        yield InputProblem(N_("languages must be some of: {known}."), known=", ".join(sorted(LANGUAGES)))
    codes = sorted(one["code"] for one in content["items"])
    for name, one in spoken.items():
        if not one.get("source"):
            yield InputProblem(N_("Where does the wording in {language} come from?"), language=name)
        if one.get("order") and sorted(one["order"]) != codes:
            yield InputProblem(N_("The order in {language} must name each item once."), language=name)
        if not content["instruction"].get(name):
            yield InputProblem(N_("The instruction is missing in {language}."), language=name)


def _answers(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    for name, options in content["answers"].items():
        values = [one["value"] for one in options]
        if (
            len(values) < 2
            or len(set(values)) < len(values)
            or not all(isinstance(one, int) for one in values)
        ):
            yield InputProblem(N_("The answers {name} need two different whole values at least."), name=name)
        for one in options:
            yield from _unsaid(one, content, where=f"answers.{name}.{one['value']}")


def _items(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    before: set[str] = set()
    if not content["items"]:
        yield InputProblem(N_("There is no item."))
    for one in content["items"]:
        code = one["code"]
        if code in before or not CODE.fullmatch(code):
            yield InputProblem(
                N_("The item {item} stands twice, or its code is not in small letters."), item=code
            )
        if one["answers"] not in content["answers"]:
            yield InputProblem(N_("The item {item} names answers that the file does not have."), item=code)
        if (opens := one.get("opens")) and opens["crisis"] not in CrisisKind.values:
            yield InputProblem(N_("The item {item} opens a crisis of no known kind."), item=code)
        if (asked := one.get("asked_if")) and asked["item"] not in before:
            yield InputProblem(N_("The item {item} depends on one that does not come before it."), item=code)
        yield from _unsaid(one, content, where=f"items.{code}")
        before.add(code)


def _unsaid(one: Mapping[str, Any], content: Mapping[str, Any], *, where: str) -> Iterator[InputProblem]:
    for language in content["languages"]:
        if not one.get(language):
            yield InputProblem(N_("{place} has no words in {language}."), place=where, language=language)


def _score(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    scale = content["score"]
    if scale["method"] not in METHODS:
        yield InputProblem(N_("score.method must be one of: {known}."), known=", ".join(METHODS))
    elif scale["method"] != "none":
        if scale.get("better") not in ("high", "low"):
            yield InputProblem(N_("score.better must say whether high or low is better."))
        least, most = _range(content)
        if (scale["least"], scale["most"]) != (least, most):
            yield InputProblem(
                N_("The answers give scores from {least} to {most}; the file says others."),
                least=least,
                most=most,
            )
    known = content.get("reliability")
    if known and not (
        0 < known["coefficient"] < 1 and (known["sd"] is None or known["sd"] > 0) and known["source"]
    ):
        yield InputProblem(
            N_("reliability needs a coefficient between 0 and 1, an SD above 0 or null, and a source.")
        )


def _range(content: Mapping[str, Any]) -> tuple[float, float]:
    scale = content["score"]
    values = [[one["value"] for one in content["answers"][item["answers"]]] for item in content["items"]]
    times = scale.get("times", 1)
    parts = len(values) if scale["method"] == "mean" else 1
    return _plain(sum(map(min, values)) * times / parts), _plain(sum(map(max, values)) * times / parts)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _meanings(content: Mapping[str, Any]) -> Iterator[InputProblem]:
    meanings = content.get("meanings")
    if not meanings:
        return
    if not meanings.get("source"):
        yield InputProblem(N_("The meanings have no source: who published these limits?"))
    bands = meanings["bands"]
    if any(one["from"] > one["to"] for one in bands) or any(
        later["from"] <= earlier["to"] for earlier, later in pairwise(bands)
    ):
        yield InputProblem(N_("The meanings overlap, or stand in the wrong order."))
    ends = (bands[0]["from"], bands[-1]["to"])
    if ends != (content["score"].get("least"), content["score"].get("most")):
        yield InputProblem(N_("The meanings do not reach from the least score to the most."))
