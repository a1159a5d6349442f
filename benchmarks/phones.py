"""Three hundred phones send a day's work at once, to the embedded database and to PostgreSQL.

    python benchmarks/phones.py [--phones 300] [--postgres postgresql://user@host:port/name]

Each phone writes what a gestor writes in a day (disputes, steps, changes of shared disputes,
agreements, walks), and all of them find a signal in the same moment. The server is the one that
`pazos serve` starts, on the loopback address. Some answers are thrown away as if the signal had
gone, and the phone sends again; a busy server is asked again later, each time twice as late. At
the end both sides are counted and hashed: what every phone sent against what the database holds,
and every chain of versions against the record it leads to.

The peer is the other database in the same run; the ratios are those of the times until the last
phone had its last receipt, and until everything was taken. Nothing lost is a condition, not a figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

if TYPE_CHECKING:
    from collections.abc import Iterator

CLUSTERS = 15
LOST_ANSWERS = 0.05
PATIENCE = 120.0  # seconds that a phone waits for an answer


@dataclass
class Phone:
    """One phone: its key, what it has to send, and what happened to it."""

    token: str
    outbox: list[dict[str, Any]]
    sent: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    busy: int = 0
    again: int = 0
    done_at: float = 0.0
    standings: Counter[str] = field(default_factory=Counter)


def fill(phones: int) -> list[dict[str, Any]]:
    """Make clusters, gestores, a shared dispute in each cluster and a phone each; return the phones' facts."""
    from django.utils import timezone

    import phones as street
    from pazos.domain.fieldwork.actions.devices import make_device
    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import Membership, WorkCluster
    from pazos.domain.territory.models import Neighbourhood

    facts = []
    today = timezone.localdate()
    for number in range(CLUSTERS):
        code = f"{number:03}"
        place = Neighbourhood.objects.create(code=code, name=f"Barrio {code}", kind="barrio", zone="urban")
        cluster = WorkCluster.objects.create(name=f"Cluster {code}", opened_on=today - timedelta(days=400))
        cluster.neighbourhoods.set([place])
        shared = None
        for who in range(number, phones, CLUSTERS):
            staff = Staff.objects.create(username=f"g{who}", name=f"Gestor {who}", role="gestor")
            Membership.objects.create(staff=staff, cluster=cluster, from_on=today - timedelta(days=300))
            if shared is None:
                first = street.Phone(staff)
                shared = first.write("dispute", street.a_dispute(neighbourhood=code))
                first.sync()
            _, token = make_device(name="bench", by=staff)
            facts.append({"token": token, "code": code, "shared": str(shared), "who": who})
    return facts


def a_day(code: str, shared: str, who: int) -> list[dict[str, Any]]:
    """Return what a gestor writes in a day: 25 sendings, most of them building on the one before."""
    import phones as street

    chance = random.Random(who)
    found: list[dict[str, Any]] = []

    def write(
        form: str, values: dict[str, Any], *, record: str | None = None, base: int | None = None
    ) -> str:
        number = record or str(uuid4())
        sending = {
            "id": str(uuid4()),
            "form": form,
            "form_version": 1,
            "record": number,
            "base_version": base,
            "after": found[-1]["id"] if found else None,
            "written_at": datetime.now(UTC).isoformat(),
            "values": values,
        }
        found.append(sending)
        return number

    note = "hablé con los dos lados, quedaron en verse el domingo con la líder de la cuadra"
    for _ in range(2):
        dispute = write(
            "dispute", street.a_dispute(neighbourhood=code, kind=chance.choice(["debt", "threat"]))
        )
        named = {"dispute": dispute}
        write("turn", {**named, "deed": "claim"})
        write("party", {**named, "role": "involved", "age_band": "18-28", "sex": "m"})
        write("party", {**named, "role": "relative", "age_band": "29-59", "sex": "f"})
        for act in ("listened", "family", "met"):
            write("step", street.a_step(dispute, act=act, note=note))
        terms = {
            "agreed_on": street.today(),
            "terms": ["apology", "payment"],
            "keeper": "family",
            "note": note,
        }
        write("settlement", {**named, **terms})
        write("follow_up", {**named, "occasion": "visit", "due_on": street.today(7)})
        change = {"summary": ("una deuda de una moto", note)}
        write("dispute", street.seen_and_written(**change), record=dispute, base=1)
    shift = ("evening", chance.choice(["dawn", "night", "morning"]))
    write("dispute", street.seen_and_written(shift=shift), record=shared, base=1)
    write("step", street.a_step(shared, note=note))
    for _ in range(2):
        write("presence", street.a_presence(neighbourhood=code, note=note))
    write("wellbeing", {"on": street.today(), "mood": 3, "sleep": 3, "safe": 4})
    return found


async def ask(
    port: int, token: str, method: str, path: str, body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        answer = await asyncio.wait_for(reader.read(-1), PATIENCE)
    finally:
        writer.close()
    if not answer:
        raise ConnectionError("no answer")
    top, _, content = answer.partition(b"\r\n\r\n")
    first, *lines = top.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        content = _unchunked(content)
    return int(first.split()[1]), headers, content


def _unchunked(content: bytes) -> bytes:
    found = b""
    while content:
        size, _, rest = content.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            break
        found, content = found + rest[:length], rest[length + 2 :]
    return found


async def live(phone: Phone, port: int, start: asyncio.Event) -> None:
    """Send all, again and again until everything has a receipt; then receive."""
    import phones as street

    chance = random.Random(phone.token)
    await start.wait()
    wait = 1.0
    while phone.outbox:
        body = {
            "clock": datetime.now(UTC).isoformat(),
            "waiting": len(phone.outbox),
            "submissions": phone.outbox[:50],
        }
        begin = time.perf_counter()
        try:
            status, headers, content = await ask(
                port, phone.token, "POST", "/api/field/sync", json.dumps(body).encode()
            )
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, headers, content = 0, {}, b""
        phone.seconds.append(time.perf_counter() - begin)
        if status == 200 and chance.random() < LOST_ANSWERS:
            phone.again += 1  # it arrived, and the phone does not know
            continue
        if status != 200:
            phone.busy += 1
            assert status in (0, 503), (status, content[:300])
            await asyncio.sleep(float(headers.get("retry-after", 1)) * wait * (0.5 + chance.random()))
            wait = min(wait * 2, 16)
            continue
        receipts = {one["id"]: one for one in json.loads(content)["receipts"]}
        for sending in list(phone.outbox):
            receipt = receipts.get(sending["id"])
            if receipt:
                assert receipt["hash"] == street.digest(sending), "the server has something else"
                phone.sent[sending["id"]] = receipt["hash"]
                phone.standings[receipt["standing"]] += 1
                phone.outbox.remove(sending)
    phone.done_at = time.perf_counter()
    status, _, content = await ask(port, phone.token, "GET", "/api/field/stream?since=0")
    assert status == 200, content[:300]


async def all_at_once(phones: list[Phone], port: int) -> float:
    """Let every phone find a signal in the same moment; return the seconds until the last receipt."""
    start = asyncio.Event()
    lives = [asyncio.create_task(live(phone, port, start)) for phone in phones]
    await asyncio.sleep(0.1)
    begin = time.perf_counter()
    start.set()
    await asyncio.gather(*lives)
    return max(phone.done_at for phone in phones) - begin


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a city as `pazos serve` does, until done."""
    code = (
        f"from pazos.config.main import main; main(['serve', '--city', {str(folder)!r}, '--port', '{port}'])"
    )
    server = subprocess.Popen([sys.executable, "-c", code], env=os.environ.copy())
    try:
        for _ in range(240):
            with socket.socket() as found:
                if found.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=30)


def processor_seconds(server: subprocess.Popen[bytes]) -> float:
    """Return what the server and its children used."""
    ticks = os.sysconf("SC_CLK_TCK")
    found, waiting = 0.0, [server.pid]
    while waiting:
        pid = waiting.pop()
        try:
            used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            waiting += [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            continue
        found += (int(used[11]) + int(used[12])) / ticks
    return found


def one_run(name: str, phones: int) -> None:
    """Fill a new city, let the phones send, hold both sides against each other, and print one line of JSON."""
    with tempfile.TemporaryDirectory() as folder:
        from pazos.config.city import enter, make

        city = make(Path(folder) / "city")
        enter(city)
        facts = fill(phones)
        ready = [Phone(one["token"], a_day(one["code"], one["shared"], one["who"])) for one in facts]
        wanted = sum(len(phone.outbox) for phone in ready)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        with served(city.folder, port) as server:
            before = processor_seconds(server)
            seconds = asyncio.run(all_at_once(ready, port))
            all_taken = until_taken(time.perf_counter()) + seconds
            used = processor_seconds(server) - before
        print(
            json.dumps(
                {
                    "database": name,
                    **figures(ready, wanted, seconds),
                    "seconds_until_all_was_taken": round(all_taken, 1),
                    "processor_seconds": round(used, 1),
                    **held(ready),
                }
            )
        )


def until_taken(begin: float) -> float:
    """Wait until nothing is merely kept any more, and return for how long."""
    from pazos.domain.fieldwork.models import Submission

    while Submission.objects.filter(standing="kept").exists():
        time.sleep(0.5)
    return time.perf_counter() - begin


def figures(phones: list[Phone], wanted: int, seconds: float) -> dict[str, Any]:
    """Return what the phones saw."""
    waits = sorted(one for phone in phones for one in phone.seconds)
    standings: Counter[str] = sum((phone.standings for phone in phones), Counter())
    return {
        "phones": len(phones),
        "sendings": wanted,
        "seconds": round(seconds, 1),
        "per_second": round(wanted / seconds),
        "p50": round(median(waits), 2),
        "p95": round(waits[int(0.95 * (len(waits) - 1))], 2),
        "longest": round(waits[-1], 2),
        "asked_again_because_busy": sum(phone.busy for phone in phones),
        "sent_again_without_an_answer": sum(phone.again for phone in phones),
        "receipts": dict(standings),
    }


def held(phones: list[Phone]) -> dict[str, Any]:
    """Count and hash what the database holds against what the phones sent; refuse any difference."""
    import phones as street
    from pazos.domain.fieldwork.models import Submission, Version
    from pazos.domain.fieldwork.tracing import replayed, snapshot
    from pazos.foundation.audit.models import AuditEvent

    sent = {key: digest for phone in phones for key, digest in phone.sent.items()}
    rows = {str(row.pk): row for row in Submission.objects.filter(device__name="bench")}
    assert sent.keys() == rows.keys(), f"{len(sent.keys() - rows.keys())} are lost"
    assert all(street.digest(row.content) == sent[key] for key, row in rows.items()), "content differs"
    chains = list(set(Version.objects.values_list("kind", "record")))
    torn = [one for one in chains if replayed(one[1])[0] != snapshot(*one)]
    assert torn == [], f"{len(torn)} chains of versions do not add up"
    previous = "0" * 64
    forks = 0
    for event in AuditEvent.objects.order_by("id").values_list("previous_hash", "event_hash"):
        forks += event[0] != previous
        previous = event[1]
    return {
        "standings": dict(Counter(row.standing for row in rows.values())),
        "held": len(rows),
        "hashes_equal": True,
        "chains_that_add_up": len(chains),
        "breaks_of_the_trail": forks,
    }


def main() -> None:
    """Run once on each database, each in a process of its own, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.only:
        one_run(options.only, options.phones)
        return
    found = {}
    for name, url in (("embedded", ""), ("postgres", options.postgres)):
        if name == "postgres" and not url:
            continue
        command = [sys.executable, __file__, "--only", name, "--phones", str(options.phones)]
        env = {**os.environ, "PAZOS_DATABASE": url} if url else os.environ.copy()
        answer = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
        line = answer.stdout.strip().splitlines()[-1]
        print(line, flush=True)
        found[name] = json.loads(line)
    if len(found) == 2:
        for what in ("seconds", "p95", "seconds_until_all_was_taken"):
            print(
                f"{what}: PostgreSQL {found['postgres'][what] / found['embedded'][what]:.2f} times the embedded one"
            )


if __name__ == "__main__":
    main()
