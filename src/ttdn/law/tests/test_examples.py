from pathlib import Path

from ttdn.law.book import shipped_book
from ttdn.law.worked_examples import EXAMPLES, run_examples


def test_every_term_has_examples_and_all_hold() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(shipped_book().ids("terms"))
    assert [problem.sentence() for problem in run_examples(shipped_book())] == []


def test_a_wrong_example_names_file_line_found_and_expected(tmp_path: Path) -> None:
    (tmp_path / "annual_report.yaml").write_text(
        "cases:\n  - name: sai\n    anchor: 2026-01-01\n    due: 2026-11-30T23:59:59+07:00\n", "utf-8"
    )
    (problem,) = run_examples(shipped_book(), tmp_path)
    assert problem.sentence() == (
        "examples/annual_report.yaml, dòng 2: ví dụ «sai» không đúng ở due; "
        "tìm thấy: 2026-11-29T23:59:59+07:00; được phép: 2026-11-30T23:59:59+07:00."
    )


def test_an_example_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "annual_report.yaml").write_text("cases:\n  - anchors: 2026-01-01\n", "utf-8")
    (problem,) = run_examples(shipped_book(), tmp_path)
    assert problem.found == "anchors"


def test_an_example_file_without_cases_is_refused(tmp_path: Path) -> None:
    (tmp_path / "annual_report.yaml").write_text("cases: []\n", "utf-8")
    (problem,) = run_examples(shipped_book(), tmp_path)
    assert "không có ví dụ nào" in problem.sentence()
