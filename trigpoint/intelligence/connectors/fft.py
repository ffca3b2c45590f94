"""Comments of the Friends and Family Test as trusts export them, and as two trusts published them."""

from __future__ import annotations

from trigpoint.intelligence.connectors._comments import reader
from trigpoint.intelligence.services.storing import store_comments
from trigpoint.loads.contract import Connector
from trigpoint.loads.files import Layout

LAYOUT = Layout(
    "comments of the Friends and Family Test",
    {
        "words": ("text", "comment", "comment text"),
        "happened_on": ("date", "response date"),
        "provider": ("trust", "trust code", "provider code", "org code"),
        "question": ("question",),
    },
    {
        "sender": ("respondent", "respondent id"),
        "service": ("service",),
        "place": ("subservice", "ward", "site"),
        "score": ("fft", "fft score"),
    },
)
# How the two trusts call themselves in what they published.
SHORT_NAMES = {"neas": "RX6", "nhft": "RP1"}

CONNECTOR = Connector(
    name="comments-fft",
    title="Friends and Family Test comments",
    publisher="The trust",
    publication_page="https://github.com/the-strategy-unit/pxtextmining",
    licence="Own, not published; what two trusts published: MIT, (c) 2021 NHS England",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx", ".ods"),
    read=reader(LAYOUT, source="fft", short_names=SHORT_NAMES),
    check=lambda reading, today: reading,
    store=store_comments,
    makes="items",
    keeps_file=False,
    is_open=False,
    notes=(
        "One row a comment: trust, respondent, date, service, subservice, fft (1 very good to 5 very poor; 6 and 7, "
        "which do not belong to the five answers, count as none), question, text; only text, date, trust and question must be "
        "there. The trust by its ODS code. Seen on what two trusts published. Other layouts: take the file in on the page "
        "Soft intelligence, Files of comments, and name its columns there. Texts are stored without personal data, the file is not kept."
    ),
)
