"""Partners in a browser: the pages read well at a desk and on a phone, in light and dark, and hold WCAG 2.2 AA."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreed import agreed
from pazos.domain.partners import actions
from pazos.foundation.access.policy import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_partners_are_whole_at_every_width(visit, signed_in, axe, picture) -> None:
    here = agreed()
    one = here.signed(
        city_in_kind="125000000.50",
        in_kind_method="Horas de formador a la tarifa de la hora cátedra",
        title="Escuela de tambores, danza y oficios del arte para los barrios priorizados",
    )
    actions.amend_agreement(
        one, signed_on=here.today, ends_on=here.day(400), reasons="Otra cohorte", document=here.paper,
        by=here.lead,
    )  # fmt: skip
    draft = here.with_duties(here.draft("D-2", partner=here.company, component=here.justice), due=-250)
    today = timezone.localdate()
    actions.offer_vacancy(
        partner=here.company, title="Auxiliar de vivero", terms="Tiempo completo", places=3,
        offered_on=today, open_until_on=today + timedelta(days=20), monthly_pay="1423500", by=here.lead,
    )  # fmt: skip
    actions.add_contact(
        here.foundation, office="Dirección", name="Nombre Inventado", phone="6025550101",
        agreed_on=today, until_on=today + timedelta(days=200), by=here.lead,
    )  # fmt: skip
    paths = {
        "partners": reverse("partners"),
        "tracks": reverse("partner_tracks"),
        "partner": reverse("partner", args=[here.foundation.pk]),
        "agreements": reverse("agreements"),
        "agreement": reverse("agreement", args=[one.pk]),
        "draft": reverse("agreement", args=[draft.pk]),
        "sign": reverse("agreement_sign", args=[draft.pk]),
        "vacancies": reverse("vacancies"),
    }
    for width, light in ((1440, "light"), (320, "dark")):
        page = visit(width=width, light=light)
        page.goto("/sign-in/")
        signed_in(page, Role.STRATEGY_LEAD if width == 1440 else Role.ANALYST, then=reverse("partners"))
        for name, path in paths.items():
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide on a screen of {width}"
            axe(page)
            picture(page, f"partners-{name}-{width}")
