"""How Jinja is set up: the NHS macros, ours, and the few functions that every page may use."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from trigpoint.ui import words


def url(name: str, *args: Any, **query: Any) -> str:
    """Address of a page by its name."""
    return reverse(name, args=args)


def environment(**options: Any) -> Environment:
    """Django's loader for our templates, then the NHS macros."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)  # noqa: S701 - Django passes autoescape
    made.globals.update(static=static, url=url, get_messages=get_messages)
    made.filters.update(words.FILTERS)
    return made
