"""Makes the Word template of the surveillance-group pack: a start for an organisation's own one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import docx
from django.core.management.base import BaseCommand
from docx.document import Document
from docx.enum.text import WD_BREAK

from trigpoint.reports.management.commands.make_brief_template import (
    heading_if,
    paragraph_each,
    paragraph_if,
    set_page,
)
from trigpoint.reports.management.commands.make_paper_template import CONCERN, linked_each
from trigpoint.reports.presenters.group_pack import (
    KIND,
    NOTHING_AGAINST,
    NOTHING_ASKED,
    NOTHING_FOR,
)
from trigpoint.reports.presenters.word import SHIPPED, same_every_time

SHIPPED_PACK = SHIPPED.with_name(f"{KIND}.docx")


class Command(BaseCommand):
    """`make_pack_template FILE` writes the template; without FILE it makes the shipped one anew."""

    help = "Write the Word template of the surveillance-group pack, to be made your own (see docs/papers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write it."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED_PACK)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the template."""
        document = docx.Document()
        set_page(document)
        document.sections[0].footer.paragraphs[0].text = "{{ paper.title }}, as at {{ paper.as_at_words }}"
        document.add_heading("{{ paper.title }}", level=1)
        document.add_paragraph().add_run("{{ paper.first_line }}").bold = True
        document.add_paragraph("{{ paper.commissioner }}. As at {{ paper.as_at_words }}. {{ paper.promise }}")
        paragraph_each(document, "words", "standing", "{{ words }}")
        paragraph_if(document, "not paper.parts", "{{ paper.nothing }}")
        document.add_paragraph("{%p for part in paper.parts %}")
        write_page(document)
        document.add_paragraph("{%p endfor %}")
        path: Path = options["file"]
        document.save(path)
        path.write_bytes(same_every_time(path.read_bytes()))
        self.stdout.write(f"Written: {path}")


def write_page(document: Document) -> None:
    """One provider, on a page of its own."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading("{{ part.name }}", level=2)
    paragraph_if(document, "part.is_training", "Training (fictional): this provider does not exist.")
    document.add_paragraph().add_run("{{ part.level }}").bold = True
    document.add_heading("{{ paper.headings.changed }}", level=3)
    document.add_paragraph("{{ part.changed }}")
    heading_if(document, "part.concerns", "{{ paper.headings.concerns }}", 3)
    linked_each(document, "c", "part.concerns", CONCERN)
    for name, nothing in (("supports", NOTHING_FOR), ("against", NOTHING_AGAINST)):
        document.add_heading(f"{{{{ paper.headings.{name} }}}}", level=3)
        paragraph_if(document, f"not part.{name}", nothing)
        linked_each(document, "f", f"part.{name}", ": {{ f.says }}")
    heading_if(document, "part.watching", "{{ paper.headings.watching }}", 3)
    linked_each(document, "f", "part.watching", ": {{ f.says }}")
    document.add_heading("{{ paper.headings.blind }}", level=3)
    document.add_paragraph("{{ part.blind }}")
    document.add_heading("{{ paper.headings.asked }}", level=3)
    paragraph_if(document, "not part.asked", NOTHING_ASKED)
    linked_each(document, "a", "part.asked", " {{ a.answer }}")
    paragraph_if(document, "part.good", "{{ part.good }}")
    document.add_heading("{{ paper.headings.partners }}", level=3)
    paragraph_each(document, "words", "part.partners", "{{ words }}")
