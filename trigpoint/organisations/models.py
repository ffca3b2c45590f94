"""The directory: who provides and commissions care, by ODS code, with its history."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.loads.models import Load


class Kind(models.TextChoices):
    """Kinds of organisation."""

    TRUST = "trust", "NHS trust"
    AMBULANCE = "ambulance", "Ambulance trust"
    SITE = "site", "Trust site"
    PRACTICE = "practice", "GP practice"
    CARE_HOME = "care_home", "Care home"
    SOCIAL_CARE = "social_care", "Community social care"
    DENTAL = "dental", "Dental practice"
    INDEPENDENT = "independent", "Independent provider"
    URGENT = "urgent", "Walk-in or urgent treatment centre"
    PCN = "pcn", "Primary care network"
    PLACE = "place", "Place (former CCG)"
    ICB = "icb", "Integrated care board"
    REGION = "region", "NHS England region"
    CQC_PROVIDER = "cqc_provider", "Registered provider (CQC)"
    SUPPORT = "support", "Support unit or other NHS body"
    OTHER = "other", "Other"


class Hierarchy(models.TextChoices):
    """The hierarchies that exist side by side."""

    ICB = "icb", "Integrated care board"
    PLACE = "place", "Place"
    PCN = "pcn", "Primary care network"
    REGION = "region", "NHS England region"
    CQC_PROVIDER = "cqc_provider", "Registered provider"


class Organisation(OwnedRecord):
    """An organisation. A closed code stays, with its dates."""

    code = models.CharField(max_length=20, unique=True, help_text="ODS code, or CQC id where there is none")
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    cqc_id = models.CharField(max_length=20, blank=True, db_index=True)
    ons_code = models.CharField(
        max_length=12, blank=True, db_index=True, help_text="of an ICB, place or region"
    )
    beds = models.PositiveIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True, help_text="what it does, in its publisher's words")
    brand = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, blank=True, help_text="dormant or proposed; blank: neither")
    authority = models.PositiveSmallIntegerField(
        default=0, help_text="how near its publisher stands to the register: a lower one only fills gaps"
    )
    is_training = models.BooleanField(default=False, help_text="fictional, for training only")
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="organisation_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation", args=[self.code])


class Amendment(models.Model):
    """What a later publication says otherwise about an organisation, and what stood there before."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="amendments")
    field = models.CharField(max_length=20)
    before = models.CharField(max_length=400)
    after = models.CharField(max_length=400)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.field}: {self.before} to {self.after}"


class Succession(models.Model):
    """One code taken over by another on a date; splits and mergers give several rows."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="precessions")
    on = models.DateField()
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} to {self.successor} on {self.on}"


class Belonging(models.Model):
    """A child stands under a parent in one hierarchy, between two dates."""

    hierarchy = models.CharField(max_length=20, choices=Hierarchy)
    child = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="belongings")
    parent = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="children")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["hierarchy", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["hierarchy", "child", "parent", "from_on"], name="belonging_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} in {self.parent} ({self.hierarchy})"


class Rating(models.Model):
    """What the regulator (CQC) said of an organisation, one domain and service at a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="ratings")
    domain = models.CharField(
        max_length=20, help_text="overall, safe, effective, caring, responsive, well_led"
    )
    service = models.CharField(max_length=120, blank=True, help_text="blank: the whole organisation")
    rating = models.CharField(max_length=40)
    reported_on = models.DateField(null=True)
    is_current = models.BooleanField(default=True)
    framework = models.CharField(max_length=40, blank=True)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField(null=True, help_text="row of the published file")

    class Meta:
        ordering = ["-reported_on", "domain"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.domain} {self.rating}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[Rating]:
        """Ratings of organisations that `user` may see."""
        return cls.objects.filter(organisation__in=Organisation.visible_to(user))
