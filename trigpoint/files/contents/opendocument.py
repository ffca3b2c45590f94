"""OpenDocument files: which of them it is, and what they must not carry."""

from __future__ import annotations

import re
import zipfile

from trigpoint.files.contents import archive as zips
from trigpoint.files.errors import FileRefused

PREFIX = "application/vnd.oasis.opendocument."
CONTENTS = {
    "text": "odt",
    "spreadsheet": "ods",
    "presentation": "odp",
    "graphics": "odg",
    "text-template": "ott",
    "spreadsheet-template": "ots",
    "presentation-template": "otp",
    "database": "odb",
}
MACRO_PARTS = re.compile(r"^(?:[^/]+/)?(?:Basic|Scripts|Dialogs)/.", re.IGNORECASE)


def content_of(archive: zipfile.ZipFile) -> str:
    """odt, ods, odp or a kind that is not taken; "" when it is no OpenDocument file."""
    first = archive.infolist()[0]
    if first.filename != "mimetype":
        return ""
    said = zips.whole(archive, "mimetype").decode("ascii", errors="replace").strip()
    if not said.startswith(PREFIX):
        return ""
    if b"encryption-data" in zips.whole(archive, "META-INF/manifest.xml"):
        raise FileRefused("The file is protected by a password. Save it without the password, and add that.")
    if any(MACRO_PARTS.match(name) for name in archive.namelist()):
        raise FileRefused("The file carries macros, which could do harm. Save it without them, and add that.")
    return CONTENTS.get(said.removeprefix(PREFIX), "")
