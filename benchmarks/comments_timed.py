"""Takes comments in, has them read and times the pages for `comments.py`, in the data directory that the environment names."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import random
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from benchmarks.themes import made_up  # noqa: E402
from trigpoint.accounts.access import for_anybody_signed_in  # noqa: E402
from trigpoint.accounts.models import Commissioner, Membership, User  # noqa: E402
from trigpoint.config import urls  # noqa: E402
from trigpoint.intelligence.models import Coding, Item, ItemTheme  # noqa: E402
from trigpoint.intelligence.rules.coding import shipped_model  # noqa: E402
from trigpoint.intelligence.rules.mapping import guess  # noqa: E402
from trigpoint.intelligence.services import coding, counting, drift, importing  # noqa: E402
from trigpoint.organisations.models import Kind, Organisation  # noqa: E402

NUMBER = int(os.environ.get("BENCH_COMMENTS_NUMBER", "200000"))
READ = int(os.environ.get("BENCH_COMMENTS_READ", "20000"))
TURNS = int(os.environ.get("BENCH_TURNS", "15"))
EMPTY = "/empty"
SERVICES = (
    "Maternity",
    "Urgent care",
    "Surgery",
    "Community nursing",
    "Children",
    "Outpatients",
    "Elderly care",
    "Transport",
)


def main() -> None:
    """Prints one JSON object; says on the error output how far it is."""
    Path(settings.DATA_DIR, "static").mkdir(parents=True, exist_ok=True)
    urls.urlpatterns.append(path(EMPTY.lstrip("/"), empty))
    call_command("migrate", verbosity=0, interactive=False)
    by = someone()
    trusts = [trust(number) for number in range(40)]
    speeds = taken_in(by, trusts)
    client = Client()
    client.force_login(by)
    speeds += read(by)
    pages = [timed(client, name, address) for name, address in addresses(by)]
    scale = f"{Item.objects.count():,} comments, {READ:,} of them read, the reading of the others copied"
    print(json.dumps({"speeds": speeds, "pages": pages, "scale": scale}))


def someone() -> User:
    """A quality lead."""
    owner = Commissioner.objects.create(code="QOP", name="Bench")
    by = User.objects.create(username="bench", commissioner=owner)
    Membership.objects.create(
        user=by, commissioner=owner, role="quality_lead", organisation="", begins_on=dt.date(2020, 1, 1)
    )
    return by


def trust(number: int) -> Organisation:
    """A provider that does not exist."""
    return Organisation.objects.create(
        code=f"R{number:02d}",
        name=f"Trust number {number}",
        kind=Kind.TRUST,
        is_open=True,
        owner=Commissioner.objects.get(),
    )


def taken_in(by: User, trusts: list[Organisation]) -> list[tuple[str, float, str]]:
    """The file, tried out and taken in."""
    began = time.perf_counter()
    sheet = importing.begin(file=ContentFile(file_of(trusts), "comments.csv"), source="fft", by=by)
    columns = guess(["Comment", "Date", "Trust", "Service", "Respondent", "FFT score"])
    held = time.perf_counter() - began
    importing.name_columns(sheet=sheet, name="Bench", columns=columns, provider=None, happened_on=None, by=by)
    began = time.perf_counter()
    importing.try_out(sheet=sheet, by=by)
    tried = time.perf_counter() - began
    importing.begin_taking(sheet=sheet, by=by)
    began = time.perf_counter()
    importing.take_in(sheet=sheet, by=by)
    took = time.perf_counter() - began
    new = sheet.result["new"]
    said(
        f"{new:,} in: {held:.0f} s held, {tried:.0f} s tried, {took:.0f} s taken; masked {sheet.result['masked']}"
    )
    return [
        ("held until columns are named", round(held, 1), "s"),
        ("tried out", round(NUMBER / tried), "rows a second"),
        ("taken in", round(NUMBER / took), "rows a second"),
    ]


def file_of(trusts: list[Organisation]) -> bytes:
    """A spreadsheet of comments, none like another."""
    chance = random.Random(20261122)
    given = os.environ.get("BENCH_COMMENTS")
    if given:
        with Path(given).open(encoding="utf-8", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file) if len(row["text"].split()) > 2]
        endings = [text for text in texts if len(text) < 80]
        texts = [f"{chance.choice(texts)} {chance.choice(endings)}" for _ in range(NUMBER)]
    else:
        texts = made_up(NUMBER)["text"].to_list()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Comment", "Date", "Trust", "Service", "Respondent", "FFT score"])
    for number, text in enumerate(texts):
        day = dt.date(2023, 12, 1) + dt.timedelta(days=chance.randrange(1050))
        writer.writerow(
            [
                f"{text} ({number})",
                day,
                chance.choice(trusts).code,
                chance.choice(SERVICES),
                number,
                chance.randint(1, 5),
            ]
        )
    return out.getvalue().encode()


def read(by: User) -> list[tuple[str, float, str]]:
    """The model reads some, the rest is copied from those; then everything is counted."""
    model = shipped_model()
    ids = list(Item.objects.order_by("pk").values_list("pk", flat=True))
    began = time.perf_counter()
    for at in range(0, READ, coding.AT_ONCE):
        coding._read(ids[at : at + coding.AT_ONCE], model)
        if at % 5_000 == 0:
            said(f"{at:,} read in {time.perf_counter() - began:.0f} s")
    seconds = time.perf_counter() - began
    copied(ids)
    owner = by.commissioner
    began = time.perf_counter()
    rows = counting.count_again(owner=owner, by=by)
    counted = time.perf_counter() - began
    drift.check_drift(owner=owner, by=by)
    said(f"{READ / seconds:.0f} a second read; {rows:,} counts in {counted:.1f} s")
    return [
        ("read by the model", round(READ / seconds, 1), "comments a second"),
        ("counted", round(counted, 1), "s"),
    ]


def copied(ids: list[int]) -> None:
    """What was read of the first comments, for all the others."""
    known = list(Coding.objects.filter(item__in=ids[:READ][:5_000]).order_by("item"))
    themes: dict[int, list[tuple[str, float | None]]] = {each.item_id: [] for each in known}
    for item, code, chance in ItemTheme.objects.filter(item__in=list(themes)).values_list(
        "item", "theme", "probability"
    ):
        themes[item].append((code, chance))
    for at in range(READ, len(ids), 10_000):
        pairs = [(pk, known[number % len(known)]) for number, pk in enumerate(ids[at : at + 10_000])]
        Coding.objects.bulk_create(
            [
                Coding(
                    item_id=pk,
                    **{
                        name: getattr(each, name)
                        for name in (
                            "sentiment",
                            "sentiment_probability",
                            "highest",
                            "is_unsure",
                            "is_empty",
                            "suggested",
                            "model",
                        )
                    },
                )
                for pk, each in pairs
            ]
        )
        ItemTheme.objects.bulk_create(
            [
                ItemTheme(item_id=pk, theme=code, probability=chance)
                for pk, each in pairs
                for code, chance in themes[each.item_id]
            ]
        )


@for_anybody_signed_in
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page and nothing in it."""
    return render(request, "ui/layout.jinja")


def addresses(by: User) -> list[tuple[str, str]]:
    """Name and address of each page."""
    comments = reverse("intelligence:comments")
    item = Item.objects.order_by("pk")[NUMBER // 2]
    return [
        ("comments", comments),
        ("comments, far down", f"{comments}?after=2024-06-{item.pk}"),
        ("comments of a provider", f"{comments}?provider=R07"),
        ("comments with a theme, negative", f"{comments}?theme=discharge&sentiment=negative"),
        ("comments with words", f"{comments}?words=appointment"),
        ("comments with words that none has", f"{comments}?words=xylophone"),
        ("comments that need a person", f"{comments}?state=unsure"),
        ("one comment", reverse("intelligence:comment", args=[item.public_id])),
        ("how well the model reads", reverse("intelligence:model")),
        ("files of comments", reverse("intelligence:import")),
        ("inbox", reverse("intelligence:inbox")),
        ("themes over time", reverse("intelligence:themes")),
    ]


def timed(client: Client, name: str, address: str) -> dict[str, Any]:
    """Median seconds of a page and of the empty page, by turns, and its queries."""
    content = client.get(address)
    assert content.status_code == 200, (name, content.status_code)
    seconds, empties = [], []
    for _ in range(TURNS):
        empties.append(seconds_of(client, EMPTY))
        seconds.append(seconds_of(client, address))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(address)
    told = {"name": name, "seconds": median(seconds), "empty": median(empties), "queries": len(caught)}
    said(f"{name}: {told['seconds'] / told['empty']:.1f} times, {told['queries']} queries")
    return told


def seconds_of(client: Client, address: str) -> float:
    """How long one answer takes."""
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began


def said(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
