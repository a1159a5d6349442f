"""Where is a large piece of reckoning done? Here, in processes of this machine, or on a cluster at an address.

Pieces carry their own streams of chance, so that the digits are the same wherever and in whichever order they are
done (joblib's back ends: processes of this machine by default, Dask where an address is given). Few pieces are under
way at once, and no more are begun once whoever is told of the progress raises.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from joblib import Parallel, delayed, effective_n_jobs, parallel_config

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Tell = Callable[[str, float], None]

P = TypeVar("P")
R = TypeVar("R")
STEP = "spreading"
PIECES_AT_ONCE = 2  # a worker


@dataclass(frozen=True)
class Where:
    """How many processes; the address of a cluster in their place; who is told how far it has come."""

    workers: int = 1
    address: str | None = None
    tell: Tell | None = None


@dataclass(frozen=True)
class Draws:
    """A piece of a number of draws: how many, and the stream of chance that is its own."""

    size: int
    stream: np.random.SeedSequence

    @property
    def chance(self) -> np.random.Generator:
        """A new generator at the beginning of the stream."""
        return np.random.default_rng(self.stream)


HERE = Where()
_WHERE: ContextVar[Where] = ContextVar("where", default=HERE)


@contextmanager
def over(*, workers: int = 1, address: str | None = None, tell: Tell | None = None) -> Iterator[None]:
    """Have whatever is spread inside done by `workers` processes, or on the cluster at `address`.

    `tell` is called with a word and the share that is done; whatever it raises ends the work.

    Raises:
        InputProblem: there are no workers, no Dask, or nobody answers at the address.
    """
    if workers < 1:
        raise InputProblem("Ask for one worker or more, not {given}.", given=workers)
    held = _WHERE.set(Where(workers, address, tell))
    try:
        if address is None:
            yield
        else:
            with _cluster(address):
                yield
    finally:
        _WHERE.reset(held)


def draws_of(draws: int, *, seed: int, size: int = 1_000) -> list[Draws]:
    """Return `draws` in pieces of `size` at most, each with a stream of its own derived from the seed."""
    sizes = [min(size, draws - begin) for begin in range(0, draws, size)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    return [Draws(one, stream) for one, stream in zip(sizes, streams, strict=True)]


def spread(task: Callable[[P], R], pieces: Sequence[P]) -> list[R]:
    """Return what `task` makes of each piece, in the order of the pieces, done where `over` says: here, if it says nothing.

    `task` is a function of a module (or a partial of one), so that another process can have it.
    """
    where, found = _WHERE.get(), []
    for one in _done(task, pieces, where):
        found.append(one)
        if where.tell:
            where.tell(STEP, len(found) / len(pieces))
    return found


def _done(task: Callable[[P], R], pieces: Sequence[P], where: Where) -> Iterator[R]:
    """Yield the answers in order, wave after wave: nothing is under way while somebody may be ending the work."""
    if len(pieces) < 2 or (where.workers == 1 and where.address is None):
        yield from map(task, pieces)
        return
    # On a cluster there are as many workers as it has.
    jobs = -1 if where.address else where.workers
    wave = PIECES_AT_ONCE * effective_n_jobs(jobs)
    for begin in range(0, len(pieces), wave):
        # One piece a message: pieces are large already.
        parallel = Parallel(n_jobs=jobs, batch_size=1)
        yield from parallel(delayed(task)(piece) for piece in pieces[begin : begin + wave])


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    client = _client(address)
    try:
        with parallel_config(backend="dask", client=client):
            yield
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise InputProblem(
            "A cluster is reached by Dask, which is not installed here. Install pazos[cluster], or leave the address out."
        ) from error
    try:
        made: Any = Client
        return made(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputProblem(
            "No cluster answers at {address}. Start one (dask scheduler, dask worker), or correct the address.",
            address=address,
        ) from error
