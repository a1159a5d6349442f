"""The words of rights over data. Each legal ground and each term names the article it stands on.

Law 1581 of 2012 and Decree 1377 of 2013 of Colombia. Codes are kept for good: a letter quotes them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    """Whom, or which record, a right is about."""

    STAFF = "staff", _("somebody who works in the strategy")
    CANDIDATE = "candidate", _("a candidate to gestor")
    PARTICIPANT = "participant", _("a participant")
    CONTACT = "contact", _("somebody to call at a partner")
    RECORD = "record", _("a record of street work, by its number")
    VICTIM = "victim", _("a victim of the official register")


class Basis(models.TextChoices):
    """Why the law lets the city use somebody's data."""

    CONSENT = "consent", _("permission of the person (art. 9)")
    PUBLIC_FUNCTION = "public_function", _("a public body in its function (art. 10 a)")
    COURT_ORDER = "court_order", _("an order of a judge (art. 10 a)")
    PUBLIC_DATA = "public_data", _("data of public nature (art. 10 b)")
    URGENCY = "urgency", _("a medical or sanitary urgency (art. 10 c)")
    STATISTICS = "statistics", _("historical, statistical or scientific ends that a law allows (art. 10 d)")
    VITAL_INTEREST = "vital_interest", _("the vital interest of somebody who cannot consent (art. 6 b)")


class Purpose(models.TextChoices):
    """What data are used for. A permission for one purpose is none for another."""

    ACCESS = "access", _("to let staff in and know who did what")
    SELECTION = "selection", _("to choose gestores")
    CARE = "care", _("to look after the gestores")
    STREET_WORK = "street_work", _("to mediate disputes in the street")
    ACCOMPANIMENT = "accompaniment", _("to accompany a participant")
    REFERRAL = "referral", _("to refer somebody to another institution")
    CONTACT = "contact", _("to call or write")
    EVALUATION = "evaluation", _("to learn whether the strategy works")
    PUBLICATION = "publication", _("to publish a picture, a voice or a story")
    OBSERVATION = "observation", _("to count deaths and where they happen")
    RIGHTS = "rights", _("to answer requests of people and of authorities")


class Relation(models.TextChoices):
    """Who signs or asks, seen from the person the data are about."""

    SELF = "self", _("the person")
    GUARDIAN = "guardian", _("father, mother or guardian")
    REPRESENTATIVE = "representative", _("a representative with a power of attorney")
    HEIR = "heir", _("an heir")


class RequestKind(models.TextChoices):
    """What a person asks for."""

    CONSULTATION = "consultation", _("to know what is kept")
    CLAIM = "claim", _("a claim: the law was not kept")
    CORRECTION = "correction", _("to correct it")
    UPDATE = "update", _("to bring it up to date")
    DELETION = "deletion", _("to have it erased")
    WITHDRAWAL = "withdrawal", _("to take a permission back")


class Channel(models.TextChoices):
    """The way by which a request came."""

    COUNTER = "counter", _("in person")
    LETTER = "letter", _("by letter")
    EMAIL = "email", _("by e-mail")
    TELEPHONE = "telephone", _("by telephone")
    GESTOR = "gestor", _("through a gestor")
    OTHER = "other", _("another way")


class Proof(models.TextChoices):
    """How it was made sure that the requester is who they say."""

    DOCUMENT = "document", _("identity document shown")
    KNOWN = "known", _("known in person to two of the staff")
    POWER = "power", _("power of attorney or proof of guardianship")
    CALL_BACK = "call_back", _("called back on the number on file")


class Answer(models.TextChoices):
    """What a request was answered with."""

    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("granted in part")
    REFUSED = "refused", _("refused, with the reason")
    NOTHING_KEPT = "nothing_kept", _("nothing is kept about this person")
    PASSED_ON = "passed_on", _("passed on to the body that is competent")
    DESISTED = "desisted", _("taken for desisted: what was missing never came")


class Standing(models.TextChoices):
    """Where a request stands, read from its dates."""

    OPEN = "open", _("open")
    INCOMPLETE = "incomplete", _("waits for the requester")
    EXTENDED = "extended", _("extended")
    LATE = "late", _("late")
    ANSWERED = "answered", _("answered")


class Urgency(models.TextChoices):
    """How near the end of a term is; each has its word, because colour alone says nothing."""

    DONE = "done", _("done")
    WAITS = "waits", _("the clock stands still")
    CALM = "calm", _("in time")
    SOON = "soon", _("soon")
    NOW = "now", _("now")
    LATE = "late", _("late")


class Authority(models.TextChoices):
    """What kind of authority asks for information by virtue of its office."""

    PROSECUTOR = "prosecutor", _("prosecutor (Fiscalía)")
    JUDGE = "judge", _("judge or tribunal")
    POLICE = "police", _("police or military")
    CONTROL = "control", _("control body (Procuraduría, Personería, Contraloría)")
    COUNCIL = "council", _("council or congress")
    OTHER = "other", _("another authority")


class Demand(models.TextChoices):
    """What an authority asks for."""

    INFORMATION = "information", _("information or documents")
    TESTIMONY = "testimony", _("that somebody testifies")
    INSPECTION = "inspection", _("an inspection or a search")
    DEVICE = "device", _("a telephone or a computer")
    OTHER = "other", _("something else")


class Decision(models.TextChoices):
    """What was decided on the demand of an authority."""

    ANSWERED = "answered", _("answered")
    PARTLY = "partly", _("answered in part")
    REFUSED = "refused", _("refused")


class Ground(models.TextChoices):
    """Why something was erased."""

    REQUEST = "request", _("the person asked for it")
    WITHDRAWN = "withdrawn", _("the permission was taken back")
    RETENTION = "retention", _("its time was over")
    WRONGLY_KEPT = "wrongly_kept", _("it should never have been kept")
    RESTORED = "restored", _("erased again after a backup brought it back")
