"""How Jinja is set up: the NHS macros, ours, and the few functions that every page may use."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from trigpoint.ui import forms, navigation, vocabulary, words


class Site:
    """What pages say about this installation, read when a page is drawn."""

    @property
    def name(self) -> str:
        return settings.SERVICE_NAME

    @property
    def shows_nhs_logo(self) -> bool:
        return settings.SHOW_NHS_LOGO


def _icons(environment: Environment) -> Callable[[str, str, str | None], str]:
    """Draws an icon by its macro, code and label; the same one only once, since a page may hold hundreds."""

    @lru_cache(maxsize=2_000)
    def drawn(macro: str, code: str, label: str | None) -> str:
        return getattr(environment.get_template("ui/components/_icons.jinja").module, macro)(code, label)

    return drawn


def environment(**options: Any) -> Environment:
    """Django's loader for our templates, then the NHS macros."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)
    made.globals.update(
        static=static,
        url=navigation.url,
        url_if_any=navigation.url_if_any,
        sections=navigation.sections,
        rooms=navigation.rooms,
        unread_news=navigation.unread_news,
        foot=navigation.foot,
        with_query=navigation.with_query,
        get_messages=get_messages,
        claim_summary=forms.claim_summary,
        choices_of=forms.choices_of,
        drawn_attributes=forms.drawn_attributes,
        problems_of=forms.problems_of,
        term=vocabulary.term,
        site=Site(),
        drawn_icon=_icons(made),
    )
    made.filters.update(words.FILTERS)
    made.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return made
