"""The provider brief as a tagged PDF, set by Typst."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from trigpoint.reports.presenters.content import BriefContent
from trigpoint.reports.presenters.pictures import Picture
from trigpoint.reports.presenters.word import printable

PAPERS = Path(__file__).resolve().parent.parent / "papers"


def pdf_brief(content: BriefContent, pictures: Sequence[Picture]) -> bytes:
    """The brief as PDF, made to the standard PDF/UA-1. The same content gives the same bytes.

    The content goes in as a file of data, never as part of the program, so that nothing that somebody wrote
    can be taken for an order to the typesetter. Fonts are those kept beside the template.
    """
    names = [f"picture-{number}.png" for number in range(1, len(pictures) + 1)]
    told: dict[str, Any] = {
        "brief": asdict(printable(content)),
        "pictures": [
            {"file": name, "title": printable(each.title), "alternative": printable(each.alternative)}
            for name, each in zip(names, pictures, strict=True)
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "brief.json").write_text(json.dumps(told, default=str, ensure_ascii=False), encoding="utf-8")
        for name, picture in zip(names, pictures, strict=True):
            (place / name).write_bytes(picture.png)
        shutil.copyfile(PAPERS / "brief.typ", place / "brief.typ")
        return typst.compile(
            place / "brief.typ",
            root=place,
            format="pdf",
            font_paths=[str(PAPERS / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=dt.datetime.combine(content.as_at, dt.time(12), tzinfo=dt.UTC),
        )
