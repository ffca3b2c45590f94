"""Rules between the fields of a pack, and between packs, each with the reason why it holds."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

from trigpoint.common.definition_files import Fault
from trigpoint.common.errors import Problem
from trigpoint.frameworks import evidence_rules

Content = dict[str, Any]
DATED = (
    "deadlines",
    "sentinels",
    "listening",
    "streams",
    "themes",
    "doors",
    "enquiries",
    "numbers",
    "regimes",
)
PLAIN = ("terms", "roles", "groups", "recurring", "vocabularies")
# Parts that every pack must have entry for entry, or say in `without` that it has not.
COMPARED = ("terms", "groups", "recurring", "vocabularies", *DATED)
NEEDED = ("rag", "surveillance_levels", "dimensions")
RAG = {"red": "R", "amber": "A", "green": "G", "blue": "B"}
CALENDARS = ("england",)
ONE_DAY = dt.timedelta(days=1)
ALWAYS_BEFORE, ALWAYS_AFTER = "0001-01-01", "9999-12-31"


def faults_of(file_stem: str, content: Content) -> list[Fault]:
    """Every rule that a pack breaks by itself; `content` has passed the schema."""
    checks = (_dates, _codes, _grounds, _groups, _vocabularies, _versions, _without, _calendar)
    faults = [fault for check in checks for fault in check(content)]
    faults += evidence_rules.faults_of(content)
    if file_stem != content["name"]:
        message = f"The pack is named {content['name']}, but the file is {file_stem}.yaml."
        faults.append(Fault("file_name", "name", message, f"Rename the file {content['name']}.yaml."))
    return faults


def _dates(content: Content) -> Iterator[Fault]:
    first, last = content["effective_from"], content["effective_to"]
    if last and last < first:
        message = f"The pack ends on {last}, before it begins on {first}."
        yield Fault("backwards", "effective_to", message, "Correct the dates.")


def _calendar(content: Content) -> Iterator[Fault]:
    if content["calendar"] not in CALENDARS:
        message = f"There is no calendar {content['calendar']}."
        yield Fault("no_calendar", "calendar", message, f"The calendars are {', '.join(CALENDARS)}.")


def _codes(content: Content) -> Iterator[Fault]:
    for part in ("sources", *PLAIN):
        yield from _twice(part, [entry["code"] for entry in content[part]])
    for place, vocabulary in enumerate(content["vocabularies"], start=1):
        yield from _twice(f"vocabularies[{place}].words", [word["code"] for word in vocabulary["words"]])


def _twice(field: str, codes: list[str]) -> Iterator[Fault]:
    for code, count in Counter(codes).items():
        if count > 1:
            place = len(codes) - codes[::-1].index(code)
            yield Fault(
                "code_twice", f"{field}[{place}].code", f"The code {code} stands twice.", "Give each its own."
            )


def entries(content: Content) -> Iterator[tuple[str, Content]]:
    """Every entry that must have a ground, with its place."""
    for part in (*PLAIN, *DATED):
        for place, entry in enumerate(content[part], start=1):
            if part != "vocabularies":
                yield f"{part}[{place}]", entry
            for number, word in enumerate(entry.get("words", []), start=1):
                yield f"{part}[{place}].words[{number}]", word


def _grounds(content: Content) -> Iterator[Fault]:
    """What a pack says is either quoted or owned up to as a local default."""
    known = [source["code"] for source in content["sources"]]
    for field, entry in entries(content):
        source, is_default = entry.get("source"), entry.get("local_default", False)
        if source and source not in known:
            near = difflib.get_close_matches(source, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else "Add it to sources."
            yield Fault("source_unknown", f"{field}.source", f"There is no source {source}.", remedy)
        if not source and not is_default:
            message = f"Nothing says where {entry['code']} comes from."
            remedy = "Give its source, or mark it local_default: true with a note that says why."
            yield Fault("no_ground", field, message, remedy)
        if is_default and not entry.get("note"):
            message = f"{entry['code']} is a local default, and nothing says why."
            yield Fault(
                "note_missing", field, message, "Add a note: what to confirm, and where the value comes from."
            )


def _groups(content: Content) -> Iterator[Fault]:
    known = {group["code"]: group["reports_to"] for group in content["groups"]}
    named = [("groups", "reports_to"), ("recurring", "to")]
    for part, key in named:
        for place, entry in enumerate(content[part], start=1):
            for code in entry[key]:
                if code not in known:
                    remedy = f"Name one of {', '.join(known)}."
                    yield Fault(
                        "group_unknown", f"{part}[{place}].{key}", f"There is no group {code}.", remedy
                    )
    for place, group in enumerate(content["groups"], start=1):
        if group["code"] in _above(group["code"], known):
            message = f"{group['code']} reports, by one way or another, to itself."
            yield Fault("reports_in_a_ring", f"groups[{place}].reports_to", message, "Break the ring.")


def _above(code: str, reports_to: dict[str, list[str]]) -> set[str]:
    """Every group that stands above one."""
    found: set[str] = set()
    waiting = list(reports_to[code])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += reports_to.get(each, [])
    return found


def _vocabularies(content: Content) -> Iterator[Fault]:
    held = {vocabulary["code"]: vocabulary for vocabulary in content["vocabularies"]}
    for code in NEEDED:
        if code not in held:
            message = f"The list {code} is missing."
            yield Fault("list_missing", "vocabularies", message, "Add it: pages cannot do without.")
    letters = {word["code"]: word.get("letter") for word in held.get("rag", {"words": []})["words"]}
    if "rag" in held and letters != RAG:
        remedy = (
            f"Give {', '.join(f'{code} the letter {letter}' for code, letter in RAG.items())}, and no other."
        )
        yield Fault(
            "rag", "vocabularies.rag", "Red, amber, green and blue are not all there, each once.", remedy
        )


def _versions(content: Content) -> Iterator[Fault]:
    """Versions of the same thing follow each other: never two on one day, and no day between them without."""
    for part in DATED:
        of_code: dict[str, list[tuple[int, Content]]] = {}
        for place, entry in enumerate(content[part], start=1):
            of_code.setdefault(entry["code"], []).append((place, entry))
            yield from _within_pack(f"{part}[{place}]", entry, content)
        for versions in of_code.values():
            versions.sort(key=lambda version: version[1].get("from_on", ALWAYS_BEFORE))
            for (_, earlier), (place, later) in itertools.pairwise(versions):
                yield from _follows(f"{part}[{place}].from_on", earlier, later)


def _within_pack(field: str, entry: Content, content: Content) -> Iterator[Fault]:
    first, last = entry.get("from_on", ALWAYS_BEFORE), entry.get("to_on", ALWAYS_AFTER)
    if last < first:
        message = f"{entry['code']} ends on {last}, before it begins on {first}."
        yield Fault("backwards", f"{field}.to_on", message, "Correct the dates.")
    elif first > (content["effective_to"] or ALWAYS_AFTER) or last < content["effective_from"]:
        message = f"{entry['code']} holds on no day on which the pack is in force."
        yield Fault(
            "never_in_force", field, message, "Correct its dates, or put it into the pack of its time."
        )


def _follows(field: str, earlier: Content, later: Content) -> Iterator[Fault]:
    ends, begins = earlier.get("to_on", ALWAYS_AFTER), later.get("from_on", ALWAYS_BEFORE)
    if ends >= begins:
        message = (
            f"Two versions of {later['code']} hold at once, from {later.get('from_on', 'the first day')} on."
        )
        yield Fault("versions_overlap", field, message, "End the earlier one the day before (to_on).")
    elif _next_day(ends) != begins:
        message = f"No version of {later['code']} holds from {_next_day(ends)} until {begins}."
        yield Fault(
            "versions_gap", field, message, "Let one follow the other, or add what held between them."
        )


def _without(content: Content) -> Iterator[Fault]:
    lists = {vocabulary["code"]: vocabulary["words"] for vocabulary in content["vocabularies"]}
    for place, left_out in enumerate(content["without"], start=1):
        part = left_out["part"]
        if part not in COMPARED and part not in lists:
            message = f"There is no part {part}."
            remedy = f"The parts are {', '.join((*COMPARED, *lists))}."
            yield Fault("part_unknown", f"without[{place}].part", message, remedy)
            continue
        held = content[part] if part in COMPARED else lists[part]
        if left_out["code"] in {entry["code"] for entry in held}:
            message = f"{left_out['code']} is said to be missing from {part}, and stands there."
            yield Fault(
                "without_and_with", f"without[{place}].code", message, "Take it out of one of the two."
            )


def problems_between(contents: dict[str, Content]) -> list[Problem]:
    """What is wrong between packs that are sound by themselves, by file name."""
    ordered = sorted(contents.items(), key=lambda pair: pair[1]["effective_from"])
    faults = list(_chain(ordered))
    for file, content in ordered:
        for _, other in ordered:
            faults += [(file, fault) for fault in _missing(content, other)]
        others = [other for _, other in ordered if other is not content]
        faults += [(file, fault) for fault in _left_out_of_nothing(content, others)]
    return [fault.in_file(file) for file, fault in dict.fromkeys(faults)]


def _chain(ordered: list[tuple[str, Content]]) -> Iterator[tuple[str, Fault]]:
    """Packs follow each other day by day, so that one and only one is in force on any day since the first."""
    if ordered and ordered[0][1]["successor_of"]:
        file, first = ordered[0]
        message = f"{first['name']} is the first pack, and is said to follow {first['successor_of']}."
        yield file, Fault("successor", "successor_of", message, "Set null, or add the pack before it.")
    for (_, earlier), (file, later) in itertools.pairwise(ordered):
        begins, ends = later["effective_from"], earlier["effective_to"] or ALWAYS_AFTER
        if ends >= begins:
            message = f"{later['name']} begins on {begins}, while {earlier['name']} is still in force."
            remedy = f"End {earlier['name']} the day before (effective_to)."
            yield file, Fault("packs_overlap", "effective_from", message, remedy)
        elif _next_day(ends) != begins:
            message = f"No pack is in force from {_next_day(ends)} until {begins}."
            remedy = f"Begin {later['name']} on {_next_day(ends)}, or add a pack between them."
            yield file, Fault("packs_gap", "effective_from", message, remedy)
        if later["successor_of"] != earlier["name"]:
            message = f"{later['name']} follows {earlier['name']}, and says {later['successor_of']}."
            yield file, Fault("successor", "successor_of", message, f"Set {earlier['name']}.")


def _missing(content: Content, other: Content) -> Iterator[Fault]:
    """What the other pack has and this one neither has nor says that it does without."""
    without = {(left_out["part"], left_out["code"]) for left_out in content["without"]}
    pairs = [(part, part, content[part], other[part]) for part in COMPARED]
    lists = {vocabulary["code"]: vocabulary["words"] for vocabulary in content["vocabularies"]}
    pairs += [
        (
            f"vocabularies.{vocabulary['code']}",
            vocabulary["code"],
            lists[vocabulary["code"]],
            vocabulary["words"],
        )
        for vocabulary in other["vocabularies"]
        if vocabulary["code"] in lists
    ]
    for field, part, held, wanted in pairs:
        known = {entry["code"] for entry in held}
        for code in dict.fromkeys(entry["code"] for entry in wanted):
            if code not in known and (part, code) not in without:
                message = f"{other['name']} has {code} in {part}, and {content['name']} has not."
                remedy = f"Add it, or say why not: without, part: {part}, code: {code}, reason: ..."
                yield Fault("entry_missing", field, message, remedy)


def _left_out_of_nothing(content: Content, others: list[Content]) -> Iterator[Fault]:
    """What is said to be missing must be somewhere, else the line tells of a pack that is gone, or is misspelt."""
    held = {(part, entry["code"]) for other in others for part in COMPARED for entry in other[part]}
    for other in others:
        held |= {(each["code"], word["code"]) for each in other["vocabularies"] for word in each["words"]}
    for place, left_out in enumerate(content["without"], start=1):
        if (left_out["part"], left_out["code"]) not in held:
            message = f"No other pack has {left_out['code']} in {left_out['part']}."
            yield Fault(
                "without_nothing", f"without[{place}]", message, "Correct the code, or take the line out."
            )


def _next_day(text: str) -> str:
    return (dt.date.fromisoformat(text) + ONE_DAY).isoformat()
