"""Who is who on the way to work: two companies with a vacancy each, two cases of two pairs, and what they permit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from agreed import Agreed, agreed, person
from pazos.domain.cases.models import Case
from pazos.domain.employment.actions import applying, terms
from pazos.domain.participants.models import Participant
from pazos.domain.partners import actions as partners
from pazos.domain.rights.models import Consent
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.employment.models import Application
    from pazos.domain.partners.models import Vacancy
    from pazos.domain.people.models import Staff


@dataclass
class Employed:
    """Case `mine` of worker `wanda`, `theirs` of worker `otto`; `omar` is of the company, `ines` of another."""

    agreed: Agreed
    supervisor: Staff
    wanda: Staff
    otto: Staff
    liaison: Staff
    mine: Case
    theirs: Case
    place: Neighbourhood

    @property
    def omar(self) -> Staff:
        return self.agreed.omar

    @property
    def ines(self) -> Staff:
        return self.agreed.ines

    @property
    def today(self) -> date:
        return timezone.localdate()

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def job(self, *, said: dict[str, Any] | None = None, **given: Any) -> Vacancy:
        plain = {
            "partner": self.agreed.company,
            "title": "Auxiliar de panadería",
            "terms": "De lunes a viernes",
            "places": 2,
            "offered_on": self.today,
            "open_until_on": self.day(30),
        }
        made = partners.offer_vacancy(**{**plain, **given}, by=self.agreed.lead)
        if said is not None:
            terms.say_terms(made, **{"field": "kitchen", "hours": "half", **said}, by=self.agreed.lead)
        return made

    def applied(self, case: Case | None = None, *, vacancy: Vacancy | None = None) -> Application:
        """Return an application that was presented, with words that the person agreed to."""
        one, by = case or self.mine, self.wanda if case in (None, self.mine) else self.otto
        job = vacancy or self.job(said={})
        row = applying.choose(one, vacancy=job.pk, by=by)
        applying.agree(row, shown_as="Sol", shown_words="Sé hornear", agreed_on=self.today, by=by)
        applying.present(row, by=by)
        row.refresh_from_db()
        return row

    def withdraws(self, case: Case) -> None:
        Consent.objects.filter(subject_key=case.participant_id).update(withdrawn_on=self.today)


def somebody(name: str, *, by: Staff, born: int | None = 2000, month: int | None = 1) -> Participant:
    traits = {"birth_year": born, "birth_month": month} if born else {}
    return Participant.objects.create(
        person_key=f"{name:x<64}",
        name=name,
        document=f"doc {name}",
        traits=traits,
        agreed_on=date(2024, 1, 1),
        registered_by=by,
        registered_at=timezone.now(),
        changed_at=timezone.now(),
    )


def permits(one: Participant, **given: Any) -> Consent:
    """Write down that somebody permits to be accompanied."""
    plain: dict[str, Any] = {
        "purpose": "accompaniment",
        "basis": "consent",
        "relation": "self",
        "purpose_text": "acompañamiento",
        "signatory": "marca firmante",
        "given_on": date(2024, 1, 1),
        "expires_on": timezone.localdate() + timedelta(days=500),
        "written_at": timezone.now(),
    }
    return Consent.objects.create(subject_kind="participant", subject_key=one.pk, **{**plain, **given})


def a_case(one: Participant, *, worker: Staff, supervisor: Staff, opened_on: date) -> Case:
    permits(one)
    return Case.objects.create(
        participant=one, first_worker=worker, supervisor=supervisor, opened_on=opened_on
    )


def employed() -> Employed:
    """Fill the database."""
    made = agreed()
    place = Neighbourhood.objects.create(code="N1", name="Barrio N1")
    supervisor = person("supervisor", Role.CASE_SUPERVISOR)
    wanda, otto = (person(name, Role.CASE_WORKER) for name in ("wanda", "otto"))
    long_ago = timezone.localdate() - timedelta(days=600)
    mine, theirs = (
        a_case(somebody(name, by=supervisor), worker=worker, supervisor=supervisor, opened_on=long_ago)
        for name, worker in (("Marca Mía", wanda), ("Marca Ajena", otto))
    )
    return Employed(
        agreed=made,
        supervisor=supervisor,
        wanda=wanda,
        otto=otto,
        liaison=person("liaison", Role.SECURITY_LIAISON),
        mine=mine,
        theirs=theirs,
        place=place,
    )
