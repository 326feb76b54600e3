"""The check of authenticity: three answers apart, nothing kept of what is asked, hostile questions answered quickly."""

import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.models import PublicRecord
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.proofs.actions.keys import revoke_key
from ttdn.proofs.choices import Revocation
from ttdn.proofs.models import SealedText, SigningKey
from ttdn.proofs.tests.conftest import behind_the_back

pytestmark = pytest.mark.django_db

LEAD = "Bộ thông tin về công tác tháng 11 tại Hà Nội: 120 nhà báo nước ngoài đã được hướng dẫn đăng ký đưa tin lễ hội."
NOW = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _calm(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.PDF_ROOT = tmp_path / "pdf"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "verify"}}
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def statement(newsroom: Newsroom, **fields: Any) -> PublicRecord:
    return newsroom.published(newsroom.draft(content={"lead": LEAD}, **fields))


def paste(client: Client, words: str, address: str = "/vi/xac-thuc/") -> str:
    page = client.post(address, {"van-ban": words})
    assert page.headers["Cache-Control"] == "private, no-store"
    assert not page.cookies
    return page.content.decode()


def test_the_words_as_published_are_unchanged_in_force_and_have_an_issuer(newsroom: Newsroom, client: Client) -> None:
    record = statement(newsroom)
    page = paste(client, f"{record.title}\n{LEAD}")
    assert "Đúng: nguyên văn" in page
    assert "Còn: đây là bản đang có hiệu lực." in page
    assert "Bộ Thử nghiệm" in page
    assert f"/s/{record.item.public_id}/vi/proof.json?ban=1" in page
    assert "chữ ký số của cơ quan" in page


def test_every_altered_word_is_shown_and_said_in_words(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    page = paste(client, LEAD.replace("120", "12").replace("Hà Nội", "Huế") + " Thêm vài chữ.")
    assert "có chữ đã bị thay đổi" in page
    assert re.search(r"bản dán vào ghi: </span>12\s*<", page)
    assert re.search(r"bản công bố ghi: </span>120\s*<", page)
    assert "Huế" in page
    assert "bản dán vào thêm:" in page


def test_what_is_pasted_has_no_power_on_the_page(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    page = paste(client, LEAD.replace("120", "<script>alert(1)</script>"))
    assert "<script" not in page


def test_a_text_nobody_published_is_not_called_forged(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    page = paste(client, "Một câu hoàn toàn khác, chưa ai từng công bố ở đây bao giờ cả.")
    assert "Không tìm thấy trong các văn bản đã công bố hoặc thu thập ở đây." in page
    assert "không có nghĩa là văn bản chắc chắn giả" in page


def test_the_page_speaks_english_under_other_languages(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    page = paste(client, LEAD, "/fr/verify/")
    assert 'lang="en"' in page
    assert "Nguyên văn" not in page
    assert "an exact passage" in page


@pytest.mark.parametrize(
    "shape", ["{path}", "http://testserver{path}", "/s/{id}/vi", "{id}", "/s/{id}/vi.pdf", " 12/tb-thu "]
)
def test_found_by_address_code_and_number(newsroom: Newsroom, client: Client, shape: str) -> None:
    from ttdn.portal.actions.drafting import Origin  # noqa: PLC0415  (one test)

    record = statement(
        newsroom,
        origin=Origin(kind="filing", id=uuid4(), hash="0" * 64, number="12/TB-THU", number_on=date(2026, 11, 5)),
    )
    asked = shape.format(path=record.path, id=record.item.public_id)
    page = client.get("/vi/xac-thuc/", {"dia-chi": asked})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "đúng từng chữ với văn bản đã đóng dấu" in page.content.decode()


@pytest.mark.parametrize("asked", ["//[", "%00", "\x00", "x" * 5000, "../../etc/passwd", "<b>", "0" * 36, "'; --"])
def test_hostile_questions_find_nothing(client: Client, asked: str) -> None:
    page = client.get("/vi/xac-thuc/", {"dia-chi": asked + "?"})
    assert page.status_code == 200
    assert "Không tìm thấy" in page.content.decode()


def test_a_corrected_and_a_withdrawn_text_say_so(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft(content={"lead": LEAD})
    newsroom.published(page)
    changed = LEAD.replace("120", "140")
    write_draft(page=page, values={"lead": changed}, acting_user=newsroom.editor, at=AT)
    record = newsroom.published(page, public_reason="Sửa số liệu.", at=AT + timedelta(minutes=5))
    old = client.post("/vi/xac-thuc/", {"van-ban": LEAD}).content.decode()
    assert "Không: bản này đã được đính chính." in old
    withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=newsroom.leader, at=AT + timedelta(minutes=9))
    gone = paste(client, changed)
    assert "Không: cơ quan đã rút lại văn bản này." in gone
    assert "Đăng nhầm." in gone


def test_a_seal_of_a_leaked_key_is_not_trusted(newsroom: Newsroom, client: Client) -> None:
    record = statement(newsroom)
    key = SigningKey.objects.get(body=record.body.public_id)
    revoke_key(
        key=key,
        revocation=Revocation.COMPROMISED,
        reason="Lộ khóa.",
        compromised_from=AT - timedelta(hours=1),
        acting_user=None,
        at=NOW,
    )
    page = paste(client, LEAD)
    assert "Không tin được" in page
    assert "Khóa đã bị lộ" in page
    assert "Đúng:" not in page


def test_a_key_revoked_after_signing_leaves_earlier_seals_good(newsroom: Newsroom, client: Client) -> None:
    record = statement(newsroom)
    key = SigningKey.objects.get(body=record.body.public_id)
    revoke_key(key=key, revocation=Revocation.SUPERSEDED, reason="Đổi.", acting_user=None, at=NOW)
    assert "Đúng: đây là một đoạn nguyên văn" in paste(client, LEAD)


def test_a_seal_from_a_clock_that_runs_ahead_is_said_to_be_in_the_future(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    with time_machine.travel(AT - timedelta(minutes=4), tick=False):
        assert "Đúng:" in paste(client, LEAD)  # five minutes are forgiven
    with time_machine.travel(AT - timedelta(minutes=30), tick=False):
        page = paste(client, LEAD)
    assert "thời điểm ở tương lai" in page


def test_a_forged_seal_in_the_database_is_not_trusted(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    text = SealedText.objects.get()
    head, payload, signature = text.seal.split(".")
    forged = f"{head}.{payload}.{'A' * len(signature)}"
    behind_the_back("UPDATE proofs_sealedtext SET seal = %s", forged)
    assert "Dấu xác thực giả hoặc nội dung đã bị sửa" in paste(client, LEAD)


def upload(client: Client, name: str, data: bytes) -> tuple[int, str]:
    page = client.post("/vi/xac-thuc/", {"tep": SimpleUploadedFile(name, data)})
    return page.status_code, page.content.decode()


def test_our_pdf_is_known_and_one_changed_byte_is_seen(newsroom: Newsroom, client: Client) -> None:
    record = statement(newsroom)
    pdf = client.get(f"/s/{record.item.public_id}/vi.pdf").content
    assert "trùng từng byte" in upload(client, "a.pdf", pdf)[1]
    assert "không phải tệp mà hệ thống đã cấp" in upload(client, "a.pdf", pdf + b"\n%x")[1]


def test_our_proof_is_known_and_a_changed_one_is_refused(newsroom: Newsroom, client: Client) -> None:
    record = statement(newsroom)
    proof = client.get(f"/s/{record.item.public_id}/vi/proof.json").json()
    assert "trong bản chứng thực này là của hệ thống" in upload(client, "p.json", json.dumps(proof).encode())[1]
    proof["canonical"] = proof["canonical"].replace("120", "999")
    assert "Đừng dùng tệp này" in upload(client, "p.json", json.dumps(proof).encode())[1]


def test_a_text_file_is_compared_like_a_pasted_text(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    assert "một đoạn nguyên văn" in upload(client, "a.txt", LEAD.encode())[1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 2000,
        b"%PDF-1.7 \xff\xfe" * 100,
        b"%PDF-" + b"ttdn:01900000-0000-7000-8000-000000000001/vi/1 " * 20_000,
        b'{"format": "ttdn-proof-1", "item": ' + b"[" * 50_000,
        b'{"format": "ttdn-proof-1", "item": {"id": 1, "language": [], "edition": "9e99"}}',
        b'{"format":"ttdn-proof-1","item":{"id":"01900000-0000-7000-8000-000000000001","language":"vi","edition":1e400}}',
        b"PK\x03\x04" + b"\x99" * 500,
    ],
)
def test_hostile_files_get_a_sentence(client: Client, data: bytes) -> None:
    began = time.monotonic()
    status, page = upload(client, "../../x.pdf", data)
    assert status in {200, 422}
    assert "Không tìm thấy" in page or 'role="alert"' in page
    assert time.monotonic() - began < 5


def test_too_large_bodies_and_broken_forms_get_a_sentence(client: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    assert upload(client, "a.pdf", b"x" * 3000)[0] == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert client.post("/vi/xac-thuc/", {"van-ban": "chữ " * 900}).status_code == 413
    broken = client.post("/vi/xac-thuc/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=\xff")
    assert broken.status_code == 400
    assert 'role="alert"' in broken.content.decode()


def test_a_hostile_text_is_answered_in_bounded_time(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    began = time.monotonic()
    paste(client, (LEAD + " ") * 400)
    paste(client, "a b " * 12_000)
    assert "quá dài" in paste(client, "á" * 60_000)
    assert time.monotonic() - began < 20


def test_nothing_pasted_is_kept_anywhere(
    newsroom: Newsroom, client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    statement(newsroom)
    secret = "Xâu-bí-mật-chỉ-người-dán-biết"
    caplog.set_level(logging.DEBUG)
    paste(client, LEAD.replace("120", secret))
    upload(client, f"{secret}.txt", LEAD.replace("120", secret).encode())
    assert secret not in caplog.text
    heard = capfd.readouterr()
    assert secret not in heard.out + heard.err
    assert secret not in repr(getattr(cache, "_cache", None))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in repr(cursor.fetchall()), table


def test_whoever_asks_too_often_waits_and_is_kept_as_a_salted_hash_only(newsroom: Newsroom, client: Client) -> None:
    statement(newsroom)
    for _ in range(30):
        assert client.get("/vi/xac-thuc/", {"dia-chi": "x"}, REMOTE_ADDR="203.0.113.7").status_code == 200
    refused = client.get("/vi/xac-thuc/", {"dia-chi": "x"}, REMOTE_ADDR="203.0.113.7")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "300"
    assert client.get("/vi/xac-thuc/", {"dia-chi": "x"}, REMOTE_ADDR="203.0.113.8").status_code == 200
    assert "203.0.113" not in repr(getattr(cache, "_cache", {}))


def test_the_empty_page_may_be_kept_by_caches(client: Client) -> None:
    page = client.get("/vi/xac-thuc/")
    assert page.headers["Cache-Control"].startswith("public")
    assert "<script" not in page.content.decode()
    assert 'download="verify_offline.html"' in page.content.decode()
    assert 'maxlength="50000"' in page.content.decode(), "a number for machines, whatever the language"


def test_the_offline_verifier_checks_a_downloaded_proof(newsroom: Newsroom, client: Client, tmp_path: Path) -> None:
    record = statement(newsroom)
    tool = finders.find("proofs/verify_offline.py")
    assert isinstance(tool, str)
    (tmp_path / "proof.json").write_bytes(client.get(f"/s/{record.item.public_id}/vi/proof.json").content)
    (tmp_path / "keys.json").write_bytes(client.get("/.well-known/ttdn-keys.json").content)
    (tmp_path / "good.txt").write_text(LEAD, encoding="utf-8")
    (tmp_path / "bad.txt").write_text(LEAD.replace("120", "999"), encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", tool, "proof.json", "--keys", "keys.json", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("--text", "good.txt").returncode == 0
    assert run("--text", "bad.txt").returncode == 1
    withdraw(edition=record.edition, reason="Nhầm.", acting_user=newsroom.leader, at=NOW)
    (tmp_path / "proof.json").write_bytes(client.get(f"/s/{record.item.public_id}/vi/proof.json").content)
    assert run().returncode == 2


def test_proofs_of_older_editions_stay(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    write_draft(page=page, values={"lead": "Số liệu đúng là 12."}, acting_user=newsroom.editor, at=AT)
    record = newsroom.published(page, public_reason="Sửa số liệu.", at=AT + timedelta(minutes=1))
    address = f"/s/{record.item.public_id}/vi/proof.json"
    assert client.get(address).json()["item"]["edition"] == 2
    assert client.get(address + "?ban=1").json()["item"]["edition"] == 1
    for wrong in ("?ban=3", "?ban=x", "?ban=-1", "?ban=" + "9" * 30, "?ban=²"):
        assert client.get(address + wrong).status_code == 404
    assert client.get(f"/s/{record.item.public_id}/en/proof.json").status_code == 404


def test_drafts_have_no_proof_pdf_or_kit(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    newsroom.approved(page)
    for tail in ("vi/proof.json", "vi.pdf", "bo-bao-chi.zip"):
        assert client.get(f"/s/{page.item.public_id}/{tail}").status_code == 404
