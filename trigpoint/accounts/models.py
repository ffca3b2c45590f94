"""People, the commissioner they work for, and the base of every record that a commissioner owns."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

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


class Role(models.TextChoices):
    """What a person does. A plain list for now; scoped memberships are to replace it."""

    QUALITY_LEAD = "quality_lead", "Quality lead"
    ANALYST = "analyst", "Analyst"
    CHAIR = "chair", "Committee chair (reads)"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractUser):
    """A person who signs in."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    commissioner = models.ForeignKey(
        Commissioner, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.CHAIR)
    looked_at = models.DateTimeField(null=True, blank=True, help_text="when the Monday page was last opened")

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class OwnedQuerySet(models.QuerySet):
    """Records that belong to a commissioner."""

    def visible_to(self, user: Any) -> Self:
        """What `user` may see: open records, and those of the commissioner they work for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(is_open=True) | Q(owner=user.commissioner_id, owner__isnull=False))


class OwnedRecord(models.Model):
    """Base of every record: an id that cannot be guessed, an owner, and who may see it.

    `is_open` marks what was taken from open publications; everybody signed in may see it.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, user: Any) -> OwnedQuerySet:
        """The one door through which views reach records."""
        return cls.objects.visible_to(user)


class FailedSignIn(models.Model):
    """One guess at a password that was wrong. Counted to slow guessing down; kept for a day."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    username = models.CharField(max_length=150, help_text="as typed, in small letters; it need not exist")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["username", "address", "at"], name="failed_sign_in_lately")]

    def __str__(self) -> str:
        return f"{self.username} from {self.address} at {self.at:%Y-%m-%d %H:%M}"
