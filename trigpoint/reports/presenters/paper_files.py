"""The early-warning paper as a Word document and as a tagged PDF, from its content alone."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import jinja2
import typst
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate, RichText
from jinja2.sandbox import SandboxedEnvironment

from trigpoint.reports.errors import TemplateUnusable
from trigpoint.reports.presenters.pdf import PAPERS
from trigpoint.reports.presenters.word import printable, same_every_time, template_path

AS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
TEMPLATE = "early-warning.docx"
LINK = "005EB8"


def paper_file(content: dict[str, Any], standing: tuple[str, ...], suffix: str) -> bytes:
    """The paper as docx or pdf. The same content and standing give the same bytes.

    content: what `paper_content.thawed` gives. standing: whether it is a draft or issued, line by line.
    """
    return {"docx": paper_word, "pdf": paper_pdf}[suffix](content, printable(standing))


def paper_word(content: dict[str, Any], standing: tuple[str, ...]) -> bytes:
    """As .docx from the organisation's own template or the shipped one. Raises TemplateUnusable."""
    path = template_path(TEMPLATE)
    try:
        template = DocxTemplate(path)
        template.init_docx()
        told = {"paper": _linked(template, content, content["site"]), "standing": list(standing)}
        template.render(told, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except (jinja2.TemplateError, PackageNotFoundError, zipfile.BadZipFile, KeyError) as fault:
        raise TemplateUnusable(
            f"The Word template {path.name} in the folder templates cannot be filled in: {fault}. "
            "Mend it, or take it away to use the one that comes with the system."
        ) from fault
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
    made = {name: _linked(template, each, site) for name, each in value.items()}
    words = value.get("title") or value.get("name")
    if words and value.get("address"):
        made["link"] = RichText()
        where = {"url_id": template.build_url_id(f"{site}{value['address']}"), "color": LINK} if site else {}
        made["link"].add(words, underline=bool(site), **where)
    return made


def paper_pdf(content: dict[str, Any], standing: tuple[str, ...]) -> bytes:
    """As PDF, made to the standard PDF/UA-1. What people wrote goes in as data, never as part of the program."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        told = json.dumps({"paper": content, "standing": list(standing)}, ensure_ascii=False)
        (place / "paper.json").write_text(told, encoding="utf-8")
        shutil.copyfile(PAPERS / "early-warning.typ", place / "early-warning.typ")
        return typst.compile(
            place / "early-warning.typ",
            root=place,
            format="pdf",
            font_paths=[str(PAPERS / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=_noon(content).replace(tzinfo=dt.UTC),
        )


def _noon(content: dict[str, Any]) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(content["as_at"]), dt.time(12))
