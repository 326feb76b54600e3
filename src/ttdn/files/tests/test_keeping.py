"""What is kept, under which name, and who gets it back."""

import datetime
import os
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.management import call_command
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from ttdn.files import registry, storage
from ttdn.files.actions import open_stored, store_bytes, store_upload
from ttdn.files.errors import RefusedFile
from ttdn.files.kinds import ANY
from ttdn.files.models import StoredFile
from ttdn.files.names import clean_name
from ttdn.files.tests import makers

AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
OWNER = uuid.uuid4()


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    monkeypatch.setattr(registry, "_owners", {})


def store(data: Any, name: Any = "tep.docx", user: Any = None) -> Any:
    return store_upload(
        makers.upload(data, name),
        owner_kind="test.thing",
        owner_id=OWNER,
        body_public_id=uuid.uuid4(),
        acting_user=user,
        at=AT,
        allowed=ANY,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sent", "name", "mime"),
    [
        (
            makers.docx_bytes(),
            "Kế hoạch.DOCX",
            "Kế hoạch.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (makers.xlsx_bytes(), "a.xlsx", "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (makers.odt_bytes(), "a.odt", "a.odt", "application/vnd.oasis.opendocument.text"),
        (makers.pdf_bytes(), "a.pdf", "a.pdf", "application/pdf"),
        (makers.png_bytes(), "a.jpg", "a.png", "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9", "a.jpeg", "a.jpg", "image/jpeg"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30, "a.webp", "a.webp", "image/webp"),
        (makers.eml_bytes("Kính gửi", attachment=makers.docx_bytes()), "a.eml", "a.eml", "message/rfc822"),
        ("STT,Tên\n1,Đà Nẵng\n".encode(), "a.csv", "a.csv", "text/csv"),
        ("Kính gửi: Bộ Ngoại giao\n".encode("utf-16"), "a.txt", "a.txt", "text/plain"),
    ],
)
def test_good_files_are_kept_under_the_kind_of_their_content(data: Any, sent: Any, name: Any, mime: Any) -> None:
    file = store(data, sent)
    assert (file.name, file.mime, file.size) == (name, mime, len(data))
    with open_stored(file) as stream:
        assert stream.read() == data


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_out_of_reach_of_others(settings: Any) -> None:
    first, second = store(b"xin chao", "a.txt"), store(b"xin chao", "b.txt")
    assert first.sha256 == second.sha256
    files = list(storage.kept())
    assert files == [Path(settings.FILES_ROOT) / first.sha256[:2] / first.sha256[2:4] / first.sha256]
    assert files[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Kế hoạch.docx", "Kế hoạch.docx"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("bao\u202efdp.docx", "baofdp.docx"),
        ("..", "tep"),
        ("", "tep"),
        ("CON.txt", "tep.txt"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
        ('a"<b>|c?.txt', "abc.txt"),
        ("  Báo   cáo .txt", "Báo cáo.txt"),
    ],
)
def test_names_lose_their_tricks(sent: Any, name: Any) -> None:
    assert clean_name(sent) == name


@pytest.mark.django_db
def test_own_documents_are_kept_as_they_are() -> None:
    file = store_bytes(
        b"anything",
        "a/b.docx",
        "application/x",
        owner_kind="k",
        owner_id=OWNER,
        body_public_id=None,
        acting_user=None,
        at=AT,
    )
    assert (file.name, file.mime) == ("b.docx", "application/x")


@pytest.mark.django_db
def test_download_asks_the_owner_and_is_an_attachment(user_factory: Any, client_for: Any) -> None:
    user, other = user_factory(), user_factory()

    def access(who: Any, owner_id: Any, on: Any) -> None:
        if who.pk != user.pk or owner_id != OWNER:
            raise Http404

    registry.register("test.thing", access)
    file = store(b"xin chao", "Kế hoạch.txt", user)
    url = f"/lam-viec/tep/{file.public_id}/"
    answer = client_for(user).get(url)
    assert b"".join(answer.streaming_content) == b"xin chao"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''K%E1%BA%BF")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = client_for(user).get(url, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client_for(other).get(url).status_code == 404
    assert client_for(other).get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 404
    assert client_for(user).get(f"/lam-viec/tep/{uuid.uuid4()}/").status_code == 404


@pytest.mark.django_db
def test_a_file_whose_owner_kind_nobody_registered_is_not_given(
    user_factory: Any, client_for: Any, client: Any
) -> None:
    file = store(b"xin chao", "a.txt")
    url = f"/lam-viec/tep/{file.public_id}/"
    assert client_for(user_factory()).get(url).status_code == 404
    assert client.get(url).status_code == 302


@pytest.mark.django_db
def test_bytes_that_are_gone_are_a_404(user_factory: Any, client_for: Any) -> None:
    registry.register("test.thing", lambda *_: None)
    file = store(b"xin chao", "a.txt")
    storage.path_of(file.sha256).unlink()
    assert client_for(user_factory()).get(f"/lam-viec/tep/{file.public_id}/").status_code == 404


@pytest.mark.django_db
def test_sweeping_removes_only_old_bytes_without_a_row() -> None:
    known = store(b"xin chao", "a.txt")
    orphan = storage.path_of(storage.keep(b"mo coi"))
    fresh = storage.path_of(storage.keep(b"moi"))
    part = orphan.with_name("x.part")
    part.write_bytes(b"do dang")
    for path in (orphan, part, storage.path_of(known.sha256)):
        os.utime(path, (1, 1))
    out = StringIO()
    call_command("sweep_files", stdout=out)
    assert "Đã dọn 2 tệp." in out.getvalue()
    assert set(storage.kept()) == {storage.path_of(known.sha256), fresh}
    assert StoredFile.objects.count() == 1


def test_uploads_stay_in_memory_and_the_rest_is_dropped(settings: Any) -> Any:
    settings.UPLOAD_MAX_BYTES = 100_000
    seen = {}

    def view(request: Any) -> Any:
        seen["file"] = request.FILES["tep"]
        return HttpResponse()

    view(RequestFactory().post("/", {"tep": makers.upload(b"a" * 300_000, "a.txt")}))
    file = seen["file"]
    assert file.size == 300_000
    assert file.read() == b""
    assert not hasattr(file, "temporary_file_path")
    with pytest.raises(RefusedFile, match="lớn hơn mức"):
        store_upload(file, owner_kind="k", owner_id=OWNER, body_public_id=None, acting_user=None, at=AT)


def test_small_uploads_arrive_whole(settings: Any) -> None:
    request = RequestFactory().post("/", {"tep": makers.upload(b"a" * 70_000, "a.txt")})
    assert request.FILES["tep"].read() == b"a" * 70_000


def test_a_request_far_over_the_limit_is_not_read(settings: Any, client: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000
    request = RequestFactory().post("/", {"tep": makers.upload(b"a" * 50_000, "a.txt")})
    with pytest.raises(RequestDataTooBig, match="too large together"):
        len(request.FILES)
