"""The provider brief as a Word document that people can edit, from the house's template or their own."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2.sandbox import SandboxedEnvironment

from trigpoint.reports.errors import TemplateUnusable
from trigpoint.reports.presenters.content import BriefContent
from trigpoint.reports.presenters.pictures import Picture

SHIPPED = Path(__file__).resolve().parent.parent / "papers" / "brief.docx"
PICTURE_WIDTH = Cm(9)
# XML allows no control characters, and docxtpl takes some of them for orders (a new page, a new paragraph).
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def template_path(name: str = SHIPPED.name) -> Path:
    """The organisation's own template of this name when it has one, else the one that is shipped."""
    own = Path(settings.DATA_DIR) / "templates" / name
    return own if own.exists() else SHIPPED.with_name(name)


def word_brief(content: BriefContent, pictures: Sequence[Picture]) -> bytes:
    """The brief as .docx. The same content, pictures and template give the same bytes.

    Raises TemplateUnusable, with what is wrong, when the organisation's own template cannot be filled in.
    """
    path = template_path()
    try:
        template = DocxTemplate(path)
        context = {"brief": printable(content), "pictures": _inline(template, pictures)}
        template.render(context, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except (jinja2.TemplateError, PackageNotFoundError, zipfile.BadZipFile, KeyError) as fault:
        raise TemplateUnusable(
            f"The Word template {path.name} in the folder templates cannot be filled in: {fault}. "
            "Mend it, or take it away to use the one that comes with the system."
        ) from fault
    _describe(template, content, pictures)
    draft = io.BytesIO()
    template.save(draft)
    return same_every_time(draft.getvalue())


def printable(value: Any) -> Any:
    """The same content without characters that a document cannot hold."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, tuple | list):
        return type(value)(printable(each) for each in value)
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    if is_dataclass(value):
        return replace(value, **{each.name: printable(getattr(value, each.name)) for each in fields(value)})
    return value


def same_every_time(package: bytes) -> bytes:
    """The same package with its parts in order of name and no trace of when it was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(made, "w") as after:
        # The list of content types comes first: readers that stream a package expect it there.
        for name in sorted(before.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            after.writestr(entry, before.read(name))
    return made.getvalue()


def _inline(template: DocxTemplate, pictures: Sequence[Picture]) -> list[dict[str, Any]]:
    return [
        {
            "image": InlineImage(template, io.BytesIO(each.png), width=PICTURE_WIDTH),
            "title": printable(each.title),
            "alternative": printable(each.alternative),
        }
        for each in pictures
    ]


def _describe(template: DocxTemplate, content: BriefContent, pictures: Sequence[Picture]) -> None:
    """Words for the pictures, and a title, language and date for the document."""
    by_place = iter(pictures)
    for drawing in template.docx.element.body.iter("{*}inline"):
        # Pictures that the template itself holds have their own words; ours were put in without a name.
        properties = drawing.find("{*}docPr")
        if properties.get("descr") is None and (picture := next(by_place, None)):
            properties.set("descr", printable(picture.alternative))
            properties.set("title", printable(picture.title))
    about = template.docx.core_properties
    noon = dt.datetime.combine(content.as_at, dt.time(12))
    about.title, about.language, about.author = content.title, "en-GB", content.commissioner
    about.last_modified_by, about.comments, about.revision = "", "", 1
    about.created = about.modified = noon
