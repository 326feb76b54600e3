"""Catalogs: compiled as gettext reads them, and complete for every screen of the product."""

import gettext
import io
import re
import subprocess
from pathlib import Path

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as translate

import ttdn
from ttdn.web.catalogs import CatalogError, compile_po, read_po
from ttdn.web.management.commands import compile_catalogs

PRODUCT = Path(ttdn.__file__).resolve().parent
CATALOGS = compile_catalogs.catalogs()
NAMES = [str(path.relative_to(PRODUCT)) for path in CATALOGS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|\{\w*\}")
SAMPLE = """# remark
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#, python-format
msgid "Có %d việc \\"gấp\\""
msgid_plural "Có %d việc \\"gấp\\""
msgstr[0] "%d urgent duty"
msgstr[1] "%d "
"urgent duties"

msgctxt "tháng"
msgid "Ba"
msgstr "March"

msgid "Ba"
msgstr "Three\\nthings"

#, fuzzy
msgid "Ngờ"
msgstr "Doubtful"

msgid "Trống"
msgstr ""

#~ msgid "Cũ"
#~ msgstr "Old"
"""


def read(compiled: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled))


def test_compiled_catalog_reads_as_written(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(SAMPLE, encoding="utf-8")
    catalog = read(compile_po(path))
    assert catalog.gettext("Ba") == "Three\nthings"
    assert catalog.pgettext("tháng", "Ba") == "March"
    assert catalog.ngettext('Có %d việc "gấp"', 'Có %d việc "gấp"', 1) == "%d urgent duty"
    assert catalog.ngettext('Có %d việc "gấp"', 'Có %d việc "gấp"', 5) == "%d urgent duties"
    for untranslated in ("Ngờ", "Trống", "Cũ"):
        assert catalog.gettext(untranslated) == untranslated


@pytest.mark.parametrize("path", CATALOGS, ids=NAMES)
def test_same_words_as_gettexts_own_compiler(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "theirs.mo"
    try:
        subprocess.run(["msgfmt", "-o", str(target), str(path)], check=True, capture_output=True)
    except FileNotFoundError:
        target.write_bytes(compile_po(path))  # no msgfmt here: then only that ours is readable
    assert read(compile_po(path))._catalog == read(target.read_bytes())._catalog


@pytest.mark.parametrize("path", CATALOGS, ids=NAMES)
def test_catalog_is_complete(path: Path) -> None:
    missing = [message.msgid for message in read_po(path) if message.msgid and not message.complete]
    assert not missing


@pytest.mark.parametrize("path", CATALOGS, ids=NAMES)
def test_placeholders_survive_translation(path: Path) -> None:
    """A lost %(name)s is a lost fact, an invented one a crash. (A singular may spell its number out.)"""
    wrong = []
    for message in read_po(path):
        wanted = sorted(PLACEHOLDER.findall(message.msgid))
        for index, text in message.forms.items():
            found = sorted(PLACEHOLDER.findall(text))
            spelled_out = message.plural is not None and index == 0 and set(found) <= set(wanted)
            if message.msgid and found != wanted and not spelled_out:
                wrong.append(f"{message.msgid!r} → {text!r}")
    assert not wrong


@pytest.mark.parametrize("damaged", ["msgid x", '"alone"', 'msgid "a\\"', "hello"])
def test_damaged_catalog_names_its_line(damaged: str, tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(f"# first line\n{damaged}\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"django\.po:2: "):
        compile_po(path)


def test_command_writes_what_changed_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "django.po"
    path.write_text(SAMPLE, encoding="utf-8")
    monkeypatch.setattr(compile_catalogs, "catalogs", lambda: [path])
    call_command("compile_catalogs")
    call_command("compile_catalogs")
    assert capsys.readouterr().out.split("\n")[:2] == ["Đã biên dịch 1 bản dịch.", "Đã biên dịch 0 bản dịch."]
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(CommandError, match="not a line of a"):
        call_command("compile_catalogs")


@pytest.mark.parametrize("adapter", [DefaultAccountAdapter, DefaultMFAAdapter])
def test_every_refusal_of_the_sign_in_library_is_vietnamese(adapter: type) -> None:
    for code, message in adapter.error_messages.items():
        words = str(message)
        assert re.search(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", words), (code, words)


def test_vietnamese_comes_before_djangos_own() -> None:
    assert translate("This field is required.") == "Chưa điền mục này."
