"""For the tests of news: records to tell of, and a source of what is due."""

import datetime as dt

import pytest

from tests.factories import actions
from tests.factories import surveillance as made
from tests.notifications.dues import QuestionsDue
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.notifications import registry
from trigpoint.organisations.models import Organisation

TODAY = dt.date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def ask():
    """`ask(by, due_on)`: a question of their commissioner, as something to tell of."""

    def make(by, due_on=TODAY, text="Zedmark question?"):
        code = f"R{by.commissioner.code[1:]}"
        known = Organisation.objects.filter(code=code).first()
        trust = known or made.provider(by, code, f"Zedmark Trust of {by.username}", is_open=False)
        with clock.replaying(dt.date(2026, 1, 5)):
            return actions.action(by, text, kind="question", provider=trust, due_on=due_on)

    return make


@pytest.fixture
def question(ask, quality_lead):
    """Something of Greater Manchester's to tell of."""
    return ask(quality_lead)


@pytest.fixture
def reference(question):
    """How news refers to it."""
    return reference_to(question)


@pytest.fixture
def sources(monkeypatch):
    """Questions as what is due to whoever asked them, in place of what the service registers."""
    due = QuestionsDue()
    monkeypatch.setattr(registry, "_due_sources", {"questions": due})
    return due


@pytest.fixture
def mail(settings):
    """A mail server, and an address for links."""
    settings.EMAIL_IS_CONFIGURED = True
    settings.SITE_ADDRESS = "https://trigpoint.example.nhs.uk"
    return settings
