"""Rules between the parts of a pack by which evidence is lined up: streams, themes, doors, key lines of enquiry."""

from __future__ import annotations

import difflib
import itertools
import string
from collections.abc import Iterator
from typing import Any

from trigpoint.common.definition_files import Fault

Content = dict[str, Any]
# Kinds of evidence whose codes are a list of the pack itself; of figures and comments other parts keep the codes.
LISTED = {
    "complaint_subject": "complaint_subjects",
    "incident_type": "incident_types",
    "visit_finding": "visit_headings",
    "key_question": "key_questions",
    "safeguarding": "safeguarding_kinds",
}
WHEN = ("concern", "contradiction", "blind", "good")
FILLED_IN = ("provider", "theme", "stream", "says")
ALWAYS_BEFORE, ALWAYS_AFTER = "0001-01-01", "9999-12-31"


def faults_of(content: Content) -> list[Fault]:
    """Every rule that these parts of a pack break; `content` has passed the schema."""
    checks = (_held, _named, _one_stream, _questions, _asked_once, _asked_at_all)
    return [fault for check in checks for fault in check(content)]


def _held(content: Content) -> Iterator[Fault]:
    """What a theme holds must be a word of the pack's own list, where the pack has the list."""
    lists = {each["code"]: [word["code"] for word in each["words"]] for each in content["vocabularies"]}
    for place, theme in enumerate(content["themes"], start=1):
        for kind, codes in theme["holds"].items():
            known = lists.get(LISTED.get(kind, ""), [])
            for code in codes:
                if kind in LISTED and code not in known:
                    message = f"There is no {code} in the list {LISTED[kind]}."
                    yield Fault("held_unknown", f"themes[{place}].holds.{kind}", message, _near(code, known))


def _named(content: Content) -> Iterator[Fault]:
    """Streams and themes that other parts name must be there."""
    streams = [each["code"] for each in content["streams"]]
    themes = [each["code"] for each in content["themes"]]
    asked = (
        ("listening", "stream", streams),
        ("doors", "stream", streams),
        ("enquiries", "stream", streams),
        ("enquiries", "theme", themes),
    )
    for part, key, known in asked:
        for place, entry in enumerate(content[part], start=1):
            code = entry.get(key)
            if code and code not in known:
                yield Fault(
                    f"{key}_unknown",
                    f"{part}[{place}].{key}",
                    f"There is no {key} {code}.",
                    _near(code, known),
                )


def _one_stream(content: Content) -> Iterator[Fault]:
    """The figures of one indicator are of one stream, or one thing would count as two that agree."""
    placed = list(enumerate(content["streams"], start=1))
    for (_, first), (place, second) in itertools.combinations(placed, 2):
        if first["code"] == second["code"] or not _meet(first, second):
            continue
        for code in second["indicators"]:
            if code in first["indicators"]:
                message = f"{code} is of the streams {first['code']} and {second['code']}."
                remedy = "Leave it in one of them, so that it counts once."
                yield Fault("two_streams", f"streams[{place}].indicators", message, remedy)


def _questions(content: Content) -> Iterator[Fault]:
    for place, enquiry in enumerate(content["enquiries"], start=1):
        field = f"enquiries[{place}].question"
        try:
            used = [
                name for _, name, _, _ in string.Formatter().parse(enquiry["question"]) if name is not None
            ]
        except ValueError:
            message = f"The question of {enquiry['code']} has a brace that is not closed or not opened."
            yield Fault("braces", field, message, "Close it, or take it out.")
            continue
        for name in used:
            if name not in FILLED_IN:
                message = f"Nothing fills in {{{name}}}."
                yield Fault("placeholder_unknown", field, message, _near(name, FILLED_IN, mark="{%s}"))
        if enquiry["when"] == "blind" and "says" in used:
            message = f"{enquiry['code']} asks where nothing is known, so nothing fills in {{says}}."
            yield Fault("says_of_nothing", field, message, "Ask without {says}.")


def _asked_once(content: Content) -> Iterator[Fault]:
    """One question for each case, else it would be left to chance which is asked."""
    placed = list(enumerate(content["enquiries"], start=1))
    for (_, first), (place, second) in itertools.combinations(placed, 2):
        if first["code"] != second["code"] and _case(first) == _case(second) and _meet(first, second):
            message = f"{first['code']} and {second['code']} are for the same theme, stream and case."
            yield Fault(
                "asked_twice", f"enquiries[{place}]", message, "Leave one of them, or make one of both."
            )


def _asked_at_all(content: Content) -> Iterator[Fault]:
    """Each case has a question for any theme and stream, so that no evidence is left without one."""
    general = {each["when"] for each in content["enquiries"] if _case(each)[:2] == ("", "")}
    for when in WHEN:
        if when not in general:
            message = f"No enquiry asks about {when} of any theme and stream."
            yield Fault(
                "no_general_enquiry",
                "enquiries",
                message,
                f"Add one with when: {when}, and no theme or stream.",
            )


def _case(enquiry: Content) -> tuple[str, str, str]:
    return enquiry.get("theme", ""), enquiry.get("stream", ""), enquiry["when"]


def _meet(first: Content, second: Content) -> bool:
    """Whether two entries hold on some day both."""
    begins = max(each.get("from_on", ALWAYS_BEFORE) for each in (first, second))
    ends = min(each.get("to_on", ALWAYS_AFTER) for each in (first, second))
    return bool(begins <= ends)


def _near(code: str, known: list[str] | tuple[str, ...], mark: str = "%s") -> str:
    """The nearest of what is known, or all of it."""
    near = difflib.get_close_matches(code, known, n=1)
    if near:
        return f"Did you mean {mark % near[0]}?"
    return f"Choose one of {', '.join(mark % each for each in known)}." if known else "Add the list first."
