"""Pages about evidence files: adding, refusals in plain words, versions, taking back, and the download's headers."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories import actions
from tests.factories import files as make
from tests.factories.accounts import UserFactory
from tests.factories.vault import WHY, opened
from tests.files import clamd, made, mails
from trigpoint.accounts.services import end_share, share
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.files import keeping, services
from trigpoint.files.models import EvidenceFile, FileScan, FileVersion, ScanState


def list_of(record):
    return reverse("files:evidence", args=[reference_to(record)])


def add_to(record):
    return reverse("files:add", args=[reference_to(record)])


def content_of(file, number=1):
    return reverse("files:open", args=[file.public_id, number])


def taken(client, file, number=1):
    """The content as it is downloaded."""
    response = client.get(content_of(file, number))
    assert response.status_code == 200
    return b"".join(response)


def sent(upload, what=make.WHAT):
    return {"file-upload": upload, "file-description": what}


def test_record_without_files_says_what_belongs_here(client_of, quality_lead, action):
    page = page_of(client_of(quality_lead).get(list_of(action)))

    assert "No evidence has been added yet." in words(page)
    assert "such as minutes, a policy or a photograph" in words(page)
    assert page.find("input", type="file")["accept"].startswith(".pdf,.docx")


def test_file_is_added_and_the_record_shows_the_good_news(client_of, quality_lead, action):
    client = client_of(quality_lead)

    response = client.post(add_to(action), sent(make.upload()))

    assert response["Location"] == f"{action.get_absolute_url()}#evidence"
    page = page_of(client.get(list_of(action)))
    assert "1 file is here as evidence." in words(page)
    assert "minutes.pdf was added." in words(page)
    row = words(page.find("tbody").find("tr"))
    assert "PDF, " in row
    assert "Amina Hussain" in row
    assert "Not scanned for viruses" in row
    assert make.WHAT in row
    assert_links_tell_apart(page)


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (make.upload("minutes.docx"), "The name of the file ends in .docx, but the file is a PDF."),
        (make.upload("empty.pdf", b""), "The file is empty"),
        (make.upload("4505577104 letter.pdf"), "looks like an NHS number"),
        (make.upload("page.html", b"<html><script>alert(1)</script></html>"), "This is a web page"),
    ],
)
def test_refusal_stands_beside_the_file_and_keeps_what_was_typed(
    client_of, quality_lead, action, upload, said
):
    page = page_of(client_of(quality_lead).post(add_to(action), sent(upload)), status=422)

    assert page.title.string.strip().startswith("Error:")
    assert said in words(page.select_one(".nhsuk-error-summary"))
    assert said in words(page.select_one("#id_file-upload-error"))
    assert page.find("input", attrs={"name": "file-description"})["value"] == make.WHAT
    assert not EvidenceFile.objects.exists()


def test_form_says_what_is_missing(client_of, quality_lead, action):
    page = page_of(client_of(quality_lead).post(add_to(action), {}), status=422)

    said = words(page.select_one(".nhsuk-error-summary"))
    assert "Choose a file" in said
    assert "Say in one sentence what the file shows" in said


def test_file_has_to_be_chosen_again_when_the_words_are_missing(client_of, quality_lead, action):
    page = page_of(client_of(quality_lead).post(add_to(action), sent(make.upload(), "")), status=422)

    assert "Choose the file again" in words(page.select_one("#id_file-upload-error"))


def test_description_is_guarded(client_of, quality_lead, action):
    response = client_of(quality_lead).post(add_to(action), sent(make.upload(), "Letter of 450 557 7104"))

    assert "NHS number" in words(page_of(response, status=422))
    assert not EvidenceFile.objects.exists()


def test_file_that_is_too_large_is_refused_by_its_size(client_of, quality_lead, action, settings):
    settings.FILE_LIMIT = 2_000_000

    page = page_of(client_of(quality_lead).post(add_to(action), sent(make.note("x" * 2_000_001))), status=422)

    assert "larger than 2 MB" in words(page)


def test_page_of_a_file_tells_all_versions_and_says_it_was_not_scanned(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action)
    client = client_of(quality_lead)

    response = client.post(
        reverse("files:version-add", args=[file.public_id]),
        {"version-upload": make.upload("new.docx", made.docx())},
    )

    assert response.status_code == 302
    page = page_of(client.get(file.get_absolute_url()))
    assert words(page.h1).endswith("new.docx")
    assert "Version 2 of this file can be opened, but was not scanned for viruses" in words(page)
    assert [words(row.th) for row in page.find("tbody").find_all("tr")] == ["Version 2", "Version 1"]
    assert "minutes.pdf" in words(page.find("tbody"))
    assert_links_tell_apart(page)


def test_what_happened_to_a_file_is_one_step_away(client_of, action, rosa):
    file, client = make.evidence(rosa, action), client_of(rosa)

    link = page_of(client.get(file.get_absolute_url())).find("a", string="What happened here")

    assert "added the file" in words(page_of(client.get(link["href"])))


def test_version_that_is_refused_says_why(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action)

    response = client_of(quality_lead).post(
        reverse("files:version-add", args=[file.public_id]), {"version-upload": make.upload()}
    )

    assert "This is the same file as version 1" in words(page_of(response, status=422))


def test_taking_back_asks_why_and_shuts_the_file(client_of, quality_lead, action):
    file, client = make.evidence(quality_lead, action), client_of(quality_lead)
    address = reverse("files:withdraw", args=[file.public_id])

    assert "Nobody will be able to open the file any more" in words(page_of(client.get(address)))
    assert "Say why the file is taken back" in words(page_of(client.post(address, {}), status=422))
    assert client.post(address, {"why": "Wrong action"}).status_code == 302

    page = page_of(client.get(file.get_absolute_url()))
    assert "This file was taken back" in words(page)
    assert "Wrong action" in words(page)
    assert not page.find("a", href=content_of(file))
    assert not page.find("input", type="file")
    assert "taken back, so it cannot be opened" in words(page_of(client.get(content_of(file)), status=409))
    assert "Taken back" in words(page_of(client.get(list_of(action))))


def test_infected_file_is_told_to_who_added_it(
    client_of, quality_lead, action, scanner, django_capture_on_commit_callbacks
):
    client = client_of(quality_lead)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(add_to(action), sent(make.note(clamd.VIRUS.decode())))
    file = EvidenceFile.objects.get()

    page = page_of(client.get(file.get_absolute_url()))

    assert f"A virus ({clamd.NAME}) was found in it, so its content was deleted" in words(page)
    assert "A virus was found" in words(page_of(client.get(content_of(file)), status=409))
    assert "Virus found, content deleted" in words(page_of(client.get(list_of(action))))


def test_bad_news_leads_to_the_file(client_of, quality_lead, action, scanner, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **rest: call())

    response = client_of(quality_lead).post(
        add_to(action), sent(make.note(clamd.VIRUS.decode())), follow=True
    )

    assert response.redirect_chain[-1][0] == EvidenceFile.objects.get().get_absolute_url()
    assert "A virus was found in note.txt. The file was not kept." in words(page_of(response))


def test_waiting_file_cannot_be_opened_yet(client_of, quality_lead, action, scanner):
    file, client = make.evidence(quality_lead, action), client_of(quality_lead)

    assert "waits for the virus scanner" in words(page_of(client.get(content_of(file)), status=409))
    assert not page_of(client.get(list_of(action))).find("a", href=content_of(file))

    services.scan_all(by=quality_lead)

    assert taken(client, file)


def test_content_comes_back_as_it_was_and_only_as_a_download(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action)

    response = client_of(quality_lead).get(content_of(file))

    assert b"".join(response) == made.pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store"
    assert int(response["Content-Length"]) == len(made.pdf())
    assert Event.objects.get(name="files.opened").actor == "amina"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("rota.eml", mails.eml(html="<script>x()</script>"), "message/rfc822"),
        ("rota.msg", mails.msg(), "application/vnd.ms-outlook"),
    ],
)
def test_e_mail_is_only_ever_a_download(client_of, quality_lead, action, name, content, kind):
    file = make.evidence(quality_lead, action, make.upload(name, content))

    response = client_of(quality_lead).get(content_of(file))

    assert b"".join(response) == content
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_older_version_can_still_be_opened(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action, make.note("first"))
    services.add_version(file=file, upload=make.note("second"), by=quality_lead)
    client = client_of(quality_lead)

    assert taken(client, file, 1) == b"first"
    assert taken(client, file, 2) == b"second"
    assert client.get(content_of(file, 3)).status_code == 404


def test_missing_content_is_told(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action)
    keeping.erase(file.latest.sha256)

    response = client_of(quality_lead).get(content_of(file))

    assert "can be brought back from a backup" in words(page_of(response, status=409))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ('a"; filename="x.exe.txt', 'attachment; filename="a-; filename=-x.exe.txt"'),
        ("a\r\nSet-Cookie: session=1.txt", 'attachment; filename="a Set-Cookie- session=1.txt"'),
        ("Bericht – Übergabe.txt", "attachment; filename*=utf-8''Bericht%20%E2%80%93%20%C3%9Cbergabe.txt"),
        ("../../evil.txt", 'attachment; filename="evil.txt"'),
        ("\u202etxt.exe.txt", 'attachment; filename="txt.exe.txt"'),
    ],
)
def test_names_cannot_break_out_of_the_header(client_of, quality_lead, action, name, header):
    upload = make.note()
    upload._name = name  # a browser could send it so; Django's own class would not
    file = make.evidence(quality_lead, action, upload)

    response = client_of(quality_lead).get(content_of(file))

    assert b"".join(response) == b"The rota was agreed."
    assert response["Content-Disposition"] == header
    assert "Set-Cookie" not in response.headers


def test_path_in_an_upload_leads_nowhere(client_of, quality_lead, action, folder):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file-upload"; filename="../../../evil.txt"\r\n\r\nwords\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file-description"\r\n\r\nWhat it shows\r\n--x--\r\n'
    )

    response = client_of(quality_lead).post(
        add_to(action), body, content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 302
    assert [file.latest.name for file in EvidenceFile.objects.all()] == ["evil.txt"]
    assert not list(folder.parent.parent.rglob("evil*"))


def test_kind_that_is_no_longer_taken_is_handed_out_as_bytes(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action)
    FileVersion.objects.update(ending="zzz")

    response = client_of(quality_lead).get(content_of(file))

    assert b"".join(response) == made.pdf()
    assert response["Content-Type"] == "application/octet-stream"


def everywhere(file, action):
    """Every address of a file and of its record's files."""
    gets = [
        list_of(action),
        add_to(action),
        file.get_absolute_url(),
        content_of(file),
        reverse("files:withdraw", args=[file.public_id]),
    ]
    posts = [
        add_to(action),
        reverse("files:version-add", args=[file.public_id]),
        reverse("files:withdraw", args=[file.public_id]),
    ]
    return [*(("get", each) for each in gets), *(("post", each) for each in posts)]


def answers(client, file, action):
    return {
        getattr(client, method)(address, {"why": "x"}).status_code
        for method, address in everywhere(file, action)
    }


def test_another_commissioner_finds_nothing(client_of, quality_lead, other_lead, action):
    file = make.evidence(quality_lead, action)

    assert answers(client_of(other_lead), file, action) == {404}


def test_another_provider_finds_nothing(client_of, quality_lead, action):
    file = make.evidence(quality_lead, action)
    of_wigan = UserFactory(role="provider", organisation="RRF")

    assert answers(client_of(of_wigan), file, action) == {404}


def test_ids_that_are_guessed_or_belong_to_something_else_find_nothing(client_of, quality_lead, action):
    make.evidence(quality_lead, action)
    client = client_of(quality_lead)
    wrong = [action.public_id, "a" * 16, "x", "evidencefile:" + action.public_id]

    assert {client.get(reverse("files:file", args=[each])).status_code for each in wrong} == {404}
    references = [
        f"user:{quality_lead.public_id}",
        f"action:{quality_lead.public_id}",
        "action:",
        ":",
        "nothing",
        "organisation:RMC",
        "a" * 200,
    ]
    assert {client.get(reverse("files:evidence", args=[each])).status_code for each in references} == {404}


def test_version_of_one_file_is_not_found_under_another(client_of, quality_lead, action):
    one, other = make.evidence(quality_lead, action), make.evidence(quality_lead, action, make.note())
    services.add_version(file=one, upload=make.note("newer"), by=quality_lead)

    assert client_of(quality_lead).get(content_of(other, 2)).status_code == 404


def test_shared_action_shows_its_files_until_it_is_shared_no_more(
    client_of, quality_lead, other_lead, action
):
    file = make.evidence(quality_lead, action)
    reader = client_of(other_lead)
    shared = share(
        record=action, whom=other_lead.commissioner, basis="contract", why="Joint contract", by=quality_lead
    )
    other_lead.__dict__.pop("reach", None)

    assert reader.get(list_of(action)).status_code == 200
    assert taken(reader, file)
    end_share(share=shared, by=quality_lead)

    assert answers(reader, file, action) == {404}


def test_recalled_action_takes_its_files_along(client_of, quality_lead, action, rosa):
    file = make.evidence(rosa, action)
    assert taken(client_of(rosa), file)

    actions.services.recall(action=action, by=quality_lead)

    assert answers(client_of(rosa), file, action) == {404}


def test_restricted_action_hides_its_files_at_every_address(client_of, quality_lead):
    restricted = actions.action(quality_lead, restriction="safeguarding")
    file = make.evidence(quality_lead, restricted)

    assert answers(client_of(quality_lead), file, restricted) == {404}


def test_restricted_action_shows_its_files_to_who_opened_its_door(client_of, quality_lead):
    restricted = actions.action(quality_lead, restriction="safeguarding")
    file, client = make.evidence(quality_lead, restricted), client_of(quality_lead)
    colleague = client_of(actions.colleague())

    opened(quality_lead, restricted)

    assert "minutes.pdf" in words(page_of(client.get(list_of(restricted))))
    assert client.post(add_to(restricted), sent(make.note())).status_code == 302
    assert taken(client, file) == made.pdf()
    assert answers(colleague, file, restricted) == {404}
    reads = Event.objects.filter(target=reference_to(restricted), kind="read")
    assert reads.count() == 4  # the opening, the list, the adding, the download
    assert {event.why for event in reads} == {WHY}
    assert Event.objects.get(name="files.opened").is_restricted
    with clock.replaying(clock.now() + dt.timedelta(minutes=20)):
        assert answers(client, file, restricted) == {404}


def test_open_record_does_not_open_its_files_to_other_commissioners(
    client_of, quality_lead, other_lead, action
):
    file = make.evidence(quality_lead, action)
    type(action).objects.filter(pk=action.pk).update(is_open=True)

    assert taken(client_of(quality_lead), file)
    assert client_of(other_lead).get(action.get_absolute_url()).status_code == 200
    assert answers(client_of(other_lead), file, action) == {404}


def test_person_who_lost_every_role_gets_nothing(client_of, quality_lead, action):
    file, client = make.evidence(quality_lead, action), client_of(quality_lead)
    quality_lead.memberships.all().delete()

    shown = [client.get(address) for method, address in everywhere(file, action) if method == "get"]

    assert not any(response.status_code == 200 or b"minutes.pdf" in response.content for response in shown)


def test_reader_opens_but_is_not_asked_to_add(client_of, quality_lead, chair, action):
    file = make.evidence(quality_lead, action)
    client = client_of(chair)

    page = page_of(client.get(list_of(action)))
    assert page.find("a", href=content_of(file))
    assert not page.find("input", type="file")
    assert not page_of(client.get(file.get_absolute_url())).find("form", enctype=True)
    assert client.post(add_to(action), sent(make.note())).status_code == 403
    assert client.post(reverse("files:withdraw", args=[file.public_id]), {"why": "x"}).status_code == 403


def test_owner_cannot_be_chosen_in_the_form(client_of, quality_lead, other_lead, action):
    client_of(quality_lead).post(
        add_to(action),
        {
            **sent(make.note()),
            "owner": other_lead.commissioner.pk,
            "belongs_to": "x:y",
            "is_open": "on",
            "file-owner": "2",
        },
    )

    file = EvidenceFile.objects.get()
    assert (file.owner, file.belongs_to, file.is_open) == (action.owner, reference_to(action), False)


def test_list_asks_as_often_for_many_files_as_for_few(
    client_of, quality_lead, action, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(quality_lead)
    for number in range(2):
        make.evidence(quality_lead, action, make.note(str(number)))
    client.get(list_of(action))
    with django_assert_max_num_queries(20) as few:
        client.get(list_of(action))
    for number in range(2, 9):
        make.evidence(quality_lead, action, make.note(str(number)))

    with django_assert_num_queries(len(few)):
        client.get(list_of(action))


def test_state_is_told_as_it_is_now(quality_lead, action):
    file = make.evidence(quality_lead, action)
    FileScan.objects.create(version=file.latest, state=ScanState.CLEAN, by=quality_lead)

    assert EvidenceFile.objects.get().latest.scan.state == ScanState.CLEAN
