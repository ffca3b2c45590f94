"""Each way for a pack to be faulty, alone or beside another, is told with file, place, fault and remedy."""

import copy

import pytest
import yaml
from django.conf import settings

from trigpoint.frameworks.errors import PacksInvalid
from trigpoint.frameworks.pack_files import read_packs

FOLDER = settings.DEFINITIONS_DIR / "packs"
SCHEMA = settings.DEFINITIONS_DIR / "pack.schema.json"
MISSING = object()
NEW = {"code": "stray", "one": "stray", "many": "strays", "meaning": "Nothing."}
CCG, ICB = "ccg-2015", "icb-2026"


def place_of(part, code, name=ICB):
    """Where an entry stands in a list of a shipped pack, counted from nought."""
    return [entry["code"] for entry in SHIPPED[name][part]].index(code)


def said(name):
    """What a shipped pack says, dates as text."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def typed(content):
    """Numbers and truths as they are, where BaseLoader gives text."""
    if isinstance(content, dict):
        return {key: typed_value(key, value) for key, value in content.items()}
    return [typed(each) for each in content] if isinstance(content, list) else content


def typed_value(key, value):
    """The value of one key."""
    if key == "local_default":
        return value == "true"
    if key in {"count", "fresh_days"}:
        return int(value)
    if key == "value":
        return float(value)
    return None if value == "null" else typed(value)


SHIPPED = {name: typed(said(name)) for name in (CCG, ICB)}
CANDOUR = place_of("deadlines", "candour_first_notification")
PANEL = place_of("groups", "incident_panel")
BOARD = place_of("groups", "governing_body")

ALONE = {
    "key missing": ({"owner": MISSING}, "owner", "The key owner is missing. Add it: Who answers for it."),
    "key unknown": ({"ownr": "x"}, "ownr", "There is no key ownr. Did you mean owner?"),
    "key unknown in an entry": (
        {"terms.0.plural": "boards"},
        "terms[1].plural",
        "There is no key plural. Remove it; the keys are code, one, many, short, meaning",
    ),
    "date not real": ({"review_on": "2027-02-30"}, "review_on", "“2027-02-30” is not a date."),
    "backwards": (
        {"effective_to": "2022-06-01"},
        "effective_to",
        "The pack ends on 2022-06-01, before it begins on 2022-07-01. Correct the dates.",
    ),
    "rhythm unknown": (
        {f"groups.{PANEL}.meets": "fortnight"},
        f"groups[{PANEL + 1}].meets",
        "“fortnight” is not a choice. Choose month, two months, quarter, half year, year, as needed or not said.",
    ),
    "unit unknown": (
        {f"deadlines.{CANDOUR}.unit": "workdays"},
        f"deadlines[{CANDOUR + 1}].unit",
        "“workdays” is not a choice. Did you mean working_days?",
    ),
    "code badly written": ({"terms.0.code": "Commissioner"}, "terms[1].code", "Lower-case words with underscores."),
    "no ground": (
        {"terms.0.source": MISSING},
        "terms[1]",
        "Nothing says where commissioner comes from. Give its source, or mark it local_default: true with a note",
    ),
    "local default that does not say why": (
        {f"groups.{PANEL}.note": MISSING},
        f"groups[{PANEL + 1}]",
        "incident_panel is a local default, and nothing says why. Add a note",
    ),
    "a word of a list without ground": (
        {"vocabularies.0.words.1.local_default": False},
        "vocabularies[1].words[2]",
        "Nothing says where amber comes from.",
    ),
    "source unknown": (
        {"terms.0.source": "hssib-2052"},
        "terms[1].source",
        "There is no source hssib-2052. Did you mean hssib-2025?",
    ),
    "term twice": ({"terms.1.code": "commissioner"}, "terms[2].code", "The code commissioner stands twice."),
    "group unknown": (
        {f"groups.{PANEL}.reports_to": ["trust_board"]},
        f"groups[{PANEL + 1}].reports_to",
        "There is no group trust_board. Name one of governing_body, quality_committee",
    ),
    "receiver unknown": (
        {"recurring.0.to": ["nobody"]}, "recurring[1].to", "There is no group nobody."
    ),
    "groups in a ring": (
        {f"groups.{BOARD}.reports_to": ["incident_panel"]},
        f"groups[{BOARD + 1}].reports_to",
        "governing_body reports, by one way or another, to itself. Break the ring.",
    ),
    "list missing": (
        {"vocabularies.0.code": "colours"}, "vocabularies", "The list rag is missing. Add it: pages cannot do without."
    ),
    "letter wrong": (
        {"vocabularies.0.words.3.letter": "G"},
        "vocabularies.rag",
        "Red, amber, green and blue are not all there, each once. Give red the letter R",
    ),
    "calendar unknown": (
        {"calendar": "scotland"}, "calendar", "There is no calendar scotland. The calendars are england."
    ),
    "name unlike the file": (
        {"name": "icb-2027"}, "name", "The pack is named icb-2027, but the file is icb-2026.yaml."
    ),
    "said to be missing and there": (
        {"without.0.code": "enhanced"}, "without[1].code", "enhanced is said to be missing from surveillance_levels"
    ),
    "missing from a part that is none": (
        {"without.0.part": "levels"}, "without[1].part", "There is no part levels. The parts are terms, groups"
    ),
}  # fmt: skip
REGIMES = [place for place, entry in enumerate(SHIPPED[ICB]["regimes"]) if entry["code"] == "oversight"]
ALONE |= {
    "versions overlap": (
        {f"regimes.{REGIMES[0]}.to_on": "2025-04-01"},
        f"regimes[{REGIMES[1] + 1}].from_on",
        "Two versions of oversight hold at once, from 2025-04-01 on. End the earlier one the day before",
    ),
    "versions with a gap": (
        {f"regimes.{REGIMES[0]}.to_on": "2025-03-01"},
        f"regimes[{REGIMES[1] + 1}].from_on",
        "No version of oversight holds from 2025-03-02 until 2025-04-01.",
    ),
    "version without an end before another": (
        {f"regimes.{REGIMES[0]}.to_on": MISSING},
        f"regimes[{REGIMES[1] + 1}].from_on",
        "Two versions of oversight hold at once",
    ),
    "version backwards": (
        {f"regimes.{REGIMES[1]}.to_on": "2025-03-31"},
        f"regimes[{REGIMES[1] + 1}].to_on",
        "oversight ends on 2025-03-31, before it begins on 2025-04-01.",
    ),
    "version of another time": (
        {f"deadlines.{CANDOUR}.to_on": "2020-01-01"},
        f"deadlines[{CANDOUR + 1}]",
        "candour_first_notification holds on no day on which the pack is in force.",
    ),
}

THEME, STREAM = place_of("themes", "discharge"), place_of("streams", "performance")
DOOR, ASKED = place_of("doors", "regulator_inadequate"), place_of("enquiries", "discharge_in_figures")
BLIND = place_of("enquiries", "blind_of_patients")
ALONE |= {
    "theme holds a word that no list has": (
        {f"themes.{THEME}.holds.complaint_subject": ["admisions"]},
        f"themes[{THEME + 1}].holds.complaint_subject",
        "There is no admisions in the list complaint_subjects. Did you mean admissions?",
    ),
    "theme holds a kind that there is not": (
        {f"themes.{THEME}.holds.coments": ["discharge"]},
        f"themes[{THEME + 1}].holds.coments",
        "There is no key coments.",
    ),
    "theme holds something twice": (
        {f"themes.{THEME}.holds.comment_theme": ["discharge", "discharge"]},
        f"themes[{THEME + 1}].holds.comment_theme",
        "discharge stands here twice. Leave it once.",
    ),
    "days that are none": (
        {f"streams.{STREAM}.fresh_days": 0}, f"streams[{STREAM + 1}].fresh_days", "0",
    ),
    "figure of two streams": (
        {f"streams.{STREAM + 1}.indicators": ["shmi", "rtt-18week"]},
        f"streams[{STREAM + 2}].indicators",
        "rtt-18week is of the streams performance and outcomes. Leave it in one of them, so that it counts once.",
    ),
    "source listened to of no stream": (
        {"listening.0.stream": "soft"}, "listening[1].stream", "There is no stream soft. Choose one of performance, "
    ),
    "door of no stream": (
        {f"doors.{DOOR}.stream": "regulators"},
        f"doors[{DOOR + 1}].stream",
        "There is no stream regulators. Did you mean regulator?",
    ),
    "question about no theme": (
        {f"enquiries.{ASKED}.theme": "dicharge"},
        f"enquiries[{ASKED + 1}].theme",
        "There is no theme dicharge. Did you mean discharge?",
    ),
    "question about no stream": (
        {f"enquiries.{ASKED}.stream": "figures"},
        f"enquiries[{ASKED + 1}].stream",
        "There is no stream figures. Choose one of performance, outcomes",
    ),
    "question for a case that there is not": (
        {f"enquiries.{ASKED}.when": "worry"}, f"enquiries[{ASKED + 1}].when", "“worry” is not a choice."
    ),
    "placeholder that nothing fills": (
        {f"enquiries.{ASKED}.question": "What does {providr} say?"},
        f"enquiries[{ASKED + 1}].question",
        "Nothing fills in {providr}. Did you mean {provider}?",
    ),
    "placeholder without a name": (
        {f"enquiries.{ASKED}.question": "What does {} say?"},
        f"enquiries[{ASKED + 1}].question",
        "Nothing fills in {}. Choose one of {provider}, {theme}, {stream}, {says}.",
    ),
    "brace that is open": (
        {f"enquiries.{ASKED}.question": "What does {provider say?"},
        f"enquiries[{ASKED + 1}].question",
        "The question of discharge_in_figures has a brace that is not closed or not opened.",
    ),
    "silence that is quoted": (
        {f"enquiries.{BLIND}.question": "{says} Why?"},
        f"enquiries[{BLIND + 1}].question",
        "blind_of_patients asks where nothing is known, so nothing fills in {says}. Ask without {says}.",
    ),
    "two questions for one case": (
        {f"enquiries.{ASKED}.stream": "soft_intelligence"},
        f"enquiries[{place_of('enquiries', 'discharge_as_practices_see_it') + 1}]",
        "discharge_in_figures and discharge_as_practices_see_it are for the same theme, stream and case.",
    ),
    "case without a question for all": (
        {f"enquiries.{place_of('enquiries', 'any_good')}.theme": "discharge"},
        "enquiries",
        "No enquiry asks about good of any theme and stream. Add one with when: good",
    ),
}  # fmt: skip

BETWEEN = {
    "packs overlap": (
        CCG,
        {"effective_to": "2022-07-01"},
        "icb-2026.yaml",
        "effective_from",
        "icb-2026 begins on 2022-07-01, while ccg-2015 is still in force. End ccg-2015 the day before",
    ),
    "pack without an end before another": (
        CCG,
        {"effective_to": None},
        "icb-2026.yaml",
        "effective_from",
        "while ccg-2015 is still in force",
    ),
    "a day without a pack": (
        CCG,
        {"effective_to": "2022-06-28"},
        "icb-2026.yaml",
        "effective_from",
        "No pack is in force from 2022-06-29 until 2022-07-01. Begin icb-2026 on 2022-06-29",
    ),
    "follows another than it says": (
        ICB,
        {"successor_of": None},
        "icb-2026.yaml",
        "successor_of",
        "icb-2026 follows ccg-2015, and says None. Set ccg-2015.",
    ),
    "the first follows something": (
        CCG,
        {"successor_of": "pct-2006"},
        "ccg-2015.yaml",
        "successor_of",
        "ccg-2015 is the first pack, and is said to follow pct-2006.",
    ),
    "term that the other has": (
        CCG,
        {"terms.9": MISSING},
        "ccg-2015.yaml",
        "terms",
        "icb-2026 has associate_commissioner in terms, and ccg-2015 has not. Add it, or say why not",
    ),
    "word that the other has": (
        ICB,
        {"without.0": MISSING},
        "icb-2026.yaml",
        "vocabularies.surveillance_levels",
        "ccg-2015 has further_information in surveillance_levels, and icb-2026 has not.",
    ),
    "deadline that the other has": (
        ICB,
        {f"deadlines.{CANDOUR}": MISSING},
        "icb-2026.yaml",
        "deadlines",
        "ccg-2015 has candour_first_notification in deadlines, and icb-2026 has not.",
    ),
    "door that the other has": (
        ICB,
        {f"doors.{place_of('doors', 'unexpected_deaths')}": MISSING},
        "icb-2026.yaml",
        "doors",
        "ccg-2015 has unexpected_deaths in doors, and icb-2026 has not.",
    ),
    "missing from nowhere": (
        ICB,
        {"without.0.code": "paused"},
        "icb-2026.yaml",
        "without[1]",
        "No other pack has paused in surveillance_levels.",
    ),
}


def changed(name, changes):
    """A shipped pack with some places changed; a place is a path with dots."""
    content = copy.deepcopy(SHIPPED[name])
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place = content
        for step in steps:
            place = place[step]
        if value is MISSING:
            del place[last]
        else:
            place[last] = value
    return content


def refused(folder, **contents):
    """The problems for which a folder with these packs is refused."""
    for content_name, content in contents.items():
        name = content_name.replace("_", "-")
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(PacksInvalid) as caught:
        read_packs(folder, SCHEMA)
    return caught.value.problems


def test_shipped_packs_read_as_text_are_sound(tmp_path):
    for name, content in SHIPPED.items():
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    assert list(read_packs(tmp_path, SCHEMA)) == [CCG, ICB]


@pytest.mark.parametrize("case", ALONE)
def test_fault_of_a_pack_is_told_with_file_place_and_remedy(case, tmp_path):
    changes, field, words = ALONE[case]

    problems = refused(tmp_path, ccg_2015=SHIPPED[CCG], icb_2026=changed(ICB, changes))

    told = [f"{problem.message} {problem.remedy}" for problem in problems if problem.column == field]
    assert {problem.file for problem in problems} == {"icb-2026.yaml"}
    assert any(words in each for each in told), problems


@pytest.mark.parametrize("case", BETWEEN)
def test_fault_between_packs_is_told_with_file_place_and_remedy(case, tmp_path):
    name, changes, file, field, words = BETWEEN[case]

    problems = refused(tmp_path, **{**both(), name.replace("-", "_"): changed(name, changes)})

    told = [f"{each.message} {each.remedy}" for each in problems if (each.file, each.column) == (file, field)]
    assert any(words in each for each in told), problems


def both():
    """The packs as they ship."""
    return {"ccg_2015": SHIPPED[CCG], "icb_2026": SHIPPED[ICB]}


def test_faults_of_all_packs_are_told_at_once(tmp_path):
    problems = refused(
        tmp_path,
        ccg_2015=changed(CCG, {"owner": MISSING, "terms.0.source": MISSING}),
        icb_2026=changed(ICB, {"calendar": "scotland"}),
    )

    assert {(problem.file, problem.column) for problem in problems} == {
        ("ccg-2015.yaml", "owner"),
        ("icb-2026.yaml", "calendar"),
    }


def test_stray_file_in_the_folder_is_no_silent_pack(tmp_path):
    problems = refused(tmp_path, **both(), stray=NEW)

    assert {problem.file for problem in problems} == {"stray.yaml"}


def test_roles_beside_the_packs_are_no_pack(tmp_path):
    for name, content in SHIPPED.items():
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (tmp_path / "roles.yaml").write_text("roles: {}\n", encoding="utf-8")

    assert list(read_packs(tmp_path, SCHEMA)) == [CCG, ICB]
