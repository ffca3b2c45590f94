"""When several pieces ask for further information: three on one provider and theme, within ninety days, from two people."""

import datetime as dt

import pytest

from trigpoint.intelligence.rules.clusters import Telling, clusters

TODAY = dt.date(2026, 11, 20)
NUMBERS = {"today": TODAY, "least": 3, "days": 90}


def telling(item, sender="a", ago=1, **said):
    return Telling(
        **{
            "item": item,
            "provider": 1,
            "theme": "discharge",
            "sender": sender,
            "on": TODAY - dt.timedelta(days=ago),
            **said,
        }
    )


def test_three_pieces_from_two_people_cluster():
    (found,) = clusters([telling(1, ago=30), telling(2), telling(3, "b", ago=2)], **NUMBERS)

    assert (found.provider, found.theme, found.pieces, found.senders) == (1, "discharge", 3, 2)
    assert found.items == (2, 3, 1)
    assert (found.first_on, found.last_on) == (TODAY - dt.timedelta(days=30), TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    "told",
    [
        [telling(1), telling(2, "b")],
        [telling(1), telling(2), telling(3)],
        [telling(1, ""), telling(2, ""), telling(3, "")],
        [telling(1), telling(2, "b"), telling(3, "c", ago=91)],
        [telling(1), telling(2, "b"), telling(3, "c", ago=-1)],
        [telling(1), telling(2, "b"), telling(3, "c", theme="food")],
        [telling(1), telling(2, "b"), telling(3, "c", provider=2)],
        [telling(1, same="x"), telling(2, "b", same="x"), telling(3, "c")],
        [],
    ],
    ids=["two", "one-person", "nobody-known", "too-old", "ahead", "theme", "provider", "same-twice", "none"],
)
def test_less_does_not(told):
    assert clusters(told, **NUMBERS) == []


@pytest.mark.parametrize(("ago", "number"), [(0, 1), (90, 1), (91, 0)])
def test_both_ends_of_the_window_count(ago, number):
    assert len(clusters([telling(1), telling(2, "b"), telling(3, ago=ago)], **NUMBERS)) == number


def test_unknown_senders_are_one_beside_a_known_one():
    assert len(clusters([telling(1, ""), telling(2, ""), telling(3, "a")], **NUMBERS)) == 1


def test_same_telling_is_one_piece_and_both_stand_in_the_cluster():
    told = [telling(1, same="x"), telling(2, same="x"), telling(3, "b", same="y"), telling(4, "b", same="z")]

    (found,) = clusters(told, **NUMBERS)

    assert (found.pieces, len(found.items)) == (3, 4)


def test_most_pieces_come_first_and_themes_stay_apart():
    food = [telling(number, str(number), theme="food") for number in range(10, 14)]
    discharge = [telling(number, str(number)) for number in range(3)]

    assert [each.theme for each in clusters([*discharge, *food], **NUMBERS)] == ["food", "discharge"]


def test_numbers_are_the_packs():
    told = [telling(1), telling(2, "b", ago=20)]

    assert len(clusters(told, today=TODAY, least=2, days=30)) == 1
    assert clusters(told, today=TODAY, least=2, days=10) == []
