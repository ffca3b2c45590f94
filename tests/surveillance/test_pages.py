"""Pages of stage 1 as people see them."""

import csv
import datetime as dt
import importlib
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import surveillance as made
from trigpoint.common import clock
from trigpoint.surveillance import services
from trigpoint.surveillance.models import RebaseStep, SeriesNote, SeriesStatus

pytestmark = pytest.mark.django_db
dashboard = importlib.import_module(
    "trigpoint.surveillance.views.dashboard"
)  # the package has a view of that name


@pytest.fixture
def bolton(quality_lead):
    """Bolton with a fall that is new, and Wigan that is steady."""
    trust = made.provider(quality_lead)
    fallen = made.series(quality_lead, trust, [*made.STEADY, 60.0])
    steady = made.series(
        quality_lead, made.provider(quality_lead, "RRF", "Wigan NHS Foundation Trust"), [*made.STEADY, 75.0]
    )
    made.refreshed(quality_lead)
    return {"trust": trust, "fallen": fallen, "steady": steady}


def page(client, name, *args, **query):
    response = client.get(reverse(f"surveillance:{name}", args=args), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def test_dashboard_says_first_what_is_new(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard")

    assert "1 figure is newly unusual at 1 of 2 providers" in found.select_one(".tp-answer").text
    assert "Bolton" in found.select_one(".tp-news").text


def test_dashboard_puts_the_provider_with_news_first(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard")

    names = [cell.a.text for cell in found.select(".tp-matrix__provider")]
    assert names == ["Bolton NHS Foundation Trust", "Wigan NHS Foundation Trust"]


def test_dashboard_drawn_once_asks_little_and_follows_what_changes(
    client_of, quality_lead, bolton, django_assert_max_num_queries
):
    client = client_of(quality_lead)
    page(client, "dashboard")

    with django_assert_max_num_queries(10):
        assert "1 figure is newly unusual" in page(client, "dashboard").text
    begun = {"starts_on": bolton["fallen"].observations.order_by("period_start")[13].period_start}
    services.begin_phase(series=bolton["fallen"], reason="A new clinic", by=quality_lead, **begun)

    assert "1 figure is newly unusual" not in page(client, "dashboard").text


def test_dashboard_drawn_for_one_commissioner_is_not_shown_to_another(
    client_of, quality_lead, other_lead, bolton
):
    page(client_of(quality_lead), "dashboard", place="england")

    assert "Bolton" not in page(client_of(other_lead), "dashboard", place="england").text


def test_dashboard_states_tests_and_chance(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard")

    said = re.sub(r"\s+", " ", found.text)
    assert (
        "In this table 2 tests were made and 1 alarm was raised; chance alone would raise fewer than 1."
        in said
    )
    assert "1 figure stands out after allowing for all that was looked at, here and elsewhere." in said
    assert found.select_one("a[href='/early-warning/chance/']").text == "How this is worked out"


def test_what_stands_out_and_what_may_be_chance_is_said_in_the_cell(client_of, quality_lead, bolton):
    cells = page(client_of(quality_lead), "dashboard").select(".tp-cell--concern .tp-cell__weight")
    assert [each.text for each in cells] == ["stands out"]
    SeriesStatus.objects.update(stands_out=False)
    SeriesStatus.objects.filter(series=bolton["steady"]).update(variation="concern_low", rules="shift")

    shown = page(client_of(quality_lead), "dashboard", place="england")

    weights = {row.th.a.text[:6]: row.select_one(".tp-cell__weight").text for row in shown.select("tbody tr")}
    assert weights == {"Bolton": "may be chance", "Wigan ": "by a run of figures"}


def test_what_chance_may_explain_is_said_in_the_file(client_of, quality_lead, bolton):
    SeriesStatus.objects.update(stands_out=False)

    rows = csv.DictReader(
        io.StringIO(
            client_of(quality_lead)
            .get(reverse("surveillance:dashboard-csv"), {"show": "new"})
            .content.decode("utf-8-sig")
        )
    )

    assert {row["allowing_for_chance"] for row in rows if row["new"]} == {
        "Chance may explain it, so much was looked at"
    }


def test_chance_page_tells_each_rule_and_how_it_is_worked_out(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "chance")

    rows = [[cell.text for cell in row.select("th, td")] for row in found.select("tbody tr")]
    assert rows == [["The latest figure beyond the limits of its chart", "2", "fewer than 1", "1", "1"]]
    assert "no chart is unusual" in found.text


def test_chance_page_before_anything_was_weighed_says_so(client_of, quality_lead):
    assert "Nothing has been weighed yet" in page(client_of(quality_lead), "chance").text


def test_series_page_says_whether_it_stands_out(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "series", bolton["fallen"].public_id)

    assert "Stands out, allowing for all that was looked at" in found.select_one(".tp-signs").text


def test_dashboard_cell_opens_its_chart_and_is_told_in_words(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard")

    link = found.select_one(f'td a[href="{bolton["fallen"].get_absolute_url()}"]')
    assert link.svg["aria-label"] == "Unusual, for the worse: lower"
    assert "60.0%" in link.text
    assert "New" in link.text


def test_dashboard_tells_no_data_from_does_not_apply(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard")

    assert found.select(".tp-nothing--no-data")


@pytest.mark.parametrize(("show", "rows"), [("", 2), ("new", 1), ("unusual", 1), ("apart", 1)])
def test_dashboard_filters_by_what_is_shown(client_of, quality_lead, bolton, show, rows):
    found = page(client_of(quality_lead), "dashboard", show=show)

    assert len(found.select(".tp-matrix__provider")) == rows


def test_dashboard_filter_by_dimension_leaves_its_columns_only(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard", dimension="responsiveness")

    assert [head.text for head in found.select(".tp-matrix__group")] == ["Responsiveness"]
    assert found.select(".tp-chip")


def test_dashboard_with_filters_that_match_nothing_teaches(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "dashboard", provider="Nowhere")

    assert "Nothing to show with these filters" in found.text


def test_dashboard_before_anything_is_loaded_teaches(client_of, quality_lead):
    found = page(client_of(quality_lead), "dashboard")

    assert "No figures yet" in found.text


def test_dashboard_leaves_closed_providers_out_unless_asked_for(client_of, quality_lead, bolton):
    bolton["trust"].closed_on = dt.date(2026, 1, 1)
    bolton["trust"].save()

    assert "Bolton" not in page(client_of(quality_lead), "dashboard").select_one(".tp-matrix").text
    assert (
        "Bolton" in page(client_of(quality_lead), "dashboard", provider="RMC").select_one(".tp-matrix").text
    )


def test_dashboard_csv_holds_what_is_shown(client_of, quality_lead, bolton):
    response = client_of(quality_lead).get(reverse("surveillance:dashboard-csv"), {"show": "new"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["provider_code"] for row in rows} == {"RMC"}
    assert [row["figure"] for row in rows if row["indicator"] == "ae-4hour"] == ["60.0%"]


def test_dashboard_asks_the_database_as_often_for_many_providers(
    client_of, quality_lead, bolton, django_assert_max_num_queries
):
    for n in range(20):
        trust = made.provider(quality_lead, f"R{n:02}", f"Trust {n}")
        made.series(quality_lead, trust, made.STEADY)
    made.refreshed(quality_lead)
    client = client_of(quality_lead)

    with django_assert_max_num_queries(20):
        client.get(reverse("surveillance:dashboard"))


def test_series_page_has_sentence_chart_caveat_table_and_source(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "series", bolton["fallen"].public_id)

    assert "outside its usual range, for the worse" in found.select_one(".tp-answer").text
    assert found.select_one("#chart svg")
    assert "What this does not say" in found.text
    first = found.select_one("#figures ~ .tp-scroll tbody tr")
    assert "60.0%" in first.text
    assert "ae-4hour.csv, row 17" in first.text


def test_series_csv_holds_every_figure_with_its_source(client_of, quality_lead, bolton):
    response = client_of(quality_lead).get(
        reverse("surveillance:series-csv", args=[bolton["fallen"].public_id])
    )

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 16
    assert (rows[-1]["value"], rows[-1]["file"], rows[-1]["row"]) == ("60.0", "ae-4hour.csv", "17")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("chart-svg", "image/svg+xml"), ("chart-png", "image/png"), ("small-svg", "image/svg+xml")],
)
def test_series_can_be_taken_as_a_picture(client_of, quality_lead, bolton, name, kind):
    response = client_of(quality_lead).get(reverse(f"surveillance:{name}", args=[bolton["fallen"].public_id]))

    assert response["Content-Type"] == kind
    assert len(response.content) > 1000


def test_phase_is_begun_on_the_page_and_shown_with_its_reason(client_of, quality_lead, bolton):
    client = client_of(quality_lead)
    address = reverse("surveillance:phase-begin", args=[bolton["fallen"].public_id])

    client.post(address, {"starts_on": "2025-09-01", "reason": "Same-day emergency care opened"})

    found = page(client, "series", bolton["fallen"].public_id)
    assert "Same-day emergency care opened" in found.select_one("#phases").find_next("div").text


def test_phase_without_reason_keeps_what_was_chosen_and_says_what_is_wrong(client_of, quality_lead, bolton):
    address = reverse("surveillance:phase-begin", args=[bolton["fallen"].public_id])

    response = client_of(quality_lead).post(address, {"starts_on": "2025-09-01", "reason": ""})

    found = BeautifulSoup(response.content, "html5lib")
    assert response.status_code == 422
    assert found.title.text.startswith("Error:")
    assert "Say what changed" in found.select_one(".nhsuk-error-summary").text
    assert found.select_one('option[value="2025-09-01"]').has_attr("selected")
    assert not RebaseStep.objects.exists()


def test_phase_is_taken_back_on_the_page(client_of, quality_lead, bolton):
    client = client_of(quality_lead)
    series = bolton["fallen"].public_id
    client.post(
        reverse("surveillance:phase-begin", args=[series]), {"starts_on": "2025-09-01", "reason": "x"}
    )

    client.post(
        reverse("surveillance:phase-withdraw", args=[series]),
        {"withdraw-starts_on": "2025-09-01", "withdraw-reason": "Wrong month"},
    )

    assert "Phase taken back" in page(client, "series", series).text


def test_series_page_says_when_one_range_no_longer_describes_the_figures(client_of, quality_lead):
    falling = made.series(quality_lead, made.provider(quality_lead), [90.0 - n for n in range(30)])
    made.refreshed(quality_lead)

    found = page(client_of(quality_lead), "series", falling.public_id)

    assert "one range no longer describes them" in found.text


def test_note_is_written_beside_the_chart(client_of, quality_lead, bolton):
    client = client_of(quality_lead)

    client.post(
        reverse("surveillance:note-write", args=[bolton["fallen"].public_id]), {"text": "Ward 7 was shut"}
    )

    assert "Ward 7 was shut" in page(client, "series", bolton["fallen"].public_id).text


def test_chair_reads_but_cannot_change(client_of, chair, quality_lead, bolton):
    client = client_of(chair)
    series = bolton["fallen"].public_id

    assert "Begin a new phase" not in page(client, "series", series).text
    for name in ("phase-begin", "note-write"):
        data = {"starts_on": "2025-09-01", "reason": "x", "text": "x"}
        assert client.post(reverse(f"surveillance:{name}", args=[series]), data).status_code == 403
    assert not RebaseStep.objects.exists()
    assert not SeriesNote.objects.exists()


def test_indicator_page_lists_by_name_where_comparing_would_mislead(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "indicator", "ae-4hour")

    assert "not compared" in found.select_one(".tp-answer").text
    assert not found.select_one("#funnel")


def test_indicator_page_draws_a_funnel_of_like_providers(client_of, quality_lead):
    for n in range(9):
        trust = made.provider(quality_lead, f"R{n:02}", f"Trust {n}")
        made.series(
            quality_lead, trust, [75.0 + n % 3] * 2, indicator="ae-4hour-type1", denominator=1000 + 90 * n
        )
    apart = made.provider(quality_lead, "RZZ", "Trust apart")
    made.series(quality_lead, apart, [30.0, 30.0], indicator="ae-4hour-type1")
    made.refreshed(quality_lead)

    found = page(client_of(quality_lead), "indicator", "ae-4hour-type1")

    assert "1 of 10 providers stands apart from its like" in found.select_one(".tp-answer").text
    assert found.select_one("#funnel svg")
    assert "Trust apart" in found.select_one("tbody tr").text


def test_provider_page_names_dimensions_that_are_blind(client_of, quality_lead, bolton):
    found = page(client_of(quality_lead), "provider", "RMC")

    assert "Nothing is known of safety" in found.select_one(".tp-answer").text
    assert "Blind." in found.text


@pytest.mark.parametrize("name", ["series", "chart-svg", "small-svg", "chart-png", "series-csv"])
def test_private_series_is_not_there_for_another_commissioner(client_of, quality_lead, other_lead, name):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY, is_open=False)
    made.refreshed(quality_lead)
    made.refreshed(other_lead)
    address = reverse(f"surveillance:{name}", args=[series.public_id])

    assert client_of(quality_lead).get(address).status_code == 200
    assert client_of(other_lead).get(address).status_code == 404


def test_notes_and_phases_of_one_commissioner_do_not_reach_another(
    client_of, quality_lead, other_lead, bolton
):
    client = client_of(quality_lead)
    series = bolton["fallen"].public_id
    client.post(reverse("surveillance:note-write", args=[series]), {"text": "Only for us"})
    client.post(
        reverse("surveillance:phase-begin", args=[series]), {"starts_on": "2025-09-01", "reason": "Ours"}
    )
    made.refreshed(other_lead)

    found = page(client_of(other_lead), "series", series).text

    assert "Only for us" not in found
    assert "Ours" not in found
    assert SeriesStatus.objects.filter(owner=other_lead.commissioner).exists()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("dashboard", []),
        ("dashboard-csv", []),
        ("indicator", ["ae-4hour"]),
        ("indicator-csv", ["ae-4hour"]),
        ("funnel-svg", ["ae-4hour-type1"]),
        ("provider", ["RMC"]),
        ("series", ["x"]),
        ("phase-begin", ["x"]),
    ],
)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, db, name, args):
    response = client.get(reverse(f"surveillance:{name}", args=args))

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")


def test_dashboard_sorts_by_name_from_a_link_in_the_address(client_of, quality_lead, bolton):
    made.refreshed(quality_lead)
    client = client_of(quality_lead)
    link = page(client, "dashboard").select_one(".tp-matrix__sort")
    assert link.text == "Sort by name"

    aintree = made.provider(quality_lead, "RAA", "Aintree (fictional)", is_training=True)
    made.series(quality_lead, aintree, made.STEADY)
    made.refreshed(quality_lead)
    found = page(client, "dashboard", sort="name")

    names = [cell.a.text for cell in found.select(".tp-matrix__provider")]
    assert names == ["Aintree (fictional)", "Bolton NHS Foundation Trust", "Wigan NHS Foundation Trust"]
    assert found.select_one(".tp-matrix__sort").text == "Sort by what is new"


def test_dashboard_marks_a_stale_indicator_once_at_its_head(client_of, quality_lead, bolton):
    with clock.replaying(dt.date(2027, 11, 22)):
        found = page(client_of(quality_lead), "dashboard")

    head = found.find("a", string="A&E in 4 hours, all types").parent
    assert head.select_one(".tp-fresh--stale").get_text() == "Stale"
    assert "on stale data" in found.select_one(".tp-answer").text
    assert "stale at every provider, marked at the head of the column" in found.text
    cell = found.select_one(f'td a[href="{bolton["fallen"].get_absolute_url()}"]')
    assert cell.select_one(".nhsuk-u-visually-hidden", string="stale")
    assert not cell.select(".tp-cell__stale")


def test_dashboard_names_providers_of_which_nothing_is_known(client_of, quality_lead, bolton):
    made.provider(quality_lead, "RAA", "Training (fictional) Trust", is_training=True)

    found = page(client_of(quality_lead), "dashboard")
    narrowed = page(client_of(quality_lead), "dashboard", show="new")

    assert "No figure at all, which is not assurance: Training (fictional) Trust" in " ".join(
        found.text.split()
    )
    assert "No figure at all" not in narrowed.text


def test_series_can_be_seen_and_then_drawn_as_another_chart(client_of, quality_lead, bolton):
    client, series = client_of(quality_lead), bolton["fallen"]
    before = page(client, "series", series.public_id)
    seen = page(client, "series", series.public_id, chart="pp")

    sent = {"chart-kind": "pp", "chart-reason": "The months differ in size"}
    response = client.post(reverse("surveillance:chart-choose", args=[series.public_id]), sent)

    drawn = page(client, "series", series.public_id)
    assert response.status_code == 302
    assert "Drawn as individual values (XmR)." in before.text
    compared = re.sub(r"\s+", " ", seen.text)
    assert re.search(r"As shares, allowing for more than chance \(p′\): \d+ of 16 figures unusual", compared)
    assert re.search(r"Drawn as individual values \(XmR\), \d+ of 16 figures unusual", compared)
    assert "Drawn as shares, allowing for more than chance (p′); the indicator’s own chart is" in drawn.text
    assert "The months differ in size" in drawn.text
    assert SeriesStatus.objects.get(series=series).chart_kind == "pp"


def test_series_goes_back_to_its_own_chart_and_both_steps_stay(client_of, quality_lead, bolton):
    client, series = client_of(quality_lead), bolton["fallen"]
    services.choose_chart(series=series, kind="run", reason="Too odd for limits", by=quality_lead)

    sent = {"back-reason": "They are not odd after all"}
    response = client.post(reverse("surveillance:chart-withdraw", args=[series.public_id]), sent)

    drawn = page(client, "series", series.public_id).text
    assert response.status_code == 302
    assert SeriesStatus.objects.get(series=series).chart_kind == "xmr"
    assert "Too odd for limits" in drawn
    assert "They are not odd after all" in drawn


def test_a_chart_that_the_figures_do_not_allow_is_not_offered_and_refused(client_of, quality_lead):
    series = made.series(
        quality_lead, made.provider(quality_lead), made.STEADY, indicator="ae-4hour", denominator=None
    )
    made.refreshed(quality_lead)
    client = client_of(quality_lead)

    shown = page(client, "series", series.public_id, chart="pp")
    sent = {"chart-kind": "pp", "chart-reason": "I like it"}
    response = client.post(reverse("surveillance:chart-choose", args=[series.public_id]), sent)

    assert not shown.select("input[name=kind][value=pp]")
    assert response.status_code == 422


def test_a_target_is_said_in_two_statements(client_of, quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    made.refreshed(quality_lead)

    shown = re.sub(r"\s+", " ", page(client_of(quality_lead), "series", series.public_id).text)

    assert "Missed in Mar 2026." in shown
    assert "If nothing changes, a usual period will be at 75.3%" in shown
    assert re.search(r"and meets the target in (about|fewer than) 1 of 100", shown)


def test_ranks_are_shown_with_how_unsure_they_are(client_of, quality_lead):
    for number, value in enumerate((70.0, 71.0, 70.5, 70.2, 71.2, 40.0)):
        trust = made.provider(quality_lead, f"RT{number}", f"Trust {number}")
        made.series(quality_lead, trust, [value], indicator="ae-4hour-type1", denominator=5000)
    made.refreshed(quality_lead)

    rows = page(client_of(quality_lead), "indicator", "ae-4hour-type1").select("#providers ~ div tbody tr")

    places = {row.th.a.text: row.find_all("td")[-1].text for row in rows}
    assert places["Trust 5"] == "1 of 6; differs from 5"
    assert re.fullmatch(r"\d to \d of 6; differs from \w+", places["Trust 0"])


def test_a_page_has_fewer_providers_where_there_are_very_many_indicators(
    client_of, quality_lead, monkeypatch
):
    for n in range(12):
        made.series(quality_lead, made.provider(quality_lead, f"R{n:02}", f"Trust {n:02}"), made.STEADY)
    made.refreshed(quality_lead)
    assert len(page(client_of(quality_lead), "dashboard", sort="name").select(".tp-matrix__provider")) == 12
    monkeypatch.setattr(dashboard, "CELLS", 100)

    found = page(client_of(quality_lead), "dashboard", sort="name", place="england")

    assert len(found.select(".tp-matrix__provider")) == 10
    assert found.select_one("a[rel=next]")


def test_a_provider_with_very_many_indicators_shows_what_is_unusual_first(
    client_of, quality_lead, monkeypatch
):
    trust = made.provider(quality_lead)
    made.series(quality_lead, trust, made.STEADY, indicator="ae-4hour-type1")
    made.series(quality_lead, trust, [*made.STEADY, 60.0], indicator="ae-4hour")
    made.refreshed(quality_lead)
    monkeypatch.setattr(dashboard, "MOST_SMALL", 1)
    client = client_of(quality_lead)

    found = page(client, "provider", "RMC")

    assert "1 of 2 indicators are unusual, 1 of them newly so" in found.text
    assert len(found.select(".tp-small")) == 1
    assert "New" in found.select_one(".tp-small").text
    more = found.find("a", string="Show all 2 of responsiveness")
    assert more["href"] == "?dimension=responsiveness"
    assert len(page(client, "provider", "RMC", dimension="responsiveness").select(".tp-small")) == 2
