"""The worker beside the pages leaves the machine's cores to the methods, unless whoever runs it says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.jobs import daily
from pazos.interfaces.cli import serve

if TYPE_CHECKING:
    import pytest


class Begun:
    """A process that only keeps what it was begun with."""

    env: dict[str, str]

    def __init__(self, _words: Any, *, env: dict[str, str], stdin: int) -> None:
        Begun.env = env

    def terminate(self) -> None:
        pass

    def wait(self, timeout: float) -> None:
        pass


def test_linear_algebra_of_the_worker_takes_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(daily, "begin", lambda: None)
    monkeypatch.setattr(serve.subprocess, "Popen", Begun)
    for said, expected in ((None, "1"), ("2", "2")):
        monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
        if said:
            monkeypatch.setenv("OPENBLAS_NUM_THREADS", said)
        with serve.worker():
            assert Begun.env["OPENBLAS_NUM_THREADS"] == expected
