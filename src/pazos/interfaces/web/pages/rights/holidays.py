"""The days on which the city does not work: the country's by law, its own by decree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.rights.actions.requests import declare_holiday, remove_holiday
from pazos.domain.rights.calendar import holidays_of
from pazos.domain.rights.models import CityHoliday
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import DayField
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class HolidayForm(forms.Form):
    """A day of the city's own."""

    day = DayField(gettext_lazy("Day"))
    name = forms.CharField(label=gettext_lazy("What day it is"), max_length=120)
    decree = forms.CharField(label=gettext_lazy("By which act"), max_length=120)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Show the holidays of a year, and declare one."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_holiday(**form.cleaned_data, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("Terms do not count that day any more."))
            return redirect("city_holidays")
    year = timezone.localdate().year
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isdecimal() and year - 3 <= int(asked) <= year + 2 else year
    facts = {
        "form": form,
        "own": CityHoliday.objects.filter(day__year=chosen).order_by("day"),
        "country": holidays_of(chosen).items(),
        "tabs": [(str(one), f"?year={one}", one == chosen) for one in range(year - 1, year + 2)],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/holidays.html", facts, status=status)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a day of the city's own back."""
    remove_holiday(get_object_or_404(CityHoliday, pk=number), by=reader(request))
    messages.success(request, _("Terms count that day again."))
    return redirect("city_holidays")


ADDRESSES = (
    Address("rights/holidays/", "city_holidays", listed, needs=Permission.HANDLE_REQUESTS),
    Address(
        "rights/holidays/<int:number>/remove/", "holiday_remove", remove, needs=Permission.HANDLE_REQUESTS
    ),
)
