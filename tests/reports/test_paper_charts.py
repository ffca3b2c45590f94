"""Charts of the early-warning paper: which are drawn, that they stay as they were, and that each has its words."""

import io

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.assertions import page_of
from tests.factories import reports, surveillance
from tests.reports.test_papers import tags_of
from trigpoint.indicators.connectors import outcomes
from trigpoint.indicators.definitions import definition, library
from trigpoint.loads.services import load_file
from trigpoint.reports.presenters import paper_charts
from trigpoint.reports.presenters.paper_charts import AT_MOST
from trigpoint.reports.presenters.paper_content import charts_of, thawed
from trigpoint.reports.presenters.paper_files import paper_file
from trigpoint.surveillance.models import SeriesStatus

MONTH = "2026-11"
DEATHS = [(28, 30.1), (40, 29.5), (44, 30.4), (43, 29.9)]  # observed and expected, from January 2026 on
NEVER = [(0, 0.3), (2, 0.3), (3, 0.3), (3, 0.3)]


def charts_now(by):
    return charts_of(thawed(reports.content(by)))


def revised(by, series):
    """The latest figure turns out to be another one."""
    latest = series.observations.order_by("-period_start").first()
    type(latest).objects.filter(pk=latest.pk).update(value=88.8, numerator=888)
    surveillance.refreshed(by)


def test_what_is_new_is_drawn_worse_first_and_numbered(quality_lead, provider):
    charts = charts_now(quality_lead)

    assert [(each["number"], each["title"]) for each in charts] == [
        (1, library()["ae-4hour"].title),
        (2, library()["cancer-62d"].title),
    ]
    assert charts[0]["address"] == reports.series_of(provider).get_absolute_url()
    assert len(charts[0]["spec"]["data"]["values"]) == 15


def test_a_caption_tells_period_size_freshness_and_source(quality_lead, provider):
    chart = charts_now(quality_lead)[0]

    assert chart["caption"].startswith(
        "Jan 2025 to Mar 2026, 15 figures. Latest: 51.2% (512 of 1,000). Stale: newer figures were due by "
    )
    assert "NHS England, " in chart["caption"]
    assert chart["source"]["number"] == 1
    assert chart["alternative"].startswith(f"Chart of {chart['title']} at Training Hospital")
    assert "Latest 51.2% in Mar 2026." in chart["alternative"]


def test_few_are_drawn_and_the_rest_is_named(quality_lead, provider):
    for code in ("ae-4hour-type1", "beds-acute-occupancy", "sickness-absence"):
        surveillance.series(quality_lead, provider, reports.FALLING, indicator=code)
    surveillance.refreshed(quality_lead)
    part = thawed(reports.content(quality_lead))["parts"][0]

    assert len(part["charts"]) == AT_MOST
    assert len({each["address"] for each in part["raised"]}) > AT_MOST
    assert part["undrawn"].startswith("New as well, each with its chart behind its title above: ")


def test_a_whole_paper_has_so_many_charts_and_no_more(quality_lead, provider, monkeypatch):
    monkeypatch.setattr(paper_charts, "IN_ALL", 1)
    part = thawed(reports.content(quality_lead))["parts"][0]

    assert [each["number"] for each in part["charts"]] == [1]
    assert library()["cancer-62d"].title in part["undrawn"]


def test_a_provider_without_news_has_no_chart(quality_lead):
    quiet = surveillance.provider(quality_lead)
    surveillance.series(quality_lead, quiet, surveillance.STEADY)
    surveillance.refreshed(quality_lead)

    assert charts_now(quality_lead) == []


def test_an_issued_paper_shows_the_chart_as_it_was(client_of, quality_lead, provider):
    client = client_of(quality_lead)
    paper = reports.issued(quality_lead)
    kept = reverse("reports:paper-chart", args=[paper.public_id, 1])
    live = reverse("reports:paper-draft-chart", args=[MONTH, reports.series_of(provider).public_id])
    before, same = client.get(kept), client.get(live)
    revised(quality_lead, reports.series_of(provider))
    after, other = client.get(kept), client.get(live)

    assert before["Content-Type"] == "image/svg+xml"
    assert before.content == same.content == after.content
    assert other.content != before.content


def test_no_browser_keeps_the_chart_of_a_draft(client_of, quality_lead, provider):
    client = client_of(quality_lead)
    figure = page_of(client.get(reverse("reports:paper-draft", args=[MONTH]))).main.find("figure")

    assert client.get(figure.img["src"])["Cache-Control"] == "private, no-store"


def test_the_fingerprint_covers_the_figures_of_the_charts(quality_lead, provider):
    paper = reports.issued(quality_lead)
    values = charts_of(thawed(paper.content))[0]["spec"]["data"]["values"]

    assert values[-1]["value"] == 51.2
    assert reports.fingerprint(paper.content.replace("51.2", "51.3")) != paper.content_sha256


def test_the_page_shows_each_with_words_and_a_way_to_its_series(client_of, quality_lead, provider):
    client = client_of(quality_lead)
    paper = reports.issued(quality_lead)
    for address in (reverse("reports:paper-draft", args=[MONTH]), paper.get_absolute_url()):
        figure = page_of(client.get(address)).main.find("figure")

        assert figure.img["alt"].startswith("Chart of A&E")
        assert client.get(figure.img["src"]).status_code == 200
        assert figure.figcaption.a["href"] == reports.series_of(provider).get_absolute_url()
        assert "Figure 1." in figure.figcaption.get_text(" ")


def test_no_such_chart(client_of, quality_lead, other_lead, provider):
    paper = reports.issued(quality_lead)
    ours = client_of(quality_lead)

    assert ours.get(reverse("reports:paper-chart", args=[paper.public_id, 9])).status_code == 404
    assert ours.get(reverse("reports:paper-draft-chart", args=[MONTH, "nothing"])).status_code == 404
    theirs = client_of(other_lead).get(reverse("reports:paper-chart", args=[paper.public_id, 1]))
    assert theirs.status_code == 404


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_charts_drawn_twice_give_the_same_file(quality_lead, provider, settings, tmp_path, suffix):
    content = thawed(reports.content(quality_lead))
    made = []
    for folder in ("one", "two"):
        settings.DATA_DIR = tmp_path / folder
        made.append(paper_file(content, ("Draft.",), suffix))

    assert made[0] == made[1]


def test_word_has_the_charts_with_alternatives_and_captions(quality_lead, provider):
    content = thawed(reports.content(quality_lead))
    document = docx.Document(io.BytesIO(paper_file(content, ("Draft.",), "docx")))
    told = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
    words = ["".join(node.text or "" for node in each._p.iter("{*}t")) for each in document.paragraphs]

    assert told == [each["alternative"] for each in charts_of(content)]
    for chart in charts_of(content):
        caption = (
            f"Figure {chart['number']}. {chart['title']}. {chart['caption']} [{chart['source']['number']}]"
        )
        assert caption in words


def test_pdf_has_the_charts_tagged_with_alternatives(quality_lead, provider):
    content = thawed(reports.content(quality_lead))
    reader = PdfReader(io.BytesIO(paper_file(content, ("Draft.",), "pdf")))
    figures = [
        each for kind, each in tags_of(reader.trailer["/Root"]["/StructTreeRoot"]) if kind == "/Figure"
    ]

    assert [str(each["/Alt"]) for each in figures] == [each["alternative"] for each in charts_of(content)]


def test_a_paper_from_before_there_were_charts_is_still_drawn(quality_lead, provider):
    content = thawed(reports.content(quality_lead))
    for part in content["parts"]:
        del part["charts"], part["undrawn"]

    for suffix in ("docx", "pdf"):
        assert paper_file(content, ("Issued.",), suffix)


class TestLevels:
    """Charts with two levels of alert, which have two pictures one above the other."""

    @pytest.fixture
    def watched(self, quality_lead, tmp_path):
        """A trust where never events and deaths in hospital have added up."""
        surveillance.provider(quality_lead)
        rows = [
            f"2026-{month:02},RMC,{code},{observed},{expected},3000"
            for code, pairs in (("never-events", NEVER), ("deaths-in-hospital", DEATHS))
            for month, (observed, expected) in enumerate(pairs, start=1)
        ]
        path = tmp_path / "outcomes.csv"
        path.write_text("\n".join(["month,provider code,indicator,observed,expected,patients", *rows]))
        load_file(connector=outcomes.CONNECTOR, path=path, by=quality_lead)
        surveillance.refreshed(quality_lead)

    @pytest.fixture
    def content(self, quality_lead, watched):
        return thawed(reports.content(quality_lead))

    def test_both_are_drawn_without_tooltips(self, content):
        charts = {each["title"]: each for each in charts_of(content)}

        assert set(charts) == {library()[code].title for code in ("never-events", "deaths-in-hospital")}
        for each in charts.values():
            assert len(each["spec"]["vconcat"]) == 2
            assert "tooltip" not in str(each["spec"])
            assert not {"when", "shown", "told"} & set(each["spec"]["data"]["values"][0])

    def test_the_words_tell_what_was_expected_and_how_near_an_alarm_is(self, content):
        never, deaths = (
            next(each for each in charts_of(content) if each["title"] == library()[code].title)
            for code in ("never-events", "deaths-in-hospital")
        )

        assert "Jan 2026 to Apr 2026, 4 figures. Latest: 3, expected 0.3." in never["caption"]
        assert "Latest: 1.44, 43 where 29.9 were expected." in deaths["caption"]
        for each in (never, deaths):
            assert "usual range" not in f"{each['caption']}{each['alternative']}"
            assert "Two levels of alert; the latest figure " in each["alternative"]

    def test_draft_page_issued_page_and_pictures(self, client_of, quality_lead, watched):
        client = client_of(quality_lead)
        draft = client.get(reverse("reports:paper-draft", args=[MONTH]))
        seen = page_of(draft).main.find("input", {"name": "issue-seen"})["value"]
        issued = client.post(reverse("reports:paper-issue", args=[MONTH]), {"issue-seen": seen}, follow=True)

        assert issued.redirect_chain
        for response in (draft, issued):
            figures = page_of(response).main.find_all("figure")
            assert len(figures) == 2
            for figure in figures:
                assert client.get(figure.img["src"]).content.startswith(b"<svg")

    @pytest.mark.parametrize("suffix", ["docx", "pdf"])
    def test_files(self, content, suffix):
        assert paper_file(content, ("Draft.",), suffix)


def test_a_mean_is_no_share_of_its_days():
    status = SeriesStatus(chart_kind="xmr")
    point = {"numerator": 2697, "denominator": 31}

    assert paper_charts._size(point, status, definition("criteria-to-reside")) == ""
    assert paper_charts._size(point, status, definition("ae-4hour")) == " (2,697 of 31)"
