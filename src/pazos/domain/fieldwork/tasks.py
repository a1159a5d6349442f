"""What the worker does for phones: taking up what was kept while many of them came at once."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pazos.domain.fieldwork.actions.receiving import take_kept

AT_MOST = timedelta(minutes=5)  # other work waits behind it


@task()
def take_up() -> int:
    """Take what was kept; return how many sendings were taken."""
    return take_kept(within=AT_MOST)


def ask_to_take_up() -> None:
    """Put the work in the queue, unless it waits there already."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=take_up.module_path)
    if not waiting.exists():
        take_up.enqueue()
