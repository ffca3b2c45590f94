"""The list of comments, one comment, those that need a person, and the file of them."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import intelligence as make
from trigpoint.intelligence.models import Coding, Correction, ItemTheme
from trigpoint.intelligence.queries import comments as queries
from trigpoint.intelligence.queries.comments import Chosen
from trigpoint.jobs.models import Job

pytestmark = pytest.mark.django_db
ALL = reverse("intelligence:comments")


def told(by, text, *themes, sentiment="negative", unsure=False, empty=False, **said):
    """A coded comment."""
    item = make.item(by, text, **{"source": "fft", "happened_on": dt.date(2026, 5, 9), **said})
    Coding.objects.create(
        item=item, sentiment=sentiment, sentiment_probability=0.8, is_unsure=unsure, is_empty=empty, model="themes-1",
        suggested=[["parking", 0.2]],
    )  # fmt: skip
    ItemTheme.objects.bulk_create([ItemTheme(item=item, theme=theme, probability=0.87) for theme in themes])
    return item


def shown(client, query=""):
    return words(page_of(client.get(ALL + query)))


def test_nothing_yet_teaches_how_to_begin(client_of, quality_lead):
    page = shown(client_of(quality_lead))

    assert "No comment is here yet." in page
    assert "Take in a file of comments" in page


def test_each_comment_with_its_themes_and_how_sure_they_are(client_of, quality_lead):
    told(quality_lead, "Waited for the letter", "discharge")

    page = shown(client_of(quality_lead))

    assert "1 comment is coded and counted." in page
    assert "Waited for the letter" in page
    assert "Discharge 87% sure" in page
    assert "Negative 80% sure" in page
    assert "It misses some" in page or "it misses some" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?theme=parking", ["second"]),
        ("?sentiment=positive", ["third"]),
        ("?state=unsure", ["second"]),
        ("?state=empty", ["fourth"]),
        ("?words=FIRST", ["first"]),
        ("?source=survey", ["third"]),
        ("?provider=RMC", ["first", "second", "third"]),
        ("?provider=nowhere", []),
        ("?theme=nonsense&after=nonsense", ["first", "second", "third"]),
    ],
)
def test_filters(client_of, quality_lead, query, found):
    told(quality_lead, "first words", "discharge")
    told(quality_lead, "second words", "parking", unsure=True)
    told(quality_lead, "third words", sentiment="positive", source="survey")
    told(quality_lead, "fourth words", sentiment="", empty=True)

    page = shown(client_of(quality_lead), query)

    assert [word for word in ("first", "second", "third", "fourth") if f"{word} words" in page] == found


def test_months_narrow_once_they_are_counted(quality_lead):
    told(quality_lead, "in May")
    told(quality_lead, "in June", happened_on=dt.date(2026, 6, 1))

    june = queries.coded_items(user=quality_lead, chosen=Chosen(since=dt.date(2026, 6, 1)))

    assert [item.words for item in june] == ["in June"]


def test_pages_hold_every_comment_once_the_latest_month_first(quality_lead, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        told(quality_lead, f"May {number}")
    told(quality_lead, "April", happened_on=dt.date(2026, 4, 1))
    found = queries.coded_items(user=quality_lead, chosen=Chosen())

    seen, after = [], ""
    for _ in range(9):
        items, after = queries.page_of(found, after=after)
        seen += [item.words for item in items]
        if not after:
            break

    assert seen == ["May 4", "May 3", "May 2", "May 1", "May 0", "April"]


def test_file_of_what_is_seen(client_of, quality_lead):
    told(quality_lead, "Waited", "discharge", "parking")
    told(quality_lead, "Kind", sentiment="positive")

    answer = client_of(quality_lead).get(reverse("intelligence:comments-csv") + "?theme=parking")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["words"], row["themes"], row["coded_by"]) for row in rows] == [
        ("Waited", "Discharge; Parking", "model")
    ]


def test_correction_on_the_page_counts_and_asks_for_counting(client_of, quality_lead):
    item = told(quality_lead, "Waited", "discharge", unsure=True)
    client = client_of(quality_lead)
    address = reverse("intelligence:comment", args=[item.public_id])

    page = client.get(address)
    assert "Read or suggested by the model" in page.content.decode()
    answer = client.post(address, {"themes": ["parking"], "sentiment": "mixed"})

    assert answer.status_code == 302
    assert Correction.objects.get().themes == ["parking"]
    assert Job.objects.filter(key__startswith="intelligence.count:").exists()
    assert "A person coded this." in words(page_of(client.get(address)))


def right(client, item, **sent):
    """Say on its page that it is right as it is."""
    page = page_of(client.get(reverse("intelligence:comment", args=[item.public_id])))
    seen = page.select_one("input[name=seen]")["value"]
    address = reverse("intelligence:comment-right", args=[item.public_id])
    return client.post(address, {"seen": seen, **sent}, follow=True)


def test_those_that_need_a_person_one_after_the_other(client_of, quality_lead):
    older, newer = (told(quality_lead, text, "discharge", unsure=True) for text in ("older", "newer"))
    client = client_of(quality_lead)
    following = reverse("intelligence:comments-next")

    assert newer.public_id in client.get(following)["Location"]
    answer = right(client, newer, queue="yes")
    assert "older" in words(page_of(answer))
    assert (
        older.public_id in client.get(f"{following}?after={older.public_id}")["Location"]
    )  # it comes round again
    right(client, older)
    assert "No comment needs a person now." in words(page_of(client.get(following, follow=True)))


def test_correction_is_taken_back_on_the_page(client_of, quality_lead):
    item = told(quality_lead, "Waited", "discharge")
    client = client_of(quality_lead)
    client.post(
        reverse("intelligence:comment", args=[item.public_id]), {"themes": ["parking"], "sentiment": "mixed"}
    )

    client.post(reverse("intelligence:comment-undo", args=[item.public_id]))

    assert set(item.themes.values_list("theme", flat=True)) == {"discharge"}
    page = words(page_of(client.get(reverse("intelligence:comment", args=[item.public_id]))))
    assert "Taken back to: Discharge; negative" in page


def test_reader_reads_and_corrects_nothing(client_of, quality_lead, chair):
    item = told(quality_lead, "Waited", "discharge", unsure=True)
    client = client_of(chair)

    page = client.get(reverse("intelligence:comment", args=[item.public_id])).content.decode()

    assert "Save the coding" not in page
    assert "Code those that need a person" not in client.get(ALL).content.decode()


def test_what_is_restricted_is_in_no_list_and_no_file(client_of, quality_lead):
    item = make.whistle(quality_lead, "Zedmark told in confidence")
    Coding.objects.create(item=item, sentiment="negative", is_unsure=True, model="themes-1")
    client = client_of(quality_lead)

    assert "Zedmark" not in client.get(f"{ALL}?words=Zedmark").content.decode().replace(
        'value="Zedmark"', ""
    ).replace("“Zedmark”", "").replace("words=Zedmark", "")
    assert "confidence" not in client.get(reverse("intelligence:comments-csv")).content.decode()
    assert queries.next_for_person(user=quality_lead, after=None) is None


def test_few_queries(client_of, quality_lead, django_assert_max_num_queries):
    for number in range(30):
        told(quality_lead, f"Comment {number}", "discharge", "parking")
    client = client_of(quality_lead)

    with django_assert_max_num_queries(20):
        client.get(ALL)


def test_what_was_coded_anew_meanwhile_is_looked_at_again(client_of, quality_lead):
    item = told(quality_lead, "older", "discharge", unsure=True)
    address = reverse("intelligence:comment-right", args=[item.public_id])

    answer = client_of(quality_lead).post(address, {"seen": "2026-01-01", "queue": "yes"}, follow=True)

    assert "It was coded anew since you opened it" in words(page_of(answer))
    assert "A comment that needs a person" in words(page_of(answer))
    assert not item.corrections.exists()


def test_nothing_was_said_is_ticked_by_itself(client_of, quality_lead):
    item = told(quality_lead, "older", "discharge")
    address = reverse("intelligence:comment", args=[item.public_id])
    client = client_of(quality_lead)

    refused = client.post(address, {"themes": ["parking"], "sentiment": "", "is_empty": "on"})
    assert "Take the themes and the sentiment away" in words(page_of(refused, status=422))

    page = page_of(client.post(address, {"sentiment": "", "is_empty": "on"}, follow=True))
    assert "Nothing was said" in words(page)
    assert page.select_one("input[name=is_empty]").has_attr("checked")
    item.coding.refresh_from_db()
    assert item.coding.is_empty


def test_before_anything_is_read_the_page_says_how_many_wait(client_of, quality_lead):
    make.item(quality_lead, source="fft")
    make.item(quality_lead, source="fft")
    make.whistle(quality_lead)

    page = words(page_of(client_of(quality_lead).get(reverse("intelligence:comments"))))

    assert "2 comments wait to be read by the model, which begins within minutes." in page
    assert "No comment is here yet" not in page
