"""The shipped data against the State texts it was read from."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any

import pytest
import yaml

from ttdn.law.citations import find_citations
from ttdn.law.loader import read_text
from ttdn.law.numbers import number_key, parse_number
from ttdn.law.schema import CategoryList, Form, Guidance, GuidanceItem, Instrument, Programme
from ttdn.law.text import fold, normalise, place_tones

DATA = resources.files("ttdn.law").joinpath("data")
SOURCES = ("tt-02-2019-btttt", "cv-3616-btttt-2017", "cv-947-btttt-2024", "qd-1486-ttg-2018")
#: instruments whose official text, or the articles used, stand in this repository or were read for it
READ = {
    *SOURCES, "nd-72-2015", "nd-09-2017", "nd-30-2020", "nd-88-2012", "bo-luat-dan-su-2015", "bo-luat-lao-dong-2019",
}  # fmt: skip
SECTION_SOURCES = re.compile(r"(plans|activities|organisations|consolidation|clarifications|events)\.[a-z_]+")


def raw(kind: str, rule_id: str) -> dict[str, Any]:
    path = DATA.joinpath(f"{kind}/{rule_id}.yaml")
    document = read_text(path.read_text("utf-8"), kind=kind, rule_id=rule_id, file=path.name)
    assert isinstance(document.data, dict)
    return document.data


def ids(kind: str) -> list[str]:
    return sorted(path.name.removesuffix(".yaml") for path in DATA.joinpath(kind).iterdir())


def first_value(kind: str, rule_id: str) -> dict[str, Any]:
    values = raw(kind, rule_id)["values"]
    value = values[min(values)]
    assert isinstance(value, dict)
    return value


def form(rule_id: str) -> Form:
    return Form.model_validate(first_value("forms", rule_id))


def category(rule_id: str) -> CategoryList:
    return CategoryList.model_validate(first_value("categories", rule_id))


def source(rule_id: str) -> str:
    return normalise(DATA.joinpath(f"sources/{rule_id}.txt").read_text("utf-8"))


def squeezed(text: str) -> str:
    """Words alone: how a text breaks into lines and pages does not matter."""
    return " ".join(place_tones(text).replace("*", "").replace("#", "").split())


INSTRUMENTS = {rule_id: Instrument.model_validate(raw("instruments", rule_id)) for rule_id in ids("instruments")}


# instruments


def test_only_the_four_state_texts_are_kept() -> None:
    assert {path.name for path in DATA.joinpath("sources").iterdir()} == {f"{name}.txt" for name in SOURCES}


@pytest.mark.parametrize("name", SOURCES)
def test_every_document_a_source_cites_is_registered_with_its_date(name: str) -> None:
    by_key = {
        number_key(item.number): item for item in INSTRUMENTS.values() if item.number and item.kind != "quy_chuan"
    }
    by_title = {fold(item.title_vi): item for item in INSTRUMENTS.values()}
    cited = [one for one in find_citations(source(name)) if one.kind != "blank"]
    assert cited
    for one in cited:
        item = by_key[number_key(one.number)] if one.number else by_title[fold(one.title or "")]
        assert one.issued_on in (None, item.issued_on), one


@pytest.mark.parametrize("rule_id", INSTRUMENTS)
def test_numbers_of_instruments_are_written_in_the_one_form(rule_id: str) -> None:
    item = INSTRUMENTS[rule_id]
    if item.number and item.kind != "quy_chuan":
        number = parse_number(item.number)
        assert str(number) == item.number
        assert number.year is None or item.issued_on is None or number.year == item.issued_on.year


@pytest.mark.parametrize("rule_id", INSTRUMENTS)
def test_instruments_name_each_other_both_ways(rule_id: str) -> None:
    item = INSTRUMENTS[rule_id]
    assert all(rule_id in INSTRUMENTS[other].amended_by for other in item.amends)
    assert all(rule_id in INSTRUMENTS[other].amends for other in item.amended_by)
    assert all(rule_id in INSTRUMENTS[other].replaced_by for other in item.replaces)
    assert all(rule_id in INSTRUMENTS[other].replaces for other in item.replaced_by)
    assert item.status != "replaced" or item.replaced_by


def test_only_texts_that_were_read_count_as_checked() -> None:
    assert {rule_id for rule_id, item in INSTRUMENTS.items() if item.checked_on} == READ


@pytest.mark.parametrize("rule_id", sorted(INSTRUMENTS.keys() - READ))
def test_what_was_not_read_says_where_it_was_found(rule_id: str) -> None:
    source_mark = INSTRUMENTS[rule_id].source or ""
    assert source_mark in ("seed", "FMU") or source_mark.startswith("found [")


def test_the_decree_is_amended_and_not_replaced() -> None:
    decree = INSTRUMENTS["nd-72-2015"]
    assert (decree.status, decree.amended_by) == ("amended", ("nd-148-2026",))
    assert INSTRUMENTS["nd-148-2026"].effective_from == date(2026, 7, 1)


# forms


def annex(number: str) -> list[str]:
    """The headings of an annex of the Circular as they stand, from the first to the signature block."""
    text = source("tt-02-2019-btttt")
    body = text[text.index(f"PHỤ LỤC {number}") :]
    body = body[body.index("\nI. ") : body.index("Nơi nhận")]
    return [squeezed(line) for line in body.splitlines() if line.strip()]


@pytest.mark.parametrize(("rule_id", "number"), [("annual_plan", "01"), ("annual_report", "02")])
def test_the_two_legal_forms_hold_the_headings_of_their_annex(rule_id: str, number: str) -> None:
    assert [f"{item.label} {item.heading_vi}" for item in form(rule_id).sections] == annex(number)


def test_the_titles_of_the_two_legal_forms_are_those_of_the_annexes() -> None:
    text = squeezed(source("tt-02-2019-btttt"))
    for rule_id in ("annual_plan", "annual_report"):
        one = form(rule_id)
        assert f"{one.type_name_vi} {one.subject_vi.replace('{year}', '......')}" in text


def test_plan_and_report_share_the_numbering_of_section_two() -> None:
    def shared(rule_id: str) -> list[tuple[str, str | None, str]]:
        return [
            (item.code, item.label, item.heading_vi)
            for item in form(rule_id).sections
            if item.code.startswith("II.") and item.code != "II.6"
        ]

    assert shared("annual_plan") == shared("annual_report") == shared("national_report")
    assert len(shared("annual_plan")) == 11


@pytest.mark.parametrize(
    ("rule_id", "article", "clause", "labels"),
    [("clarification_dossier", 6, 3, "abcdđ"), ("event_publicity_plan", 8, 2, "abcdef")],
)
def test_dossier_and_publicity_plan_hold_the_points_of_their_clause(
    rule_id: str, article: int, clause: int, labels: str
) -> None:
    text = source("tt-02-2019-btttt")
    part = text[text.index(f"Điều {article}. ") : text.index(f"Điều {article + 1}. ")]
    part = part[part.index(f"\n{clause}. ") : part.index(f"\n{clause + 1}. ")]
    points = [line.rstrip(";.") for line in part.splitlines() if re.match(r"[a-zđ]\) ", line)]
    sections = form(rule_id).sections
    assert [f"{item.label} {item.heading_vi}" for item in sections] == points
    assert [item.label for item in sections] == [f"{letter})" for letter in labels]
    assert all(item.required for item in sections)


@pytest.mark.parametrize("rule_id", ids("forms"))
def test_forms_are_sound(rule_id: str) -> None:
    one = form(rule_id)
    codes = [item.code for item in one.sections]
    assert len(codes) == len(set(codes))
    assert all(code.isascii() for code in codes)
    assert all(item.heading_en for item in one.sections)
    for item in one.sections:
        assert all(SECTION_SOURCES.fullmatch(name) for name in item.sources), item.code
        assert not (item.kind == "heading" and (item.sources or item.required)), item.code
        parent = item.code.rpartition(".")[0]
        assert item.level == 1 or parent in codes, item.code
    assert (one.checked_on is None) == one.provisional
    assert (one.document_type is None) == (one.type_name_vi is None)
    assert one.recipients_vi[-1] == "Lưu: VT, {unit}"


def test_the_form_of_the_2018_plan_ends_with_its_period() -> None:
    assert list(raw("forms", "programme_1486_report")["values"].items())[1:] == [("2021-01-01", None)]


# categories


@pytest.mark.parametrize(
    ("rule_id", "labels"),
    [
        ("channels_ministry", "1 2 3 4 5 6 7 8 9 10"),
        ("channels_province", "1 2 3 4 5 6 7 8 9 10 11"),
        ("training_topics", "a b c d đ e g h i"),
        ("themes", "a b c d đ e"),
        ("measures", "a b c d"),
    ],
)
def test_the_closed_lists_keep_the_labels_of_the_law(rule_id: str, labels: str) -> None:
    assert [item.label for item in category(rule_id).items] == labels.split()


@pytest.mark.parametrize("rule_id", ["channels_ministry", "training_topics", "themes"])
def test_the_closed_lists_keep_the_words_of_the_circular(rule_id: str) -> None:
    text = squeezed(source("tt-02-2019-btttt")).replace("các nước đề vấn đề", "các nước về vấn đề")
    for item in category(rule_id).items:
        mark = f"{item.label}." if rule_id == "channels_ministry" else f"{item.label})"
        assert f"{mark} {item.vi}" in text


def test_the_list_for_provinces_is_marked_as_not_checked() -> None:
    provinces = category("channels_province")
    assert provinces.provisional
    assert provinces.checked_on is None


@pytest.mark.parametrize("rule_id", ids("categories"))
def test_lists_are_sound(rule_id: str) -> None:
    items = category(rule_id).items
    codes = [item.code for item in items]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in codes)


def test_every_kind_of_activity_reports_under_a_heading_of_the_report() -> None:
    written = {item.code for item in form("annual_report").sections if item.kind == "text"}
    kinds = category("activity_kinds").items
    assert {kind.section for kind in kinds} == {code for code in written if re.match(r"II\.[1-4]$|II\.5\.", code)}
    for kind in kinds:
        figures = [figure.code for figure in kind.figures]
        assert len(figures) == len(set(figures))
        assert kind.figures[0].required
        assert isinstance(kind.extra["promotes"], bool)
        assert "topics" not in kind.extra or kind.extra["topics"] in ids("categories")


def test_promotion_asks_for_channels_and_office_work_does_not() -> None:
    promoting = {kind.code for kind in category("activity_kinds").items if kind.extra["promotes"]}
    assert {"publication", "event_abroad", "portal_item", "press_trip"} <= promoting
    assert not promoting & {"directive_document", "staffing", "training_course", "monitoring"}


def test_countries_lie_in_a_region_and_three_share_a_land_border() -> None:
    items = category("regions_countries").items
    regions = {item.code for item in items if item.extra["kind"] == "region"}
    countries = [item for item in items if item.extra["kind"] == "country"]
    assert len(countries) > 100
    assert {item.extra["region"] for item in countries} == regions
    assert {item.code for item in countries if item.extra.get("land_border")} == {"la", "kh", "cn"}


def test_documents_are_typed_by_decree_30() -> None:
    items = category("document_types").items
    assert sum(item.extra["group"] == "administrative" and item.label is not None for item in items) == 27
    assert [item.label for item in items if item.extra["group"] == "copy"] == ["SY", "TrS", "SL"]
    assert [item.code for item in items if item.label is None] == ["cong_van"]


# programme


PROGRAMME = Programme.model_validate(raw("programmes", "qd-1486-ttg-2018"))


def annex_rows() -> Iterator[list[str]]:
    text = source("qd-1486-ttg-2018")
    for line in text[text.index("TT\tTên đề án") :].splitlines():
        if line.strip() and not line.startswith("TT\t"):
            yield line.split("\t")


def test_the_programme_holds_the_annex_as_it_stands() -> None:
    rows = list(annex_rows())
    carried = next(row for row in rows if not row[0])
    tasks = {task.label: task for group in PROGRAMME.groups for task in group.tasks}
    assert [len(group.tasks) for group in PROGRAMME.groups] == [4, 5, 2, 1]
    assert [f"<b>{group.title_vi}</b>" for group in PROGRAMME.groups] == [row[1] for row in rows if "<b>" in row[1]]
    for label, title, lead, coordinators, period in (row for row in rows if len(row) == 5 and "." in row[0]):
        task = tasks.pop(label)
        tail = f" {carried[1].replace('đề triển khai', 'để triển khai')}" if label == "1.4" else ""
        assert task.title_vi == title + tail
        assert task.period_text == period.strip()
        for parties, cell in ((task.lead, lead), (task.coordinators, coordinators)):
            assert ", ".join(party.text_vi for party in parties) == cell.strip().replace(
                " và các bộ, ngành", ", các bộ, ngành"
            )
        assert task.title_en
    assert tasks == {}


def test_periods_of_tasks_are_years_of_the_plan() -> None:
    for group in PROGRAMME.groups:
        for task in group.tasks:
            assert task.period_from is not None
            assert task.period_to is not None
            assert 2018 <= task.period_from <= task.period_to <= 2020
            assert task.yearly == (task.period_text == "Hàng năm")


def test_the_programme_keeps_its_own_text() -> None:
    text = squeezed(source("qd-1486-ttg-2018")).replace("vụ việc này sinh", "vụ việc nảy sinh")
    assert [section.code for section in PROGRAMME.sections] == ["I.1", "I.2", "II", "III", "IV.1", "IV.2", "IV.3"]
    for section in PROGRAMME.sections:
        assert section.paragraphs_vi
        for paragraph in section.paragraphs_vi:
            assert squeezed(paragraph) in text


# guidance


def letter(rule_id: str) -> Guidance:
    return Guidance.model_validate(raw("guidance", rule_id))


def walk(items: tuple[GuidanceItem, ...]) -> Iterator[GuidanceItem]:
    for item in items:
        yield item
        yield from walk(item.children)


def without_footnotes(text: str) -> str:
    """The letter with the notes at the foot of its pages, and their signs, taken out."""
    return re.sub("[¹²]", "", re.sub(r"\n[¹²] .*?\n\n", "\n", text, flags=re.DOTALL))


@pytest.mark.parametrize("rule_id", ids("guidance"))
def test_guidance_keeps_the_words_of_the_letter(rule_id: str) -> None:
    text = squeezed(without_footnotes(source(rule_id)).replace("thiếu số;", "thiểu số;"))
    text = re.sub(r" (?:6\.[12]\.|-) ", " ", text)
    texts = [item.text_vi for item in walk(letter(rule_id).items) if item.text_vi]
    assert len(texts) >= 18
    for words in texts:
        assert re.sub(r" - ", " ", squeezed(words)) in text


def test_letter_947_has_seven_focus_tasks_and_its_closing_demands() -> None:
    items = letter("cv-947-btttt-2024").items
    assert [item.label for item in items] == ["1", "2", "3", "4", "5", "6", "7", None]
    assert [(child.label, len(child.children)) for child in items[5].children] == [("6.1", 0), ("6.2", 4)]
    closing = items[-1].children
    assert [child.deliverable for child in closing] == ["annual_plan", "budget_estimate", "annual_report", None]
    due = closing[2].due
    assert due is not None
    assert (due.date, due.word, due.term) == (date(2024, 11, 30), "trước ngày", "guidance_947_report")
    inspected = items[6].children[2].addressees
    assert [party.ref for party in inspected] == ["BNG", "BVHTTDL", "BCT"]


def test_the_five_bodies_that_had_sent_their_plan_are_those_of_the_footnote() -> None:
    facts = {fact.code: fact for fact in letter("cv-947-btttt-2024").facts}
    assert [party.ref for party in facts["plan_1079_received"].bodies] == ["BQP", "BTP", "BNV", "TTCP", "THVN"]
    text = squeezed(source("cv-947-btttt-2024"))
    for fact in facts.values():
        assert all(party.text_vi in text for party in fact.bodies)


def test_letter_3616_has_ten_focus_tasks_nested_as_in_the_letter() -> None:
    items = letter("cv-3616-btttt-2017").items
    assert [item.label for item in items] == [*map(str, range(1, 11)), None]
    nested = [[(child.label, len(child.children)) for child in items[place].children] for place in (6, 7)]
    assert nested == [[("a)", 3), ("b)", 2), ("c)", 2), ("d)", 0)], [("a)", 4), ("b)", 0), ("c)", 2), ("d)", 0)]]


@pytest.mark.parametrize("rule_id", ids("guidance"))
def test_guidance_names_known_attributes_and_forms_and_has_english_titles(rule_id: str) -> None:
    known = {"land_border", "land_border_laos", "land_border_cambodia", "coast", "international_gate"}
    for item in walk(letter(rule_id).items):
        assert item.title_en
        assert set((item.applies_to or "").split("|")) - {""} <= known
        assert item.deliverable is None or item.deliverable in ids("forms")


@pytest.mark.parametrize("kind", ["instruments", "forms", "categories", "programmes", "guidance"])
def test_law_files_are_in_the_one_spelling_of_text(kind: str) -> None:
    for rule_id in ids(kind):
        text = DATA.joinpath(f"{kind}/{rule_id}.yaml").read_text("utf-8")
        assert normalise(text) == text
        assert yaml.safe_load(text)
