"""Components as they are drawn: words, roles, addresses."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory


def draw(call: str, address: str = "/", **context) -> BeautifulSoup:
    """What a macro draws: `draw("icons:variation_icon('common')")`."""
    file, _, expression = call.partition(":")
    name = expression.partition("(")[0]
    source = f'{{% from "ui/components/{file}.jinja" import {name} %}}{{{{ {expression} }}}}'
    request = RequestFactory().get(address)
    return BeautifulSoup(
        engines["jinja2"].from_string(source).render(context, request=request), "html5lib"
    ).body


def draw_around(call: str, inside: str, address: str = "/") -> BeautifulSoup:
    """What a macro draws around something."""
    file, _, expression = call.partition(":")
    name = expression.partition("(")[0]
    source = f'{{% from "ui/components/{file}.jinja" import {name} %}}{{% call {expression} %}}{inside}{{% endcall %}}'
    request = RequestFactory().get(address)
    return BeautifulSoup(engines["jinja2"].from_string(source).render({}, request=request), "html5lib").body


@pytest.mark.parametrize(
    ("macro", "code", "words"),
    [
        ("variation_icon", "common", "Usual variation: no change that stands out"),
        ("variation_icon", "improvement_high", "Special cause, improving: higher than usual"),
        ("variation_icon", "improvement_low", "Special cause, improving: lower than usual"),
        ("variation_icon", "concern_high", "Special cause, of concern: higher than usual"),
        ("variation_icon", "concern_low", "Special cause, of concern: lower than usual"),
        ("variation_icon", "high", "Special cause, neither good nor bad: higher than usual"),
        ("variation_icon", "low", "Special cause, neither good nor bad: lower than usual"),
        ("variation_icon", "too_few", "Too few points to tell"),
        ("variation_icon", "no_data", "No data"),
        ("variation_icon", "constant", "Always the same value: no limits can be drawn"),
        ("variation_icon", "stale", "Stale: the latest figure is old"),
        ("variation_icon", "not_charted", "Not charted over time"),
        ("variation_icon", "surprise", "Not known"),
        ("assurance_icon", "pass", "Consistently meets the target"),
        ("assurance_icon", "fail", "Consistently misses the target"),
        ("assurance_icon", "hit_or_miss", "Hit or miss: the target may be met or missed by chance"),
        ("funnel_icon", "high95", "Higher than most, beyond the 95% limit"),
        ("funnel_icon", "low998", "Much lower than others, beyond the 99.8% limit"),
        ("funnel_icon", "", "Within the limits expected of providers of this size"),
    ],
)
def test_icon_says_in_words_what_it_shows(macro, code, words):
    picture = draw(f"icons:{macro}('{code}')").svg

    assert picture["role"] == "img"
    assert picture["aria-label"] == words
    assert picture.title.get_text() == words
    assert not picture.find_all(style=True)


def test_icons_differ_in_shape_not_only_in_colour():
    codes = ["common", "improvement_high", "improvement_low", "concern_high", "concern_low", "high", "low"]
    shapes = set()
    for code in codes:
        picture = draw(f"icons:variation_icon('{code}')").svg
        shapes.add(
            tuple((tag.name, tag.get("d"), tag.get("r")) for tag in picture.find_all(["path", "circle"]))
        )

    assert len(shapes) == len(codes)


def test_icon_takes_other_words():
    assert draw("icons:funnel_icon('low95', 'Fewer than others')").svg["aria-label"] == "Fewer than others"


def test_assurance_icon_draws_nothing_without_target():
    assert draw("icons:assurance_icon('')").svg is None


def test_scroll_is_a_region_reached_from_the_keyboard():
    region = draw_around("tables:scroll('Providers')", "<table></table>").div

    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "Providers")


def test_sort_heading_turns_the_order_round_and_keeps_the_filters():
    link = draw(
        "tables:sort_heading(request, 'new', 'New', current='-new')", "/?place=bolton&sort=-new&page=3"
    )

    assert link.a["href"] == "?place=bolton&sort=new"


@pytest.mark.parametrize(("current", "said"), [("new", "ascending"), ("-new", "descending"), ("name", None)])
def test_sort_heading_tells_its_order(current, said):
    source = f"<table><tr>{{{{ h(request, 'new', 'New', current='{current}') }}}}</tr></table>"
    template = engines["jinja2"].from_string(
        '{% from "ui/components/tables.jinja" import sort_heading as h %}' + source
    )
    heading = BeautifulSoup(template.render({}, request=RequestFactory().get("/")), "html5lib").th

    assert heading.get("aria-sort") == said


def test_pages_lead_back_and_on():
    drawn = draw("tables:pages(request, page)", "/?sort=new&page=2", page=Paginator(range(30), 10).page(2))

    assert [a["href"] for a in drawn.find_all("a")] == ["?sort=new&page=1", "?sort=new&page=3"]


def test_pages_are_not_drawn_for_one_page():
    assert not draw("tables:pages(request, page)", page=Paginator(range(3), 10).page(1)).find("a")


def test_csv_link_downloads():
    assert draw("tables:csv_link('/x.csv')").a.has_attr("download")


def test_chips_take_one_filter_away_or_all():
    chips = (
        "[{'key': 'kind', 'value': 'a', 'text': 'Kind: A'}, {'key': 'kind', 'value': 'b', 'text': 'Kind: B'}]"
    )

    links = draw(f"filters:chips(request, {chips})", "/?kind=a&kind=b&sort=new").find_all("a")

    assert [a["href"] for a in links] == ["?kind=b&sort=new", "?kind=a&sort=new", "?sort=new"]
    assert links[0].get_text(" ", strip=True) == "Remove filter Kind: A ✕"


def test_chips_are_not_drawn_without_filters():
    assert not draw("filters:chips(request, [])").find("ul")


def test_filter_panel_sends_by_get_and_keeps_the_order():
    panel = draw_around("filters:filter_panel(request)", "<p>fields</p>", "/?sort=-new")

    assert panel.form["method"] == "get"
    assert panel.find("input", {"name": "sort"})["value"] == "-new"
    assert not panel.details.has_attr("open")


def test_freshness_is_told_in_words():
    assert draw("status:freshness('late', 'to June 2026')").get_text(strip=True) == "to June 2026"


def test_four_kinds_of_nothing_are_told_apart():
    drawn = {
        kind: draw(f"status:nothing('{kind}', 'x')").span
        for kind in ("no_data", "too_few", "stale", "nothing_unusual")
    }

    assert len({span.get_text() for span in drawn.values()}) == 4
    assert len({tuple(span["class"]) for span in drawn.values()}) == 4
    assert drawn["stale"].get_text() == "Stale x"


def test_tag_takes_its_colour_from_its_tone():
    assert "nhsuk-tag--orange" in draw("status:tag('New', 'concern')").strong["class"]


def test_rag_has_a_letter_and_a_word():
    assert draw("status:rag('r', 'Overdue')").get_text(" ", strip=True) == "R Overdue"


def test_chart_figure_is_named_described_and_sourced():
    figure = draw(
        "figure:chart_figure(params)",
        params={
            "id": "ae", "title": "Waits", "description": "Rising", "svg": "<svg></svg>", "source": "NHS England",
            "sourceHref": "/loads/1", "spec": {"title": "</script><b>"}, "downloads": [{"text": "SVG", "href": "/s"}],
        },
    ).figure  # fmt: skip

    assert figure["data-vega-spec"] == "ae-spec"
    assert figure.find(role="img")["aria-labelledby"] == "ae-title"
    assert figure.find("a", href="/loads/1").get_text() == "NHS England"
    assert figure.find("a", href="/s").get_text() == "Waits, SVG"
    assert "<" not in figure.script.get_text()


def test_chart_figure_without_specification_is_a_drawing_only():
    figure = draw("figure:chart_figure({'id': 'ae', 'title': 'T', 'description': 'D', 'svg': ''})").figure

    assert not figure.find("script")
    assert not figure.has_attr("data-vega-spec")


def test_empty_page_says_what_to_do_first():
    drawn = draw(
        "empty:empty({'title': 'No files', 'text': 'Load one.', 'action': {'text': 'Load', 'href': '/l'}})"
    )

    assert drawn.h2.get_text() == "No files"
    assert drawn.a["href"] == "/l"
