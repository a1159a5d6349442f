"""An answer as a bundle that a stranger reproduces to the last digit with one command, with no city and no account.

It holds counts by place and time, the plan, the result and the guide: never a record. It is for those who plan
evaluations and see figures by place; small counts of groups of victims are in it, so it is not for everybody.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from pazos.analysis.evaluation.frozen import ARRAYS, panel_from
from pazos.analysis.proof.freezing import frozen_of, stated_of
from pazos.analysis.proof.guide import NAMES
from pazos.analysis.proof.run_guide import run_guide
from pazos.analysis.proof.runs import bundle_of
from pazos.analysis.proof.taking import whole_facts
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.words import N_, say
from pazos.science.evaluation.panel import NEVER
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.evaluations.models import Answer

PLAN, PANEL, RUN, SCRIPT = "plan.json", "panel.csv", "run.json", "reproduce.py"
ALTERED = N_("What the run of this answer read is not whole any more. No bundle of it can be given.")
GUIDE = N_(
    "{question}\n\nTo reproduce every digit: install Pazos ({code}) and run\n\n    pazos verify {file}\n\nor unpack the"
    " file and run, inside the folder,\n\n    python reproduce.py\n\nplan.json is the plan as it was sealed; the SHA-256 of"
    " its letters is {plan}. panel.csv is the panel of the primary question for any other program: a row a place and"
    " time, deaths, people where they are known, and the first treated time. The primary figure alone:\n\n    {command}\n\n"
    "inputs.json holds all panels (other rules and sources, groups of victims, places near by), result.json all figures,"
    " run.json which run, code and seed they are of."
)
REPRODUCE = '''"""Reproduces every digit of this bundle: packs the folder as it was and asks `pazos verify`."""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

here = Path(__file__).resolve().parent
parts = ["manifest.json", *json.loads((here / "manifest.json").read_text(encoding="utf-8"))["parts"]]
with tempfile.TemporaryDirectory() as folder:
    bundle = Path(folder) / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        for part in parts:
            archive.write(here / part, part)
    sys.exit(subprocess.call([sys.executable, "-m", "pazos", "verify", str(bundle)]))
'''


def replication(answer: Answer, *, city: str, city_name: str, invented: bool) -> bytes:
    """Return the bundle of an answer.

    Raises:
        InputProblem: what the run read is not what its hash says.
    """
    run = answer.run
    frozen = frozen_of(run)
    if sha256_of(run.result) != run.result_hash:
        raise InputProblem(ALTERED)
    facts = whole_facts(run, city=city)
    file = f"pazos-evaluation-{run.pk}.zip"
    about = run_guide(run, city=city_name, invented=invented, file=file, whole=True)
    texts = {
        name: about[name] + "\n" + _guide(answer, frozen, language=language, file=file) + "\n"
        for language, name in NAMES.items()
    }
    beside = {
        PLAN: canonical(answer.protocol.content),
        PANEL: panel_csv(frozen),
        RUN: canonical({name: fact for name, fact in facts.items() if name != "salt"}),
        SCRIPT: REPRODUCE,
    }
    return bundle_of(facts, frozen=frozen, stated=stated_of(run), guide={**texts, **beside})


def _guide(answer: Answer, frozen: Mapping[str, Any], *, language: str, file: str) -> str:
    return say(
        GUIDE,
        language,
        question=answer.protocol.content["question"],
        code=answer.run.code_version,
        file=file,
        plan=answer.protocol.content_hash,
        command=command(frozen),
    )


def command(frozen: Mapping[str, Any]) -> str:
    """Return the command that gives the primary figure of panel.csv."""
    design = frozen["design"]
    words = [
        "pazos analyse effect",
        PANEL,
        "--unit unit --time time --outcome deaths --treated-from treated_from",
    ]
    if frozen["panel"]["exposure"]:
        words.append("--exposure people")
    if frozen["panel"]["covariates"]:
        words.append("--covariates " + " ".join(frozen["panel"]["covariates"]))
    words.append(f"--method {design['primary']['method']}")
    options = design["primary"]["options"]
    words += [f"--{name} {options[name]}" for name in ("control", "inference", "draws") if name in options]
    return " ".join([*words, f"--confidence {design['confidence']} --seed {design['seed']}"])


def panel_csv(frozen: Mapping[str, Any]) -> str:
    """Return the panel of the primary question, a row a place and time."""
    panel = panel_from(frozen["panel"], frozen[ARRAYS])
    exposure, covariates = panel.exposure, panel.covariates
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(
        ["unit", "time", "deaths", "treated_from", *(["people"] if exposure is not None else []), *covariates]
    )
    for row, unit in enumerate(panel.units):
        first = int(panel.first[row])
        starts = "" if first == NEVER else panel.times[first]
        for place, time in enumerate(panel.times):
            cells = [] if exposure is None else [repr(float(exposure[row, place]))]
            cells += [repr(float(values[row, place])) for values in covariates.values()]
            write.writerow([unit, time, int(panel.outcome[row, place]), starts, *cells])
    return text.getvalue()
