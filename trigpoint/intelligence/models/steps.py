"""What happened to a piece of soft intelligence. Only ever added; the latest says where it stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.intelligence.rules.states import STAYING, Deed, State


class ItemStep(models.Model):
    """Something that happened to an item: by whom, when, why, and what its sender was told."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    item = models.ForeignKey("intelligence.Item", on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=12, choices=Deed)
    state = models.CharField(
        max_length=20, choices=State, blank=True, help_text="after it; empty: as it was before"
    )
    text = models.TextField(blank=True, help_text="the reason or a remark, for those who work on it")
    reply = models.TextField(blank=True, help_text="what the sender reads")
    partner = models.CharField(max_length=150, blank=True, help_text="to whom it was passed")
    other = models.ForeignKey(
        "intelligence.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="named_in",
        help_text="the item it is told with, is linked to, or that is its gist",
    )  # fmt: skip
    about = models.CharField(
        max_length=80, blank=True, help_text="kind:public_id of the question asked or of what it is linked to"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["item", "at"], name="item_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="item_step_known"),
            models.CheckConstraint(
                condition=Q(deed__in=STAYING, state="") | (~Q(deed__in=STAYING) & Q(state__in=State.values)),
                name="item_step_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(deed=Deed.PASSED, partner=""), name="item_passed_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(deed__in=[Deed.MERGED, Deed.GIST], other__isnull=True),
                name="item_told_with_another",
            ),
            models.CheckConstraint(
                condition=~Q(deed=Deed.CLOSED, reply="", text=""), name="item_closed_with_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"
