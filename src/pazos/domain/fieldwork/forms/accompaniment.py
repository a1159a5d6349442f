"""The forms of those who accompany: a meeting, who came to an activity, and telling of somebody.

A case is named by its number. No form asks what a person did, or with whom they go about.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.domain.cases.rules.sessions import MOST_MINUTES
from pazos.domain.cases.vocabulary import Came, Dimension, Origin, SessionKind
from pazos.domain.fieldwork.forms.fields import Field, Kind
from pazos.domain.fieldwork.forms.form import Form
from pazos.domain.fieldwork.forms.street import day, options
from pazos.domain.participants.vocabulary import AgeBand
from pazos.foundation.access.policy import Permission

MOST_NOTE = 1000

_MET = {"came": (Came.MET.value,)}
_SESSION_FIELDS = (
    Field("case", Kind.RECORD, _("With whom"), required=True, of="case"),
    Field("kind", Kind.CHOICE, _("How"), required=True, options=options(SessionKind)),
    Field("came", Kind.CHOICE, _("Did you meet?"), required=True, options=options(Came)),
    day("on", _("Day")),
    Field(
        "minutes", Kind.NUMBER, _("How many minutes"), required=True, least=1, most=MOST_MINUTES, when=_MET
    ),
    Field("dimensions", Kind.CHOICES, _("About what"), options=options(Dimension), when=_MET),
    Field("with_pair", Kind.YES_NO, _("Were both of you there?"), when=_MET),
    day("next_on", _("Next meeting"), least=1, most=366, required=False),
    Field(
        "note",
        Kind.TEXT,
        _("Note"),
        most=MOST_NOTE,
        help=_("Only what is needed to go on. Without names of others, telephones or addresses."),
    ),
)
_ATTENDANCE_FIELDS = (
    Field("activity", Kind.ACTIVITY, _("Activity"), required=True),
    day("on", _("Day")),
    Field("cases", Kind.RECORDS, _("Who came"), required=True, of="case"),
)
_REFERRAL_FIELDS = (
    Field("origin", Kind.CHOICE, _("Who tells of them"), required=True, options=options(Origin)),
    day("agreed_on", _("On which day did they agree to be told of?")),
    Field(
        "name",
        Kind.TEXT,
        _("The name they choose"),
        required=True,
        most=120,
        names=True,
        help=_("The one they want to be called by. It need not be that of a document."),
    ),
    Field("contact", Kind.TEXT, _("How and when to find them safely"), required=True, most=200, names=True),
    Field("neighbourhood", Kind.PLACE, _("Neighbourhood")),
    Field("age_band", Kind.CHOICE, _("Age"), required=True, options=options(AgeBand)),
    Field(
        "guardian",
        Kind.TEXT,
        _("Father, mother or guardian, and how to ask them"),
        required=True,
        most=160,
        names=True,
        when={"age_band": (AgeBand.TEEN.value,)},
    ),
    Field("reason", Kind.TEXT, _("What they want, in their words"), most=500),
)

FORMS = (
    Form(
        "case_session",
        1,
        pgettext_lazy("accompaniment", "Meeting"),
        "case_session",
        _SESSION_FIELDS,
        needs=Permission.WORK_CASES,
    ),
    Form(
        "attendance",
        1,
        _("Who came to an activity"),
        "attendance",
        _ATTENDANCE_FIELDS,
        needs=Permission.KEEP_ATTENDANCE,
    ),
    Form(
        "referral",
        1,
        _("Tell of somebody who agreed to it"),
        "referral",
        _REFERRAL_FIELDS,
        needs=Permission.REFER_PEOPLE,
    ),
)
