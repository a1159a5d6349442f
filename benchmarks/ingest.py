"""How many rows a second go from a CSV of the police's form into the embedded database, end to end?

    python benchmarks/ingest.py [ROWS]

An invented file of 20 columns is taken in by the very code of `pazos ingest` (kept, read, every
column understood, checked, written), and in another process by pandas.read_csv + to_sql, which
only copies text. Each runs alone in its process; rows a second, peak memory and the ratio are printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADINGS = (
    "Fecha,Departamento,Municipio,Día,Hora,Barrio,Zona,Clase de sitio,Arma empleada,Móvil Agresor,"
    "Móvil Victima,Edad,Sexo,Estado civil,País de nacimiento,Clase de empleado,Profesión,Escolaridad,"
    "Código DANE,Cantidad"
)
WEEKDAYS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")


def write(path: Path, rows: int) -> None:
    """Write an invented country's deaths of ten years; one municipality in a hundred is the city."""
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(1)
    days = np.datetime64("2014-01-01") + np.sort(draw.integers(0, 3650, rows))
    dates = pd.DatetimeIndex(days)
    codes = draw.integers(0, 100, rows)
    minutes = draw.integers(0, 1440, rows)
    words = {
        "zone": ("URBANA", "RURAL"),
        "weapon": ("ARMA DE FUEGO", "ARMA BLANCA / CORTOPUNZANTE", "CONTUNDENTES"),
        "sex": ("MASCULINO", "MASCULINO", "MASCULINO", "FEMENINO"),
        "school": ("PRIMARIA", "SECUNDARIA", "ANALFABETA"),
    }
    pick = {name: np.array(choice)[draw.integers(0, len(choice), rows)] for name, choice in words.items()}
    barrio = np.array([f"BARRIO {n}" for n in range(20_000)])[codes * 200 + draw.integers(0, 200, rows)]
    frame = pd.DataFrame(
        {
            "Fecha": dates.strftime("%d/%m/%Y"),
            "Departamento": "VALLE",
            "Municipio": np.array([f"MUNICIPIO {n}" for n in range(100)])[codes],
            "Día": np.array(WEEKDAYS)[dates.day_of_week],
            "Hora": [f"{m // 60}:{m % 60:02d}:00" for m in minutes],
            "Barrio": barrio,
            "Zona": pick["zone"],
            "Clase de sitio": "VIAS PUBLICAS",
            "Arma empleada": pick["weapon"],
            "Móvil Agresor": "A PIE",
            "Móvil Victima": "A PIE",
            "Edad": draw.integers(0, 95, rows),
            "Sexo": pick["sex"],
            "Estado civil": "SOLTERO",
            "País de nacimiento": "COLOMBIA",
            "Clase de empleado": "INDEPENDIENTE",
            "Profesión": "-",
            "Escolaridad": pick["school"],
            "Código DANE": (76_500 + codes) * 1000,
            "Cantidad": 1,
        }
    )
    assert ",".join(frame.columns) == HEADINGS
    frame.to_csv(path, index=False)


def make_ready(which: str, folder: Path) -> None:
    """Import what is needed and make the city: neither is part of taking a file in."""
    import pandas as pd

    assert pd
    if which == "peer":
        return
    from pazos.config.city import enter, make

    enter(make(folder / "city"))
    import pazos.analysis.ingest.take
    from pazos.domain.territory.models import Municipality

    assert pazos.analysis.ingest.take
    Municipality.objects.create(code="76520", name="MUNICIPIO 20")


def ours(file: Path, folder: Path) -> int:
    from pazos.analysis.ingest.take import take

    return int(take(file, source="policia-nacional", by=None).delivery.accepted)


def peer(file: Path, folder: Path) -> int:
    import sqlite3

    import pandas as pd

    frame = pd.read_csv(file, dtype=str)
    with sqlite3.connect(folder / "peer.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return int(frame.to_sql("records", connection, index=False) or len(frame))


def measure(which: str, file: str, folder: str) -> None:
    import resource

    make_ready(which, Path(folder))
    started, spent = time.perf_counter(), time.process_time()
    rows = {"ours": ours, "peer": peer}[which](Path(file), Path(folder))
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "cpu": cpu, "peak_mb": peak}))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "police.csv"
        # In a process of its own: the peak memory of a child counts from its parent's.
        subprocess.run([sys.executable, __file__, "--write", str(file), str(rows)], check=True)
        print(f"{rows:,} rows, {file.stat().st_size / 2**20:.0f} MB, load {os.getloadavg()[0]:.1f}")
        found = {}
        for which in ("peer", "ours"):
            words = [sys.executable, __file__, "--one", which, str(file), str(folder)]
            said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
            found[which] = one = json.loads(said.splitlines()[-1])
            print(
                f"{which}: {one['rows'] / one['seconds']:>9,.0f} rows/s by the clock, "
                f"{one['rows'] / one['cpu']:>9,.0f} by the processor, peak {one['peak_mb']:.0f} MB"
            )
        print(f"ours / peer: {found['peer']['seconds'] / found['ours']['seconds']:.2f} times as fast")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(*sys.argv[2:5])
    elif sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
