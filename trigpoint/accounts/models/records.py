"""The bases of every record that a commissioner owns, and the one rule of who sees which."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from trigpoint.accounts.models.people import Commissioner
from trigpoint.accounts.models.shares import Share
from trigpoint.accounts.rules import Reach, reach
from trigpoint.common.ids import new_public_id

NOTHING = Q(pk__in=[])


class OwnedQuerySet(models.QuerySet):
    """Records that belong to a commissioner."""

    def visible_to(self, user: Any) -> Self:
        """What `user` may see: open records, their commissioner's, and what is shared with them.

        People of other organisations see of a commissioner's records only what is addressed to their
        organisation or shared with it.
        """
        seen_from = reach(user)
        if seen_from.is_nowhere:
            return self.none()
        mine = Q(is_open=True)
        if seen_from.is_staff:
            mine |= Q(owner=seen_from.commissioner_id)
        if self.model.is_shareable:
            mine |= self.addressed_to(seen_from) | self.shared_with(seen_from)
        return self.filter(mine)

    def addressed_to(self, seen_from: Reach) -> Q:
        """Which records are meant for people outside the commissioner; none unless a model says so."""
        return NOTHING

    def shared_with(self, seen_from: Reach) -> Q:
        """Which records their owner shares with these people."""
        shared = Share.objects.reaching(seen_from).filter(kind=self.model._meta.model_name)
        return Q(public_id__in=shared.values("shared"))


class OwnedRecord(models.Model):
    """Base of every record: an id that cannot be guessed, an owner, and who may see it.

    `is_open` marks what was taken from open publications; everybody with a role may see it.
    `is_shareable`: whether a commissioner may show one of these to others.
    """

    is_shareable = False

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


class ConfidentialQuerySet(OwnedQuerySet):
    """Records of which some were told in confidence."""

    def visible_to(self, user: Any) -> Self:
        """As for every record, and never a restricted one: no list, count, search, export or paper can hold it."""
        return super().visible_to(user).filter(restriction="")

    def restricted_to(self, user: Any) -> Self:
        """Restricted records that one of the person's roles names, of the commissioner they work for.

        Only the restricted door asks for these: it wants a reason and logs every read.
        """
        seen_from = reach(user)
        if not seen_from.classes:
            return self.none()
        return self.filter(owner=seen_from.commissioner_id, restriction__in=sorted(seen_from.classes))


class ConfidentialRecord(OwnedRecord):
    """Base of records that may be restricted to named roles: whistleblowing, safeguarding, a reporter to protect."""

    restriction = models.CharField(
        max_length=30, blank=True, default="", help_text="class of restricted intelligence; empty: none"
    )

    objects = ConfidentialQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def restricted_to(cls, user: Any) -> ConfidentialQuerySet:
        """The restricted records that `user` may open, for the restricted door alone."""
        return cls.objects.restricted_to(user)
