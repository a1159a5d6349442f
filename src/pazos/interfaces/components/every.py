"""The first answer of a filter, which narrows nothing, in the gender of what it is asked of: todos los barrios, todas las cohortes."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

ALL_MASCULINE = pgettext_lazy("all, of a masculine noun", "all")
ALL_FEMININE = pgettext_lazy("all, of a feminine noun", "all")
