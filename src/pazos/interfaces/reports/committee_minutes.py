"""The minutes of a committee as a paper: who came by office, what was said, decided and promised, who signed.

The text is frozen and in the reader's words already; nothing is asked for here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Block, Document, Note, Points, Section, Table, Text


@dataclass(frozen=True)
class CommitteeMinutes:
    """Minutes in one language; `signatures`: office, organisation, moment."""

    said: dict[str, Any]
    city: str
    fingerprint: str
    signatures: tuple[tuple[str, str, str], ...]
    in_force: bool
    needed: tuple[str, ...]
    synthetic: bool


def committee_minutes_paper(minutes: CommitteeMinutes, *, language: str) -> Document:
    """Return the paper of minutes; the reader's language is the one in force."""
    said = minutes.said
    title = _("{committee}: minutes {number}").format(committee=said["committee"], number=said["number"])
    return Document(
        language=language,
        title=title,
        subtitle=said["legal_basis"],
        city=minutes.city,
        dated=", ".join(one for one in (said["day"], said["began_at"], said["place"]) if one),
        sections=tuple(_sections(minutes)),
        watermark=_("Synthetic data: an invented city") if minutes.synthetic else "",
        footer=_("Pazos · minutes {fingerprint}").format(fingerprint=minutes.fingerprint[:16]),
        facts=(
            (_("Version"), str(said["version"])),
            (_("Drafted"), said["drafted_on"]),
            ("SHA-256", minutes.fingerprint),
        ),
    )


def _sections(minutes: CommitteeMinutes) -> list[Section]:
    said = minutes.said
    found = [_came(said), _agenda(said)]
    if said["decided"]:
        found.append(_decided(said))
    if said["promised"]:
        found.append(_promised(said))
    if said["notes"]:
        found.append(Section(_("Other notes"), (Text(said["notes"]),)))
    return [*found, _signed(minutes)]


def _came(said: dict[str, Any]) -> Section:
    rows = tuple(
        (" · ".join(one for one in (office, part) if one), organisation or "–", presence)
        for office, organisation, presence, part in said["came"]
    )
    table = Table(
        columns=(_("Office"), _("Organisation"), _("Attendance")),
        rows=rows,
        caption=_("Attendance by office"),
        widths=("2fr", "1.6fr", "1.4fr"),
    )
    return Section(_("Who met"), (Text(said["quorum_words"]), table))


def _agenda(said: dict[str, Any]) -> Section:
    blocks: list[Block] = []
    for item in said["agenda"]:
        office = f" ({item['presented_by']})" if item["presented_by"] else ""
        lines = [f"{item['position']}. {item['title']}{office}"]
        lines += [line for line in item["discussion"].splitlines() if line.strip()]
        blocks += [Text(line) for line in lines]
        if item["documents"]:
            blocks.append(
                Points(tuple(f"{one['title']} (SHA-256 {one['sha256'][:16]})" for one in item["documents"]))
            )
    return Section(_("Agenda and what was said"), tuple(blocks))


def _decided(said: dict[str, Any]) -> Section:
    table = Table(
        columns=(_("No."), _("Decision"), _("Votes"), _("Outcome")),
        rows=tuple((str(one.number), one.text, one.votes or "–", one.outcome) for one in said["decided"]),
        caption=_("Decisions and their votes"),
        widths=("auto", "3fr", "1.4fr", "1.2fr"),
    )
    return Section(_("Decisions"), (table,))


def _promised(said: dict[str, Any]) -> Section:
    table = Table(
        columns=(_("Code"), _("Commitment"), _("Office that owes it"), _("Due on")),
        rows=tuple((one["code"], one["text"], one["office"], one["due"]) for one in said["promised"]),
        caption=_("What was promised, by whom and by when"),
        widths=("auto", "3fr", "1.6fr", "1.2fr"),
    )
    return Section(_("Commitments"), (table,))


def _signed(minutes: CommitteeMinutes) -> Section:
    blocks: list[Block] = []
    if minutes.signatures:
        blocks.append(
            Table(
                columns=(_("Office"), _("Organisation"), _("Signed")),
                rows=tuple((office, body or "–", at) for office, body, at in minutes.signatures),
                caption=_("Each signature was given for the text of the hash below and for no other."),
            )
        )
    if not minutes.in_force:
        missing = ", ".join(minutes.needed)
        words = _("Not in force yet.") if not missing else _("Not in force yet. Missing: {who}.")
        blocks.append(Note(words.format(who=missing)))
    version = _("Version {n}, drafted on {day}.").format(
        n=minutes.said["version"], day=minutes.said["drafted_on"]
    )
    blocks += [Text(version), Text(f"SHA-256 {minutes.fingerprint}")]
    blocks.append(
        Text(_("Anybody who holds this paper can verify its hash on the site, at committees/verify/."))
    )
    return Section(_("Signatures"), tuple(blocks))
