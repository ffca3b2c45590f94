"""The brief as Word and PDF, and that they say what the page says."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.assertions import page_of
from tests.factories import reports
from trigpoint.indicators.definitions import library
from trigpoint.reports import queries
from trigpoint.reports.errors import TemplateUnusable
from trigpoint.reports.presenters.brief import brief_content, figures_told
from trigpoint.reports.presenters.pdf import pdf_brief
from trigpoint.reports.presenters.pictures import pictures
from trigpoint.reports.presenters.word import SHIPPED, template_path, word_brief

FOOT = re.compile(r"Provider brief: [^,]*, as at \w+ \d+ \w+ \d+ Page \d+ of \d+")
HOSTILE = 'Quote "x" & <b>y</b> {{ brief }} {% raw %} #panic() $z$ *w* \x07\x0c\x1b[ \\ é ’\nsecond line'


@pytest.fixture
def full(quality_lead, provider):
    """A brief with something in every section."""
    reports.rated(quality_lead, provider)
    reports.met(quality_lead, provider)
    reports.note(quality_lead, provider, HOSTILE)
    reports.question(quality_lead, provider, "Who waits longest?", series=reports.series_of(provider))
    return provider


def content_and_pictures(user, provider):
    records = queries.records_for_brief(user=user, provider=provider, today=reports.TODAY)
    figures = queries.figures_for_brief(user=user, provider=provider, since=records.since)
    told = figures_told(records, figures, library())
    content = brief_content(records, told, commissioner="NHS Greater Manchester ICB")
    return content, pictures(content, figures.changes, library())


def taken(client, provider, kind):
    return client.get(reverse(f"reports:brief-{kind}", args=[provider.code]))


def words_of_word(package):
    document = docx.Document(io.BytesIO(package))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())


def words_of_pdf(paper):
    """Without the foot of each page, which may stand in the middle of a sentence."""
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages]
    return " ".join(FOOT.sub("", page) for page in pages)


def without_spaces(text):
    """Line breaks and hyphenation of a PDF say nothing of its words."""
    return "".join(text.split())


def test_word_is_handed_over_as_a_file_with_its_own_name(client_of, quality_lead, full):
    response = taken(client_of(quality_lead), full, "word")

    assert response["Content-Disposition"] == 'attachment; filename="brief-RMC-2026-11-22.docx"'
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert words_of_word(response.content)


def test_page_word_and_pdf_say_the_same(client_of, quality_lead, full):
    client = client_of(quality_lead)
    content, _ = content_and_pictures(quality_lead, full)
    page = page_of(client.get(reverse("reports:brief", args=[full.code])))
    told = {
        "page": without_spaces(page.main.get_text(" ")),
        "word": without_spaces(words_of_word(taken(client, full, "word").content)),
        "pdf": without_spaces(words_of_pdf(taken(client, full, "pdf").content)),
    }
    heads = content.headings
    said = [content.title, content.first_line, content.meetings, content.unseen, content.reading]
    said += [heads.changes, heads.better, heads.questions, heads.regulator, heads.dimensions]
    said += [heads.unseen, heads.notes, heads.sources]
    said += [
        text for change in (*content.changes, *content.better) for text in (change.sentence, change.question)
    ]
    said += [
        text for question in content.questions for text in (question.text, question.answer_from, question.due)
    ]
    said += [content.regulator.sentence, "Requires improvement", "Inadequate (Mon 4 Mar 2019)"]
    for dimension in content.dimensions:
        said += [dimension.title, dimension.sentence, dimension.more, dimension.gaps]
        said += [
            text for figure in dimension.figures for text in (figure.title, figure.value, figure.position)
        ]
    said += [source.text for source in content.sources]

    missing = [
        (place, text)
        for text in said
        for place, all_of_it in told.items()
        if without_spaces(text) not in all_of_it
    ]

    assert not missing


def test_what_somebody_wrote_is_never_an_order_to_the_typesetter(client_of, quality_lead, full):
    client = client_of(quality_lead)

    for told in (
        words_of_word(taken(client, full, "word").content),
        words_of_pdf(taken(client, full, "pdf").content),
    ):
        assert 'Quote "x" & <b>y</b> {{ brief }} {% raw %} #panic() $z$ *w*' in told
        assert "second line" in told


def test_word_has_real_headings_heading_rows_and_room_for_answers(client_of, quality_lead, full):
    document = docx.Document(io.BytesIO(taken(client_of(quality_lead), full, "word").content))

    levels = [each.style.name for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert levels[:2] == ["Heading 1", "Heading 2"]
    assert levels.count("Heading 1") == 1
    assert levels.count("Heading 3") >= 5
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert len(table.rows) > 1
    questions = next(each for each in document.tables if each.cell(0, 0).text == "Question")
    assert [cell.text for cell in questions.rows[0].cells][-1] == "Answer today"
    assert [cell.text for cell in questions.rows[1].cells][-1] == ""
    assert document.core_properties.title == "Provider brief: Training Hospital (fictional)"
    assert document.core_properties.language == "en-GB"


def test_word_has_charts_with_alternatives_in_words(client_of, quality_lead, full):
    document = docx.Document(io.BytesIO(taken(client_of(quality_lead), full, "word").content))

    told = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]

    assert len(told) == len(document.inline_shapes) == 2
    assert told[0].startswith("Chart of 15 periods up to Mar 2026, with a usual range of")
    assert "51.2%" in told[0]


def test_pdf_is_tagged_with_language_title_and_alternatives(client_of, quality_lead, full):
    response = taken(client_of(quality_lead), full, "pdf")
    paper = PdfReader(io.BytesIO(response.content))
    root = paper.trailer["/Root"]

    assert response["Content-Type"] == "application/pdf"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]) == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert paper.metadata.title == "Provider brief: Training Hospital (fictional)"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    tags = list(tags_of(root["/StructTreeRoot"]))
    kinds = {kind for kind, _ in tags}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    figures = [element for kind, element in tags if kind == "/Figure"]
    assert len(figures) == 2
    assert all(str(each["/Alt"]).startswith("Chart of 15 periods") for each in figures)


def tags_of(element):
    """Every tag of the structure tree with its element."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if not hasattr(element, "get"):
        return
    if "/S" in element:
        yield element["/S"], element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from tags_of(child)


@pytest.mark.parametrize("write", [word_brief, pdf_brief])
def test_same_content_gives_the_same_bytes(quality_lead, full, write):
    first = write(*content_and_pictures(quality_lead, full))
    second = write(*content_and_pictures(quality_lead, full))

    assert first == second


def test_word_holds_no_trace_of_when_it_was_written(quality_lead, full):
    package = zipfile.ZipFile(io.BytesIO(word_brief(*content_and_pictures(quality_lead, full))))

    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    names = package.namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert b"2026-11-22T12:00:00Z" in package.read("docProps/core.xml")


def test_papers_of_a_provider_without_figures_can_be_made(client_of, quality_lead):
    empty = reports.surveillance.provider(quality_lead, code="RXX", name="Empty Trust (fictional)")
    client = client_of(quality_lead)

    for told in (
        words_of_word(taken(client, empty, "word").content),
        words_of_pdf(taken(client, empty, "pdf").content),
    ):
        assert "There are no figures for this provider" in told
        assert "No question is open." in told
        assert "No notes yet." in told


@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_papers_of_another_commissioner_hold_none_of_our_words(client_of, other_lead, full, kind):
    response = taken(client_of(other_lead), full, kind)
    told = words_of_word(response.content) if kind == "word" else words_of_pdf(response.content)

    assert "Quote" not in told
    assert "Who waits longest?" not in told
    assert "March meeting" not in told


@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_chair_takes_papers_and_a_person_without_commissioner_does_not(client_of, chair, full, kind):
    client = client_of(chair)
    assert taken(client, full, kind).status_code == 200

    chair.commissioner = None
    chair.save()

    refused = taken(client_of(chair), full, kind)
    assert (refused.status_code, refused["Location"]) == (302, "/your-details/no-role")


def test_shipped_template_is_what_its_command_writes(tmp_path, capsys):
    call_command("make_brief_template", tmp_path / "brief.docx")

    assert (tmp_path / "brief.docx").read_bytes() == SHIPPED.read_bytes()


@pytest.fixture
def own_template(settings, tmp_path):
    """Where an organisation puts its own template."""
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder / "brief.docx"


def test_own_template_replaces_the_shipped_one(client_of, quality_lead, full, own_template):
    document = docx.Document()
    document.add_heading("House style of {{ brief.commissioner }}", level=1)
    document.add_paragraph("{{ brief.first_line }}")
    document.save(own_template)

    told = words_of_word(taken(client_of(quality_lead), full, "word").content)

    assert told.startswith("House style of NHS Greater Manchester ICB 2 things changed at")


@pytest.mark.parametrize(
    "fault",
    ["{{ brief.first_line", "{% for x in brief.changes %}", "{{ ''.__class__.__mro__[1].__subclasses__() }}"],
)
def test_own_template_with_a_mistake_is_explained(client_of, quality_lead, full, own_template, fault):
    document = docx.Document()
    document.add_paragraph(fault)
    document.save(own_template)

    page = page_of(client_of(quality_lead).get(reverse("reports:brief-word", args=[full.code]), follow=True))

    assert "The Word template brief.docx in the folder templates cannot be filled in" in page.main.get_text()


def test_own_template_that_is_no_word_file_is_refused(quality_lead, full, own_template):
    own_template.write_text("not a Word file")

    assert template_path() == Path(own_template)
    with pytest.raises(TemplateUnusable):
        word_brief(*content_and_pictures(quality_lead, full))
