"""Comments in a layout of our own, for surveys and for exports whose layouts nobody here has seen."""

from __future__ import annotations

from trigpoint.intelligence.connectors._comments import reader
from trigpoint.intelligence.services.storing import store_comments
from trigpoint.loads.contract import Connector
from trigpoint.loads.files import Layout

LAYOUT = Layout(
    "comments of a survey",
    {
        "words": ("comment", "comments", "free text"),
        "happened_on": ("date",),
        "provider": ("provider code", "org code", "provider"),
    },
    {
        "question": ("question",),
        "service": ("service",),
        "place": ("place", "site", "ward"),
        "score": ("score",),
        "ref": ("reference", "ref"),
        "sender": ("respondent",),
    },
)

CONNECTOR = Connector(
    name="comments-survey",
    title="Survey comments, own file",
    publisher="The provider, or whoever ran the survey",
    publication_page="",
    licence="Own, not published",
    seen_on_real_files=False,
    suffixes=(".csv", ".xlsx", ".ods"),
    read=reader(LAYOUT, source="survey", short_names={}),
    check=lambda reading, today: reading,
    store=store_comments,
    makes="items",
    keeps_file=False,
    is_open=False,
    notes=(
        "A layout of our own, one row a comment: date, provider code, comment; if known question, service, place, score (1 very "
        "good to 5 very poor), reference, respondent. No real file has been seen yet. Any other layout is taken in on the page "
        "Soft intelligence, Files of comments, where its columns are named. Texts are stored without personal data, the file is not kept."
    ),
)
