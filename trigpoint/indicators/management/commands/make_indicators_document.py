"""Write docs/methods/indicators.md, the library as one document, from the definition files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trigpoint.indicators import presenters
from trigpoint.indicators.definitions import CHARTS, DIMENSIONS, PROVIDER_KINDS, Definition, library

PAGE = Path(settings.BASE_DIR) / "docs/methods/indicators.md"
HEAD = """# Indicators

Made from `definitions/indicators/*.yaml` by `manage.py make_indicators_document`; do not edit it by hand.
How to change a definition: `definitions/README.md`.
"""


class Command(BaseCommand):
    """Write the document, or with --check only say whether it is current."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when it is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        text = document()
        if options["check"]:
            if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE.name} is out of date. Run manage.py make_indicators_document.")
            return
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")


def document() -> str:
    """The whole library in Markdown."""
    parts = [HEAD, _overview()]
    for code, title in DIMENSIONS.items():
        parts.append(f"## {title}\n")
        parts += [_section(each) for each in library().values() if each.dimension == code]
    return "\n".join([*parts, _gaps()])


def _overview() -> str:
    lines = [
        "| Indicator | Dimension | Better | Published | Charted | Compared |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| [{each.title}](#{each.code}) | {each.dimension_title} | {presenters.BETTER[each.improvement]} "
        f"| {presenters.FREQUENCIES[each.frequency]} | {'no' if not each.is_charted else presenters.CHART_NAMES[each.chart]} "
        f"| {each.compare.kind or 'no'} |"
        for each in library().values()
    ]
    return "\n".join([*lines, ""])


def _section(definition: Definition) -> str:
    lines = [
        f'<a id="{definition.code}"></a>',
        f"### {definition.title}",
        "",
        f"`{definition.code}`. {definition.why}",
        "",
    ]
    lines += [f"- {name}: {words}" for name, words in presenters.facts(definition)]
    source = definition.source
    lines += [f"- Source: [{source.title}]({source.page}), {source.publisher}, {source.licence}"]
    charted = CHARTS[definition.chart] if definition.is_charted else "no chart over time"
    lines += [f"- Chart: {charted}. {definition.chart_reason}"]
    lines += [f"- Watched: {words}" for words in [presenters.watched(definition)] if words]
    lines += [f"- Compared: {definition.compare.kind or 'no'}. {definition.compare.reason}"]
    lines += [
        f"- Target: {target.value}, {target.name} ({target.dates}; {target.status}). {target.source}"
        for target in presenters.target_rows(definition.targets, definition)
    ]
    lines += [f"- Does not say: {definition.caveat}"]
    lines += [f"- Note: {note}" for note in definition.notes]
    lines += [f"- {when}: {text}" for when, text in presenters.questions(definition)]
    lines += [f"- Owner: {definition.owner}; next review {definition.next_review}"]
    return "\n".join([*lines, ""])


def _gaps() -> str:
    lines = ["## What we do not measure", ""]
    for each in presenters.coverage(PROVIDER_KINDS):
        lines += [f"### {each.title}", "", each.sentence, ""]
        lines += [
            f"- {covered.dimension}: {len(covered.measured) or 'no'} measured. Missing: {' '.join(covered.missing)}"
            for covered in each.dimensions
        ]
        lines.append("")
    return "\n".join(lines)
