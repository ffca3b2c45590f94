"""A comment that is coded and was corrected, and files of comments that wait."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.rooms import SECRET
from tests.factories.intelligence import draft, whistle
from trigpoint.intelligence.models import Coding, ItemTheme
from trigpoint.intelligence.services import importing
from trigpoint.intelligence.services.coding import confirm
from trigpoint.intelligence.services.receiving import receive


def furnish(by, trust):
    """Arguments for the addresses of a comment and of files; the one that may be dropped is another."""
    item = receive(draft=draft(f"{SECRET} was told", provider=trust, source="fft", place=SECRET), by=by)
    coding = Coding.objects.create(item=item, sentiment="negative", is_unsure=True, model="themes-1")
    ItemTheme.objects.create(item=item, theme="discharge", probability=0.5)
    confirm(item=item, seen=coding.at.isoformat(), by=by)
    waiting, other = (_file(by) for _ in range(2))
    return {
        **_arguments(item),
        "intelligence:import-show": [waiting.public_id],
        "intelligence:import-columns": [waiting.public_id],
        **{f"intelligence:import-{name}": [other.public_id] for name in ("take", "drop", "undo")},
    }


def restricted(by, trust):
    """A concern of staff: nobody codes it."""
    return _arguments(whistle(by, f"{SECRET} told in confidence", provider=trust))


def _file(by):
    content = f"Comment,Date,Trust\n{SECRET} said,2026-05-01,RZZ\n".encode()
    file = SimpleUploadedFile(f"{SECRET}.csv", content, "text/csv")
    return importing.begin(file=file, source="fft", by=by)


def _arguments(item):
    return {f"intelligence:{name}": [item.public_id] for name in ("comment", "comment-right", "comment-undo")}
