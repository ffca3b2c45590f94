"""Nothing is read, counted or told past `visible_to`; each convention would notice a breach."""

import pytest

from tests.architecture import rules, scope
from tests.architecture.source import modules, plant

MODELS = "class Load(OwnedRecord):\n    pass\n\n\nclass Told(ConfidentialRecord):\n    pass\n\n\nclass ConfidentialRecord(OwnedRecord):\n    pass\n"
QUERIES = "loads/queries.py"
API = "loads/api.py"
BREACHES = [
    (scope.counts_over_everything, QUERIES, "def number():\n    return Load.objects.count()\n"),
    (scope.counts_over_everything, QUERIES, "def number(user):\n    return Load.objects.filter(is_open=False).count()\n"),
    (scope.counts_over_everything, QUERIES, "def worst():\n    return Load.objects.aggregate(Max('rows'))\n"),
    (scope.counts_over_everything, QUERIES, "def by_kind():\n    return Load.objects.values('kind').annotate(n=Count('pk'))\n"),
    (scope.counts_over_everything, QUERIES, "def number():\n    return len(Load._base_manager.all())\n"),
    (scope.counts_over_everything, QUERIES, "def number(provider):\n    return provider.load_set.count()\n"),
    (scope.counts_over_everything, QUERIES, "def number(owner):\n    return Told.objects.filter(owner=owner).count()\n"),
    (scope.counts_over_everything, QUERIES, "def seen():\n    def rows():\n        return Load.objects.all()\n    return rows\n"),
    (scope.counts_over_everything, "loads/forms.py", "class F(Form):\n    choices = Load.objects.all()\n"),
    (scope.counts_over_everything, "loads/rules.py", "NUMBER = Load.objects.count()\n"),
    (scope.records_fetched_past_the_door, "loads/views.py", "def show(request, pk):\n    return get_object_or_404(Load, pk=pk)\n"),
    (scope.records_fetched_past_the_door, API, "def show(request, pk):\n    return shortcuts.get_object_or_404(models.Load, pk=pk)\n"),
    (rules.records_reached_past_the_door, API, "@router.get('/loads')\ndef listed(request):\n    return Load.objects.filter(owner=request.user.commissioner)\n"),
    (scope.schemas_that_skip_the_scope, API, "@router.get('/loads')\ndef listed(request):\n    return queries.every_load()\n"),
    (scope.schemas_that_skip_the_scope, API, "class LoadOut(ModelSchema):\n    class Meta:\n        model = Load\n        fields = '__all__'\n"),
    (scope.schemas_that_skip_the_scope, API, "class LoadOut(ninja.ModelSchema):\n    class Meta:\n        model = Load\n        exclude = ['owner']\n"),
    (scope.schemas_that_skip_the_scope, API, "class LoadOut(Schema):\n    actions: int\n\n    @staticmethod\n    def resolve_actions(load):\n        return load.actions.count()\n"),
]  # fmt: skip
FINE = [
    (QUERIES, "def number(user):\n    return Load.visible_to(user).count()\n"),
    (QUERIES, "def number(user):\n    return Load.objects.visible_to(user).count()\n"),
    (QUERIES, "def number(owner):\n    return Load.objects.filter(Q(is_open=True) | Q(owner=owner)).count()\n"),
    (QUERIES, "def again(told):\n    return Told.objects.get(pk=told.pk)\n"),
    (QUERIES, "def number():\n    return Weather.objects.count()\n"),
    ("loads/services.py", "def add(*, by):\n    return Load.objects.create(owner=by.commissioner)\n"),
    ("loads/views.py", "def show(request):\n    return get_object_or_404(Load.visible_to(request.user), pk=1)\n"),
    (API, "@router.get('/loads')\ndef listed(request):\n    return Load.visible_to(request.user)\n"),
    (API, "class LoadOut(Schema):\n    name: str\n\n    @staticmethod\n    def resolve_name(load):\n        return load.name.upper()\n"),
]  # fmt: skip


@pytest.fixture
def planted(tmp_path):
    """A package with records, and one more file in it."""
    plant(tmp_path, "loads/models.py", MODELS)
    return lambda path, text: plant(tmp_path, path, text)


@pytest.mark.parametrize("rule", scope.RULES, ids=lambda rule: rule.__name__)
def test_convention_holds(rule):
    assert rule(modules()) == [], rule.__doc__


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
def test_convention_notices_a_planted_breach(planted, rule, path, text):
    assert len(rule(planted(path, text))) == 1


@pytest.mark.parametrize(("path", "text"), FINE)
def test_convention_lets_through_what_says_for_whom(planted, path, text):
    found = planted(path, text)

    assert [breach for rule in scope.RULES for breach in rule(found)] == []


def test_every_convention_has_a_planted_breach():
    assert {rule for rule, _, _ in BREACHES} >= set(scope.RULES)


def test_no_exception_outlives_its_code():
    assert scope.unused_exceptions(modules()) == set()
