"""Handing content out: always as a download, never as a page of ours."""

from __future__ import annotations

from django.http import FileResponse

from trigpoint.files import keeping
from trigpoint.files.errors import FileShut
from trigpoint.files.kinds import media_type_of
from trigpoint.files.models import FileVersion

# Nothing in it may run, load or be framed, even where a browser is made to show it.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def served(version: FileVersion) -> FileResponse:
    """The content as a download with its own name, its type from our list, and headers that keep browsers from guessing.

    Whether the person may have it, and that they took it, is for the caller: see `services.note_opened`.
    """
    try:
        content = keeping.place_of(version.sha256).open("rb")
    except OSError as error:
        raise FileShut(
            "The content of this file is missing. It can be brought back from a backup."
        ) from error
    response = FileResponse(
        content, as_attachment=True, filename=version.name, content_type=media_type_of(version.ending)
    )
    response["Content-Length"] = str(version.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
