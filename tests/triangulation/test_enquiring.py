"""Key lines of enquiry are drafted from evidence in the words of the pack, and say nothing that the evidence does not."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.frameworks import queries
from trigpoint.frameworks.entries import Enquiry, Theme
from trigpoint.triangulation.rules.enquiring import Drafted, Matter, drafts

DAY = dt.date(2026, 11, 22)
PACK = queries.pack_on(DAY)
STREAMS = {each.code: each.title for each in PACK.streams_on(DAY)}
DISCHARGE = PACK.theme("discharge", DAY)


@dataclass(frozen=True)
class Said:
    """A fact, as drafting sees it."""

    stream: str
    says: str
    origin: str = "NHS England"
    known_on: dt.date = dt.date(2026, 10, 8)


WAITS = Said(
    "performance",
    "21% of beds held people who were ready to leave in September 2026, above its usual 12% to 17%.",
)
ALERTS = Said(
    "soft_intelligence", "Four practices told of late summaries since August 2026", origin="Practice alerts"
)
PRAISE = Said("patient_experience", "93% of inpatients called their stay good in September 2026.")


def matter(**changed):
    """Discharge at one hospital; the fields that a test is about are given."""
    return replace(Matter("Mersey Vale Hospitals", DISCHARGE, STREAMS), **changed)


def asked(**changed):
    """The questions on it."""
    return [each.text for each in drafts(PACK.enquiries_on(DAY), matter(**changed))]


def template(code, when="concern", theme="", stream="", question="{says}"):
    """A template that is written out."""
    return Enquiry(code=code, when=when, theme=theme, stream=stream, question=question)


def test_discharge_example_asks_of_concern_then_contradiction_then_what_is_blind():
    assert asked(supports=[WAITS, ALERTS], contradicts=[PRAISE], blind=["complaints", "visits"]) == [
        (
            "21% of beds held people who were ready to leave in September 2026, above its usual 12% to 17%. "
            "How much of it lies within Mersey Vale Hospitals, and how much with those who should take people on?"
        ),
        (
            "Four practices told of late summaries since August 2026. "
            "How long do summaries and medicines lists take to reach the practice, and how do you know that they are right?"
        ),
        (
            "Other evidence about discharge and transfer is a worry, while people speak well of it: 93% of inpatients called "
            "their stay good in September 2026. "
            "Who answers, who does not, and do those who waited longest or fared worst get a say?"
        ),
        (
            "We know of no recent complaints about discharge and transfer at Mersey Vale Hospitals. "
            "How many did you receive, and what was found?"
        ),
        (
            "Nobody of ours has lately been to see discharge and transfer at Mersey Vale Hospitals. "
            "When could we come, and whom should we speak to?"
        ),
    ]


def test_draft_keeps_its_template_its_stream_and_the_evidence_it_comes_from():
    [first, second] = drafts(PACK.enquiries_on(DAY), matter(supports=[ALERTS], blind=["visits"]))

    assert (first.code, first.stream, first.when) == (
        "discharge_as_practices_see_it",
        "soft_intelligence",
        "concern",
    )
    assert (
        first.because
        == "Four practices told of late summaries since August 2026. (Practice alerts, 8 October 2026)"
    )
    assert (second.code, second.stream, second.when) == ("blind_of_visits", "visits", "blind")
    assert second.because == "Nothing recent is known from visits."


@pytest.mark.parametrize(
    ("held", "wins"),
    [
        (["any", "of_stream", "of_theme", "of_both"], "of_both"),
        (["any", "of_stream", "of_theme"], "of_theme"),
        (["any", "of_stream"], "of_stream"),
        (["any"], "any"),
    ],
)
@pytest.mark.parametrize("when", ["concern", "blind"])
def test_most_specific_template_wins(held, wins, when):
    question = "Why {stream}?" if when == "blind" else "{says} Why?"
    made = {
        "any": template("any", when, question=question),
        "of_stream": template("of_stream", when, stream="performance", question=question),
        "of_theme": template("of_theme", when, theme="discharge", question=question),
        "of_both": template("of_both", when, theme="discharge", stream="performance", question=question),
    }
    given_to_it = matter(blind=["performance"]) if when == "blind" else matter(supports=[WAITS])

    [found] = drafts([made[code] for code in held], given_to_it)

    if when == "blind" and wins == "of_theme":
        wins = "of_stream"  # where a stream is silent its own question comes first
    assert found.code == wins


def test_template_of_the_theme_is_not_asked_of_every_stream():
    """One question of the theme, and then those of the streams: three times the same is no agenda."""
    complaints = Said("complaints", "Nine complaints about discharge came in August 2026.")
    visits = Said("visits", "Two patients waited for transport on the visit of 3 September 2026.")

    found = drafts(PACK.enquiries_on(DAY), matter(supports=[complaints, visits]))

    assert [each.code for each in found] == ["discharge_concern", "visits_concern"]


def test_one_stream_is_asked_once_however_much_it_says():
    more = [Said("performance", f"Figure {number} is out of line") for number in range(1, 5)]

    [found] = drafts(PACK.enquiries_on(DAY), matter(supports=[*more, more[0]]))

    assert found.text.startswith(
        "Figure 1 is out of line. Figure 2 is out of line. 2 more things say so. How much"
    )
    assert found.because.count("\n") == 4


def test_three_sentences_leave_one_to_be_counted():
    more = [Said("performance", f"Figure {number} is out of line.") for number in range(1, 4)]

    assert "Figure 2 is out of line. 1 more thing says so." in asked(supports=more)[0]


def test_same_question_is_not_drafted_twice():
    plain = [
        template("any", question="What happened?"),
        template("blind", "blind", question="What do you know?"),
    ]

    found = drafts(plain, matter(supports=[WAITS, ALERTS], blind=["visits", "complaints", "visits"]))

    assert [each.text for each in found] == ["What happened?", "What do you know?"]


def test_concern_without_a_theme_asks_about_all_of_care():
    assert asked(theme=None, blind=["complaints"]) == [
        (
            "We know of no recent complaints about the quality of care at Mersey Vale Hospitals. "
            "How many did you receive, and what was found?"
        )
    ]
    [found] = drafts(PACK.enquiries_on(DAY), matter(theme=None, supports=[ALERTS]))
    assert found.code == "soft_intelligence_concern"


def test_good_practice_is_asked_about_in_its_own_words():
    found = drafts(
        PACK.enquiries_on(DAY),
        matter(direction="good", supports=[PRAISE], contradicts=[WAITS], blind=["visits"]),
    )

    assert [each.code for each in found] == ["good_as_felt", "blind_of_visits"]
    assert found[0].text.startswith(
        "93% of inpatients called their stay good in September 2026. What do people praise"
    )


def test_no_more_questions_than_fit_on_an_agenda():
    blind = list(STREAMS)

    assert len(drafts(PACK.enquiries_on(DAY), matter(blind=blind))) == 6
    assert len(drafts(PACK.enquiries_on(DAY), matter(blind=blind), limit=20)) == len(blind)
    assert drafts(PACK.enquiries_on(DAY), matter()) == []


def test_case_without_a_template_is_not_asked_about():
    assert drafts([template("only", "blind", question="Why?")], matter(supports=[WAITS])) == []


def test_stream_that_the_pack_does_not_name_and_a_title_in_capitals():
    theme = Theme(code="ae", title="A&E", meaning="Whether.", holds={})
    any_blind = template("any", "blind", question="About {theme} from {stream}?")

    assert [each.text for each in drafts([any_blind], matter(theme=theme, blind=["word_of_mouth"]))] == [
        "About A&E from word of mouth?"
    ]


def test_what_is_said_may_hold_braces():
    assert "{provider} wrote {x}." in asked(supports=[Said("contract", "{provider} wrote {x}")])[0]


@given(
    supports=st.lists(st.sampled_from(list(STREAMS)), max_size=8),
    contradicts=st.lists(st.sampled_from(list(STREAMS)), max_size=8),
    blind=st.lists(st.sampled_from(list(STREAMS)), max_size=8),
    theme=st.sampled_from(PACK.themes_on(DAY)),
    limit=st.integers(0, 30),
)
def test_whatever_the_evidence_every_stream_is_asked_of_once_in_order(
    supports, contradicts, blind, theme, limit
):
    said = [
        [Said(stream, f"Sentence {n}.") for n, stream in enumerate(side)] for side in (supports, contradicts)
    ]
    on = matter(theme=theme, supports=said[0], contradicts=said[1], blind=blind)

    found = drafts(PACK.enquiries_on(DAY), on, limit=limit)

    wanted = [("concern", each) for each in dict.fromkeys(supports)]
    wanted += [("contradiction", each) for each in dict.fromkeys(contradicts)]
    wanted += [("blind", each) for each in dict.fromkeys(blind)]
    assert [(each.when, each.stream) for each in found] == wanted[:limit]
    assert len({each.text for each in found}) == len(found)
    assert all(isinstance(each, Drafted) and "{" not in each.text and each.because for each in found)
