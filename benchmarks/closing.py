"""Closing a month against counting it death by death, in the same run.

    python benchmarks/closing.py [DEATHS]

Closing is everything: freezing the month, keeping its copy, counting by every rule, preparing it and
signing it, which freezes and counts again. The peer only counts: it asks for the claims of each death
and judges them by each rule, as a loop over rows would. Then the register of a large city is read
and counted by one rule. Processor seconds, since other work may share the machine.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "pazos.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import django

if TYPE_CHECKING:
    from collections.abc import Callable

LARGE = 100_000
FIRST, LAST = date(2014, 1, 1), date(2023, 12, 31)
MAY = date(2023, 5, 1)


def fill(deaths: int, first: date, last: date) -> None:
    """Fill the register with deaths of three sources, seven in ten claimed by each."""
    import registered
    from pazos.domain.register.models import Claim, Death
    from pazos.domain.sources.models import Delivery, Record
    from pazos.domain.sources.vocabulary import Manner

    chance = random.Random(1)
    manners = [Manner.HOMICIDE] * 20 + [Manner.LEGAL_INTERVENTION, Manner.SELF_DEFENCE, Manner.UNDETERMINED]
    flags = {manner: registered.flags(manner) for manner in set(manners)}
    start = 1 + Death.objects.count()
    row = 1 + Record.objects.count()
    files = {one.source_id: one for one in Delivery.objects.all()}
    days = [first + timedelta(days=chance.randrange((last - first).days + 1)) for _ in range(deaths)]
    made = [Death(pk=start + n, occurred_on=day, opened_at=registered.RECEIVED) for n, day in enumerate(days)]
    records, claims = [], []
    for death in made:
        for source in files:
            if chance.random() < 0.7:
                records.append(
                    Record(
                        pk=row,
                        delivery=files[source],
                        source_id=source,
                        row_number=row,
                        occurred_on=death.occurred_on,
                    )
                )
                claims.append(
                    Claim(
                        source_id=source,
                        record_id=row,
                        death_id=death.pk,
                        flags=flags[chance.choice(manners)],
                    )
                )
                row += 1
    Death.objects.bulk_create(made, batch_size=5000)
    Record.objects.bulk_create(records, batch_size=2000)
    Claim.objects.bulk_create(claims, batch_size=5000)


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def close() -> None:
    from pazos.analysis.register import closing as work
    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import Closing

    one, other = Staff.objects.order_by("pk")[:2]
    work.sign_month(work.prepare_month(MAY, by=one), by=other)
    Closing.objects.all().delete()


def count_one_by_one() -> None:
    from pazos.analysis.register.counting import rules_in_force
    from pazos.domain.register.counting import Statement, judge, rule_from
    from pazos.domain.register.models import Claim, Death

    for row in rules_in_force():
        rule = rule_from(row.definition)
        for death in Death.objects.filter(occurred_on__range=(MAY, date(2023, 5, 31))):
            claims = Claim.objects.filter(death=death, withdrawn_at__isnull=True).select_related("source")
            said = [Statement(one.source.kind, one.flags) for one in claims]
            judge(rule, said, occurred_on=death.occurred_on, died_on=death.died_on)


def count_all() -> None:
    from pazos.analysis.register.counting import rules_in_force, series
    from pazos.domain.register.queries.counting import named

    rule = next(named(row) for row in rules_in_force() if row.name == "iccs_0101")
    series(rule, first=FIRST, last=LAST)


def main(deaths: int = 1000) -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    import cast
    import registered
    from pazos.domain.sources.vocabulary import SourceKind
    from pazos.foundation.access.policy import Role

    call_command("migrate", verbosity=0)
    cast.staff(Role.ANALYST), cast.staff(Role.STRATEGY_LEAD)
    for kind in (SourceKind.POLICE, SourceKind.FORENSIC, SourceKind.HEALTH):
        registered.source(kind, first=FIRST, last=LAST)
    fill(deaths, MAY, date(2023, 5, 31))
    with tempfile.TemporaryDirectory() as folder:
        settings.CITY_FILES = Path(folder) / "files"
        ours, peer = seconds(close), seconds(count_one_by_one)
    print(
        f"closing {deaths} deaths: {ours:.2f} s; counting them one by one: {peer:.2f} s; ratio {peer / ours:.1f}"
    )
    fill(LARGE, FIRST, LAST)
    print(f"counting the ten years of {LARGE + deaths} deaths by one rule: {seconds(count_all):.2f} s")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
