"""People, the commissioners whose records they work on, and the roles they hold."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from trigpoint.accounts.rules import NOWHERE, Reach, reach_of
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class Commissioner(models.Model):
    """A body whose people sign in here and whose records these are: an ICB today, a CCG before.

    Its entry in the directory of organisations has the same ODS code.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    code = models.CharField(max_length=20, unique=True, help_text="ODS code")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in. What they may do follows from their memberships."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    commissioner = models.ForeignKey(
        Commissioner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        help_text="whose records they work on now; one of those that their memberships name",
    )
    looked_at = models.DateTimeField(null=True, blank=True, help_text="when the Monday page was last opened")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def reach(self) -> Reach:
        """Roles, deeds and organisations with the commissioner they work for now. One query, once a request."""
        if not self.is_active or self.commissioner_id is None:
            return NOWHERE
        held = Membership.objects.in_force().filter(user=self, commissioner=self.commissioner_id)
        found = list(held.select_related("commissioner"))
        if found:
            self.commissioner = found[0].commissioner  # known now, so that no page asks for it again
        return reach_of(self.commissioner_id, [(each.role, each.organisation) for each in found])


class MembershipQuerySet(models.QuerySet):
    """Roles that people hold."""

    def in_force(self, day: dt.date | None = None) -> Self:
        """Those that count on `day`, today when left out."""
        on = day or clock.today()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), begins_on__lte=on)


class Membership(models.Model):
    """A person holds a role, for an organisation, with a commissioner, between two days.

    For the commissioner's own people the organisation is the commissioner itself; a provider's, a practice's
    or a partner's people speak for the organisation whose ODS code it holds. Ended, never deleted.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    commissioner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.CharField(max_length=20, help_text="ODS code of the organisation they speak for")
    role = models.CharField(max_length=40, help_text="name of a role of the framework pack")
    begins_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True, help_text="the last day that counts")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__last_name", "user__first_name", "role"]
        indexes = [models.Index(fields=["user", "commissioner"], name="membership_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on") - dt.timedelta(days=1)),
                name="membership_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["user", "commissioner", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.organisation}"
