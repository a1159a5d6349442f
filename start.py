#!/usr/bin/env python3
"""Set Pazos up in this folder and run it. Needs Python 3.11 and nothing else.

    python3 start.py              the demo city, from invented files to a served site
    python3 start.py test         the tests (arguments go on to pytest)
    python3 start.py setup        only install; then use .venv/bin/pazos
    python3 start.py setup --dev  install what developers need as well
    python3 start.py WORDS...     the same as .venv/bin/pazos WORDS...

Only the standard library may be used here: this file runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def installer() -> list[str]:
    """Return the start of an install command, making the environment if there is none."""
    uv = shutil.which("uv")
    if uv:
        if not PYTHON.exists():
            subprocess.check_call([uv, "venv", "-q", "--python", sys.executable, str(VENV)])
        return [uv, "pip", "install", "-q", "--python", str(PYTHON), "--compile-bytecode"]
    if not PYTHON.exists():
        make_venv_with_pip()
    for pip in ([str(PYTHON), "-m", "pip"], [sys.executable, "-m", "pip", "--python", str(PYTHON)]):
        if subprocess.run([*pip, "--version"], capture_output=True).returncode == 0:
            return [*pip, "install", "-q", "--disable-pip-version-check"]
    sys.exit(
        "This Python has neither pip nor ensurepip, so nothing can be installed.\n"
        "On Debian or Ubuntu: sudo apt install python3-venv. Then run this again."
    )


def make_venv_with_pip() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True)
    if made.returncode:
        # Debian and Ubuntu ship Python without ensurepip; a pip outside the environment can still fill it.
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.check_call([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def set_up(*, dev: bool) -> None:
    """Install the pinned packages once; again only when the pins change."""
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    mark = VENV / f".{lock.stem}"
    if mark.exists() and mark.read_text() == wanted:
        return
    print(f"Setting up in {VENV} (once; a minute or two) ...", flush=True)
    install = installer()
    subprocess.check_call([*install, "--require-hashes", "-r", str(lock)])
    subprocess.check_call([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    mark.write_text(wanted)


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):
        sys.exit(f"Pazos needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.chdir(ROOT)
    if words[:1] == ["test"]:
        set_up(dev=True)
        return subprocess.call([str(PYTHON), "-m", "pytest", *words[1:]])
    set_up(dev="--dev" in words)
    if words[:1] == ["setup"]:
        return 0
    return subprocess.call([str(BIN / "pazos"), *(words or ["demo"])])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
