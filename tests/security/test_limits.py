"""How often and how much: counted for each person and address, across processes, told in plain words."""

import datetime as dt
import subprocess
import sys

import pytest
from django.urls import URLPattern, get_resolver

from tests.architecture.source import ROOT
from tests.assertions import page_of, words
from tests.config.installation import environment
from tests.factories.accounts import UserFactory
from tests.security.walk import fault, undone, visitor
from trigpoint.accounts import limits
from trigpoint.accounts.access import door_of
from trigpoint.accounts.limiting import forget_old_counts
from trigpoint.accounts.limits import MEGABYTE, Asked, Limit, LimitBook, limit_book, read_limits
from trigpoint.accounts.models import RequestCount
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.definition_files import FilesRefused

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
SHIPPED = ROOT / "definitions" / "limits.yaml"
EXPORTS = Limit(name="exports", what="tables as files", person=2, address=1, minutes=10, addresses=("*-csv",))
GUESSES = Limit(
    name="guesses", what="links", person=1, address=1, minutes=10, only_refused=True, addresses=("accounts:sign-in",)
)  # fmt: skip


@pytest.fixture
def limited(world, settings, monkeypatch):
    """Limits so small that a test reaches them."""
    settings.LIMITS = True
    monkeypatch.setattr(limits, "_source", lambda: LimitBook(limits=(EXPORTS,), largest=1_000))
    with clock.replaying(NOON):
        yield


def test_asking_too_often_is_answered_in_plain_words(limited, quality_lead):
    client = visitor(quality_lead)

    first, second, third = (client.get("/loads/loads.csv") for _ in range(3))

    assert [first.status_code, second.status_code, third.status_code] == [200, 200, 429]
    assert third["Retry-After"] == "600"
    assert "Wait 10 minutes, then try again" in words(page_of(third, status=429))
    assert "tables as files" in words(page_of(third, status=429))


def test_after_the_span_one_may_ask_again(limited, quality_lead):
    client = visitor(quality_lead)
    for _ in range(3):
        client.get("/loads/loads.csv")

    with clock.replaying(NOON + dt.timedelta(minutes=10)):
        assert client.get("/loads/loads.csv").status_code == 200


def test_others_and_other_pages_are_not_held_up(limited, quality_lead, other_lead):
    client = visitor(quality_lead)
    for _ in range(3):
        client.get("/loads/loads.csv")

    assert client.get("/loads/").status_code == 200
    assert visitor(other_lead).get("/loads/loads.csv").status_code == 200


def test_strangers_at_one_address_are_counted_together(limited):
    assert [visitor(REMOTE_ADDR="192.0.2.1").get("/loads/loads.csv").status_code for _ in range(2)] == [
        302,
        429,
    ]
    assert visitor(REMOTE_ADDR="192.0.2.2").get("/loads/loads.csv").status_code == 302


def test_a_header_does_not_make_another_address(limited):
    told = [
        visitor().get("/loads/loads.csv", headers={"x-forwarded-for": f"192.0.2.{number}"}).status_code
        for number in range(2)
    ]

    assert told == [302, 429]


def test_behind_a_web_server_of_ours_its_word_counts_and_no_other(limited, settings):
    settings.PROXIES = 1
    forged = [
        visitor()
        .get("/loads/loads.csv", headers={"x-forwarded-for": f"10.0.0.{number}, 192.0.2.9"})
        .status_code
        for number in range(2)
    ]

    assert forged == [302, 429]
    assert visitor().get("/loads/loads.csv", headers={"x-forwarded-for": "192.0.2.8"}).status_code == 302


def test_the_first_refusal_of_a_span_is_in_the_audit_and_the_rest_not(limited, quality_lead):
    client = visitor(quality_lead)
    for _ in range(6):
        client.get("/loads/loads.csv")

    assert Event.objects.filter(name="access.refused", why="limit: exports").count() == 1


def test_links_that_are_right_are_not_counted_where_only_guesses_are(limited, monkeypatch):
    monkeypatch.setattr(limits, "_source", lambda: LimitBook(limits=(GUESSES,)))

    assert [visitor().get("/sign-in").status_code for _ in range(4)] == [200] * 4


def test_guessing_ends(world, settings, monkeypatch):
    every = Limit(
        name="guesses",
        what="links",
        person=2,
        address=2,
        minutes=10,
        only_refused=True,
        methods=frozenset({"GET"}),
    )
    settings.LIMITS = True
    monkeypatch.setattr(limits, "_source", lambda: LimitBook(limits=(every,)))
    client = visitor(UserFactory())

    told = [client.get(f"/questions/{'a' * 16}/").status_code for _ in range(4)]

    assert told == [404, 404, 429, 429]


def test_what_is_too_large_is_refused_before_it_is_read(limited, quality_lead):
    response = visitor(quality_lead, enforce_csrf_checks=True).post("/sign-in", {"x": "y" * 2_000})

    assert response.status_code == 413
    assert "Nothing was saved" in words(page_of(response, status=413))


def test_larger_requests_are_read_where_files_are_taken_and_from_people_only():
    book = LimitBook(largest=1, larger=(("loads:add", 9),))

    assert book.largest_for("loads:add", is_signed_in=True) == 9
    assert book.largest_for("loads:add", is_signed_in=False) == 1
    assert book.largest_for("loads:list", is_signed_in=True) == 1


def test_limits_are_off_where_the_installation_says_so(limited, settings, quality_lead):
    settings.LIMITS = False
    client = visitor(quality_lead)

    assert {client.get("/loads/loads.csv").status_code for _ in range(4)} == {200}


def test_old_counts_are_forgotten(world):
    RequestCount.one_more("old", int(clock.now().timestamp()) - 3 * 24 * 60 * 60)
    RequestCount.one_more("new", int(clock.now().timestamp()))

    forget_old_counts()

    assert list(RequestCount.objects.values_list("key", flat=True)) == ["new"]


COUNT = """
import django, sys
django.setup()
from django.db import connection
from trigpoint.accounts.models import RequestCount
if sys.argv[1] == "make":
    with connection.schema_editor() as editor:
        editor.create_model(RequestCount)
else:
    for _ in range(50):
        last = RequestCount.one_more("key", 1)
    print(last)
"""


def test_no_count_is_lost_between_processes(tmp_path):
    """On a database of their own, since the test's is seen by nobody else."""
    options = {
        "env": environment(tmp_path, DJANGO_SETTINGS_MODULE="trigpoint.config.settings"),
        "cwd": ROOT,
        "text": True,
    }
    subprocess.run([sys.executable, "-c", COUNT, "make"], check=True, **options)

    running = [
        subprocess.Popen([sys.executable, "-c", COUNT, "count"], stdout=subprocess.PIPE, **options)
        for _ in range(3)
    ]
    last = [int(process.communicate()[0]) for process in running]

    assert max(last) == 150


def test_shipped_limits_are_sound_and_wired():
    assert limit_book() == read_limits(SHIPPED)
    assert {limit.name for limit in limit_book().limits} == {
        "tellings",
        "lookups",
        "guesses",
        "papers",
        "exports",
        "uploads",
        "changes",
        "searches",
    }


def test_faults_of_the_file_are_named(tmp_path):
    (tmp_path / "limits.schema.json").write_bytes((SHIPPED.parent / "limits.schema.json").read_bytes())
    (tmp_path / "limits.yaml").write_text(
        "limits: [{name: x, fits: {address: [a]}}]\nsizes: {otherwise: 0}", encoding="utf-8"
    )

    with pytest.raises(FilesRefused) as refused:
        read_limits(tmp_path / "limits.yaml")

    assert {problem.column for problem in refused.value.problems} >= {"limits[1].what", "sizes.larger"}


def addresses_open_to_strangers(patterns=None, prefix=""):
    """Names of pages that open with what stands in their address alone."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            door = door_of(pattern.callback)
            if door and door.is_public and pattern.pattern.regex.groups:
                yield f"{prefix}{pattern.name}"
        else:
            yield from addresses_open_to_strangers(
                pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            )


def test_links_that_open_to_strangers_are_limited():
    for name in addresses_open_to_strangers():
        limit = limit_book().limit_for(Asked(name, is_open_with_id=True))
        assert limit.name == ("lookups" if name == "intelligence:link-whom" else "guesses")


def test_telling_by_a_link_is_limited():
    asked = Asked("intelligence:tell-by-link", method="POST", is_open_with_id=True)

    assert limit_book().limit_for(asked).name == "tellings"


def test_everything_that_is_taken_away_is_limited(everywhere, quality_lead):
    client = visitor(quality_lead)
    free = []
    for place in everywhere:
        response = undone(client.get, place.address)
        is_taken = response.headers.get("Content-Disposition", "").startswith("attachment")
        if is_taken and limit_book().limit_for(Asked(place.name)) is None:
            free.append(f"{place.name} {fault(response)}")

    assert free == []


def test_forms_files_and_searches_are_limited():
    def limit(**asked):
        return limit_book().limit_for(Asked("any:page", **asked)).name

    assert limit(method="POST", sends_files=True) == "uploads"
    assert limit(method="POST") == "changes"
    assert limit(parameters=frozenset({"q"})) == "searches"
    assert limit_book().limit_for(Asked("any:page")) is None


def test_no_request_that_a_page_makes_by_itself_is_large():
    assert limit_book().largest <= 5 * MEGABYTE
