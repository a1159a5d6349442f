"""The forms about a gestor's days: presence, how they are, what threatened them, a call for help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pazos.domain.fieldwork.forms.fields import Field, Kind
from pazos.domain.fieldwork.forms.form import Form
from pazos.domain.fieldwork.forms.street import day, note, options, shift
from pazos.domain.outreach.vocabulary import Activity, AgeBand, IncidentKind, Venue

_PRESENCE_FIELDS = (
    Field("activity", Kind.CHOICE, _("What you did"), required=True, options=options(Activity)),
    Field("venue", Kind.CHOICE, _("Where"), required=True, options=options(Venue)),
    Field("neighbourhood", Kind.PLACE, _("Neighbourhood"), required=True),
    day("done_on", _("Day")),
    shift(),
    Field("companions", Kind.NUMBER, _("Colleagues who were with you"), least=0, most=50),
    Field(
        "met",
        Kind.COUNTS,
        _("People you met, by age"),
        options=options(AgeBand),
        most=999,
        help=_("Count them; nobody is named."),
    ),
    note(),
)
_WELLBEING_FIELDS = (
    day("on", _("Day")),
    Field("mood", Kind.NUMBER, _("How you are, from 1 (bad) to 5 (well)"), required=True, least=1, most=5),
    Field("sleep", Kind.NUMBER, _("How you sleep, from 1 (bad) to 5 (well)"), required=True, least=1, most=5),
    Field("safe", Kind.NUMBER, _("How safe you feel, from 1 to 5"), required=True, least=1, most=5),
    Field("wants_to_talk", Kind.YES_NO, _("Do you want to talk with somebody?")),
    note(),
)
_INCIDENT_FIELDS = (
    Field("kind", Kind.CHOICE, _("What happened to you"), required=True, options=options(IncidentKind)),
    day("on", _("Day")),
    shift(),
    Field("neighbourhood", Kind.PLACE, _("Neighbourhood")),
    note(),
)
_DISTRESS_FIELDS = (Field("neighbourhood", Kind.PLACE, _("Neighbourhood")),)

FORMS = (
    Form("presence", 1, _("Presence"), "presence", _PRESENCE_FIELDS),
    Form("wellbeing", 1, _("How you are"), "wellbeing", _WELLBEING_FIELDS),
    Form("incident", 1, _("Something happened to me"), "incident", _INCIDENT_FIELDS),
    Form("distress", 1, _("I need help now"), "distress", _DISTRESS_FIELDS),
)
