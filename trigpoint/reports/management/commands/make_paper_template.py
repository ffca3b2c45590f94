"""Makes the Word template of the early-warning paper: a start for an organisation's own one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import docx
from django.core.management.base import BaseCommand
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from trigpoint.reports.management.commands.make_brief_template import (
    BLUE,
    heading_if,
    paragraph_each,
    paragraph_if,
    set_page,
    table_of,
)
from trigpoint.reports.presenters.paper_files import TEMPLATE
from trigpoint.reports.presenters.word import SHIPPED, same_every_time

SHIPPED_PAPER = SHIPPED.with_name(TEMPLATE)
OVERVIEW = (
    ("Provider", 5.0, "", "{{ o.name }}"),
    ("New signals", 2.8, "", "{{ o.raised }}"),
    ("Gone on", 1.8, "", "{{ o.going_on }}"),
    ("Gone away", 1.8, "", "{{ o.gone }}"),
    ("Questions unanswered", 2.6, "", "{{ o.questions }}"),
    ("Criteria", 4.0, "", "{{ o.criteria }}"),
)
CONCERN = " ({{ c.number }}). {{ c.level }}; {{ c.lead }}; {{ c.next }}. {{ c.reply }}"
MARK = "{% if X.source %} [{{ X.source.number }}]{% endif %}"


class Command(BaseCommand):
    """`make_paper_template FILE` writes the template; without FILE it makes the shipped one anew."""

    help = "Write the Word template of the early-warning paper, to be made your own (see docs/papers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write it."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED_PAPER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the template."""
        document = docx.Document()
        set_page(document)
        document.sections[0].footer.paragraphs[0].text = "{{ paper.title }}, as at {{ paper.as_at_words }}"
        small = document.styles["Heading 4"]
        small.base_style, small.font.italic = document.styles["Heading 3"], False
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            small.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn(f"w:{kind}"), None)
        small.font.name, small.font.size, small.font.color.rgb = "Arial", Pt(10), BLUE
        write_front(document)
        write_provider(document)
        heading_if(document, "paper.parts", "{{ paper.headings.how }}", 2)
        document.add_paragraph("{%p if paper.parts %}")
        paragraph_each(document, "words", "paper.how", "{{ words }}")
        document.add_paragraph("{%p endif %}")
        heading_if(document, "paper.sources", "{{ paper.headings.sources }}", 2)
        document.add_paragraph("{%p for source in paper.sources %}")
        document.add_paragraph().add_run("[{{ source.number }}] {{ source.text }}").font.size = Pt(8)
        document.add_paragraph("{%p endfor %}")
        path: Path = options["file"]
        document.save(path)
        path.write_bytes(same_every_time(path.read_bytes()))
        self.stdout.write(f"Written: {path}")


def write_front(document: Document) -> None:
    """The answer, the table of providers, and what cannot be seen."""
    document.add_heading("{{ paper.title }}", level=1)
    document.add_paragraph().add_run("{{ paper.first_line }}").bold = True
    document.add_paragraph("{{ paper.commissioner }}. As at {{ paper.as_at_words }}. {{ paper.chance }}")
    document.add_paragraph("{{ paper.promise }}")
    paragraph_each(document, "words", "standing", "{{ words }}")
    document.add_heading("{{ paper.headings.overview }}", level=2)
    table_of(document, "o", "paper.overview", OVERVIEW)
    paragraph_if(document, "paper.quiet", "{{ paper.quiet }}")
    write_concerns(document)
    document.add_heading("{{ paper.headings.blind }}", level=2)
    paragraph_each(document, "words", "paper.blind", "{{ words }}")


def write_concerns(document: Document) -> None:
    """Concerns of the month by provider, and proposals that wait; papers issued before there were any have none."""
    heading_if(document, "paper.headings.concerns", "{{ paper.headings.concerns }}", 2)
    paragraph_if(document, "not paper.concerns and paper.no_concerns", "{{ paper.no_concerns }}")
    before = "{{ c.provider }}{% if c.is_training %} (training, fictional){% endif %}: {% if c.news %}{{ c.news }}. {% endif %}"
    linked_each(document, "c", "paper.concerns", CONCERN, before=before)
    heading_if(document, "paper.headings.proposals", "{{ paper.headings.proposals }}", 2)
    paragraph_if(document, "not paper.proposals and paper.no_proposals", "{{ paper.no_proposals }}")
    before = "{{ p.provider }}{% if p.is_training %} (training, fictional){% endif %}: "
    linked_each(document, "p", "paper.proposals", ". {{ p.says }}", before=before)
    paragraph_if(document, "paper.proposals_chance", "{{ paper.proposals_chance }}")


def write_provider(document: Document) -> None:
    """One provider after the other."""
    document.add_paragraph("{%p for part in paper.parts %}")
    document.add_heading("{{ part.name }}", level=2)
    paragraph_if(document, "part.is_training", "Training (fictional): this provider does not exist.")
    document.add_paragraph().add_run("{{ part.sentence }}").bold = True
    paragraph_if(document, "part.why", "{{ part.why }}")
    heading_if(document, "part.concerns", "{{ paper.headings.concerns }}", 3)
    linked_each(document, "c", "part.concerns", CONCERN, before="{% if c.news %}{{ c.news }}. {% endif %}")
    write_signals(document, "raised")
    write_charts(document)
    for name in ("going_on", "gone"):
        write_signals(document, name)
    paragraph_if(document, "not part.raised and not part.going_on and not part.gone", "{{ part.nothing }}")
    document.add_heading("{{ paper.headings.asked }}", level=3)
    paragraph_if(document, "not part.asked", "{{ part.no_questions }}")
    paragraph_each(
        document,
        "q",
        "part.asked",
        "{{ q.text }} Asked by {{ q.asked }}; answer from {{ q.answer_from }}, {{ q.due }}. "
        "{% if q.is_overdue %}Overdue. {% endif %}{{ q.last_answer or q.state ~ '.' }}",
    )
    document.add_heading("{{ paper.headings.said }}", level=3)
    paragraph_if(document, "not part.said", "{{ part.nothing_said }}")
    linked_each(document, "s", "part.said", ": {{ s.outcome }}. {{ s.reason }} {{ s.signed }}")
    write_criteria(document)
    document.add_paragraph("{%p endfor %}")


def write_signals(document: Document, name: str) -> None:
    """Signals of one sort, each title opening its series."""
    heading_if(document, f"part.{name}", f"{{{{ paper.headings.{name} }}}}", 3)
    rest = (
        ": {{ s.now }}"
        + MARK.replace("X", "s")
        + " {{ s.stale }} ({{ s.fired }}, {{ s.lasts }}. {{ s.outcome }}.)"
    )
    linked_each(document, "s", f"part.{name}", rest, before="{{ s.word }}. ")


def write_charts(document: Document) -> None:
    """Charts of what is new, each with its words below it and never apart from them."""
    document.add_paragraph("{%p for c in part.charts %}")
    document.add_paragraph("{{ c.image }}").paragraph_format.keep_with_next = True
    words = document.add_paragraph()
    words.add_run("Figure {{ c.number }}. ").bold = True
    words.add_run("{{r c.link }}")
    words.add_run(". {{ c.caption }}" + MARK.replace("X", "c"))
    document.add_paragraph("{%p endfor %}")
    paragraph_if(document, "part.undrawn", "{{ part.undrawn }}")


def write_criteria(document: Document) -> None:
    """What is met with its figures and its question, what speaks against it, what cannot be said."""
    document.add_heading("{{ paper.headings.criteria }}", level=3)
    paragraph_if(document, "not part.met", "{{ part.none_met }}")
    document.add_paragraph("{%p for c in part.met %}")
    words = document.add_paragraph()
    words.add_run("Met: {{ c.title }}. ").bold = True
    words.add_run("{{ c.sees }}" + MARK.replace("X", "c"))
    linked_each(document, "f", "c.figures", ": {{ f.says }}" + MARK.replace("X", "f"))
    words = document.add_paragraph()
    words.add_run("To ask ourselves: ").bold = True
    words.add_run("{{ c.question }}")
    document.add_paragraph("{%p endfor %}")
    document.add_heading("{{ paper.headings.against }}", level=4)
    paragraph_if(document, "not part.against", "{{ part.nothing_against }}")
    paragraph_each(document, "words", "part.against", "{{ words }}")
    paragraph_if(
        document,
        "part.not_met",
        "Not met: {% for c in part.not_met %}{{ c.title }} ({{ c.sees[:-1] }})"
        + MARK.replace("X", "c")
        + "{% if not loop.last %}; {% endif %}{% endfor %}.",
    )
    document.add_heading("{{ paper.headings.unknown }}", level=4)
    paragraph_each(document, "c", "part.unknown", "{{ c.title }}: {{ c.sees }}" + MARK.replace("X", "c"))
    paragraph_each(document, "words", "part.blind", "{{ words }}")
    words = document.add_paragraph()
    words.add_run("For people to decide: ").bold = True
    words.add_run("{{ part.to_people }}")


def linked_each(document: Document, name: str, many: str, rest: str, *, before: str = "") -> None:
    """A paragraph for each of `many`: its title, which opens its page, and the rest."""
    document.add_paragraph(f"{{%p for {name} in {many} %}}")
    words = document.add_paragraph()
    if before:
        words.add_run(before).bold = True
    words.add_run(f"{{{{r {name}.link }}}}")
    words.add_run(rest)
    document.add_paragraph("{%p endfor %}")
