from pathlib import Path

import pytest

from ttdn.law import LawFileError, read_book
from ttdn.law.check import check_folder
from ttdn.law.loader import read_text

INSTRUMENT = "number: 1/2020/TT-X\nkind: thong_tu\ntitle_vi: Thử\nstatus: in_force\nchecked_on: null\n"
TERM = """values:
  2020-01-01:
    title_vi: Thử
    title_en: Trial
    wording_vi: không quá 5 ngày
    boundary: within_after
    anchor: notice_received
    offset: 5
    instrument: a
    clause: Điều 1
    checked_on: null
"""
DUTY = """values:
  2020-01-01:
    title_vi: Thử
    title_en: Trial
    trigger: notice
    term: t
    form: null
    fulfilment: act
    instrument: a
    clause: Điều 1
    checked_on: null
"""


def folder(tmp_path: Path, **files: str) -> Path:
    """Law files by `kind__id`, with the kinds that are not given left empty."""
    for name, text in files.items():
        kind, _, rule_id = name.partition("__")
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{rule_id}.yaml").write_text(text, "utf-8")
    return tmp_path


def only_sentence(root: Path, lang: str = "vi") -> str:
    (problem,) = check_folder(root)
    return problem.sentence(lang)


def test_good_files_have_no_problem(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT, terms__t=TERM, obligations__d=DUTY)
    assert check_folder(root) == []
    assert read_book(root).instrument("a").number == "1/2020/TT-X"


@pytest.mark.parametrize(
    ("change", "vi", "en"),
    [
        (
            ("status: in_force", "status: valid"),
            (
                "instruments/a.yaml, dòng 4: «status» có giá trị không dùng được; tìm thấy: valid; "
                "được phép: in_force, amended, expired, replaced, unknown."
            ),
            (
                "instruments/a.yaml, line 4: 'status' has a wrong value; found: valid; "
                "allowed: in_force, amended, expired, replaced, unknown."
            ),
        ),
        (
            ("checked_on: null", "checked_on: 21/11/2026"),
            "instruments/a.yaml, dòng 5: «checked_on» không phải là ngày; tìm thấy: 21/11/2026; được phép: YYYY-MM-DD.",
            "instruments/a.yaml, line 5: 'checked_on' is not a date; found: 21/11/2026; allowed: YYYY-MM-DD.",
        ),
        (
            ("checked_on: null", "checked_on: 2026-02-30"),
            "instruments/a.yaml, dòng 5: «checked_on» không phải là ngày; tìm thấy: 2026-02-30; được phép: YYYY-MM-DD.",
            "instruments/a.yaml, line 5: 'checked_on' is not a date; found: 2026-02-30; allowed: YYYY-MM-DD.",
        ),
        (
            ("kind: thong_tu\n", "kind: thong_tu\nkind: luat\n"),
            "instruments/a.yaml, dòng 3: khóa viết hai lần, lần đầu ở dòng 2; tìm thấy: kind.",
            "instruments/a.yaml, line 3: repeated key, first on line 2; found: kind.",
        ),
        (
            ("title_vi: Thử\n", ""),
            "instruments/a.yaml, dòng 1: thiếu khóa «title_vi».",
            "instruments/a.yaml, line 1: missing key 'title_vi'.",
        ),
        (
            ("title_vi: Thử", "title_vi: [Thử]"),
            "instruments/a.yaml, dòng 3: «title_vi» không phải là chữ; tìm thấy: ['Thử']; được phép: chữ / text.",
            "instruments/a.yaml, line 3: 'title_vi' is not a text; found: ['Thử']; allowed: chữ / text.",
        ),
    ],
)
def test_a_wrong_instrument_names_file_line_found_allowed(
    tmp_path: Path, change: tuple[str, str], vi: str, en: str
) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT.replace(*change))
    assert only_sentence(root) == vi
    assert only_sentence(root, "en") == en


def test_an_unknown_key_lists_the_allowed_ones(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT + "titel: x\n")
    sentence = only_sentence(root)
    assert sentence.startswith(
        "instruments/a.yaml, dòng 6: khóa «titel» không có trong mẫu; tìm thấy: titel; được phép: "
    )
    assert "number, kind, title_vi, title_en" in sentence
    assert " id," not in sentence


def test_keys_that_the_loader_fills_may_not_stand_in_a_file(tmp_path: Path) -> None:
    text = TERM.replace("    title_en: Trial\n", "    title_en: Trial\n    effective_to: 2021-01-01\n")
    root = folder(tmp_path, instruments__a=INSTRUMENT, terms__t=text)
    assert only_sentence(root).startswith("terms/t.yaml, dòng 5: khóa «effective_to» không có trong mẫu")


def test_a_date_key_must_be_a_date(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT, terms__t=TERM.replace("2020-01-01", "01/01/2020"))
    assert only_sentence(root) == (
        "terms/t.yaml, dòng 2: khóa của values phải là ngày có hiệu lực; tìm thấy: 01/01/2020; được phép: YYYY-MM-DD."
    )


def test_a_dated_rule_without_values_is_refused(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT, terms__t="title_vi: x\n")
    assert "tệp phải có đúng một khóa values" in only_sentence(root)


def test_a_boundary_needs_its_measure(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT, terms__t=TERM.replace("    offset: 5\n", ""))
    assert only_sentence(root) == "terms/t.yaml, dòng 2: từ giới hạn within_after phải có offset."
    yearly = TERM.replace("within_after", "before_date").replace("notice_received", "year")
    root = folder(tmp_path, terms__t=yearly)
    assert only_sentence(root, "en") == "terms/t.yaml, line 2: boundary before_date takes no offset."
    root = folder(tmp_path, terms__t=yearly.replace("    offset: 5\n", ""))
    assert "đúng một trong hai: month_day, date" in only_sentence(root)


def test_bad_yaml_and_an_empty_file_are_sentences(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a="number: [1\nkind: x\n", instruments__b="# nothing\n")
    first, second = check_folder(root)
    assert first.sentence().startswith("instruments/a.yaml, dòng 2: không đọc được YAML; tìm thấy: ")
    assert second.sentence() == "instruments/b.yaml, dòng 1: tệp trống."


def test_a_reference_to_no_file_is_found_with_near_names(tmp_path: Path) -> None:
    root = folder(
        tmp_path, instruments__a=INSTRUMENT, terms__t=TERM, obligations__d=DUTY.replace("term: t", "term: tt")
    )
    assert only_sentence(root) == (
        "obligations/d.yaml, dòng 6: không có tệp terms/tt.yaml; tìm thấy: tt; được phép: t."
    )
    root = folder(tmp_path, obligations__d=DUTY, terms__t=TERM.replace("instrument: a", "instrument: b"))
    assert only_sentence(root, "en") == (
        "terms/t.yaml, line 9: there is no file instruments/b.yaml; found: b; allowed: a."
    )


def test_an_instrument_may_only_name_instruments_that_have_a_file(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT + "amends: [a, z]\n")
    assert (
        only_sentence(root) == "instruments/a.yaml, dòng 6: không có tệp instruments/z.yaml; tìm thấy: z; được phép: a."
    )


def test_a_rule_older_than_its_instrument_is_found(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT + "issued_on: 2020-02-01\n", terms__t=TERM)
    assert only_sentence(root) == (
        "terms/t.yaml, dòng 2: có hiệu lực trước ngày ban hành văn bản a; tìm thấy: 2020-01-01; được phép: >= 2020-02-01."
    )


def test_a_duty_older_than_its_term_is_found(tmp_path: Path) -> None:
    root = folder(
        tmp_path, instruments__a=INSTRUMENT, terms__t=TERM.replace("2020-01-01", "2020-06-01"), obligations__d=DUTY
    )
    assert only_sentence(root) == (
        "obligations/d.yaml, dòng 6: «t» chưa có hiệu lực khi nghĩa vụ bắt đầu; tìm thấy: 2020-01-01; được phép: 2020-06-01."
    )


def test_a_code_used_twice_is_found(tmp_path: Path) -> None:
    text = """values:
  2020-01-01:
    title_vi: Kênh
    title_en: Channels
    instrument: a
    clause: Điều 1
    checked_on: null
    items:
      - {code: a, vi: Một, en: One}
      - {code: a, vi: Hai, en: Two}
"""
    root = folder(tmp_path, instruments__a=INSTRUMENT, categories__c=text)
    assert only_sentence(root) == "categories/c.yaml, dòng 10: mã đã dùng ở trên; tìm thấy: a."


def test_a_calendar_day_outside_its_year_or_repeated_is_found(tmp_path: Path) -> None:
    row = (
        "  - {date: 2026-01-01, kind: holiday, name_vi: Tết, name_en: New Year, status: applied,"
        " instrument: a, checked_on: null}\n"
    )
    root = folder(tmp_path, instruments__a=INSTRUMENT, calendar__2025="year: 2025\ndays:\n" + row)
    assert only_sentence(root) == "calendar/2025.yaml, dòng 1: ngày 2026-01-01 trùng hoặc không thuộc năm 2025."


def test_a_misspelt_folder_is_refused(tmp_path: Path) -> None:
    root = folder(tmp_path, term__t=TERM)
    with pytest.raises(LawFileError, match="this folder is no kind of law file; found: term; allowed: instruments"):
        read_book(root)


def test_reading_a_book_reports_every_wrong_file(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a="x: 1\n", instruments__b="y: 1\n")
    with pytest.raises(LawFileError) as caught:
        read_book(root)
    assert [problem.file for problem in caught.value.problems] == ["instruments/a.yaml", "instruments/b.yaml"]


def test_words_numbers_and_dates_stay_what_was_written() -> None:
    text = "a: on\nb: 1.10\nc: 007\nd: 12:30\ne: 2026-11-21\nf: 5a\ng: 7\nh: true\ni: ~\nj: 'null'\nk: no\n"
    data = read_text(text, kind="terms", rule_id="t", file="t.yaml").data
    assert data == {
        "a": "on",
        "b": "1.10",
        "c": "007",
        "d": "12:30",
        "e": "2026-11-21",
        "f": "5a",
        "g": 7,
        "h": True,
        "i": None,
        "j": "null",
        "k": "no",
    }


def test_decomposed_letters_are_composed() -> None:
    data = read_text("a: Quye\u0302\u0301t\n", kind="terms", rule_id="t", file="t.yaml").data
    assert data == {"a": "Quyết"}


def test_a_programme_and_a_guidance_letter_may_only_point_to_what_exists(tmp_path: Path) -> None:
    programme = (
        "instrument: b\ntitle_vi: Kế hoạch\nperiod_from: 2018\nperiod_to: 2020\nreport_due_term: u\n"
        "groups: [{label: I, title_vi: Nhóm, tasks: [{label: '1.1', title_vi: Việc}]}]\n"
    )
    guidance = (
        "instrument: a\ntitle_vi: Hướng dẫn\naddressee_class: ministries\nyear: 2024\nitems:\n"
        "  - label: '1'\n    title_vi: Việc\n    children:\n"
        "      - label: a\n        title_vi: Việc con\n        deliverable: f\n        due: {term: v}\n"
    )
    root = folder(tmp_path, instruments__a=INSTRUMENT, programmes__p=programme, guidance__g=guidance, terms__t=TERM)
    assert [problem.sentence() for problem in check_folder(root)] == [
        "guidance/g.yaml, dòng 12: không có tệp terms/v.yaml; tìm thấy: v; được phép: t.",
        "guidance/g.yaml, dòng 11: không có tệp forms/f.yaml; tìm thấy: f.",
        "programmes/p.yaml, dòng 1: không có tệp instruments/b.yaml; tìm thấy: b; được phép: a.",
        "programmes/p.yaml, dòng 5: không có tệp terms/u.yaml; tìm thấy: u; được phép: t.",
    ]


def test_a_text_may_not_be_true_or_empty(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT.replace("title_vi: Thử", "title_vi: true"))
    assert only_sentence(root, "en").startswith("instruments/a.yaml, line 3: 'title_vi' is not a text; found: True")
    root = folder(tmp_path, instruments__a=INSTRUMENT.replace("title_vi: Thử", "title_vi: ' '"))
    assert "«title_vi» không phải là chữ" in only_sentence(root)


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a="- number\n")
    assert only_sentence(root, "en").startswith("instruments/a.yaml, line 1: 'a' is wrong; found: ['number']")


def test_a_number_out_of_range_shows_the_rule(tmp_path: Path) -> None:
    root = folder(tmp_path, instruments__a=INSTRUMENT, terms__t=TERM.replace("offset: 5", "offset: 0"))
    assert only_sentence(root, "en") == (
        "terms/t.yaml, line 8: 'offset' is wrong; found: 0; allowed: Input should be greater than or equal to 1."
    )
