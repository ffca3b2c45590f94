"""Free text that is looked through before it is stored: what the writer is told and may choose, and what is audited."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict

from trigpoint.accounts.attempt import attempt
from trigpoint.audit.models import Event
from trigpoint.ui import guarding
from trigpoint.ui.guarding import Decision, GuardedLine, GuardedText, decisions

TEXT = "Ring Mrs Okafor on 0161 496 0000 about 943 476 5919."
NAME, PHONE = "Mrs Okafor", "0161 496 0000"


class NoteForm(forms.Form):
    text = GuardedText(label="Your note", max_length=60, error_messages={"required": "Write the note"})
    short = GuardedLine(required=False)


def submitted(text=TEXT, seen="", **chosen):
    typed = QueryDict(mutable=True)
    typed["text"], typed["text-guard-seen"] = text, seen
    for part, value in chosen.items():
        typed.setlist(
            f"text-guard-{part}" if part != "choice" else "text-guard",
            [value] if isinstance(value, str) else value,
        )
    return NoteForm(typed)


def seen_of(text=TEXT):
    form = submitted(text)
    form.is_valid()
    return form.fields["text"].notice.seen


def key_of(words, text=TEXT):
    form = submitted(text)
    form.is_valid()
    return next(each.key for each in form.fields["text"].notice.findings if each.text == words)


def drawn(form):
    return BeautifulSoup(str(form), "html5lib").body


def test_text_without_personal_data_goes_through():
    form = submitted("Waits on the ward have doubled since 3 May 2026.")

    assert form.is_valid()
    assert decisions(form) == []
    assert form.cleaned_data["text"] == "Waits on the ward have doubled since 3 May 2026."


def test_what_was_found_is_told_in_its_words_with_three_ways_on():
    form = submitted()

    assert form.errors == {"text": [guarding.TOLD]}
    page = drawn(form)
    assert [item.get_text() for item in page.select(".tp-guard li")] == [
        f"Name: “{NAME}”",
        f"Phone number: “{PHONE}”",
        "NHS number: “943 476 5919”",
    ]
    assert [box["value"] for box in page.select("input[name=text-guard]")] == ["remove", "mask", "keep"]
    assert page.find("textarea").get_text(strip=True) == TEXT
    for link in page.select(".nhsuk-error-summary a"):
        assert page.find(id=link["href"][1:])


def test_masking_puts_the_kind_in_its_place():
    form = submitted(seen=seen_of(), choice="mask")

    assert form.is_valid()
    assert form.cleaned_data["text"] == "Ring [name] on [phone number] about [NHS number]."
    assert decisions(form) == [Decision("text", "masked", {"phone": 1, "nhs_number": 1, "name": 1})]


def test_keeping_needs_a_choice_a_reason_and_words_where_the_reason_asks_for_them():
    stay = key_of(NAME)

    nothing = submitted(seen=seen_of(), choice="keep")
    unreasoned = submitted(seen=seen_of(), choice="keep", stay=stay)
    wordless = submitted(seen=seen_of(), choice="keep", stay=stay, reason="consent")
    naming = submitted(seen=seen_of(), choice="keep", stay=stay, reason="consent", words="Form of Mrs Okafor")
    kept = submitted(seen=seen_of(), choice="keep", stay=stay, reason="consent", words="Form 7 of 3 May 2026")

    assert nothing.errors == {"text": [guarding.CHOOSE_STAY]}
    assert unreasoned.errors == {"text": [guarding.CHOOSE_REASON]}
    assert wordless.errors == {"text": ["Say where the agreement is recorded"]}
    assert naming.errors == {"text": [guarding.WORDS_PERSONAL]}
    assert kept.is_valid()
    assert kept.cleaned_data["text"] == "Ring Mrs Okafor on [phone number] about [NHS number]."
    assert decisions(kept) == [
        Decision("text", "kept", {"name": 1}, "consent", "Form 7 of 3 May 2026"),
        Decision("text", "masked", {"phone": 1, "nhs_number": 1}),
    ]


def test_fault_in_a_choice_is_told_at_the_choice():
    page = drawn(submitted(seen=seen_of(), choice="keep", stay=key_of(NAME)))

    assert page.select_one(".nhsuk-error-summary a")["href"] == "#id_text-guard-reason"
    assert guarding.CHOOSE_REASON in page.find(id="id_text-guard-reason-error").get_text()
    assert page.find(id="id_text-error") is None
    assert page.find(id="id_text-guard-3").has_attr("checked")


def test_reason_covers_only_its_kinds():
    form = submitted(seen=seen_of(), choice="keep", stay=[key_of(PHONE)], reason="professional")

    assert form.errors == {"text": ["That reason does not cover a phone number. Choose another"]}


def test_nhs_number_is_never_kept():
    alone = "About 943 476 5919."
    form = submitted(
        alone,
        seen=seen_of(alone),
        choice="keep",
        stay=key_of("943 476 5919", alone),
        reason="harm",
        words="x",
    )
    offered = drawn(submitted(alone))

    assert form.errors == {"text": [guarding.TOLD]}
    assert [box["value"] for box in offered.select("input[name=text-guard]")] == ["remove", "mask"]
    assert all("nhs_number" not in reason.kinds for reason in guarding.reasons())


def test_the_only_finding_needs_no_second_choice():
    alone = "Dr Okafor chaired it."
    form = submitted(alone, seen=seen_of(alone), choice="keep", reason="professional")

    assert form.is_valid()
    assert form.cleaned_data["text"] == alone
    assert decisions(form) == [Decision("text", "kept", {"name": 1}, "professional")]


def test_saying_it_was_taken_out_does_not_make_it_so():
    still = submitted(seen=seen_of(), choice="remove")
    gone = submitted("Ring the practice.", seen=seen_of(), choice="remove")

    assert still.errors == {"text": [guarding.STILL_THERE]}
    assert gone.is_valid()
    assert decisions(gone) == [Decision("text", "removed", {"phone": 1, "nhs_number": 1, "name": 1})]


@pytest.mark.parametrize("choice", ["mask", "keep"])
def test_nothing_is_decided_about_what_was_not_shown(choice):
    added = f"{TEXT} Her son is Mr Bello."

    form = submitted(
        added[:60], seen=seen_of("Ring Mrs Okafor."), choice=choice, stay=key_of(NAME), reason="professional"
    )

    assert form.errors == {"text": [guarding.MORE]}


def test_masked_text_must_still_fit():
    crowded = "a@b.uk c@d.uk e@f.uk g@h.uk i@j.uk"
    form = submitted(crowded, seen=seen_of(crowded), choice="mask")

    assert "at most 60 characters" in form.errors["text"][0]


def test_one_line_is_guarded_alike():
    form = NoteForm({"text": "Fine.", "short": "Ask Mrs Okafor"})

    assert form.errors == {"short": [guarding.TOLD]}
    assert drawn(form).select_one("input#id_short")["value"] == "Ask Mrs Okafor"


def test_choices_stay_when_another_field_is_refused():
    typed = {"text": "", "short": "Ask Mrs Okafor", "short-guard": "mask"}
    first = NoteForm(typed)
    first.is_valid()

    form = NoteForm({**typed, "short-guard-seen": first.fields["short"].notice.seen})

    assert form.errors == {"text": ["Write the note"]}
    assert drawn(form).select_one("input[name=short-guard][value=mask]").has_attr("checked")


def test_same_thing_twice_is_told_once():
    page = drawn(submitted("Mrs Okafor saw Mrs Okafor."))

    assert [item.get_text() for item in page.select(".tp-guard li")] == ["Name: “Mrs Okafor” (2 times)"]


def test_decisions_are_audited_on_the_record_without_the_text(quality_lead):
    form = submitted(seen=seen_of(), choice="keep", stay=key_of(NAME), reason="consent", words="Form 7")
    saved = []

    def write(*, text, short, by):
        saved.append(text)
        return by

    assert form.is_valid()
    assert attempt(form, write, by=quality_lead)

    events = {event.name: event for event in Event.objects.filter(name__startswith="guard.")}
    assert saved == ["Ring Mrs Okafor on [phone number] about [NHS number]."]
    assert events["guard.kept"].after == {"field": "text", "name": 1, "reason": "consent"}
    assert events["guard.kept"].why == "Form 7"
    assert events["guard.masked"].after == {"field": "text", "phone": 1, "nhs_number": 1}
    assert events["guard.kept"].target == f"user:{quality_lead.public_id}"


def test_reasons_are_data_with_distinct_keys():
    keys = [reason.key for reason in guarding.reasons()]

    assert len(keys) == len(set(keys)) > 3


def test_reason_that_would_keep_an_nhs_number_is_refused(tmp_path, settings):
    settings.DEFINITIONS_DIR = tmp_path
    (tmp_path / guarding.REASONS_FILE).write_text("reasons:\n  - {key: a, label: b, kinds: [nhs_number]}\n")
    guarding.reasons.cache_clear()

    with pytest.raises(ValueError, match="must never be kept"):
        guarding.reasons()

    guarding.reasons.cache_clear()
