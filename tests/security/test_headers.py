"""Every answer tells the browser what to refuse: scripts not ours, frames, guesses at types, keeping records."""

import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import path

from tests.security.walk import body, is_page, undone, visitor
from trigpoint.accounts.access import for_everybody
from trigpoint.config.hardening import content_security_policy, origin_of

pytestmark = pytest.mark.django_db

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Pictures of charts may stay in the person's own browser for some minutes: a page shows dozens.
KEPT_FOR_MINUTES = re.compile(r"private, max-age=([1-9]?\d|[12]\d\d|300)")
DATA = {"application/json"}  # browsers run no such script


def directives(response):
    """The policy of an answer."""
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts if part.strip())}


def weaknesses(response):
    """What an answer fails to tell the browser."""
    missing = [name for name, value in EXPECTED.items() if response.headers.get(name) != value]
    if response.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        missing.append("Referrer-Policy")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    if "Content-Security-Policy" not in response.headers:
        return [*missing, "Content-Security-Policy"]
    policy = directives(response)
    every_word = {word for words in policy.values() for word in words}
    missing += sorted(
        every_word & {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "https:", "http:"}
    )
    for name in ("object-src", "frame-ancestors", "base-uri"):
        if policy.get(name) != ["'none'"] and policy.get("default-src") != ["'none'"]:
            missing.append(f"{name} in the policy")
    if "form-action" not in policy:
        missing.append("form-action in the policy")
    kept = response.headers.get("Cache-Control", "")
    is_picture = response.headers.get("Content-Type", "").startswith("image/")
    if "no-store" not in kept and not (is_picture and KEPT_FOR_MINUTES.fullmatch(kept)):
        missing.append(f"Cache-Control is {kept!r}")
    return missing


def inline(response):
    """Scripts and styles in a page that stand in it without the nonce of its policy."""
    page = BeautifulSoup(body(response), "html.parser")
    [nonce] = re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])[:1] or [""]
    scripts = [tag for tag in page.find_all("script") if tag.get("type") not in DATA]
    found = [f"{tag.name} without nonce" for tag in scripts if tag.get("nonce") != nonce]
    found += [f"{tag.name} in the page" for tag in page.find_all("style")]
    for tag in page.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name == "style" or name.startswith("on")]
        found += [
            f"{tag.name} {name}={tag[name]}"
            for name in ("href", "src", "action", "formaction")
            if re.match(r"\s*(javascript|vbscript|data:text)", str(tag.get(name, "")), re.IGNORECASE)
        ]
    return found


@pytest.mark.parametrize("who", ["quality_lead", "other_lead", "nobody"])
def test_every_page_carries_the_headers_and_nothing_inline(request, everywhere, who):
    client = visitor(None if who == "nobody" else request.getfixturevalue(who))
    wrong = []
    for place in everywhere:
        for method in ("get", "post"):
            response = undone(getattr(client, method), place.address)
            wrong += [f"{method} {place.name}: {each}" for each in weaknesses(response)]
            if is_page(response) and body(response):
                wrong += [f"{method} {place.name}: {each}" for each in inline(response)]

    assert not wrong, "\n".join(wrong)


def test_no_page_of_somebody_signed_in_is_kept_for_the_back_button(everywhere, quality_lead):
    client = visitor(quality_lead)
    answers = {place.name: undone(client.get, place.address) for place in everywhere}
    pages = {name: answer for name, answer in answers.items() if is_page(answer)}

    assert len(pages) > 50
    assert [name for name, page in pages.items() if "no-store" not in page.headers["Cache-Control"]] == []


@for_everybody
def breaks(request):
    """Fails as a fault of ours would."""
    raise RuntimeError("planted")


@for_everybody
def plain(request):
    """Answers without a word about headers."""
    return HttpResponse("<p>plain")


urlpatterns = [path("breaks", breaks), path("plain", plain)]
handler400 = "trigpoint.config.views.bad_request"
handler403 = "trigpoint.config.views.forbidden"
handler404 = "trigpoint.config.views.not_found"
handler500 = "trigpoint.config.views.server_error"


def strange_answers():
    """Answers that come from elsewhere than a view."""
    nobody = visitor()
    yield "missing page", 404, nobody.get("/nothing/here")
    yield "form without token", 403, visitor(enforce_csrf_checks=True).post("/sign-in", {"username": "x"})
    yield "strange host", 400, nobody.get("/", headers={"host": "evil.example"})
    yield "alive", 200, nobody.get("/healthz")
    yield "static file", 404, nobody.get("/assets/nothing.css")


def test_error_pages_and_probes_carry_the_headers(world):
    for what, status, response in strange_answers():
        assert (what, response.status_code, weaknesses(response)) == (what, status, [])


def test_strange_host_page_has_no_style_that_its_policy_does_not_know(world):
    response = visitor().get("/", headers={"host": "evil.example"})

    assert directives(response)["default-src"] == ["'none'"]
    assert directives(response)["style-src"][0].startswith("'sha256-")


@pytest.mark.urls("tests.security.test_headers")
def test_faults_of_ours_carry_the_headers_and_show_nothing(world):
    response = visitor().get("/breaks")

    assert response.status_code == 500
    assert weaknesses(response) == []
    assert inline(response) == []
    assert b"planted" not in body(response)


@pytest.mark.urls("tests.security.test_headers")
def test_a_page_that_says_nothing_is_kept_by_nobody(world):
    response = visitor().get("/plain")

    assert response.headers["Cache-Control"] == "no-store, private"


def test_every_answer_has_its_own_nonce(quality_lead):
    first, second = (directives(visitor(quality_lead).get("/")) for _ in range(2))

    assert first["script-src"] != second["script-src"]


def test_form_action_lets_forms_lead_to_single_sign_on_and_nowhere_else():
    policy = content_security_policy(
        is_https=True, form_targets=["https://login.example.nhs.uk/oauth/authorize?x=1"]
    )

    assert policy["DIRECTIVES"]["form-action"] == ["'self'", "https://login.example.nhs.uk"]
    assert policy["DIRECTIVES"]["upgrade-insecure-requests"] is True


@pytest.mark.parametrize(
    "address", ["login.example.nhs.uk", "javascript:alert(1)", "https:///x", "'unsafe-inline'"]
)
def test_form_action_takes_web_addresses_only(address):
    with pytest.raises(ValueError, match="web address"):
        origin_of(address)


def test_a_weak_answer_is_noticed():
    response = HttpResponse("<p onclick='x' style='y'><script>1</script><a href='JavaScript:x'>")
    response["Content-Security-Policy"] = "script-src 'self' 'unsafe-inline'"

    assert set(EXPECTED) <= set(weaknesses(response))
    assert "'unsafe-inline'" in weaknesses(response)
    assert len(inline(response)) == 4
