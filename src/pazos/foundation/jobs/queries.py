"""Questions about jobs: one of them, for the person who asked or for those who look after such work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.jobs.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet


def one_seen_by(person: AbstractBaseUser, number: int, *, everybodys: bool) -> Job | None:
    """Return a job that this person asked for, or any where `everybodys`; None hides that it exists."""
    found = Job.objects.select_related("by").filter(pk=number)
    return (found if everybodys else found.filter(by_id=person.pk)).first()


def alive(kind: str) -> QuerySet[Job]:
    """Return the jobs of a kind that wait or run."""
    return Job.objects.filter(kind=kind, state__in=[Job.State.WAITING, Job.State.RUNNING])
