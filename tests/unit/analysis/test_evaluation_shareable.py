"""What of an answer leaves with it: never how much street work a place had, nor a group that points at somebody."""

from __future__ import annotations

from typing import Any

import pytest

from pazos.analysis.evaluation.shareable import shareable

THIRDS = [{"third": n, "units": 3, "dose": 9.75, "estimate": -0.1, "low": -0.2, "high": 0.1} for n in (1, 2)]
DOSE = {"name": "dose_response", "passed": None, "facts": {"warning": "dose_not_by_chance", "thirds": THIRDS}}


def answer(**parts: Any) -> dict[str, Any]:
    return {"subgroups": [], "seen": 100.0, "meaning": {"ages": {}}, "doubts": [], "notes": [], **parts}


@pytest.mark.parametrize("public", [True, False])
def test_how_much_was_done_leaves_with_no_answer(public: bool) -> None:
    (check,) = shareable(answer(doubts=[DOSE]), public=public)["doubts"]
    assert "9.75" not in str(check)
    assert check["facts"]["warning"] == "dose_not_by_chance"
    assert ("thirds" in check["facts"]) is not public
    assert DOSE["facts"]["thirds"][0]["dose"] == 9.75
