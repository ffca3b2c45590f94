"""Makes the Word template of the provider brief: a start for an organisation's own one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import docx
from django.core.management.base import BaseCommand
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

from trigpoint.reports.presenters.word import SHIPPED, same_every_time

BLUE = RGBColor(0x00, 0x30, 0x87)
PAGE_WIDTH = 18.0  # centimetres between the margins
# Heading, width in centimetres, what stands there in bold, what stands there after it.
CHANGED = (
    (
        "What changed",
        7.4,
        "{{ c.word }}{% if c.is_new %} (new){% endif %}. ",
        "{{ c.sentence }} [{{ c.source.number }}] {{ c.stale }}",
    ),
    ("What I would ask", 6.0, "", "{{ c.question }}{% if c.is_asked %} (asked){% endif %}"),
    ("Answer", 4.6, "", ""),
)
HEARD = (
    ("What people say", 7.4, "{{ h.title }}: ", "{{ h.says }}"),
    ("What I would ask", 6.0, "", "{{ h.question }}{% if h.is_asked %} (asked){% endif %}"),
    ("Answer", 4.6, "", ""),
)
WORRIES = (
    (
        "Concern",
        5.6,
        "{{ w.number }}: ",
        "{{ w.title }} ({% if w.theme %}{{ w.theme }}, {% endif %}raised {{ w.raised }})",
    ),
    ("Level", 2.2, "", "{{ w.level }}"),
    ("Lead, next", 3.6, "", "{{ w.lead }}, {{ w.next }}{% if w.is_late %} Overdue{% endif %}"),
    ("The provider said", 6.6, "", "{{ w.reply }}{% if w.decided %} Decided: {{ w.decided }}{% endif %}"),
)
ENQUIRIES = (
    ("Question", 7.0, "", "{{ e.question }}{% if e.where %} ({{ e.where }}){% endif %}"),
    ("Because", 6.0, "", "{{ e.because }}"),
    ("Answer", 5.0, "", "{{ e.answer }}"),
)
ASKED = (
    ("Question", 6.4, "", "{{ q.text }} ({{ q.asked }})"),
    ("Answer from, due", 3.4, "", "{{ q.answer_from }}, {{ q.due }}. {{ q.state }}"),
    ("Last answer", 4.1, "", "{{ q.last_answer or 'None yet' }}"),
    ("Answer today", 4.1, "", ""),
)
RATED = (
    ("Key question", 5.0, "", "{{ r.domain }}"),
    ("Rating", 6.5, "", "{{ r.rating }}"),
    ("Published", 6.5, "", "{{ r.reported }}"),
)
FIGURES = (
    ("Indicator", 4.0, "", "{{ f.title }} [{{ f.source.number }}]"),
    ("Latest", 3.0, "{{ f.value }}", ", {{ f.period }}"),
    ("How it stands", 6.4, "{% if f.is_stale %}{{ f.fresh }} {% endif %}", "{{ f.position }}"),
    ("Target", 4.6, "", "{{ f.target or 'No target' }}"),
)


class Command(BaseCommand):
    """`make_brief_template FILE` writes the template; without FILE it makes the shipped one anew."""

    help = "Write the Word template of the provider brief, to be made your own (see docs/papers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write it."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the template."""
        document = docx.Document()
        set_page(document)
        write_top(document)
        write_sections(document)
        path: Path = options["file"]
        document.save(path)
        path.write_bytes(same_every_time(path.read_bytes()))
        self.stdout.write(f"Written: {path}")


def set_page(document: Document) -> None:
    """A4, Arial, headings in NHS dark blue, British English, a footer with title and date."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    for name, size in (("Normal", 10), ("Heading 1", 18), ("Heading 2", 13), ("Heading 3", 11)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), "Arial")
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.space_before = Pt(0 if name == "Normal" else 8)
        if name != "Normal":
            style.font.color.rgb = BLUE
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    section.footer.paragraphs[0].text = "{{ brief.title }}, as at {{ brief.as_at_words }}"


def write_top(document: Document) -> None:
    """Title, the one sentence, and when the meetings are."""
    document.add_heading("{{ brief.title }}", level=1)
    document.add_paragraph("{%p if brief.is_training %}")
    document.add_paragraph("Training (fictional): this provider does not exist.").runs[0].bold = True
    document.add_paragraph("{%p endif %}")
    document.add_paragraph().add_run("{{ brief.first_line }}").bold = True
    document.add_paragraph(
        "{{ brief.kind }}, {{ brief.code }}. As at {{ brief.as_at_words }}. {{ brief.meetings }}"
    )


def write_sections(document: Document) -> None:
    """The sections in the order of the page."""
    document.add_heading("{{ brief.headings.changes }}", level=2)
    paragraph_if(document, "not brief.changes and not brief.better", "{{ brief.nothing_changed }}")
    paragraph_if(document, "not brief.changes and brief.better", "Nothing changed for the worse.")
    table_of(document, "c", "brief.changes", CHANGED)
    heading_if(document, "brief.better", "{{ brief.headings.better }}", 3)
    table_of(document, "c", "brief.better", CHANGED)
    heading_if(document, "brief.settled", "{{ brief.headings.settled }}", 3)
    paragraph_each(document, "s", "brief.settled", "{{ s.title }}: {{ s.says }} [{{ s.source.number }}]")
    paragraph_if(document, "brief.changes or brief.better or brief.settled", "{{ brief.reading }}")
    document.add_heading("{{ brief.headings.heard }}", level=2)
    paragraph_if(document, "not brief.heard", "{{ brief.not_heard }}")
    table_of(document, "h", "brief.heard", HEARD)
    write_concerns(document)
    document.add_heading("{{ brief.headings.questions }}", level=2)
    paragraph_if(document, "not brief.questions", "No question is open.")
    table_of(document, "q", "brief.questions", ASKED)
    document.add_heading("{{ brief.headings.regulator }}", level=2)
    document.add_paragraph("{{ brief.regulator.sentence }}")
    table_of(document, "r", "brief.regulator.current", RATED)
    paragraph_if(
        document,
        "brief.regulator.history",
        "Overall before: {% for r in brief.regulator.history %}{{ r.rating }} ({{ r.reported }})"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
    )
    write_dimensions(document)
    document.add_heading("{{ brief.headings.unseen }}", level=2)
    document.add_paragraph("{{ brief.unseen }}")
    write_end(document)


def write_concerns(document: Document) -> None:
    """Open concerns, the questions that the evidence gives rise to, and where evidence lines up."""
    document.add_heading("{{ brief.headings.concerns }}", level=2)
    paragraph_if(document, "not brief.concerned.concerns", "{{ brief.concerned.no_concern }}")
    table_of(document, "w", "brief.concerned.concerns", WORRIES)
    paragraph_if(document, "brief.concerned.good", "{{ brief.concerned.good }}")
    document.add_heading("{{ brief.headings.enquiries }}", level=2)
    paragraph_if(document, "not brief.concerned.enquiries", "{{ brief.concerned.no_enquiry }}")
    table_of(document, "e", "brief.concerned.enquiries", ENQUIRIES)
    document.add_heading("{{ brief.headings.evidence }}", level=2)
    paragraph_if(document, "not brief.concerned.themes", "{{ brief.concerned.no_theme }}")
    paragraph_each(document, "t", "brief.concerned.themes", "{{ t.title }}: {{ t.says }}")


def write_dimensions(document: Document) -> None:
    """Each dimension with its figures, or named as blind."""
    document.add_heading("{{ brief.headings.dimensions }}", level=2)
    document.add_paragraph("{%p for d in brief.dimensions %}")
    document.add_heading("{{ d.title }}", level=3)
    document.add_paragraph("{{ d.sentence }}")
    table_of(document, "f", "d.figures", FIGURES)
    paragraph_if(document, "d.more or d.gaps", "{{ [d.more, d.gaps] | select | join(' ') }}")
    document.add_paragraph("{%p endfor %}")


def write_end(document: Document) -> None:
    """Notes, charts and sources."""
    document.add_heading("{{ brief.headings.notes }}", level=2)
    paragraph_if(document, "not brief.notes", "{{ brief.no_notes }}")
    paragraph_each(document, "note", "brief.notes", "{{ note.text }} ({{ note.signed }})")
    heading_if(document, "pictures", "{{ brief.headings.charts }}", 2)
    document.add_paragraph("{%p for picture in pictures %}")
    document.add_heading("{{ picture.title }}", level=3)
    document.add_paragraph("{{ picture.image }}")
    document.add_paragraph("{%p endfor %}")
    heading_if(document, "brief.sources", "{{ brief.headings.sources }}", 2)
    document.add_paragraph("{%p for source in brief.sources %}")
    document.add_paragraph().add_run("[{{ source.number }}] {{ source.text }}").font.size = Pt(8)
    document.add_paragraph("{%p endfor %}")


def paragraph_if(document: Document, condition: str, text: str) -> None:
    """A paragraph that is there only when it has something to say."""
    document.add_paragraph(f"{{%p if {condition} %}}")
    document.add_paragraph(text)
    document.add_paragraph("{%p endif %}")


def paragraph_each(document: Document, name: str, many: str, text: str) -> None:
    """A paragraph for each of `many`."""
    document.add_paragraph(f"{{%p for {name} in {many} %}}")
    document.add_paragraph(text)
    document.add_paragraph("{%p endfor %}")


def heading_if(document: Document, condition: str, text: str, level: int) -> None:
    """A heading that is there only when something stands under it."""
    document.add_paragraph(f"{{%p if {condition} %}}")
    document.add_heading(text, level=level)
    document.add_paragraph("{%p endif %}")


def table_of(
    document: Document, name: str, many: str, columns: tuple[tuple[str, float, str, str], ...]
) -> None:
    """A table with a heading row that repeats on every page, one row each of `many`; none when it is empty."""
    document.add_paragraph(f"{{%p if {many} %}}")
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    table.cell(1, 0).text = f"{{%tr for {name} in {many} %}}"
    table.cell(3, 0).text = "{%tr endfor %}"
    for place, (heading, width, bold, plain) in enumerate(columns):
        table.cell(0, place).paragraphs[0].add_run(heading).bold = True
        words = table.cell(2, place).paragraphs[0]
        words.add_run(bold).bold = True
        words.add_run(plain)
        table.columns[place].width = Cm(width)
        for cell in table.columns[place].cells:
            cell.width = Cm(width)
    mark_heading_row(table)
    document.add_paragraph("{%p endif %}")


def mark_heading_row(table: Table) -> None:
    """Tell Word, and with it a screen reader, that the first row holds headings."""
    heading = table.rows[0]._tr.get_or_add_trPr()
    heading.append(OxmlElement("w:cantSplit"))
    heading.append(OxmlElement("w:tblHeader"))
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", "E8EDEE")):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    for row in table.rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
