"""The conventions hold, and each of them would notice a breach."""

import pytest

from tests.architecture import rules
from tests.architecture.source import modules, plant

FORTY_ONE_LINES = "def long():\n" + "    x = 1\n" * 41
SEVEN = "def many(a, b, c, d, *, e, f, g):\n    return a\n"
BREACHES = [
    (
        rules.files_taken_away_unnoted,
        "loads/views.py",
        "def listed(request):\n    return _table()\n\n\ndef _table():\n    return csv_response('x.csv', [])\n",
    ),
    (
        rules.files_taken_away_unnoted,
        "loads/views.py",
        "def paper(request):\n    return HttpResponse(b'', headers={'Content-Disposition': f'attachment; filename={1}'})\n",
    ),
    (
        rules.records_reached_past_the_door,
        "loads/views.py",
        "def show(request):\n    return Load.objects.all()\n",
    ),
    (
        rules.records_reached_past_the_door,
        "loads/presenters/rows.py",
        "def rows():\n    return Load.objects.all()\n",
    ),
    (
        rules.careless_services,
        "loads/services.py",
        "def load(file, *, by):\n    audit.record(by, 'x', file)\n",
    ),
    (rules.careless_services, "loads/services.py", "def load(*, file):\n    audit.record(None, 'x', file)\n"),
    (rules.careless_services, "loads/services/files.py", "def load(*, file, by):\n    file.save()\n"),
    (
        rules.signal_receivers,
        "loads/models.py",
        "@receiver(post_save, sender=Load)\ndef saved(**rest):\n    pass\n",
    ),
    (rules.long_functions, "loads/queries.py", FORTY_ONE_LINES),
    (rules.functions_with_many_parameters, "loads/queries.py", SEVEN),
    (rules.inner_imports, "loads/queries.py", "def late():\n    import os\n    return os\n"),
    (rules.long_files, "loads/queries.py", "x = 1\n" * 351),
    (rules.names_that_say_nothing, "loads/utils.py", "x = 1\n"),
    (rules.names_that_say_nothing, "loads/helpers/files.py", "x = 1\n"),
    (rules.upward_imports_within_areas, "loads/services.py", "from trigpoint.loads import forms\n"),
    (rules.upward_imports_within_areas, "loads/models.py", "from trigpoint.loads.queries import recent\n"),
    (rules.upward_imports_within_areas, "loads/views/rows.py", "import trigpoint.loads.urls\n"),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_convention_holds(rule):
    assert rule(modules()) == [], rule.__doc__


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
def test_convention_notices_a_planted_breach(tmp_path, rule, path, text):
    assert len(rule(plant(tmp_path, path, text))) == 1


def test_every_convention_has_a_planted_breach():
    planted = {rule for rule, _, _ in BREACHES} | {rules.back_doors_between_areas}

    assert planted == set(rules.RULES)


@pytest.mark.parametrize("imported", ["loads.forms", "loads.views.show", "loads"])
def test_back_door_into_another_area_is_noticed(tmp_path, imported):
    plant(tmp_path, "loads/__init__.py", "")

    found = plant(tmp_path, "reports/views.py", f"import trigpoint.{imported}\n")

    assert len(rules.back_doors_between_areas(found)) == 1


@pytest.mark.parametrize("imported", ["loads.models", "loads.contract", "ui.words"])
def test_face_of_another_area_is_open(tmp_path, imported):
    plant(tmp_path, "loads/__init__.py", "")
    plant(tmp_path, "ui/__init__.py", "")

    found = plant(tmp_path, "reports/views.py", f"import trigpoint.{imported}\n")

    assert rules.back_doors_between_areas(found) == []


def test_service_recorded_through_another_is_fine(tmp_path):
    text = "def load(*, file, by):\n    _step(file, by)\n\n\ndef _step(file, by):\n    audit.record(by, 'x', file)\n"

    assert rules.careless_services(plant(tmp_path, "loads/services.py", text)) == []


def test_file_noted_by_a_service_of_the_area_is_fine(tmp_path):
    plant(
        tmp_path,
        "files/services.py",
        "def take(*, file, by):\n    audit.note_export(by, 'files.opened', file, None)\n",
    )
    text = "def taken(request):\n    services.take(file=1, by=2)\n    return FileResponse()\n"

    assert rules.files_taken_away_unnoted(plant(tmp_path, "files/views.py", text)) == []


def test_service_inside_a_load_is_recorded_by_the_load(tmp_path):
    text = "def store(*, load, reading, by):\n    load.save()\n"

    assert rules.careless_services(plant(tmp_path, "loads/services.py", text)) == []
