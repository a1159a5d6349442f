"""`pazos serve`: the pages on this machine, with the worker that does long work beside them.

The server listens on the loopback address unless told otherwise. Ending the command ends
both; a job that was running is taken up again by the next start.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

NEEDS_CITY = True
APPLICATION = "pazos.config.wsgi:application"
# The methods share their work among threads themselves; those of the linear algebra below them would get in the way.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help=say(N_("address to listen on (default: 127.0.0.1)"))
    )
    parser.add_argument("--port", type=int, default=8000, help=say(N_("port (default: 8000)")))


def run(options: argparse.Namespace) -> int:
    """Serve until the command is ended."""
    # Until the server listens to it, a word to end would leave the worker behind.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    with worker():
        serve(host=options.host, port=options.port)
    return 0


def serve(*, host: str, port: int) -> None:
    """Serve the pages of the city this process works for; returns when ended."""
    from granian import Granian
    from granian.constants import Interfaces

    print(
        say(N_("The site is at {address} (Ctrl+C ends it)."), None, address=f"http://{host}:{port}/"),
        flush=True,
    )
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_enabled=False,
    ).serve()


@contextmanager
def worker() -> Iterator[None]:
    """Keep a worker process for long work, and for what is done every day, while the pages are served."""
    from pazos.foundation.jobs import daily

    daily.begin()
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "db_worker", "--interval", "0.5"],
        env={**ONE_THREAD, **os.environ, "DJANGO_SETTINGS_MODULE": "pazos.config.settings"},
        stdin=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
