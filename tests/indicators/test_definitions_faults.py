"""Each way for a definition file to be faulty is told with file, field, fault and remedy."""

import shutil

import pytest
import yaml
from django.conf import settings

from trigpoint.indicators.definitions import load_folder
from trigpoint.indicators.errors import DefinitionInvalid

SHIPPED = settings.DEFINITIONS_DIR / "indicators"
MISSING = object()
CHANGES = {
    "key missing": (
        "ae-4hour",
        {"why": MISSING},
        "why",
        "The key why is missing. Add it: Why it matters: two plain sentences for the chair of a committee.",
    ),
    "nested key missing": (
        "ae-4hour",
        {"source.page": MISSING},
        "source.page",
        "The key page is missing. Add it: Address of the publication's page.",
    ),
    "unknown key near another": (
        "ae-4hour",
        {"numerater": "x"},
        "numerater",
        "There is no key numerater. Did you mean numerator?",
    ),
    "unknown key near none": (
        "ae-4hour",
        {"zzz": 1},
        "zzz",
        "There is no key zzz. Remove it; the keys are code, title",
    ),
    "not a choice": (
        "ae-4hour",
        {"improvement": "upp"},
        "improvement",
        "“upp” is not a choice. Did you mean up? Choose up, down or neither.",
    ),
    "kind of provider unknown": (
        "ae-4hour",
        {"applies_to": ["trust", "practise"]},
        "applies_to[2]",
        "“practise” is not a choice. Did you mean practice?",
    ),
    "wrong type": (
        "ae-4hour",
        {"decimals": "one"},
        "decimals",
        "“one” is not a whole number. Give a whole number.",
    ),
    "wrong type of several": (
        "ae-4hour",
        {"rolling_months": "twelve"},
        "rolling_months",
        "“twelve” is not a whole number or empty.",
    ),
    "short too long": (
        "ae-4hour",
        {"short": "A&E patients seen within 4 hours"},
        "short",
        "The text has 32 characters. Shorten it to 28 at most.",
    ),
    "text empty": ("ae-4hour", {"caveat": ""}, "caveat", "Nothing is given here. Give at least one."),
    "list empty": ("ae-4hour", {"applies_to": []}, "applies_to", "Nothing is given here. Give at least one."),
    "address not secure": (
        "ae-4hour",
        {"source.page": "http://example.org"},
        "source.page",
        "“http://example.org” is not written as it should be. Address of the publication's page. It begins with https://.",
    ),
    "number out of range": (
        "ae-4hour",
        {"outcomes_domain": 6},
        "outcomes_domain",
        "6 is greater than the maximum of 5.",
    ),
    "date not real": (
        "ae-4hour",
        {"next_review": "2026-02-30"},
        "next_review",
        "“2026-02-30” is not a date. Give a real day as year-month-day, such as 2026-04-01.",
    ),
    "date of a target not real": (
        "cancer-62d",
        {"targets.0.to_on": "2026-13-01"},
        "targets[1].to_on",
        "“2026-13-01” is not a date.",
    ),
    "rolling window charted": (
        "shmi",
        {"chart": "xmr"},
        "chart",
        "A rolling window cannot be charted over time: neighbouring points share most of their months. Set chart: none",
    ),
    "compared without kind": (
        "cancer-62d",
        {"compare.kind": None},
        "compare.kind",
        "Providers are compared but no kind of funnel is given. Give PR, RC or SR, or set allowed: false.",
    ),
    "kind without comparison": (
        "fft-inpatient-positive",
        {"compare.kind": "PR"},
        "compare.kind",
        "A kind of funnel, PR, is given but providers are not compared. Set kind: null, or allowed: true.",
    ),
    "kind of another unit": (
        "shmi",
        {"compare.kind": "PR"},
        "compare.kind",
        "A PR funnel does not suit the unit ratio. PR needs the unit %.",
    ),
    "targets overlap": (
        "ae-4hour",
        {"targets.0.to_on": "2024-04-01"},
        "targets[2].from_on",
        "78% objective for March 2025 begins on 2024-04-01, while 95% standard still applies. End 95% standard the day before",
    ),
    "open target before another": (
        "ae-4hour",
        {"targets.0.to_on": None},
        "targets[2].from_on",
        "while 95% standard still applies",
    ),
    "target backwards": (
        "cancer-62d",
        {"targets.0.to_on": "2023-09-30"},
        "targets[1].to_on",
        "85% standard ends on 2023-09-30, before it begins on 2023-10-01. Correct the dates.",
    ),
    "target over 100%": (
        "cancer-62d",
        {"targets.0.value": 850},
        "targets[1].value",
        "850 is not a percentage. Give a number from 0 to 100.",
    ),
    "target without its value": (
        "cancer-62d",
        {"targets.0.value": MISSING},
        "targets[1].value",
        "A standard needs value. Add it, or correct the kind.",
    ),
    "trajectory with one value": (
        "cancer-62d",
        {"targets.0.kind": "trajectory"},
        "targets[1].value",
        "A trajectory has no value. Remove it, or correct the kind.",
    ),
    "trajectory out of order": (
        "cancer-62d",
        {
            "targets.0.kind": "trajectory",
            "targets.0.value": MISSING,
            "targets.0.values": [
                {"from_on": "2026-10-01", "value": 80},
                {"from_on": "2026-04-01", "value": 75},
            ],
        },
        "targets[1].values",
        "The values do not follow each other day by day. Put them in order, one for each day.",
    ),
    "trajectory before it applies": (
        "cancer-62d",
        {
            "targets.0.kind": "trajectory",
            "targets.0.value": MISSING,
            "targets.0.values": [{"from_on": "2023-09-01", "value": 80}],
        },
        "targets[1].values",
        "A value is wanted from 2023-09-01, when the trajectory does not apply.",
    ),
    "ceiling of shares": (
        "cancer-62d",
        {"targets.0.kind": "ceiling", "targets.0.to_on": "2024-03-31"},
        "targets[1].kind",
        "these figures cannot be added up",
    ),
    "ceiling without end": (
        "cancelled-operations",
        {
            "targets": [
                {
                    "kind": "ceiling",
                    "name": "At most 100",
                    "value": 100,
                    "status": "local default",
                    "from_on": "2026-04-01",
                    "to_on": None,
                    "source": "x",
                }
            ]
        },
        "targets[1].to_on",
        "A ceiling has no last day. Give the last day of its year.",
    ),
    "reduction due outside": (
        "cancelled-operations",
        {
            "targets": [
                {
                    "kind": "reduction",
                    "name": "A quarter fewer",
                    "percent": 25,
                    "baseline_from": "2024-04-01",
                    "baseline_to": "2025-03-31",
                    "by_on": "2028-03-31",
                    "status": "local default",
                    "from_on": "2026-04-01",
                    "to_on": "2027-03-31",
                    "source": "x",
                }
            ]
        },
        "targets[1].by_on",
        "The reduction is wanted by a day on which it does not apply.",
    ),
    "target without direction": (
        "cancer-62d",
        {"improvement": "neither"},
        "targets",
        "There is a target although neither way is better. Remove the target, or say which way is better",
    ),
    "question missing": (
        "cancer-62d",
        {"question.outlier": MISSING},
        "question.outlier",
        "The question outlier is missing. Add it: improvement is up and compare.allowed is true.",
    ),
    "good or bad where neither is": (
        "ae-attendances",
        {"question.concern": "Why {provider}?"},
        "question.concern",
        "The question concern would never be asked. Remove it: improvement is neither and compare.allowed is false.",
    ),
    "placeholder unknown": (
        "cancer-62d",
        {"question.concern": "Why {trust}?"},
        "question.concern",
        "{trust} cannot be filled in here. Use only {provider}, {period}, {value}, {usual}.",
    ),
    "usual range without a chart": (
        "shmi",
        {"question.concern": "Why not {usual}, {provider}?"},
        "question.concern",
        "{usual} cannot be filled in here. Use only {provider}, {period}, {value}.",
    ),
    "brace left open": (
        "cancer-62d",
        {"question.concern": "Why {?"},
        "question.concern",
        "cannot be filled in here.",
    ),
}


def write(folder, code, changes=None, *, name=None):
    """A shipped definition, changed; keys of `changes` are paths with dots."""
    content = yaml.safe_load((SHIPPED / f"{code}.yaml").read_text(encoding="utf-8"))
    for path, value in (changes or {}).items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place = content
        for step in steps:
            place = place[step]
        if value is MISSING:
            del place[last]
        else:
            place[last] = value
    (folder / f"{name or code}.yaml").write_text(
        yaml.safe_dump(content, allow_unicode=True), encoding="utf-8"
    )


def refused(folder):
    """The problems for which the folder is refused."""
    with pytest.raises(DefinitionInvalid) as caught:
        load_folder(folder)
    return caught.value


@pytest.mark.parametrize("case", CHANGES)
def test_fault_is_told_with_file_field_and_remedy(case, tmp_path):
    code, changes, field, words = CHANGES[case]
    write(tmp_path, code, changes)

    problems = refused(tmp_path).problems

    told = [f"{problem.message} {problem.remedy}" for problem in problems if problem.column == field]
    assert [problem.file for problem in problems] == [f"{code}.yaml"] * len(problems)
    assert any(words in each for each in told), told


def test_faults_of_all_files_are_told_at_once(tmp_path):
    write(tmp_path, "ae-4hour", {"why": MISSING, "decimals": 9})
    write(tmp_path, "shmi", {"chart": "xmr"})
    write(tmp_path, "cancer-62d")

    error = refused(tmp_path)

    assert {(problem.file, problem.column) for problem in error.problems} == {
        ("ae-4hour.yaml", "why"),
        ("ae-4hour.yaml", "decimals"),
        ("shmi.yaml", "chart"),
    }
    assert (
        str(error)
        .splitlines()[-1]
        .startswith("shmi.yaml, chart: A rolling window cannot be charted over time")
    )


def test_file_named_otherwise_than_its_code(tmp_path):
    write(tmp_path, "shmi", name="mortality")

    problem = refused(tmp_path).problems[0]

    assert problem.message == "The code is shmi, but the file is named mortality.yaml."
    assert problem.remedy == "Rename the file shmi.yaml, or correct the code."


def test_code_given_twice(tmp_path):
    write(tmp_path, "shmi")
    write(tmp_path, "shmi", name="shmi-2")

    told = [problem.message for problem in refused(tmp_path).problems]

    assert "shmi-2.yaml has the same code: shmi." in told


def test_column_heading_given_twice(tmp_path):
    write(tmp_path, "cancer-62d", {"short": "Beds"})
    write(tmp_path, "shmi", {"short": "Beds"})

    problem = refused(tmp_path).problems[0]

    assert (problem.file, problem.column) == ("shmi.yaml", "short")
    assert problem.message == "cancer-62d.yaml has the same short: Beds."


def test_key_that_stands_twice_in_a_file(tmp_path):
    shutil.copy(SHIPPED / "shmi.yaml", tmp_path)
    with (tmp_path / "shmi.yaml").open("a", encoding="utf-8") as file:
        file.write("title: Another title\n")

    problem = refused(tmp_path).problems[0]

    assert "the key title stands twice" in problem.message


def test_file_that_is_not_yaml_is_told_with_its_line(tmp_path):
    (tmp_path / "bad.yaml").write_text("code: bad\ntitle: A: B\n", encoding="utf-8")

    problem = refused(tmp_path).problems[0]

    assert problem.message == "The file is not YAML at line 2: mapping values are not allowed here."
    assert "put text that holds a colon" in problem.remedy


def test_file_in_another_encoding(tmp_path):
    (tmp_path / "bad.yaml").write_bytes("title: Café".encode("latin-1"))

    assert refused(tmp_path).problems[0].message == "The file is not UTF-8 text."


def test_file_that_is_empty(tmp_path):
    (tmp_path / "bad.yaml").write_text("", encoding="utf-8")

    assert refused(tmp_path).problems[0].message == "“None” is not a group of keys."
