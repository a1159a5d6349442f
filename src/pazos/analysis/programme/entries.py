"""Everybody who was referred or accompanied, one line each, as it stood on a day; numbers, codes and days only.

No name is opened here, and no line leaves the module that counts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.domain.cases.models import Case, Referral
from pazos.domain.cases.vocabulary import FINISHED, Exit, ReferralState

if TYPE_CHECKING:
    from datetime import date

    from pazos.analysis.programme.asked import Asked

NONE = 0  # stands for no cohort, no programme, no cluster
STAGES = ("unanswered", "refused", "withdrawn", "waiting", "active", "finished", "left", "lost", "other")
ACCEPTED = ("waiting", "active", "finished", "left", "lost", "other")
BEGAN = ("active", "finished", "left", "lost", "other")
LEFT = (Exit.WITHDREW, Exit.PERMISSION)
REFERRALS = ("pk", "made_at", "answered_at", "withdrawn_at", "state", "cluster", "age_band", "participant")
CASES = (
    *("pk", "referral", "participant", "cluster", "cohort", "cohort__programme"),
    *("opened_on", "ended_on", "exit"),
)


def entries(*, until: date) -> pd.DataFrame:
    """Return one line a referral or case without one: what happened after `until` has not happened.

    Columns: case, referral, participant (text, "" where there is none), made, answered, opened, ended
    (days, NaT), cluster, cohort, programme, year (whole, NONE), age_band, stage (one of STAGES).
    """
    referred = _referred(until)
    opened = _opened(until)
    both = referred.merge(opened, how="outer", left_on="referral", right_on="of", suffixes=("_told", ""))
    for name in ("referral", "case", "age_band", "state", "exit"):
        both[name] = both[name].fillna("").astype(str)
    both["participant"] = both["participant"].fillna(both["participant_told"]).fillna("").astype(str)
    both["cluster"] = both["cluster"].fillna(both["cluster_told"])
    both["withdrawn"] = both["withdrawn"] == 1  # a case without a referral has none to take back
    for name in ("cluster", "cohort", "programme"):
        both[name] = both[name].fillna(NONE).astype(np.int64)
    both["year"] = both["made"].fillna(both["opened"]).dt.year.astype(np.int64)
    both["stage"] = _stages(both)
    kept = ["case", "referral", "participant", "made", "answered", "opened", "ended"]
    kept += ["cluster", "cohort", "programme", "year", "age_band", "stage"]
    return both[kept].sort_values(["referral", "case"], kind="stable").reset_index(drop=True)


def chosen(every: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the lines of a question."""
    kept = every
    for name in asked.narrowed:
        kept = kept[kept[name] == getattr(asked, name)]
    return kept


def people_of(entries: pd.DataFrame) -> pd.Series:
    """Return whose each line is: two of somebody who came again are the same, one of nobody known is its own."""
    return entries["participant"].where(entries["participant"] != "", entries["referral"])


def _referred(until: date) -> pd.DataFrame:
    rows = Referral.objects.filter(made_at__date__lte=until).order_by().values_list(*REFERRALS)
    found = pd.DataFrame(
        [(str(pk), *rest, str(who) if who else None) for pk, *rest, who in rows],
        columns=[
            *("referral", "made", "answered", "withdrawn"),
            *("state", "cluster_told", "age_band", "participant_told"),
        ],
    )
    is_known = found["withdrawn"].notna()
    for name in ("made", "answered", "withdrawn"):
        found[name] = _days(pd.to_datetime(found[name], utc=True), until)
    # Of those of early days the moment was not kept: they count as withdrawn at any time.
    found["withdrawn"] = (found["state"] == ReferralState.WITHDRAWN) & (
        ~is_known | found["withdrawn"].notna()
    )
    found["cluster_told"] = found["cluster_told"].astype(float)
    return found


def _opened(until: date) -> pd.DataFrame:
    rows = Case.objects.filter(opened_on__lte=until).order_by().values_list(*CASES)
    found = pd.DataFrame(
        [(str(pk), str(of) if of else None, str(who), *rest) for pk, of, who, *rest in rows],
        columns=["case", "of", "participant", "cluster", "cohort", "programme", "opened", "ended", "exit"],
    )
    for name in ("opened", "ended"):
        found[name] = _days(pd.to_datetime(found[name]), until)
    for name in ("cluster", "cohort", "programme"):
        found[name] = found[name].astype(float)
    # A case without a referral meets nobody's: two gaps are not the same gap.
    found["of"] = found["of"].fillna(found["case"] + "-")
    return found


def _days(moments: pd.Series, until: date) -> pd.Series:
    from django.utils import timezone

    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert(timezone.get_current_timezone()).dt.tz_localize(None)
    days: pd.Series = moments.dt.normalize()
    return days.where(days <= pd.Timestamp(until))


def _stages(both: pd.DataFrame) -> pd.Series:
    has_case, ended, answered = both["case"] != "", both["ended"].notna(), both["answered"].notna()
    over = has_case & ended
    conditions = {
        "finished": over & both["exit"].isin(FINISHED),
        "left": over & both["exit"].isin(LEFT),
        "lost": over & (both["exit"] == Exit.LOST),
        "other": over,
        "active": has_case,
        "withdrawn": both["withdrawn"],
        "unanswered": ~answered | (both["state"] == ReferralState.SENT),
        "refused": both["state"] == ReferralState.REFUSED,
    }
    picked = np.select(list(conditions.values()), list(conditions), default="waiting")
    return pd.Series(picked, index=both.index)
