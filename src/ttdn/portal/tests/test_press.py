"""The press room, its kits, the PDF of an item and the signature of a body on it."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.cache import cache
from django.test import Client
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ttdn.organisations.choices import MemberRole
from ttdn.organisations.models import Membership
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import add_draft
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.people import Naming, name_spokesperson
from ttdn.portal.choices import Kind
from ttdn.portal.models import PublicRecord
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.media_makers import jpeg, sent

pytestmark = pytest.mark.django_db

NOW = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _calm(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.PDF_ROOT = tmp_path / "pdf"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "press"}}
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def release(newsroom: Newsroom, title: str = "Thông cáo về lễ hội", **fields: Any) -> PublicRecord:
    content = {"contact_name": "Phòng Báo chí", "contact_phone": "024 3943 8231", "lead": "Khai mạc ngày 05/11/2026."}
    return newsroom.published(newsroom.draft(kind=Kind.PRESS_RELEASE, title=title, content=content, **fields))


def test_the_press_room_lists_official_words_by_body_with_whom_to_ask(
    make_newsroom: Callable[..., Newsroom], client: Client
) -> None:
    one, two = make_newsroom(), make_newsroom("so-thu", "Sở Thử nghiệm")
    name_spokesperson(
        body=one.body,
        naming=Naming("Lê Thị Phát", "Chánh Văn phòng", "Chief of Office", date(2026, 11, 1), phone="024 1"),
        acting_user=one.leader,
        at=AT,
    )
    ours, theirs = release(one, "Thông cáo của Bộ"), release(two, "Thông cáo của Sở")
    news = one.published(one.draft(title="Tin thường"))
    page = client.get("/vi/bao-chi/").content.decode()
    assert ours.path in page
    assert theirs.path in page
    assert news.path not in page
    assert "Lê Thị Phát" in page
    narrowed = client.get("/vi/bao-chi/?co-quan=so-thu").content.decode()
    assert ours.path not in narrowed
    assert theirs.path in narrowed
    assert client.get("/vi/bao-chi/?co-quan=khong-co").status_code == 404
    items = client.get("/vi/bao-chi.json?co-quan=bo-thu").json()["items"]
    assert [item["title"] for item in items] == ["Thông cáo của Bộ"]
    assert items[0]["kit"].endswith(f"/s/{ours.item.public_id}/bo-bao-chi.zip")
    assert client.get("/en/press/").status_code == 200


def kit(client: Client, record: PublicRecord) -> bytes:
    answer = client.get(f"/s/{record.item.public_id}/bo-bao-chi.zip")
    assert answer.status_code == 200
    return b"".join(answer)


def test_a_kit_holds_every_language_with_proof_and_pdf_and_is_the_same_each_time(
    newsroom: Newsroom, client: Client, tmp_path: Path
) -> None:
    record = release(newsroom)
    Membership.objects.create(
        user=newsroom.translator, body=newsroom.body, role=MemberRole.EDITOR, valid_from=date(2020, 1, 1)
    )
    page = add_draft(
        item=record.item, language="en", title="Press release", acting_user=newsroom.editor, at=AT,
        content={"contact_name": "Press office", "contact_phone": "+84 24 3943 8231", "lead": "It opens on 5 November."},
    )  # fmt: skip
    newsroom.published(page)
    data = kit(client, record)
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    names = set(archive.namelist())
    assert {
        "README.txt",
        "vi/text.txt",
        "vi/text.html",
        "vi/proof.json",
        "vi/text.pdf",
        "en/text.txt",
        "verify/verify_offline.html",
    } <= names
    assert "It opens on 5 November." in archive.read("en/text.txt").decode()
    assert json.loads(archive.read("vi/proof.json"))["item"]["language"] == "vi"
    cache.clear()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert kit(client, record) == data
    first = client.get(f"/s/{record.item.public_id}/bo-bao-chi.zip")
    again = client.get(f"/s/{record.item.public_id}/bo-bao-chi.zip", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    archive.extractall(tmp_path / "kit")
    done = subprocess.run(
        ["python3", "verify/verify_offline.py", "vi/proof.json", "--keys", "verify/keys.json", "--text", "vi/text.txt"],
        cwd=tmp_path / "kit",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "unreadable" not in done.stdout
    only = subprocess.run(
        ["python3", "verify/verify_offline.py", "en/proof.json", "--keys", "verify/keys.json", "--lang", "en"],
        cwd=tmp_path / "kit",
        capture_output=True,
        text=True,
        check=False,
    )
    assert only.returncode == 0, only.stdout + only.stderr


def test_a_withdrawn_item_has_no_kit_and_no_pdf_any_more(newsroom: Newsroom, client: Client) -> None:
    record = release(newsroom)
    withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=newsroom.leader, at=NOW)
    for tail in ("bo-bao-chi.zip", "vi.pdf"):
        answer = client.get(f"/s/{record.item.public_id}/{tail}")
        assert (answer.status_code, answer.headers["Location"]) == (302, record.path)


def test_kits_and_new_pdfs_are_given_out_at_a_bounded_rate(newsroom: Newsroom, client: Client) -> None:
    record = release(newsroom)
    answers = [client.get(f"/s/{record.item.public_id}/bo-bao-chi.zip").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    assert client.get(f"/s/{record.item.public_id}/vi.pdf").status_code == 200


def test_the_pdf_is_tagged_archival_and_says_where_it_is_checked(newsroom: Newsroom, client: Client) -> None:
    record = release(newsroom)
    answer = client.get(f"/s/{record.item.public_id}/vi.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"].startswith("public")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("vi")
        assert "/AcroForm" not in pdf.Root
        with pdf.open_metadata() as meta:
            assert (str(meta["pdfaid:part"]), str(meta["pdfaid:conformance"])) == ("2", "A")
            assert str(meta["pdfuaid:part"]) == "1"
    text = words(answer.content)
    for said in ("Thông cáo về lễ hội", f"/s/{record.item.public_id}/vi", "Bản thứ 1", "Dấu xác thực không phải là"):
        assert said in text
    again = client.get(f"/s/{record.item.public_id}/vi.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_pictures_stand_in_the_pdf_and_in_the_kit_with_their_words(
    newsroom: Newsroom, client: Client, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.FILES_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "files", tmp_path / "public"
    settings.C2PA_ROOT = tmp_path / "credentials"
    about = About(
        title="Lễ khai mạc", credit="Trần Văn A", words={"vi": {"alt": "Khán giả", "caption": "Khai mạc tại Huế"}}
    )
    asset = add_media(
        body=newsroom.body, upload=sent(jpeg(1, 480, 320), "anh.jpg"), about=about, acting_user=newsroom.editor, at=AT
    ).asset
    body = json.dumps([{"type": "picture", "value": {"media": asset.pk, "caption": ""}}])
    with django_capture_on_commit_callbacks(execute=True):
        record = newsroom.published(newsroom.draft(content={"body": body}))
    record.refresh_from_db()
    data = client.get(f"/s/{record.item.public_id}/vi.pdf").content
    assert "Khai mạc tại Huế – Trần Văn A" in words(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        images = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"]
        assert [(int(each.Width), int(each.Height)) for each in images] == [(480, 320)]
    archive = zipfile.ZipFile(io.BytesIO(kit(client, record)))
    (picture,) = (name for name in archive.namelist() if name.startswith("media/"))
    assert archive.read(picture).startswith(b"\xff\xd8")
    assert "Trần Văn A" in archive.read("vi/captions.txt").decode()
    assert picture in archive.read("vi/captions.txt").decode()


def words(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def certify(folder: Path, code: str, *, until: datetime) -> bytes:
    """A test authority, and a certificate of a body from it, as the bodies' provider would hand it out."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA thử nghiệm")])
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bộ Thử nghiệm")])
    began = datetime(2020, 1, 1, tzinfo=UTC)

    def builder(name: x509.Name, public: Any, end: datetime) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(public)
        return made.serial_number(x509.random_serial_number()).not_valid_before(began).not_valid_after(end)

    far = datetime(2040, 1, 1, tzinfo=UTC)
    root = (
        builder(issuer, root_key.public_key(), far)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(cert=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        builder(own, key.public_key(), until)
        .add_extension(usage(cert=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    secret = serialization.BestAvailableEncryption(b"mat khau")
    data = serialization.pkcs12.serialize_key_and_certificates(b"x", key, leaf, [root], secret)
    folder.mkdir(exist_ok=True)
    (folder / f"{code}.p12").write_bytes(data)
    (folder / f"{code}.pass").write_text("mat khau\n", encoding="utf-8")
    return root.public_bytes(serialization.Encoding.DER)


def usage(*, cert: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not cert,
        content_commitment=not cert,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=cert,
        crl_sign=cert,
        encipher_only=False,
        decipher_only=False,
    )


def test_a_body_with_a_certificate_signs_its_pdf(
    newsroom: Newsroom, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.PADES_DIR = str(tmp_path / "pades")
    root = certify(tmp_path / "pades", "bo-thu", until=datetime(2030, 1, 1, tzinfo=UTC))
    data = client.get(f"/s/{release(newsroom).item.public_id}/vi.pdf").content
    assert "được ký số bằng chứng thư của cơ quan" in words(data)
    (tmp_path / "root.der").write_bytes(root)
    trusted = load_cert_from_pemder(str(tmp_path / "root.der"))  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=[trusted])
    reader = PdfFileReader(io.BytesIO(data))
    (signature,) = reader.embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    status = validate_pdf_signature(signature, signer_validation_context=context)
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (widget,) = (each for each in pdf.pages[0].Annots if each.Subtype == "/Widget")
        box = [float(each) for each in widget.Rect]
        assert box[2] <= 0 or box[3] <= 0, "the field lies outside the page, so PDF/UA does not ask for a tag"
        assert int(widget.F) & 2 == 0, "PDF/A allows no hidden annotation"
        assert int(widget.F) & 4, "and wants it to be printable"
        assert pdf.pages[0].Tabs == "/S"
    tampered = PdfFileReader(io.BytesIO(data.replace(b"%PDF-1.7", b"%PDF-1.6", 1)))
    assert not validate_pdf_signature(tampered.embedded_signatures[0], signer_validation_context=context).intact


def test_an_expired_or_unusable_certificate_signs_nothing(
    newsroom: Newsroom, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.PADES_DIR = str(tmp_path / "pades")
    certify(tmp_path / "pades", "bo-thu", until=datetime(2026, 1, 1, tzinfo=UTC))
    data = client.get(f"/s/{release(newsroom).item.public_id}/vi.pdf").content
    assert "Dấu xác thực không phải là chữ ký số của cơ quan" in words(data)
    assert not PdfFileReader(io.BytesIO(data)).embedded_signatures
    (tmp_path / "pades" / "bo-thu.pass").write_text("sai", encoding="utf-8")
    (tmp_path / "pades" / "bo-thu.p12").write_bytes(b"hong")
    other = client.get(f"/s/{release(newsroom, 'Thông cáo hai').item.public_id}/vi.pdf")
    assert other.status_code == 200
    assert not PdfFileReader(io.BytesIO(other.content)).embedded_signatures
