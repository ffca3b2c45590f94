"""Pages of agreed targets as people see them."""

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.common import clock
from trigpoint.indicators.definitions import definition
from trigpoint.reports.presenters.figures import target_words
from trigpoint.surveillance import services
from trigpoint.surveillance.forms import FORMS
from trigpoint.surveillance.models import AgreedTarget, SeriesStatus, TargetStep
from trigpoint.surveillance.rules.agreeing import financial_year, year_words
from trigpoint.ui.words import day

pytestmark = pytest.mark.django_db
SAID = {"name": "Back to 76", "source": "Contract meeting, 2 April 2026"}


@pytest.fixture
def bolton(quality_lead):
    found = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    made.refreshed(quality_lead)
    return found


@pytest.fixture
def client(client_of, quality_lead):
    return client_of(quality_lead)


def year():
    return financial_year(clock.today())


def soup(response):
    return BeautifulSoup(response.content, "html5lib")


def page(client, series, **query):
    response = client.get(reverse("surveillance:series-targets", args=[series.public_id]), query)
    assert response.status_code == 200
    return soup(response)


def agree(client, series, **said):
    address = reverse("surveillance:target-agree", args=[series.public_id])
    return client.post(address, {**SAID, "year": year().isoformat(), **said})


def standard(**said):
    begins = year().isoformat()
    return {"kind": "standard", "value": "74", "begins": begins, "ends": "", **said}


def test_the_page_of_a_series_leads_to_the_form(client, bolton):
    shown = soup(client.get(bolton.get_absolute_url()))

    link = shown.find("a", string="Agree a target with this provider")
    assert link["href"] == reverse("surveillance:series-targets", args=[bolton.public_id])


def test_without_any_the_page_teaches_and_offers_the_kinds_that_suit(client, bolton):
    shown = page(client, bolton)

    assert "Nothing has been agreed with this provider yet." in shown.main.text
    assert [link["href"] for link in shown.select("#agree + ul a")] == [
        "?kind=standard#agree",
        "?kind=trajectory#agree",
        "?kind=reduction#agree",
    ]


def test_counts_may_have_a_ceiling(client, quality_lead):
    trust = made.provider(quality_lead)
    counted = made.quarterly(quality_lead, trust, [20, 18])
    made.refreshed(quality_lead)

    assert "?kind=ceiling#agree" in str(page(client, counted))

    agree(client, counted, kind="ceiling", year_of=year().isoformat(), value="80")
    target = AgreedTarget.objects.get()
    assert (target.kind, target.value, target.begins_on) == ("ceiling", 80, year())


def test_a_standard_is_agreed_in_one_go(client, bolton):
    response = agree(client, bolton, **standard())

    assert response.status_code == 302
    target = AgreedTarget.objects.get()
    assert (target.name, target.value, target.begins_on, target.ends_on) == ("Back to 76", 74, year(), None)
    shown = page(client, bolton)
    assert "Back to 76" in shown.main.text
    assert "Contract meeting, 2 April 2026" in shown.main.text


def test_a_trajectory_typed_into_boxes(client, bolton):
    first = f"step_{year().isoformat()}"
    later = f"step_{year().replace(month=9).isoformat()}"

    assert agree(client, bolton, kind="trajectory", **{first: "74", later: "76.5"}).status_code == 302

    target = AgreedTarget.objects.get()
    assert [each.value for each in target.values.all()] == [74, 76.5]
    assert target.ends_on == year().replace(month=9, day=30)


def test_a_trajectory_pasted_from_a_spreadsheet(client, bolton):
    text = f"Month\tPlan\nApr {year().year}\t74%\nOct {year().year}\t76.5%\n"

    assert agree(client, bolton, kind="trajectory", pasted=text).status_code == 302
    assert [each.value for each in AgreedTarget.objects.get().values.all()] == [74, 76.5]


def test_what_was_pasted_wrongly_is_told_by_line_and_stays(client, bolton):
    response = agree(client, bolton, kind="trajectory", pasted="Apr 2026\tmany")

    assert response.status_code == 422
    shown = soup(response)
    assert (
        "Line 1: “many” is not a number. Write it as 76.5." in shown.select_one(".nhsuk-error-summary").text
    )
    assert shown.select_one("textarea[name=pasted]").text.strip() == "Apr 2026\tmany"


def test_boxes_and_pasting_at_once_are_refused(client, bolton):
    said = {f"step_{year().isoformat()}": "74", "pasted": "Apr 2026\t75"}

    assert "but not both" in soup(agree(client, bolton, kind="trajectory", **said)).main.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"value": ""}, "Give the value"),
        ({"value": "many"}, "Write a number, such as 76.5"),
        ({"value": "101"}, "101 is not a percentage. Give a number from 0 to 100."),
        ({"begins": ""}, "Choose the first period"),
        ({"begins": "2001-01-01"}, "Choose a period from the list"),
        ({"source": ""}, "Say where it was agreed"),
    ],
)
def test_each_fault_is_told(said, words, client, bolton):
    response = agree(client, bolton, **standard(**said))

    assert response.status_code == 422
    assert words in soup(response).select_one(".nhsuk-error-summary").text
    assert not AgreedTarget.objects.exists()


def test_personal_data_in_a_note_is_asked_about(client, bolton):
    response = agree(client, bolton, **standard(note="Agreed for 943 476 5919"))

    assert response.status_code == 422
    assert not AgreedTarget.objects.exists()


def test_without_a_name_it_is_called_after_its_kind_and_time(client, bolton):
    agree(client, bolton, **standard(name=""))

    assert AgreedTarget.objects.get().name == f"Standard from {year():%b %Y}"


def test_where_more_is_better_a_reduction_is_a_rise(client, bolton):
    shown = page(client, bolton, kind="reduction")
    assert "How many per cent more?" in shown.main.text

    said = {
        "percent": "2",
        "baseline": "75",
        "baseline_from": year().isoformat(),
        "baseline_to": year().isoformat(),
        "begins": year().isoformat(),
        "by_period": year().replace(month=12).isoformat(),
    }
    assert agree(client, bolton, kind="reduction", **said).status_code == 302
    assert AgreedTarget.objects.get().percent == -2


def test_withdrawing_needs_a_reason_and_keeps_everything(client, bolton):
    agree(client, bolton, **standard())
    target = AgreedTarget.objects.get()
    address = reverse("surveillance:target-withdraw", args=[target.public_id])

    refused = client.post(address, {f"{target.public_id}-reason": ""})
    assert refused.status_code == 422
    assert "Say why it is withdrawn" in soup(refused).text

    client.post(address, {f"{target.public_id}-reason": "Typed for the wrong trust"})
    shown = page(client, bolton)
    assert "Withdrawn" in shown.select_one(f"[id='{target.public_id}']").text
    assert "Typed for the wrong trust" in shown.main.text


def test_the_standard_stands_beside_what_was_agreed(client, bolton, quality_lead):
    agree(client, bolton, **standard())
    AgreedTarget.objects.update(begins_on="2025-04-01")
    made.refreshed(quality_lead)
    assert SeriesStatus.objects.get(series=bolton).agreed

    shown = soup(client.get(bolton.get_absolute_url())).main.text

    assert "Back to 76: 74.0%" in " ".join(shown.split())
    assert "Met in March 2026" in shown or "Met in Mar 2026" in shown
    assert "Beside it: 78% objective carried on from March 2025 (78.0%), missed in" in shown


def test_readers_see_it_and_may_not_agree(client_of, chair, bolton):
    reader = client_of(chair)

    shown = page(reader, bolton)

    assert not shown.select("#agree")
    assert agree(reader, bolton, **standard()).status_code == 403


def test_a_provider_has_no_access(client_of, bolton):
    provider = client_of(UserFactory(role="provider"))

    assert agree(provider, bolton, **standard()).status_code == 403
    for address in (
        reverse("surveillance:targets"),
        reverse("surveillance:series-targets", args=[bolton.public_id]),
    ):
        assert provider.get(address).status_code == 403


def test_another_commissioner_finds_nothing(client_of, client, other_lead, bolton):
    agree(client, bolton, **standard())
    theirs = client_of(other_lead)

    target = AgreedTarget.objects.get()
    withdraw = reverse("surveillance:target-withdraw", args=[target.public_id])
    assert theirs.post(withdraw, {f"{target.public_id}-reason": "x"}).status_code == 404
    assert (
        "Nothing is agreed with any provider yet." in soup(theirs.get(reverse("surveillance:targets"))).text
    )
    assert TargetStep.objects.count() == 1


# The list


@pytest.fixture
def several(client, quality_lead):
    """Bolton with one it will meet, Wigan with one it will miss, both from April 2025 on."""
    made_of = {}
    for code, name, value in (("RMC", "Bolton Trust", "70"), ("RRF", "Wigan Trust", "85")):
        series = made.series(quality_lead, made.provider(quality_lead, code, name), made.STEADY)
        made.refreshed(quality_lead)
        agree(client, series, **standard(value=value, name=f"Agreed with {name}"))
        made_of[code] = series
    AgreedTarget.objects.update(begins_on="2025-04-01")
    made.refreshed(quality_lead)
    return made_of


def names(client, **query):
    shown = soup(client.get(reverse("surveillance:targets"), query))
    return [row.th.a.text for row in shown.select("tbody tr")]


def test_an_empty_list_teaches(client):
    assert (
        "Nothing is agreed yet"
        in soup(client.get(reverse("surveillance:targets"))).select_one(".tp-empty").text
    )


def test_the_worst_stands_first_and_the_first_line_sums_up(client, several):
    shown = soup(client.get(reverse("surveillance:targets")))

    assert "2 agreed targets: 1 will be missed, 1 will be met, if nothing changes." in shown.text
    assert names(client) == ["Agreed with Wigan Trust", "Agreed with Bolton Trust"]


def test_filters(client, several):
    assert names(client, landing="pass") == ["Agreed with Bolton Trust"]
    assert names(client, provider="wigan") == ["Agreed with Wigan Trust"]
    assert names(client, provider="RMC") == ["Agreed with Bolton Trust"]
    assert names(client, kind="ceiling") == []
    assert names(client, sort="provider") == ["Agreed with Bolton Trust", "Agreed with Wigan Trust"]
    assert names(client, state="withdrawn") == []


def test_the_file_holds_what_is_seen(client, several):
    response = client.get(reverse("surveillance:targets-csv"), {"landing": "fail"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["provider_code"] for row in rows] == ["RRF"]
    assert (rows[0]["met"], rows[0]["landing"], rows[0]["wanted"]) == ("Missed", "Will be missed", "85.0%")


def test_the_file_ends_what_was_replaced_on_the_day_that_the_page_says(client, bolton):
    agree(client, bolton, **standard())
    agree(client, bolton, **standard(name="More", begins=year().replace(month=7).isoformat()))

    response = client.get(reverse("surveillance:targets-csv"), {"state": "all"})

    rows = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert {row["name"]: row["ends"] for row in rows} == {"Back to 76": f"{year().year}-06-30", "More": ""}
    assert f"{day(year())} to {day(year().replace(month=6, day=30))}." in page(client, bolton).main.text


def test_it_asks_little(client, several, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        client.get(reverse("surveillance:targets"))
    with django_assert_max_num_queries(30):
        page(client, several["RMC"], kind="trajectory")


def test_another_year_has_other_boxes(client, bolton):
    other = year().replace(year=year().year + 1)

    shown = page(client, bolton, kind="trajectory", year=other.isoformat())

    assert shown.select_one(f"[name='step_{other.isoformat()}']")
    assert shown.find("strong", string=year_words(other))


def boxes(shown):
    return {each["name"]: each.get("value", "") for each in shown.select("input[name^=step_][type=text]")}


def test_another_year_keeps_what_was_typed_and_writes_nothing_down(client, bolton):
    after = year().replace(year=year().year + 1)
    typed = {
        f"step_{year().isoformat()}": "74",
        "source": "Contract <meeting>",
        "note": "A note",
        "name": "Two",
    }

    response = agree(client, bolton, kind="trajectory", draw_year=after.isoformat(), **typed)

    shown = soup(response)
    assert (response.status_code, AgreedTarget.objects.count()) == (200, 0)
    assert not shown.select(".nhsuk-error-summary, .nhsuk-error-message")
    assert len(boxes(shown)) == 13
    assert boxes(shown)[f"step_{year().isoformat()}"] == "74"
    assert shown.select_one("textarea[name=source]").text.strip() == "Contract <meeting>"
    assert shown.select_one("textarea[name=note]").text.strip() == "A note"
    assert shown.select_one("[name=name]")["value"] == "Two"
    assert shown.find("strong", string=year_words(after))


def test_a_plan_over_two_years_is_typed_year_by_year(client, bolton):
    after = year().replace(year=year().year + 1)
    typed = {f"step_{year().isoformat()}": "74", f"step_{after.isoformat()}": "76.5"}

    sent = agree(client, bolton, kind="trajectory", **{**typed, "year": after.isoformat()})

    assert sent.status_code == 302
    steps = AgreedTarget.objects.get().values.order_by("from_on")
    assert [(each.from_on, each.value) for each in steps] == [(year(), 74), (after, 76.5)]


def test_another_kind_keeps_what_was_typed_and_gives_it_back(client, bolton):
    typed = {f"step_{year().isoformat()}": "74", "pasted": "x"}

    shown = soup(agree(client, bolton, kind="trajectory", draw_kind="standard", **typed))

    assert shown.select_one("[name=kind]")["value"] == "standard"
    assert shown.select_one("[name=name]")["value"] == "Back to 76"
    hidden = {each["name"]: each["value"] for each in shown.select("#agree ~ form input[type=hidden]")}
    assert {name: hidden[name] for name in typed} == typed

    back = soup(agree(client, bolton, kind="standard", draw_kind="trajectory", value="75", **typed))
    assert boxes(back)[f"step_{year().isoformat()}"] == "74"
    assert back.select_one("[name=value]")["value"] == "75"


def test_what_travels_from_another_kind_is_not_written_down(client, bolton):
    assert agree(client, bolton, **standard(**{f"step_{year().isoformat()}": "60"})).status_code == 302

    target = AgreedTarget.objects.get()
    assert (target.kind, target.value, target.values.count()) == ("standard", 74, 0)


def test_the_enter_key_writes_down_and_draws_nothing_again(client, bolton):
    first = page(client, bolton, kind="trajectory").select_one("#agree ~ form button")

    assert (first.text.strip(), first.get("name")) == ("Write it down", None)


@pytest.mark.parametrize("asked", [{"draw_kind": "nonsense"}, {"draw_year": "nonsense"}, {"draw_kind": ""}])
def test_drawing_again_for_what_is_not_there_does_no_harm(client, bolton, asked):
    assert agree(client, bolton, kind="trajectory", **asked).status_code == 200


def test_the_chart_draws_a_trajectory_in_steps(client, bolton, quality_lead):
    agree(client, bolton, kind="trajectory", pasted="Apr 2025\t70\nJan 2026\t76\n Mar 2026\t76")

    points = client.get(reverse("surveillance:chart-svg", args=[bolton.public_id]))
    assert points.status_code == 200
    assert SeriesStatus.objects.get(series=bolton).is_phased
    assert services.refresh(owner=quality_lead.commissioner, by=quality_lead).computed == 0


def test_the_file_of_a_series_holds_what_was_wanted(client, bolton):
    agree(client, bolton, kind="trajectory", pasted="Apr 2025\t70\nMar 2026\t76")

    response = client.get(reverse("surveillance:series-csv", args=[bolton.public_id]))

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["wanted"] for row in rows[2:5]] == ["78.0", "70.0", "70.0"]


# Odd input, years of the figures, and words before a series is worked out anew


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "ceiling", "value": "9" * 400}, "at most 1,000,000,000"),
        (
            {"kind": "trajectory", "pasted": "Apr 0000\t5"},
            "Line 1: “Apr 0000” is not in a year from 1901 to 2199",
        ),
        ({"kind": "trajectory", "pasted": "Q4 9999/00\t5"}, "Line 1: “Q4 9999/00” is not in a year"),
        ({"kind": "reduction", "percent": "1e308"}, "Give at most 1000 per cent"),
        ({"kind": "reduction", "percent": "-5"}, "Give more than 0 per cent"),
    ],
)
def test_numbers_and_years_that_cannot_be_are_told(said, words, client, quality_lead):
    counted = made.quarterly(quality_lead, made.provider(quality_lead), [20, 18])
    made.refreshed(quality_lead)

    response = agree(client, counted, **{"year_of": year().isoformat(), **said})

    assert response.status_code == 422
    assert words in soup(response).select_one(".nhsuk-error-summary").text


@pytest.mark.parametrize(("known", "month"), [((2024, 1, 1), 1), ((2024, 4, 1), 4)])
def test_years_are_offered_from_the_month_in_which_the_figures_begin(known, month):
    form = FORMS["trajectory"](
        definition=definition("staff-engagement"),
        today=dt.date(2026, 11, 22),
        year=dt.date(2026, 4, 1),
        known=dt.date(*known),
        initial={"begins": "2026-04-01"},
    )

    assert {each.month for each in [*form.days, *form.boxes.values()]} == {month}
    assert len(form.boxes) == 1


def test_a_target_without_a_name_is_still_told(client, bolton):
    SeriesStatus.objects.filter(series=bolton).update(target_name="", target_kind="", target_origin="")

    assert "The latest figure is judged by the target: 78.0%." in page(client, bolton).main.text
    assert "Missed in" in page(client, bolton).main.text
    shown = SeriesStatus.objects.get(series=bolton)
    assert target_words(shown, definition(shown.indicator)) == "Not met: the target (78.0%)"
    assert client.get(bolton.get_absolute_url()).status_code == 200
