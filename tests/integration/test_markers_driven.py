"""Marks driven through every deed of accompaniment are found nowhere but where the design keeps them.

A city on a disk is filled in a process of its own with every logger told to tell everything; what that process
wrote, kept, logged, said, copied and gave out is searched byte by byte, before and after its people are erased.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from marked.marking import deeds, marks_in, words_of

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file of the embedded database"),
]
TESTS = Path(__file__).resolve().parents[1]
RUN = "import sys; from marked.city import main; main(*sys.argv[1:])"

# Words that lie in the clear by design, each with the reason.
WORK = (
    "the city's own work: whoever writes it is asked to name nobody, and everybody who works with it reads it"
)
PAPERS = "where a paper lies, by folder and number; the form says so"
OPEN = {
    "activities.": WORK,
    "venues.": WORK,
    "cases.cohorts.": WORK,
    "cases.assessing_sheets.": "the words of an instrument or a pathway are open to all",
    "justice.orientation.plan_day.": WORK,
    "justice.orientation.change_day.": WORK,
    "rights.releasing.": "what was released is public, and why it was taken back",
    "rights.requests.declare_holiday.": "a public act",
    "rights.erasing.set_period.": "a public act",
    "cases.accepting.accept.document of the paper": PAPERS,
    "cases.accepting.accept.purpose_text": "what was read out to everybody who signs",
    "rights.consents.give.document": PAPERS,
    "rights.consents.give.purpose_text": "what was read out to everybody who signs",
    "rights.consents.renew.document": PAPERS,
    "rights.demands.receive.document": PAPERS,
}
# What somebody wrote of a person although its deed is one of work.
PERSONAL = {
    "activities.bringing_in.bring_in.name",
    "venues.picturing.add_picture.what the camera wrote",
    "venues.picturing.add_picture.file name",
}
# Parameters of text that are codes, days or keys, by the deeds in which no mark can stand.
CODES = {
    *("basis", "purpose", "relation", "kind", "channel", "authority", "decision", "ground", "proof", "key"),
    *("origin", "age_band", "refusal", "before_others", "instrument", "occasion", "dimension", "reached"),
    *("end", "came", "about", "form", "field", "hours", "to", "state", "side", "harm", "matter", "moment"),
    *("compliance", "school", "asks"),
}
CODED = {
    *("cases.services.answered.answer", "cases.turning.pause.reason", "cases.turning.end.reason"),
    *("cases.voice_satisfaction.say.code", "employment.answering.answer.said", "employment.placing.end.why"),
    *("justice.ending.stop.reason", "justice.ending.end_as_stopped.reason", "rights.requests.answer.answer"),
    *("justice.opening.open_process.asked", "rights.erasing.erase.name", "rights.erasing.erase_again.name"),
    "rights.erasing.set_period.name",
    *("justice.measures.write.file_number", "justice.ending.certify.reference"),  # digits in groups
    "venues.neighbours.settle.outcome",
    *("justice.courts.add.name", "justice.courts.add.city"),  # words of names of courts and cities
    "cases.following_up.plan_follow_ups.reason",
    # Many codes, each of them one of a list, or yes and no by such a code.
    *(
        "cases.sessions.write.dimensions",
        "cases.crises.facts_of.others",
        "cases.crises.open_from_answers.kinds",
    ),
    *(
        "cases.assessing.answer.answers",
        "cases.following_up.follow_up.facts",
        "venues.keeping.inspect.conditions",
    ),
    *("employment.terms.say_terms.papers", "employment.wishing.say_wish.fields"),
    *("employment.wishing.say_wish.where", "employment.wishing.say_wish.papers"),
    # Money, as it is typed.
    *("employment.placing.place.monthly_pay", "employment.business.visit.monthly_sales"),
    *("employment.business.move_business.capital", "employment.wishing.say_wish.least_pay"),
    # Values of codes, days, keys and figures.
    *("justice.measures.correct.said", "venues.keeping.make.said"),
    *("rights.consents.give.subject", "rights.requests.identify.subject"),
    # The report to a judge: of courts, file numbers, days and hours alone.
    *("justice.reports.signed.content", "justice.reports.content_of.said", "justice.reports.hash_of.content"),
    "rights.releasing.prepare.suppressed",  # how many cells of a table are hidden
}


def is_open(mark: str) -> bool:
    return mark not in PERSONAL and mark.startswith(tuple(OPEN))


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> dict[str, Any]:
    """What was found in a city that marks were driven through, with what its process said."""
    from pazos.config.city import make

    place = tmp_path_factory.mktemp("marked")
    make(place / "city")
    (place / "tmp").mkdir()
    paths = [str(TESTS), str(TESTS / "architecture")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(place / "tmp")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, str(place / "city"), str(place / "report.json")],
        env=env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    told: dict[str, Any] = json.loads((place / "report.json").read_text(encoding="utf-8"))
    told["said"] = sorted(told["marks"][mark] for mark in marks_in(done.stdout + done.stderr))
    return told


def test_every_deed_is_done_and_every_word_that_it_takes_is_a_mark(run) -> None:
    """A deed that somebody adds fails here until it is driven in `tests/marked`."""
    assert set(run["done"]) == deeds().keys()
    words = {f"{name}.{word}" for name, deed in deeds().items() for word in words_of(deed)}
    unmarked = {one for one in words - set(run["marked"]) if one.rsplit(".", 1)[1] not in CODES}
    assert unmarked == CODED


def test_what_is_handed_to_a_person_of_themselves_is_in_words_of_their_language(run) -> None:
    """In Spanish no name of a field, no text without Spanish and no code of a vocabulary stands on it."""
    assert run["not_in_words"] == []


def test_no_word_about_a_person_lies_in_the_clear_anywhere(run) -> None:
    """In the database, its log, its backup, the files, mails, temporary files, the cache, any log or any table."""
    for moment in ("found", "left"):
        told = {place: {run["marks"][mark] for mark in marks} for place, marks in run[moment].items()}
        assert {
            place: bad for place, all_ in told.items() if (bad := {m for m in all_ if not is_open(m)})
        } == {}
    assert "city/pazos.sqlite3" in run["found"]  # what is open is seen: the right files were looked at
    assert "everything.log" in run["found"]
    assert {"before.sqlite3", "after.sqlite3"} <= run["left"].keys()
    assert [one for one in run["said"] if not is_open(one)] == []


def test_every_reason_for_an_open_word_is_needed(run) -> None:
    lying = {run["marks"][mark] for mark in run["found"]["city/pazos.sqlite3"]}
    assert {one for one in OPEN if not any(mark.startswith(one) for mark in lying)} == set()


def test_no_declared_way_out_shows_anybody_a_word_about_a_person_but_to_who_keeps_attendance(run) -> None:
    """The names of who came stand on four pages, for those who keep them; after the erasure there as well no more."""
    told = {way: [one for one in marks if not is_open(one)] for way, marks in run["answers"].items()}
    shown = {way for way, marks in told.items() if marks}
    pages = ("participants", "participant", "correct_participant", "activity_attendance")
    assert shown == {f"case_supervisor {page}" for page in pages}
    assert {way for way, marks in run["again"].items() if any(not is_open(one) for one in marks)} == set()
    assert any(way.startswith("public ") for way in run["answers"])  # what is public is seen


# What an erasure on asking leaves sealed, by table, each with the reason.
STAYS = {
    "rights.Consent": "proves that somebody permitted it and took it back",
    "rights.Request": "proves that the person was answered",
    "rights.LegalRequest": "is of an authority",
    "cases.Complaint": "carries nobody",
    "cases.Referral": "of people who were never taken in: found by its number, gone when its time is over",
    "justice.Process": "is of both sides, and the erased one's words went from it",
    "justice.ProcessMeeting": "is of both sides, and those with the erased one went",
    "justice.Party": "somebody else, who is not accompanied",
    "justice.Duty": "somebody else's, who is not accompanied",
    "justice.Orientation": "of nobody who is known",
}
# Words of the person of the case that may not be among them.
GONE = ("of the case", "cases.referring.refer.", "cases.referring.complete.contact")


def test_who_is_erased_is_gone_from_every_byte_of_the_city_and_of_a_backup_made_after(run) -> None:
    assert run["gone"] > 80
    assert run["lingers"] == {}


def test_what_is_sealed_still_is_proof_or_somebody_elses(run) -> None:
    still = run["still_sealed"]
    marked = {table: marks for table, marks in still.items() if marks}
    assert marked.keys() == STAYS.keys()
    left = [one for marks in marked.values() for one in marks if any(part in one for part in GONE)]
    assert left == []
    own = (
        "participants.",
        "cases.sessions.",
        "cases.planning.",
        "cases.safety.",
        "employment.",
        "justice.measures.",
    )
    assert [one for marks in marked.values() for one in marks if one.startswith(own)] == []


def test_the_number_of_somebody_erased_stands_only_where_it_proves_something(run) -> None:
    """The trail and the looks say who did and saw what; the ledger that it may not come back; none says what it was."""
    assert run["numbers_in"].keys() == {
        *("audit_auditevent", "audit_readevent", "history_change"),
        *("rights_consent", "rights_erasure", "rights_request", "fieldwork_erased"),
    }
