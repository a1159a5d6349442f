"""The forms a phone may send: what each asks and how it is described to the phone.

`GET /api/field/forms` gives the description. One form, cut to two of its fields:

    {"version": 14, "fingerprint": "5f1c…", "forms": {"step": {
        "version": 1,
        "title": {"es": "Qué se hizo", "en": "What was done"},
        "about": "step",          the kind of record that it makes or changes
        "makes": true,            may be sent with "base_version": null and plain values
        "changes": false,         may be sent with "base_version": n and {"base", "mine"} values
        "together": false,        true: all fields of a change are sent, also those left as they were
        "fields": [
          {"name": "dispute", "type": "record", "of": "dispute", "required": true, "editable": false,
           "label": {"es": "Disputa", "en": "Dispute"}, "help": null, "options": [],
           "min": null, "max": null, "when": null, "warn_names": false},
          {"name": "act", "type": "choice", "of": null, "required": true, "editable": false,
           "label": {"es": "Qué se hizo", "en": "What was done"}, "help": null,
           "options": [{"code": "listened", "es": "escuchó a un lado", "en": "listened to one side",
                        "when": null}],
           "min": null, "max": null, "when": null, "warn_names": false}]}}}

Types and the JSON they are answered with: `choice` and `shift` a code; `choices` a list of codes;
`counts` {code: number}; `date` "YYYY-MM-DD" (`min` and `max` are days from the day of writing);
`place` the code of a neighbourhood that the stream gave; `text` text of at most `max` letters;
`record` the number of a record of the kind `of`; `colleague` the number of a colleague that the
stream gave; `yes_no` true or false; `number` a whole number from `min` to `max`. Null, or leaving
the name out, is no answer. All codes are text. `when` names another field and the codes with which
this one is asked; a field that is not asked is not sent. An option has a `when` of its own: the
reasons to close are not those to hand over.

A new record: `{"form": "step", "form_version": 1, "record": NEW NUMBER, "base_version": null,
"values": {"dispute": NUMBER, "act": "listened", ...}}`. A change (of a dispute, a settlement, a
follow-up, a party) names the record's own number and the version the phone had of it:
`{"form": "dispute", "record": NUMBER, "base_version": 3, "values": {"kind": {"base": "debt",
"mine": "threat"}}}` with `editable` fields only. A code is never reused, and never removed: one
that is no longer offered is still taken.
"""
