"""Long work of the pages where files come in: recognising a file, and bringing territory in.

Each is the deed of a command, done by the worker. What a job keeps names no person.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.tasks import carry_out
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.analysis.tasks import Tell
    from pazos.domain.people.models import Staff
    from pazos.foundation.jobs.models import Job

RECOGNISE = "recognise_file"
TERRITORY = "bring_in_territory"
DECISIONS = "apply_place_decisions"
READING, COMPARING = N_("reading"), N_("comparing the headings")


def ask_to_recognise(*, path: Path, name: str, by: Staff, delivery: int | None = None) -> Job:
    """Ask whose file this is; `delivery` names the delivery that it is already, if any."""
    arguments = {"path": str(path), "name": name, "delivery": delivery}
    job = jobs.ask(kind=RECOGNISE, arguments=arguments, by=by)
    recognise_file.enqueue(job.pk)
    return job


@task()
def recognise_file(job_id: int) -> None:
    """Read a kept file's headings and keep its first rows at hand."""
    carry_out(job_id, _recognise)


def _recognise(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    from pazos.analysis.ingest.keeping import laid_out
    from pazos.analysis.ingest.recognise import facts, keep_sample, recognise
    from pazos.analysis.tables import read_grid

    path = Path(job.arguments["path"])
    with laid_out(path) as plain:
        grid = read_grid(plain, name=job.arguments["name"], tell=lambda share: tell(READING, share))
    tell(COMPARING, 0.9)
    keep_sample(grid, path.name)
    return {"proposals": facts(recognise(grid)), "rows": grid.rows}


def ask_for_territory(*, path: Path, name: str, what: str, said: Mapping[str, str], by: Staff) -> Job:
    """Ask for a file of `what` (areas, outline or people) to be brought in."""
    arguments = {"path": str(path), "name": name, "what": what, "said": dict(said)}
    job = jobs.ask(kind=TERRITORY, arguments=arguments, by=by)
    bring_in_territory.enqueue(job.pk)
    return job


@task()
def bring_in_territory(job_id: int) -> None:
    """Bring a file of places or of people into the city."""
    carry_out(job_id, _bring_in_territory)


def _bring_in_territory(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    tell(READING, 0.1)
    what = job.arguments["what"]
    with _called_as_sent(job) as path:
        result = _territory(path, what=what, said=job.arguments["said"], by=by)
    return {"territory": what, "result": _plain(result)}


def _territory(path: Path, *, what: str, said: Mapping[str, str], by: Staff | None) -> dict[str, Any]:
    from pazos.analysis.territory_files import bring_in_areas, bring_in_outline, bring_in_people
    from pazos.analysis.territory_files.places import Wishes

    crs, layer = said.get("crs") or None, said.get("layer") or None
    if what == "outline":
        return bring_in_outline(path, crs=crs, layer=layer, by=by)
    if what == "people":
        return bring_in_people(path, asked={}, series=said.get("series", ""), by=by)
    wishes = Wishes(kind=said.get("kind", ""))
    return bring_in_areas(path, asked={}, wishes=wishes, crs=crs, layer=layer, by=by)


@contextmanager
def _called_as_sent(job: Job) -> Iterator[Path]:
    """Give a kept file under the name it was sent with: the ending says how shapes are read."""
    from pazos.analysis.ingest.keeping import laid_out

    name = re.sub(r"[^\w.-]+", "_", Path(job.arguments["name"]).name).lstrip(".")[-120:]
    with laid_out(Path(job.arguments["path"]), name=name or "file") as path:
        yield path


def _plain(value: Any) -> Any:
    """Return a result as a job keeps it: names of keys are text, lists stay short."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in list(value.items())[:200]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in list(value)[:200]]
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def ask_to_apply_decisions(*, path: Path, name: str, by: Staff) -> Job:
    """Ask for the decisions of a filled table of spellings to be taken."""
    job = jobs.ask(kind=DECISIONS, arguments={"path": str(path), "name": name}, by=by)
    apply_place_decisions.enqueue(job.pk)
    return job


@task()
def apply_place_decisions(job_id: int) -> None:
    """Take the decisions of a table of spellings, row by row."""
    carry_out(job_id, _apply_decisions)


def _apply_decisions(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    from dataclasses import asdict

    from pazos.analysis.gazetteer_files import apply

    tell(READING, 0.1)
    with _called_as_sent(job) as path:
        return {"decisions": _plain(asdict(apply(path, by=by)))}
