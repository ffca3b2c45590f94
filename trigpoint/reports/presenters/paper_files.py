"""The early-warning paper as a Word document and as a tagged PDF, from its content alone."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import typst
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2.sandbox import SandboxedEnvironment

from trigpoint.reports.errors import TemplateUnusable
from trigpoint.reports.presenters.paper_content import charts_of
from trigpoint.reports.presenters.pdf import PAPERS
from trigpoint.reports.presenters.word import printable, same_every_time, template_path
from trigpoint.ui import drawing

AS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
TEMPLATE = "early-warning.docx"
EARLY_WARNING = "early-warning"  # papers that say no kind
LINK = "005EB8"
CHART_WIDTH = Cm(13)


def paper_file(content: dict[str, Any], standing: tuple[str, ...], suffix: str) -> bytes:
    """The paper as docx or pdf. The same content and standing give the same bytes.

    content: what `paper_content.thawed` gives. standing: whether it is a draft or issued, line by line.
    """
    return {"docx": paper_word, "pdf": paper_pdf}[suffix](content, printable(standing))


def paper_word(content: dict[str, Any], standing: tuple[str, ...]) -> bytes:
    """As .docx from the organisation's own template or the shipped one. Raises TemplateUnusable."""
    path = template_path(f"{content.get('kind', EARLY_WARNING)}.docx")
    pictures = pictures_of(content)
    try:
        template = DocxTemplate(path)
        template.init_docx()
        paper = _linked(template, content, content["site"])
        for chart in charts_of(paper):
            chart["image"] = InlineImage(template, io.BytesIO(pictures[chart["number"]]), width=CHART_WIDTH)
        told = {"paper": paper, "standing": list(standing)}
        template.render(told, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except (jinja2.TemplateError, PackageNotFoundError, zipfile.BadZipFile, KeyError) as fault:
        raise TemplateUnusable(
            f"The Word template {path.name} in the folder templates cannot be filled in: {fault}. "
            "Mend it, or take it away to use the one that comes with the system."
        ) from fault
    _describe(template, content, pictures)
    about = template.docx.core_properties
    about.title, about.language, about.author = content["title"], "en-GB", content["commissioner"]
    about.last_modified_by, about.comments, about.revision = "", "", 1
    about.created = about.modified = _noon(content)
    draft = io.BytesIO()
    template.save(draft)
    return same_every_time(draft.getvalue())


def _linked(template: DocxTemplate, value: Any, site: str) -> Any:
    """The same content, with `link` beside each title that has an address: the title, opening it where that can be."""
    if isinstance(value, list):
        return [_linked(template, each, site) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _linked(template, each, site) for name, each in value.items() if name != "spec"}
    words = value.get("title") or value.get("name")
    if words and value.get("address"):
        made["link"] = RichText()
        where = {"url_id": template.build_url_id(f"{site}{value['address']}"), "color": LINK} if site else {}
        made["link"].add(words, underline=bool(site), **where)
    return made


def pictures_of(content: dict[str, Any]) -> dict[int, bytes]:
    """Its charts as PNG, by the number of the figure: the same specification gives the same bytes."""
    return {chart["number"]: drawing.png(chart["spec"]) for chart in charts_of(content)}


def _describe(template: DocxTemplate, content: dict[str, Any], pictures: Mapping[int, bytes]) -> None:
    """Words for each chart, wherever an own template put it; its own pictures keep theirs."""
    charts = {pictures[chart["number"]]: chart for chart in charts_of(content)}
    for inline in template.docx.element.body.iter(qn("wp:inline")):
        blip = next(inline.iter(qn("a:blip")), None)
        part = template.docx.part.related_parts.get(blip.get(qn("r:embed"))) if blip is not None else None
        chart = charts.get(part.blob) if part is not None else None
        if chart:
            properties = inline.find(qn("wp:docPr"))
            properties.set("descr", chart["alternative"])
            properties.set("title", f"Figure {chart['number']}. {chart['title']}")


def paper_pdf(content: dict[str, Any], standing: tuple[str, ...]) -> bytes:
    """As PDF, made to the standard PDF/UA-1. What people wrote goes in as data, never as part of the program."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for number, picture in pictures_of(content).items():
            (place / f"chart-{number}.png").write_bytes(picture)
        told = json.dumps({"paper": content, "standing": list(standing)}, ensure_ascii=False)
        (place / "paper.json").write_text(told, encoding="utf-8")
        shutil.copyfile(PAPERS / f"{content.get('kind', EARLY_WARNING)}.typ", place / "paper.typ")
        return typst.compile(
            place / "paper.typ",
            root=place,
            format="pdf",
            font_paths=[str(PAPERS / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=_noon(content).replace(tzinfo=dt.UTC),
        )


def _noon(content: dict[str, Any]) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(content["as_at"]), dt.time(12))
