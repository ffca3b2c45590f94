"""Nobody is led away: not by an address in an address, not by a host name, not by a session that somebody else chose."""

import pytest

from tests.factories.accounts import PASSWORD, UserFactory
from tests.security.walk import body, fault, filled, undone, visitor

pytestmark = pytest.mark.django_db

NAMES = ("next", "back", "return", "return_to", "url", "to", "redirect", "onward", "continue", "process")
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "http://testserver@evil.example/",
    "reports:home",
)


def leads_away(response):
    """Whether a browser would leave the service."""
    place = response.headers.get("Location", "")
    plain = place.replace("\\", "/").replace("\t", "").strip().lower()
    return plain.startswith(("//", "javascript:")) or (
        ":" in plain.partition("?")[0] and "://testserver/" not in plain
    )


def believing(ask, address, **others):
    """Whether a page takes an address in a parameter at its word; only such can lead away."""
    asked = {**others, **dict.fromkeys(NAMES, "/planted-place")}
    response = undone(ask, address, asked)
    return "planted-place" in response.headers.get("Location", "") or b"planted-place" in body(response)


def test_no_page_leads_away(everywhere, quality_lead):
    wrong = []
    for client in (visitor(quality_lead), visitor()):
        for place in everywhere:
            for address in ELSEWHERE if believing(client.get, place.address) else ELSEWHERE[:1]:
                response = undone(client.get, place.address, dict.fromkeys(NAMES, address))
                if response.status_code >= 500 or leads_away(response):
                    wrong.append(
                        f"{place.name} {address}: {fault(response)} {response.headers.get('Location')}"
                    )

    assert not wrong, "\n".join(wrong)


def test_no_form_leads_away(sent_forms, quality_lead):
    client = visitor(quality_lead)
    wrong = []
    for form in sent_forms:
        for address in ELSEWHERE if believing(client.post, form.action, **filled(form)) else ELSEWHERE[:1]:
            sent = {**filled(form), **dict.fromkeys(NAMES, address)}
            response = undone(client.post, form.action, sent, headers={"referer": address.strip()})
            if response.status_code >= 500 or leads_away(response):
                wrong.append(f"{form.name} {address}: {fault(response)} {response.headers.get('Location')}")

    assert not wrong, "\n".join(wrong)


def test_signing_in_leads_nowhere_else(world):
    UserFactory(username="newcomer")
    for address in ELSEWHERE:
        sent = {"username": "newcomer", "login": "newcomer", "password": PASSWORD, "next": address}
        response = undone(visitor().post, "/sign-in", sent)

        assert response.status_code == 302, "the sign-in itself should work"
        assert not leads_away(response), address


def test_a_link_away_is_noticed():
    class Answer:
        """What a redirect looks like."""

        def __init__(self, place):
            self.headers = {"Location": place}

    assert [place for place in ELSEWHERE if not leads_away(Answer(place))] == ["/%09/evil.example"]
    assert [
        place for place in ("/", "/a?next=https://x", "http://testserver/") if leads_away(Answer(place))
    ] == []


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "evil.example#testserver", ""],
)
def test_a_host_name_that_is_not_ours_is_refused(world, host):
    response = visitor().get("/sign-in", headers={"host": host} if host else {"host": " "})

    assert response.status_code == 400


def test_a_script_as_host_name_is_text(world):
    response = visitor().get("/", headers={"host": "<script>alert(1)</script>"})

    assert response.status_code == 400
    assert b"<script>alert" not in body(response)


def test_what_a_header_says_of_the_host_is_not_believed(everywhere, quality_lead):
    client = visitor(quality_lead)
    told = {
        "x-forwarded-host": "evil.example",
        "x-host": "evil.example",
        "forwarded": "host=evil.example",
        "x-original-url": "/x",
    }

    believing = [
        place.name
        for place in everywhere
        if b"evil.example" in body(response := undone(client.get, place.address, headers=told))
        or "evil.example" in str(response.headers)
    ]

    assert believing == []


def test_a_session_that_somebody_else_chose_is_not_taken_over(world):
    UserFactory(username="newcomer")
    client = visitor()
    client.get("/sign-in")
    client.cookies["session"] = "a" * 32
    chosen = client.cookies["session"].value

    response = client.post("/sign-in", {"username": "newcomer", "login": "newcomer", "password": PASSWORD})

    assert response.status_code == 302
    assert client.cookies["session"].value != chosen
    assert visitor_with(chosen).get("/your-details").status_code == 302


def test_a_session_from_before_signing_in_does_not_become_one_from_after(world):
    UserFactory(username="newcomer")
    client = visitor()
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key

    client.post("/sign-in", {"username": "newcomer", "login": "newcomer", "password": PASSWORD})

    assert client.session.session_key != before
    assert visitor_with(before).get("/your-details").status_code == 302


def test_signing_out_ends_the_session_for_good(quality_lead):
    client = visitor(quality_lead)
    kept = client.cookies["session"].value

    client.post("/sign-out")

    assert visitor_with(kept).get("/your-details").status_code == 302


def visitor_with(session):
    """A browser that sends this session."""
    client = visitor()
    client.cookies["session"] = session
    return client
