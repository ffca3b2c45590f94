"""What a chart watches for stands in its definition, whole and fitting, or the file is refused."""

import shutil

import pytest
import yaml
from django.conf import settings

from trigpoint.indicators import presenters
from trigpoint.indicators.definitions import CUSUMS, WATCHING, Watch, definition, library, load_folder
from trigpoint.indicators.errors import DefinitionInvalid

SHIPPED = settings.DEFINITIONS_DIR / "indicators"
WATCH = {"expected": "denominator", "up": 2, "down": 0.5, "periods": 12, "alert": 5, "alarm": 1}
EWMA = {"weight": 0.2, "periods": 12, "alert": 5, "alarm": 1}
FAULTS = {
    "not told what to watch for": (
        "sickness-absence",
        {"chart": "ewma", "watch": None},
        "watch",
        "A ewma chart is not told what to watch for. Add watch, with weight, periods, alert, alarm.",
    ),
    "watch of no use": (
        "sickness-absence",
        {"chart": "xmr", "watch": WATCH},
        "watch",
        "A xmr chart watches for nothing. Remove it, or use cusum_poisson, cusum_bernoulli, vlad, ewma.",
    ),
    "key missing": (
        "deaths-in-hospital",
        {"watch": {key: value for key, value in WATCH.items() if key != "down"}},
        "watch.down",
        "A vlad chart needs down. Add it: down.",
    ),
    "key of no use": (
        "deaths-in-hospital",
        {"watch": {**WATCH, "weight": 0.2}},
        "watch.weight",
        "A vlad chart has no weight. Remove weight.",
    ),
    "alarm likelier than alert": (
        "deaths-in-hospital",
        {"watch": {**WATCH, "alarm": 10}},
        "watch.alarm",
        "False alarms of 10 % would be more frequent than false alerts of 5 %. Give the alarm the smaller chance.",
    ),
    "expectation unsuited": (
        "deaths-in-hospital",
        {"watch": {**WATCH, "expected": 0.3}},
        "watch.expected",
        "A vlad chart cannot expect 0.3. Give denominator.",
    ),
    "no target to be expected": (
        "sickness-absence",
        {"chart": "cusum_bernoulli", "targets": [], "watch": {**WATCH, "expected": "target"}},
        "watch.expected",
        "The target is to be expected, and there is none. Add a target, or give a chance.",
    ),
    "chance of all": (
        "sickness-absence",
        {"chart": "cusum_bernoulli", "watch": {**WATCH, "expected": 100}},
        "watch.expected",
        "A chance of 100 % leaves nothing to watch. Give per cent below 100.",
    ),
    "ratio too small": (
        "deaths-in-hospital",
        {"watch": {**WATCH, "up": 1}},
        "watch.up",
        "1 is less than the minimum of 1.05.",
    ),
    "chart of another unit": (
        "sickness-absence",
        {"chart": "vlad", "watch": WATCH},
        "chart",
        "A vlad chart does not suit the unit %. It needs the unit ratio; xmr suits all.",
    ),
    "rolling window": (
        "shmi",
        {"chart": "vlad", "watch": WATCH},
        "chart",
        "A rolling window cannot be charted over time",
    ),
    "usual range that there is none of": (
        "deaths-in-hospital",
        {"question.concern": "At {provider} {value} against {usual}. Why?"},
        "question.concern",
        "{usual} cannot be filled in here.",
    ),
}


@pytest.mark.parametrize(("code", "changes", "column", "told"), FAULTS.values(), ids=FAULTS)
def test_fault_is_told(tmp_path, code, changes, column, told):
    folder = tmp_path / "indicators"
    folder.mkdir()
    content = yaml.safe_load((SHIPPED / f"{code}.yaml").read_text(encoding="utf-8"))
    for path, value in changes.items():
        place = content
        *above, last = path.split(".")
        for key in above:
            place = place[key]
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    (folder / f"{code}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")

    with pytest.raises(DefinitionInvalid) as caught:
        load_folder(folder)

    problems = {problem.column: f"{problem.message} {problem.remedy}" for problem in caught.value.problems}
    assert told in problems[column]


@pytest.mark.parametrize(
    ("code", "chart", "watch"),
    [
        ("sickness-absence", "ewma", EWMA),
        ("cancer-62d", "cusum_bernoulli", {**WATCH, "expected": "target"}),
        ("cancer-62d", "cusum_bernoulli", {**WATCH, "expected": 15}),
        ("never-events", "cusum_poisson", {**WATCH, "expected": 0.2, "down": None}),
    ],
)
def test_what_fits_is_read(tmp_path, code, chart, watch):
    folder = tmp_path / "indicators"
    shutil.copytree(SHIPPED, folder)
    path = folder / f"{code}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | {"chart": chart, "watch": watch}
    content["question"] = {
        key: text.replace("{usual}", "the usual") for key, text in content["question"].items()
    }
    path.write_text(yaml.safe_dump(content), encoding="utf-8")

    read = load_folder(folder)[code]

    assert (read.chart, read.watch) == (chart, Watch(**watch))


def test_shipped_outcomes_say_what_they_watch_for():
    deaths, never = definition("deaths-in-hospital"), definition("never-events")

    assert (deaths.chart, deaths.watch) == ("vlad", Watch("denominator", 1.25, 0.8))
    assert (never.chart, never.watch.down) == ("cusum_poisson", None)
    assert not deaths.compare.allowed
    assert all(each.watch is None for each in library().values() if each.chart not in WATCHING)
    assert set(CUSUMS) < set(WATCHING)


def test_the_indicator_says_what_is_watched_in_plain_words():
    assert presenters.watched(definition("never-events")) == (
        "Looks for 2 times what is expected, fewer are not looked for. Expected is the number expected, which the file gives. "
        "A false signal of the first level comes to at most 5% of charts within 12 months, a false alarm to 1%."
    )
    assert presenters.watched(definition("sickness-absence")) == ""
