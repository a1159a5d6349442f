"""Facts about places. Geometry is GeoJSON text: no spatial extension of the database is needed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.territory.vocabulary import Bridge, Kind, Located, Origin, Zone
from pazos.foundation.privacy import Privacy, classified


class Municipality(models.Model):
    """The city whose strategy this is. There is one in a database."""

    code = models.CharField(max_length=5, blank=True)  # DIVIPOLA, text: leading zeros count
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=120, blank=True)
    outline = models.JSONField(null=True)
    outline_source = models.CharField(max_length=300, blank=True)
    is_synthetic = models.BooleanField(default=False)

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class Comuna(models.Model):
    """A part of the municipality that groups neighbourhoods (comuna or corregimiento)."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=5, choices=Zone.choices, default=Zone.UNKNOWN, blank=True)

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """A barrio, vereda or whatever unit the city targets by, with what is known of its place."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.BARRIO)
    zone = models.CharField(max_length=5, choices=Zone.choices, default=Zone.UNKNOWN, blank=True)
    comuna = models.ForeignKey(Comuna, null=True, blank=True, on_delete=models.PROTECT)
    located = models.CharField(max_length=8, choices=Located.choices, default=Located.NAME_ONLY)
    outline = models.JSONField(null=True, blank=True)  # GeoJSON geometry, WGS84
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    location_source = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.FILE)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_place_per_code_and_start"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from__isnull=True), name="one_place_per_code_without_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="place_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(located=Located.NAME_ONLY) | Q(lon__isnull=False, lat__isnull=False),
                name="located_place_has_a_point",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="place_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """People living in a neighbourhood (or the whole municipality) in a year, of an age and sex."""

    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, on_delete=models.CASCADE
    )  # null: municipality
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1, blank=True)  # "f", "m"; empty: both
    age_from = models.PositiveSmallIntegerField(null=True)  # null: every age
    age_to = models.PositiveSmallIntegerField(null=True)  # inclusive; null with age_from: and over
    persons = models.FloatField()
    series = models.CharField(max_length=120, blank=True)  # which census or projection

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood", "year", "sex", "age_from"],
                name="one_population_per_cell",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(persons__gte=0), name="nobody_is_less_than_none"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id} {self.year}: {self.persons}"


class DeclaredLink(models.Model):
    """A person's word on whether two neighbourhoods touch, where their outlines mislead."""

    first = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+")
    bridge = models.CharField(max_length=6, choices=Bridge.choices)
    reason = models.CharField(max_length=300)

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_word_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id} {self.bridge}"


class Spelling(models.Model):
    """One way in which a source writes a place, and what a person decided it means.

    Records point here, so that one decision moves all of them and can be taken back.
    """

    class Meaning(models.TextChoices):
        WAITING = "waiting"
        PLACE = "place"  # it is `neighbourhood`
        NOT_A_PLACE = "not_a_place"  # a road, "not reported": in no neighbourhood
        OUTSIDE = "outside"  # a place of another municipality

    class Method(models.TextChoices):
        NONE = ""
        EXACT = "exact"  # the same letters as a neighbourhood's name
        RULE = "rule"  # the same once prefixes and spelling variants are undone
        PERSON = "person"

    key = models.CharField(max_length=200, unique=True)  # capitals, no accents, no punctuation
    text = models.CharField(max_length=200)  # as first seen
    meaning = models.CharField(max_length=12, choices=Meaning.choices, default=Meaning.WAITING)
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, blank=True, on_delete=models.PROTECT)
    method = models.CharField(max_length=8, choices=Method.choices, default=Method.NONE, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING, decided_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meaning="place", neighbourhood__isnull=False)
                | (~Q(meaning="place") & Q(neighbourhood__isnull=True)),
                name="spelling_of_a_place_names_it",
            )
        ]

    def __str__(self) -> str:
        return self.text
