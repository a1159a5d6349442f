"""What those of the invented cohorts say of it: answers that carry nobody, and a few complaints."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.town import BATCH, at
from pazos.domain.cases.models import Complaint, Satisfaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.models import Cohort

ANSWERS, WITHIN = 140, 15  # working days


def invent(cohorts: Sequence[Cohort], town: Town) -> int:
    """Fill answers and complaints; return how many answers."""
    marks = town.draw.choice([1, 2, 3, 4, 5], (ANSWERS, 3), p=[0.03, 0.06, 0.16, 0.37, 0.38]).tolist()
    rows = [
        Satisfaction(
            cohort=town.one(cohorts),
            cluster=town.one(town.clusters),
            month=town.day(town.first, town.today).replace(day=1),
            respect=one[0],
            use=one[1],
            again=one[2],
        )
        for one in marks
    ]
    Satisfaction.objects.bulk_create(rows, batch_size=BATCH)
    for n, (about, text) in enumerate(words.COMPLAINTS):
        _complaint(town, n, about, text)
    return len(rows)


def _complaint(town: Town, number: int, about: str, text: str) -> None:
    made_on = town.today - timedelta(days=6 + 40 * number)
    answered = number > 0
    Complaint.objects.create(
        word_hash=sha256(f"{town.seed}-{number}".encode()).hexdigest(),
        about=about,
        text=text,
        cluster=town.clusters[number % len(town.clusters)],
        made_at=at(made_on),
        answer_due_on=town.days.after(made_on, days=WITHIN),
        answer="Pedimos disculpas; ya está resuelto y quedó escrito cómo." if answered else "",
        answered_at=at(made_on + timedelta(days=9)) if answered else None,
        answered_by=town.supervisor if answered else None,
    )
