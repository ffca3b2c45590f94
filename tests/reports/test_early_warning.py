"""The monthly early-warning paper: what it says, that it is issued once and for good, and who sees it."""

import datetime as dt
import io
import json

import docx
import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from tests.assertions import page_of
from tests.factories import actions, reports, surveillance
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.worried import worried
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.common.triggers import drop
from trigpoint.reports import services
from trigpoint.reports.errors import PaperImpossible
from trigpoint.reports.guards import RULE
from trigpoint.reports.models import Paper
from trigpoint.reports.presenters.early_warning import FIRST_MONTH
from trigpoint.reports.presenters.paper_content import thawed
from trigpoint.reports.presenters.paper_files import paper_file
from trigpoint.reports.rules.months import fingerprint
from trigpoint.surveillance import services as stage_one
from trigpoint.surveillance.models import Signal

MONTH = "2026-11"
NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def told(quality_lead, provider):
    """What the paper says of Bolton, with a rating and an overdue question."""
    reports.rated(quality_lead, provider)
    with clock.replaying(dt.date(2026, 11, 2)):
        reports.question(quality_lead, provider, "Who waits longest?", due_on=dt.date(2026, 11, 9))
    return provider


def paper_now(by):
    return thawed(reports.content(by))


def part_now(by):
    return paper_now(by)["parts"][0]


def page(client, name, *arguments, status=200):
    response = client.get(reverse(f"reports:{name}", args=arguments))
    assert response.status_code == status
    return page_of(response) if status == 200 else response


class TestContent:
    def test_the_first_line_answers_and_chance_is_told(self, quality_lead, told):
        paper = paper_now(quality_lead)

        assert paper["first_line"].startswith("Our one provider has something new for November 2026: ")
        assert "no verdict" in paper["first_line"]
        assert "chance alone would still flag" in paper["chance"]
        assert "It proposes no level of surveillance" in paper["promise"]

    def test_a_new_signal_opens_its_series_and_names_its_source(self, quality_lead, told):
        line = next(each for each in part_now(quality_lead)["raised"] if each["word"] == "For the worse")
        sources = {each["number"]: each["text"] for each in paper_now(quality_lead)["sources"]}

        assert line["address"] == reports.series_of(told).get_absolute_url()
        assert line["stale"].startswith("Stale: newer figures were due by")
        source = sources[line["source"]["number"]]
        assert source.startswith("Training Hospital (fictional). ")
        assert "period Mar 2025" in source or "period " in source
        assert "file ae-4hour.csv, row " in source

    def test_a_second_signal_of_a_series_says_first_what_differs(self, quality_lead, told):
        signal = Signal.objects.get(organisation=told, meaning="concern", lead=None)
        fields = {each.attname: getattr(signal, each.attname) for each in Signal._meta.concrete_fields}
        other = {"rule": "shift", "first_period": dt.date(2024, 10, 1), "periods": 18, "strength": 0.5}
        Signal.objects.create(**{**fields, "id": None, "public_id": "another", **other})
        first, second = (
            each
            for each in part_now(quality_lead)["raised"]
            if each["address"] == reports.series_of(told).get_absolute_url()
        )

        assert first["now"].startswith("51.2% in Mar 2026, outside its usual range")
        assert (
            second["now"] == "also on one side of its average since October 2024; the figure is told above."
        )
        assert second["source"] == first["source"]

    def test_next_month_the_same_signal_goes_on(self, quality_lead, told):
        with clock.replaying(dt.date(2026, 12, 6)):
            part = part_now(quality_lead)

        assert part["raised"] == []
        assert [each["word"] for each in part["going_on"]] == ["For the worse", "For the better"]

    def test_a_signal_that_ended_with_this_month_s_figures_is_gone(self, quality_lead):
        with clock.replaying(dt.date(2026, 10, 10)):
            fallen = surveillance.fallen(quality_lead)
            surveillance.refreshed(quality_lead)
        signal = Signal.objects.get(series=fallen, lead=None)
        back = [*surveillance.STEADY, 60.0, 75.0]
        fallen.observations.all().delete()
        surveillance_values(quality_lead, fallen, back)
        surveillance.refreshed(quality_lead)
        signal.refresh_from_db()
        part = part_now(quality_lead)

        assert not signal.is_on
        assert [each["signal"] for each in part["gone"]] == [signal.get_absolute_url()]
        assert "1 signal for the worse went away." in part["against"]

    def test_the_first_month_in_which_signals_were_looked_for_says_so(self, quality_lead, told):
        assert FIRST_MONTH in paper_now(quality_lead)["blind"]

    def test_a_signal_that_the_paper_does_not_tell_of_was_looked_for_too(self, quality_lead):
        with clock.replaying(dt.date(2026, 10, 10)):
            elsewhere = surveillance.signal(quality_lead, "RXX", "Elsewhere NHS Trust").organisation
        elsewhere.belongings.all().delete()
        reports.bolton(quality_lead)
        paper = paper_now(quality_lead)

        assert [each["name"] for each in paper["parts"]] == ["Training Hospital (fictional)"]
        assert FIRST_MONTH not in paper["blind"]

    def test_what_people_made_of_signals_and_questions_are_told(self, quality_lead, told):
        signal = Signal.objects.get(organisation=told, meaning="concern", lead=None)
        stage_one.answer_signals(answers={signal: ("real", "Two wards closed")}, by=quality_lead)
        part = part_now(quality_lead)

        assert [(each["outcome"], each["reason"]) for each in part["said"]] == [("Real", "Two wards closed")]
        assert [(each["text"], each["is_overdue"]) for each in part["asked"]] == [
            ("Who waits longest?", True)
        ]
        assert "A signal was called real and an answer is overdue" in [each["title"] for each in part["met"]]
        assert all(each["question"].endswith("?") for each in part["met"])
        assert part["to_people"].endswith("?")

    def test_what_cannot_be_looked_at_is_named_and_not_counted_as_not_met(self, quality_lead, told):
        part = part_now(quality_lead)
        unknown = {each["title"]: each["sees"] for each in part["unknown"]}

        assert unknown["Two never events of one kind within twelve months"] == "We have no figures on this."
        assert not set(unknown) & {each["title"] for each in part["not_met"]}

    def test_a_level_is_never_proposed(self, quality_lead, told):
        text = reports.content(quality_lead).lower()

        assert "enhanced surveillance" not in text.replace(
            "independent sources for enhanced surveillance", ""
        )
        assert "intensive" not in text

    def test_blind_spots_and_stale_figures_are_named(self, quality_lead, told):
        surveillance.provider(quality_lead, "RXX", "Silent Trust")
        paper = paper_now(quality_lead)

        assert any("stale" in words for words in paper["blind"])
        assert "No figure at all: Silent Trust." in paper["blind"]
        assert any("No figure at all on" in words for words in paper["parts"][0]["blind"])

    def test_nothing_restricted_and_nothing_of_others_gets_in(self, quality_lead, told):
        secret = reports.question(quality_lead, told, "Zedmark asked?")
        type(secret).objects.filter(pk=secret.pk).update(restriction="whistleblowing")
        stranger = UserFactory(role="quality_lead", commissioner=OtherCommissionerFactory())
        theirs = actions.action(stranger, "Yellowmark asked?", kind="question", provider=told)
        text = reports.content(quality_lead)

        assert theirs.owner_id != secret.owner_id
        assert "Zedmark" not in text
        assert "Yellowmark" not in text
        assert "Who waits longest?" in text

    def test_a_commissioner_without_providers_gets_a_paper_that_says_so(self, quality_lead):
        assert "nothing can be said" in paper_now(quality_lead)["first_line"]

    def test_the_same_records_give_the_same_content(self, quality_lead, told):
        assert reports.content(quality_lead) == reports.content(quality_lead)


def surveillance_values(by, series, values):
    """The figures of a series anew."""
    fresh = surveillance.series(
        by, surveillance.provider(by, "RTMP", "Other"), values, indicator=series.indicator
    )
    fresh.observations.update(series=series)
    fresh.delete()


class TestIssuing:
    def test_an_issued_paper_keeps_its_words_whatever_comes(self, client_of, quality_lead, told):
        paper = reports.issued(quality_lead)
        reports.question(quality_lead, told, "Asked afterwards?")
        shown = page(client_of(quality_lead), "paper", paper.public_id).main.get_text(" ", strip=True)

        assert "Asked afterwards?" not in shown
        assert "Who waits longest?" in shown
        assert paper.content_sha256 in shown
        assert json.loads(paper.content)["month"] == MONTH

    def test_it_is_audited_without_its_words(self, quality_lead, told):
        paper = reports.issued(quality_lead)
        event = Event.objects.get(name="reports.paper_issued")

        assert event.after == {"month": MONTH, "version": 1, "content_sha256": paper.content_sha256}

    def test_it_never_changes(self, quality_lead, told):
        paper = reports.issued(quality_lead)
        paper.content = "{}"
        for change in (
            paper.save,
            paper.delete,
            Paper.objects.all().delete,
            lambda: Paper.objects.update(why="x"),
        ):
            with pytest.raises(PaperImpossible):
                change()

    def test_a_corrected_one_says_what_it_replaces_and_why(self, client_of, quality_lead, told):
        first = reports.issued(quality_lead)
        reports.question(quality_lead, told, "Forgotten before?")
        with pytest.raises(PaperImpossible, match="Say what was wrong"):
            reports.issued(quality_lead)
        second = reports.issued(quality_lead, why="A question was missing")
        old = page(client_of(quality_lead), "paper", first.public_id).main.get_text(" ", strip=True)
        new = page(client_of(quality_lead), "paper", second.public_id).main.get_text(" ", strip=True)

        assert (second.version, second.replaces) == (2, first)
        assert "This version was replaced: A question was missing" in old
        assert "It replaces version 1: A question was missing" in new

    def test_the_same_again_is_not_a_correction(self, quality_lead, told):
        reports.issued(quality_lead)
        with pytest.raises(PaperImpossible, match="Nothing is different from version 1"):
            reports.issued(quality_lead, why="For fun")

    def test_nobody_issues_what_they_have_not_read(self, quality_lead, told):
        text = reports.content(quality_lead)
        with pytest.raises(PaperImpossible, match="changed since you opened the draft"):
            services.issue_paper(month=NOVEMBER, content=text, seen=fingerprint("{}"), by=quality_lead)

    def test_old_months_are_not_issued_afresh(self, quality_lead, told):
        with pytest.raises(PaperImpossible, match="this month or the last one"):
            reports.issued(quality_lead, dt.date(2026, 8, 1))

    @pytest.mark.parametrize("role", ["analyst", "committee_member", "provider", "administrator"])
    def test_only_leads_and_executives_issue(self, quality_lead, told, role):
        other = UserFactory(role=role, commissioner=quality_lead.commissioner)
        with pytest.raises(NotAllowed):
            services.issue_paper(month=NOVEMBER, content="{}", seen=fingerprint("{}"), by=other)

    def test_a_paper_that_was_tampered_with_says_so(self, client_of, quality_lead, told):
        paper = reports.issued(quality_lead)
        changed = paper.content.replace("Who waits longest?", "Nobody waits.")
        from_below(paper, changed)
        shown = page(client_of(quality_lead), "paper", paper.public_id).main.get_text(" ", strip=True)

        assert "its fingerprint does not fit" in shown


def from_below(paper, content):
    """Change what is held as somebody who owns the database would."""
    connection.check_constraints()  # PostgreSQL alters no table for which something is still to be checked
    with connection.cursor() as cursor:
        for guard in RULE.expected():
            cursor.execute(drop(guard))
        cursor.execute("UPDATE reports_paper SET content = %s WHERE id = %s", [content, paper.pk])


class TestPages:
    def test_lead_issues_from_the_draft(self, client_of, quality_lead, told):
        client = client_of(quality_lead)
        draft = page(client, "paper-draft", MONTH)
        seen = draft.main.find("input", {"name": "issue-seen"})["value"]
        response = client.post(reverse("reports:paper-issue", args=[MONTH]), {"issue-seen": seen})

        assert response.status_code == 302
        assert Paper.objects.get().content_sha256 == seen

    def test_a_draft_that_moved_on_is_shown_again(self, client_of, quality_lead, told):
        client = client_of(quality_lead)
        seen = page(client, "paper-draft", MONTH).main.find("input", {"name": "issue-seen"})["value"]
        reports.question(quality_lead, told, "Meanwhile?")
        response = client.post(reverse("reports:paper-issue", args=[MONTH]), {"issue-seen": seen})

        assert response.status_code == 422
        assert "Read it again" in response.content.decode()
        assert not Paper.objects.exists()

    @pytest.mark.parametrize("month", ["2026-08", "2026-12", "2026-13", "soon", "2026-1"])
    def test_no_such_month(self, client_of, quality_lead, told, month):
        page(client_of(quality_lead), "paper-draft", month, status=404)

    def test_chair_reads_and_has_no_button(self, client_of, chair, quality_lead, told):
        draft = page(client_of(chair), "paper-draft", MONTH).main

        assert draft.find("form", action=reverse("reports:paper-issue", args=[MONTH])) is None
        assert "A quality lead or an executive can issue it." in draft.get_text()

    def test_the_list_teaches_when_it_is_empty_and_names_versions(self, client_of, quality_lead, told):
        client = client_of(quality_lead)
        empty = page(client, "papers").main.get_text(" ", strip=True)
        reports.issued(quality_lead)
        full = page(client, "papers").main.get_text(" ", strip=True)

        assert "has not been issued yet" in empty
        assert "No paper issued yet" in empty
        assert "The early-warning paper of November 2026 was issued; 1 month has a paper." in full

    @pytest.mark.parametrize("more", [1, 6])
    def test_at_most_thirty_queries_however_many_providers(
        self, client_of, quality_lead, told, django_assert_max_num_queries, more
    ):
        for number in range(more):
            trust = surveillance.fallen(quality_lead, f"R{number}X", f"Trust {number}").organisation
            worried(quality_lead, trust)
        surveillance.refreshed(quality_lead)
        paper = reports.issued(quality_lead)
        client = client_of(quality_lead)
        for name, arguments in (("papers", []), ("paper-draft", [MONTH]), ("paper", [paper.public_id])):
            with django_assert_max_num_queries(30):
                page(client, name, *arguments)


def words_of(made, suffix):
    if suffix == "pdf":
        text = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(made)).pages)
    else:
        document = docx.Document(io.BytesIO(made))
        parts = ["".join(node.text or "" for node in each._p.iter("{*}t")) for each in document.paragraphs]
        parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = " ".join(parts)
    return "".join(text.split())


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
class TestFiles:
    def test_the_same_content_gives_the_same_bytes(self, quality_lead, told, suffix):
        content = paper_now(quality_lead)

        assert paper_file(content, ("Draft.",), suffix) == paper_file(content, ("Draft.",), suffix)

    def test_it_says_what_the_page_says(self, client_of, quality_lead, told, suffix):
        signal = Signal.objects.get(organisation=told, meaning="concern", lead=None)
        stage_one.answer_signals(answers={signal: ("real", "Two wards & closed {{ x }} #y")}, by=quality_lead)
        paper = reports.issued(quality_lead)
        client = client_of(quality_lead)
        shown = "".join(page(client, "paper", paper.public_id).main.get_text(" ").split())
        taken = client.get(reverse("reports:paper-take", args=[paper.public_id, suffix]))
        words = words_of(taken.content, suffix)
        content = thawed(paper.content)
        part = content["parts"][0]
        sentences = [
            content["first_line"],
            content["chance"],
            content["promise"],
            *content["blind"],
            *content["how"],
        ]
        sentences += [part["sentence"], part["to_people"], *part["against"], *part["blind"]]
        sentences += [each["sees"] for each in (*part["met"], *part["unknown"])]
        sentences += [each["reason"] for each in part["said"]]
        sentences += [each["text"] for each in (*content["sources"], *part["asked"])]
        sentences += [each["now"] for each in part["raised"]]
        for sentence in sentences:
            bare = "".join(sentence.split())
            assert bare in shown, sentence
            if suffix == "docx":
                assert bare in words, sentence

        name = f'attachment; filename="early-warning-2026-11-version-1.{suffix}"'
        assert taken["Content-Disposition"] == name
        assert paper.content_sha256 in words

    def test_titles_open_their_series(self, quality_lead, told, suffix):
        made = paper_file(paper_now(quality_lead), ("Draft.",), suffix)
        address = "https://trigpoint.example" + reports.series_of(told).get_absolute_url()
        if suffix == "pdf":
            links = {
                note.get_object().get("/A", {}).get("/URI")
                for each in PdfReader(io.BytesIO(made)).pages
                for note in each.get("/Annots", [])
            }
        else:
            links = {each.target_ref for each in docx.Document(io.BytesIO(made)).part.rels.values()}

        assert address in links

    def test_an_unusable_template_of_one_s_own_is_told(
        self, client_of, quality_lead, told, suffix, settings, tmp_path
    ):
        settings.DATA_DIR = tmp_path
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "early-warning.docx").write_text("no document")
        client = client_of(quality_lead)
        response = client.get(reverse("reports:paper-draft-take", args=[MONTH, suffix]))

        assert response.status_code == (200 if suffix == "pdf" else 302)


def test_the_pdf_is_tagged_and_has_a_title(quality_lead, told):
    reader = PdfReader(io.BytesIO(paper_file(paper_now(quality_lead), ("Draft.",), "pdf")))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Early-warning paper, November 2026"


def test_unknown_kinds_of_file_are_not_found(client_of, quality_lead, told):
    page(client_of(quality_lead), "paper-draft-take", MONTH, "exe", status=404)
