"""Parts of pages that are drawn once for each state of the figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from trigpoint.accounts.rules import may
from trigpoint.common import clock
from trigpoint.surveillance import queries

KEPT = 60 * 60  # seconds; what a key stands for cannot change, this only frees the room


def drawn_once(request: HttpRequest, template: str, content: Callable[[], dict[str, Any]]) -> SafeString:
    """The template with its content, drawn anew only when something it may show has changed.

    It must show nothing but what everybody of one commissioner sees: statuses, organisations, and whether the
    person may load (`may_load` is given). The address, with its filters, is part of the key; so is the day.
    """
    may_load = may(request.user, "loads.add")
    parts = (queries.mark_of_dashboard(user=request.user), clock.today(), may_load, request.get_full_path())
    key = hashlib.sha256(f"{template}|{parts}".encode()).hexdigest()
    body = cache.get(key)
    if body is None:
        body = str(render_to_string(template, {**content(), "may_load": may_load}, request))
        cache.set(key, body, KEPT)
    return mark_safe(body)
