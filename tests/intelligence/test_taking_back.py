"""Taking back what a file brought: what nobody worked on goes, all else stays, and the same file may come again."""

from __future__ import annotations

import pytest

from tests.factories import intelligence as make
from tests.factories.sheets import ROWS, taken, tried
from trigpoint.common import clock
from trigpoint.intelligence.errors import SheetImpossible
from trigpoint.intelligence.models import Coding, Consent, Item, ItemStep, SheetImport
from trigpoint.intelligence.rules.states import Deed, State
from trigpoint.intelligence.services import importing
from trigpoint.intelligence.services.coding import code_items, correct
from trigpoint.intelligence.services.taking_back import take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def bolton(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return make.bolton()


def test_what_a_file_brought_can_be_taken_back(quality_lead, bolton):
    sheet = taken(quality_lead)
    code_items(owner=quality_lead.commissioner, by=quality_lead)

    assert take_back(sheet=sheet, by=quality_lead) == 4
    assert not Item.objects.exists()
    assert not Coding.objects.exists()
    assert SheetImport.objects.get().stage == "undone"
    with pytest.raises(SheetImpossible):
        take_back(sheet=sheet, by=quality_lead)


def corrected(item, by):
    correct(item=item, themes=["discharge"], sentiment="negative", by=by)


def answered(item, by):
    make.change(by, items=(item,))


def named(item, by):
    other = make.item(by)
    ItemStep.objects.create(item=other, deed=Deed.MERGED, state=State.MERGED, other=item, by=by)


def moved(item, by):
    ItemStep.objects.create(item=item, deed=Deed.TAKEN_UP, state=State.RECEIVED, by=by)


def consented(item, by):
    Consent.objects.create(item=item, deed="given", uses=["paper"], how="written", on=clock.today(), by=by)


def restricted(item, by):
    Item.objects.filter(pk=item.pk).update(restriction="whistleblowing", is_one_by_one=True)


@pytest.mark.parametrize("worked_on", [corrected, answered, named, moved, consented, restricted])
def test_what_people_worked_on_stays(quality_lead, bolton, worked_on):
    sheet = taken(quality_lead)
    item = Item.objects.earliest("row")
    worked_on(item, quality_lead)

    assert take_back(sheet=sheet, by=quality_lead) == 3

    assert list(Item.objects.filter(load=sheet.load)) == [item]
    assert (sheet.result["taken_back"], sheet.result["kept"]) == (3, 1)


def test_what_stayed_is_one_number_whatever_the_reason(quality_lead, bolton):
    sheet = taken(quality_lead)
    first, second = Item.objects.order_by("row")[:2]
    corrected(first, quality_lead)
    restricted(second, quality_lead)

    take_back(sheet=sheet, by=quality_lead)

    assert sheet.result["kept"] == sheet.result["new"] - sheet.result["taken_back"] == 2


def test_a_mistaken_file_of_a_source_that_people_handle_goes(quality_lead, bolton):
    sheet = taken(quality_lead, source="healthwatch")
    assert Item.objects.filter(is_one_by_one=True, steps__deed=Deed.RECEIVED).count() == 4

    assert take_back(sheet=sheet, by=quality_lead) == 4
    assert not ItemStep.objects.exists()


def test_the_same_file_in_two_sheets_is_taken_in_once(quality_lead, bolton):
    first, second = tried(quality_lead), tried(quality_lead)
    for sheet in (first, second):
        importing.begin_taking(sheet=sheet, by=quality_lead)
        importing.take_in(sheet=sheet, by=quality_lead)

    assert (first.stage, second.stage, second.load) == ("taken", "refused", None)
    assert "taken in with the same columns" in second.result["refused"][0]["message"]
    assert take_back(sheet=first, by=quality_lead) == 4


def test_one_load_of_two_sheets_is_not_taken_back(quality_lead, bolton):
    sheet = taken(quality_lead)
    other = tried(quality_lead, *ROWS[:1])
    SheetImport.objects.filter(pk=other.pk).update(stage="taken", load=sheet.load)

    with pytest.raises(SheetImpossible, match="taken in twice"):
        take_back(sheet=sheet, by=quality_lead)
    assert Item.objects.count() == 4


def test_a_worker_that_died_after_taking_in_does_it_once(quality_lead, bolton, monkeypatch):
    sheet = tried(quality_lead)
    importing.begin_taking(sheet=sheet, by=quality_lead)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_told", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            importing.take_in(sheet=sheet, by=quality_lead)

    importing.take_in(sheet=sheet, by=quality_lead)

    assert (sheet.stage, sheet.result["new"], Item.objects.count()) == ("taken", 4, 4)
    assert take_back(sheet=sheet, by=quality_lead) == 4


def test_what_was_taken_back_may_come_again(quality_lead, bolton):
    for _ in range(3):
        sheet = taken(quality_lead)

        assert (sheet.stage, sheet.result["new"], sheet.result["is_repeat"]) == ("taken", 4, False)
        assert take_back(sheet=sheet, by=quality_lead) == 4

    sheet = taken(quality_lead)
    corrected(Item.objects.earliest("row"), quality_lead)
    take_back(sheet=sheet, by=quality_lead)
    assert taken(quality_lead).result["new"] == 3
