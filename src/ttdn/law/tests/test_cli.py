import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ttdn.law.cli import main


@pytest.fixture(autouse=True)
def _vietnamese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer's terminal speaks."""
    for name in ("TTDN_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    ("term", "anchor", "due", "advised"),
    [
        ("clarification_statement", "2026-11-17", "2026-11-25T23:59:59+07:00", "2026-11-25"),
        ("event_notice", "2026-12-14", "2026-11-29T23:59:59+07:00", "2026-11-27"),
        ("event_result", "2026-11-14", "2026-11-30T23:59:59+07:00", "2026-11-30"),
        ("annual_report", "2026-01-01", "2026-11-29T23:59:59+07:00", "2026-11-27"),
        ("annual_plan", "2026-01-01", "2026-11-29T23:59:59+07:00", "2026-11-27"),
        ("programme_1486_report", "2019-01-01", "2019-12-09T23:59:59+07:00", "2019-12-09"),
        ("first_statement", "2026-11-17T09:30", "2026-11-18T09:30:00+07:00", "2026-11-18"),
    ],
)
def test_due_prints_the_public_json(
    capsys: pytest.CaptureFixture[str], term: str, anchor: str, due: str, advised: str
) -> None:
    code, out, err = run(capsys, "due", term, "--anchor", anchor, "--json")
    shown = json.loads(out)
    assert (code, err) == (0, "")
    assert (shown["term"], shown["due"], shown["advised"]) == (term, due, advised)
    assert set(shown) == {"term", "anchor", "period", "due", "advised", "citation", "steps"}


def test_due_in_words_says_which_book_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "due", "annual_report", "--anchor", "2026-01-01")
    assert code == 0
    assert "Hạn cuối: 2026-11-29T23:59:59+07:00\nNgày nên hoàn thành: 2026-11-27\n" in out
    assert "Tính theo bộ luật phát hành kèm sản phẩm" in out
    _, out, _ = run(capsys, "due", "annual_report", "--anchor", "2026-01-01", "--lang", "en")
    assert "Due: 2026-11-29T23:59:59+07:00\nAdvised: 2026-11-27\nCounted by the shipped law book" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("due", "programme_1486_report", "--anchor", "2021-01-01", "--lang", "en"),
            "The rule 'programme_1486_report' is not in force on 2021-12-09: it applied until 2020-12-31.\n",
        ),
        (
            ("due", "annual_report", "--anchor", "2026-01-01", "--on", "2019-04-21"),
            "Quy định «annual_report» không có hiệu lực vào ngày 21/04/2019: chỉ có hiệu lực từ ngày 22/04/2019.\n",
        ),
        (
            ("due", "annual_report", "--anchor", "2026-13-01"),
            "«2026-13-01» không phải là ngày; hãy ghi dạng YYYY-MM-DD hoặc YYYY-MM-DDTHH:MM.\n",
        ),
        (
            ("due", "annual_report", "--anchor", "2026-01-01", "--on", "hôm nay", "--lang", "en"),
            "'hôm nay' is no date; write YYYY-MM-DD.\n",
        ),
        (
            ("due", "first_statement", "--anchor", "2026-11-17"),
            "Thời hạn «first_statement» tính bằng giờ: hãy ghi cả giờ, ví dụ 2026-11-17T09:30.\n",
        ),
        (
            ("show", "annual_report", "--on", "2018-01-01", "--lang=en"),
            "The rule 'annual_report' is not in force on 2018-01-01: it takes effect on 2019-04-22.\n",
        ),
        (("show", "terms/none", "--lang", "en"), "There is no 'terms/none' among the terms.\n"),
    ],
)
def test_errors_are_one_sentence_and_a_non_zero_exit(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out, err) == (1, "", sentence)


def test_wrong_usage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "due", "annual_report")
    assert code == 2
    assert err.count("\n") == 1
    assert "--anchor" in err


def test_show_prints_a_rule_as_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", "terms/annual_report", "--on", "2026-01-01")
    assert code == 0
    assert out.startswith("# terms/annual_report.yaml\nvalues:\n")
    assert "month_day: 11-30" in out
    assert "effective_" not in out
    _, out, _ = run(capsys, "show", "programme_1486_report")
    assert "'2021-01-01': null" in out
    _, out, _ = run(capsys, "show", "tt-02-2019-btttt")
    assert "number: 02/2019/TT-BTTTT" in out


def test_diff_lists_what_began(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "diff", "2019-04-21", "2019-04-22", "--lang", "en")
    assert code == 0
    assert "+ terms/annual_report: Annual report\n" in out


def test_schema_hides_what_the_loader_fills(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "schema", "terms")
    assert {"boundary", "offset"} <= set(json.loads(out)["properties"])
    assert "effective_from" not in json.loads(out)["properties"]
    _, out, _ = run(capsys, "schema")
    assert "instruments" in json.loads(out)


def test_check_counts_the_shipped_files(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "--lang", "en")
    assert (code, err) == (0, "")
    assert "Book hash: " in out
    assert "not yet checked" in out


def test_check_of_a_bad_folder_fails_with_every_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "a.yaml").write_text("numbr: x\n", "utf-8")
    code, out, err = run(capsys, "check", "--data", str(tmp_path))
    assert (code, out) == (1, "")
    assert err.startswith(
        "instruments/a.yaml, dòng 1: khóa «numbr» không có trong mẫu; tìm thấy: numbr; được phép: number"
    )


def test_it_runs_as_a_module_without_django() -> None:
    code = "import sys, ttdn.law.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "ttdn.law", "due", "annual_report", "--anchor", "2026-01-01", "--json"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert json.loads(done.stdout)["advised"] == "2026-11-27"


@pytest.mark.parametrize(
    ("terminal", "asked", "english"),
    [
        ("vi_VN.UTF-8", (), False),
        ("C.UTF-8", (), False),
        ("en_GB.UTF-8", (), True),
        ("vi_VN.UTF-8", ("--lang", "en"), True),
        ("vi_VN.UTF-8", ("--language=en",), True),
        ("en_GB.UTF-8", ("--lang=vi",), False),
    ],
)
def test_help_speaks_the_language_of_the_reader(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    terminal: str,
    asked: tuple[str, ...],
    english: bool,
) -> None:
    monkeypatch.setenv("LANG", terminal)
    vietnamese = ("cách dùng:", "Luật dưới dạng dữ liệu", "tính hạn và giải thích", "tùy chọn")
    foreign = ("usage:", "The law as data", "count a due date", "options")
    code, out, _err = run(capsys, *asked, "--help")
    assert code == 0
    assert all((words in out) == english for words in foreign)
    assert all((words in out) != english for words in vietnamese)
    _code, _out, err = run(capsys, *asked, "due")
    assert ("thiếu tham số" in err) != english
    assert ("See: python -m ttdn.law" in err) == english


def test_argparse_of_the_same_process_keeps_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    before = argparse._  # type: ignore[attr-defined]
    run(capsys, "--help")
    assert argparse._ is before  # type: ignore[attr-defined]
