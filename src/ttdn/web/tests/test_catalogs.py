"""Catalogs: compiled as gettext reads them, and complete for every screen of the product."""

import ast
import gettext
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as translate
from django.utils.translation.template import templatize

import ttdn
from ttdn.web.catalogs import CatalogError, compile_po, read_po
from ttdn.web.management.commands import compile_catalogs

PRODUCT = Path(ttdn.__file__).resolve().parent
CATALOGS = compile_catalogs.catalogs()
NAMES = [str(path.relative_to(PRODUCT)) for path in CATALOGS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|\{\w*\}")
# the editor's own words for a kind of record are English class names: a Vietnamese sentence does without them
CLASS_NAMES = {"%(model_name)s", "%(page_type)s"}
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
    say, say_of, count = catalog.gettext, catalog.pgettext, catalog.ngettext
    assert say("Ba") == "Three\nthings"
    assert say_of("tháng", "Ba") == "March"
    assert count('Có %d việc "gấp"', 'Có %d việc "gấp"', 1) == "%d urgent duty"
    assert count('Có %d việc "gấp"', 'Có %d việc "gấp"', 5) == "%d urgent duties"
    for untranslated in ("Ngờ", "Trống", "Cũ"):
        assert say(untranslated) == untranslated


@pytest.mark.parametrize("path", CATALOGS, ids=NAMES)
def test_every_translation_is_found_in_the_compiled_catalog(path: Path, tmp_path: Path) -> None:
    ours = read(compile_po(path))._catalog
    for message in read_po(path):
        if message.msgid and message.complete and message.context is None and message.plural is None:
            assert ours[message.msgid] == message.forms[0]
    if shutil.which("msgfmt"):  # where gettext's own compiler is at hand, both agree (its header may leave out dates)
        target = tmp_path / "theirs.mo"
        subprocess.run(["msgfmt", "-o", str(target), str(path)], check=True, capture_output=True)
        theirs = read(target.read_bytes())._catalog
        assert {key: ours[key] for key in ours if key} == {key: theirs[key] for key in theirs if key}


@pytest.mark.parametrize("path", CATALOGS, ids=NAMES)
def test_catalog_is_complete(path: Path) -> None:
    missing = [message.msgid for message in read_po(path) if message.msgid and not message.complete]
    assert not missing


@pytest.mark.parametrize("path", CATALOGS, ids=NAMES)
def test_placeholders_survive_translation(path: Path) -> None:
    """A lost %(name)s is a lost fact, an invented one a crash.

    A singular may spell its number out, on either side: Vietnamese has one form, that of the plural.
    """
    wrong = []
    for message in read_po(path):
        wanted = sorted(PLACEHOLDER.findall(message.plural or message.msgid))
        for index, text in message.forms.items():
            found = sorted(PLACEHOLDER.findall(text))
            spelled_out = len(message.forms) > 1 and index == 0 and set(found) <= set(wanted)
            without_class = "locale_third_party" in path.parts and found == [
                one for one in wanted if one not in CLASS_NAMES
            ]
            if message.msgid and found != wanted and not spelled_out and not without_class:
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


APPS = sorted(path.parent.name for path in PRODUCT.glob("*/apps.py"))
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
# which arguments of a marking function are words of the screen (the first of pgettext is its context)
MARKERS = {"_": slice(1), "gettext": slice(1), "gettext_lazy": slice(1)}
MARKERS |= {"ngettext": slice(2), "ngettext_lazy": slice(2), "pgettext": slice(1, 2), "pgettext_lazy": slice(1, 2)}


def words_of_code(source: str) -> set[str]:
    """The literal texts that Python source marks for translation."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        for argument in node.args[MARKERS[name]] if name in MARKERS else []:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
    return found


def words_of_template(source: str) -> set[str]:
    """The texts that a template marks for translation, found by Django's own reader of templates."""
    bare = re.sub(r"""\s+context\s+(?:"[^"]*"|'[^']*')""", "", source)
    calls = re.findall(r"""n?gettext\((.*?)\)(?=\s|$)""", templatize(bare), re.DOTALL)
    literals = {text for call in calls for text in re.findall(r"""u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')""", call)}
    marked = set(re.findall(r"""_\((\"[^\"]*\"|'[^']*')\)""", source))
    return {str(ast.literal_eval(literal)) for literal in literals | marked}


@pytest.mark.parametrize("app", APPS)
def test_every_word_on_screen_has_an_english_word(app: str) -> None:
    """What the screens of an app say in Vietnamese, they also say in English."""
    known = {message.msgid for path in CATALOGS if "en" in path.parts for message in read_po(path)}
    said: set[str] = set()
    for path in (PRODUCT / app).rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            said |= words_of_code(path.read_text(encoding="utf-8"))
    for path in (PRODUCT / app / "templates").rglob("*.*"):
        said |= words_of_template(path.read_text(encoding="utf-8"))
    missing = sorted(words for words in said - known if VIETNAMESE.search(words))
    assert not missing, f"{app}: run makemessages -l en and translate"


def test_words_are_found_in_code_and_templates() -> None:
    assert words_of_code('x = _("Một") + ngettext("Hai", "Ba", n) + other("Bốn")') == {"Một", "Hai", "Ba"}
    template = """{% translate "Một" %} {% translate 'Năm' context "lịch" as x %} {% blocktranslate %}Có {{ n }} việc{% endblocktranslate %}
      {% include "a.html" with label=_("Bốn") %}"""
    assert words_of_template(template) == {"Một", "Năm", "Có %(n)s việc", "Bốn"}


def test_one_word_has_one_translation() -> None:
    """Catalogs of apps are merged into one: the same Vietnamese words with two translations would show at random."""
    found: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in CATALOGS:
        if "en" in path.parts and "locale" in path.parts:
            for message in read_po(path):
                if message.msgid:
                    text = " / ".join(message.forms[index] for index in sorted(message.forms))
                    found.setdefault((message.context, message.msgid), {})[path.parts[-5]] = text
    assert {key: words for key, words in found.items() if len(set(words.values())) > 1} == {}
