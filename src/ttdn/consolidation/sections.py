"""Sources of the national report that read the frozen facts: results under each heading, and programme tasks."""

from collections.abc import Iterable, Sequence

from ttdn.activities import wording
from ttdn.activities.catalogue import closing_of
from ttdn.consolidation.choices import Dimension
from ttdn.consolidation.drafting import national_of
from ttdn.consolidation.figures import MONEY_SECTION, SECTIONS, KindFigures, National, SectionFigures
from ttdn.consolidation.inputs import SOURCE_KIND
from ttdn.filings.sources import Column, Draft, DraftContext, Row, Sentence, SentenceFigure
from ttdn.law.schema import CategoryItem
from ttdn.law.text import format_number

TABLE = "contributions"
LONGEST_QUOTE = 400
PART_COLUMNS = (Column("body", "Cơ quan", 2.2), Column("result", "Kết quả", 5.0), Column("source", "Nguồn", 2.2))
MONEY_COLUMNS = (
    Column("body", "Cơ quan", 3.0),
    Column("estimate", "Dự toán (đồng)", 1.8, "right"),
    Column("allotted", "Được giao (đồng)", 1.8, "right"),
    Column("spent", "Đã thực hiện (đồng)", 1.8, "right"),
    Column("source", "Nguồn", 2.4),
)
DIMENSION_WORDS = {
    Dimension.CHANNEL: ("Theo phương thức cung cấp thông tin", "activity.channel"),
    Dimension.LANGUAGE: ("Theo ngôn ngữ", "activity.language"),
    Dimension.REGION: ("Theo khu vực", "activity.region"),
}


# consolidation.section


def draft_section(context: DraftContext) -> Draft:
    """A heading: totals by kind, actual and estimated apart; then each body's part with the report it comes from."""
    code = context.section.code
    if code == MONEY_SECTION:
        return _draft_money(context)
    if code.startswith("PL."):
        return _draft_matrix(context)
    if code not in SECTIONS:
        return _draft_dimensions(context)
    national = national_of(context)
    figures = national.section(code)
    rows = _parts(national, figures)
    return Draft(
        sentences=tuple(_section_sentences(national, figures)),
        rows=tuple(rows),
        columns={TABLE: PART_COLUMNS},
        captions={TABLE: f"Kết quả của từng cơ quan: {context.section.heading_vi}"},
    )


def _section_sentences(national: National, figures: SectionFigures) -> Iterable[Sentence]:
    kinds = figures.kinds(national.catalogue)
    found = [_kind_sentence(national, figures, kind) for kind in kinds if figures.totals[kind.code].records.actual]
    if ahead := _estimated(national, figures, kinds):
        found.append(ahead)
    if not found:
        text = "Các báo cáo được chấp nhận không có số liệu ở nội dung này."
        found.append(Sentence("none", text, (national.inputs_link(),), (SentenceFigure("records", 0),)))
    return found


def _kind_sentence(national: National, figures: SectionFigures, kind: CategoryItem) -> Sentence:
    total = figures.totals[kind.code]
    behind = [version for version, parts in figures.parts.items() if kind.code in parts]
    sums = total.actual()
    clause = wording.main_clause(kind, sums, total.records.actual)
    text = (
        f"{clause} (tổng hợp {wording.count(total.records.actual)} hoạt động của {wording.count(len(behind))} cơ quan)."
    )
    told = (
        SentenceFigure(f"{kind.code}.records", total.records.actual),
        *(SentenceFigure(f"{kind.code}.{code}", value) for code, value in sums.items()),
    )
    return Sentence(f"{kind.code}.sum", text, national.links_of(behind), told)


def _estimated(national: National, figures: SectionFigures, kinds: Sequence[CategoryItem]) -> Sentence | None:
    clauses: list[str] = []
    told: list[SentenceFigure] = []
    codes: set[str] = set()
    for kind in kinds:
        total = figures.totals[kind.code]
        sums = total.estimated()
        if not total.records.estimated and not sums:
            continue
        codes.add(kind.code)
        clauses.append(wording.main_clause(kind, sums, total.records.estimated, more=True))
        told.append(SentenceFigure(f"{kind.code}.records", total.records.estimated, estimated=True))
        told += [SentenceFigure(f"{kind.code}.{code}", value, estimated=True) for code, value in sums.items()]
    if not clauses:
        return None
    behind = [
        version
        for version, parts in figures.parts.items()
        if any(code in parts and _has_estimate(parts[code]) for code in codes)
    ]
    text = wording.estimated(clauses, closing=closing_of(national.book, national.year).on, year=national.year)
    return Sentence("estimate", text, national.links_of(behind), tuple(told))


def _has_estimate(part: KindFigures) -> bool:
    return any(amount.estimated for amount in part.amounts.values())


def _parts(national: National, figures: SectionFigures) -> Iterable[Row]:
    """One row per report, in the order of the register: what it says under the heading, and its number and date."""
    kinds = figures.kinds(national.catalogue)
    wordless = [each.version for each in national.sources if each.version not in figures.parts]
    quotes = national.words_without_facts(figures.code, _without_any_facts(national, wordless))
    for source in national.sources:
        parts = figures.parts.get(source.version)
        if parts is not None:
            text = part_text(kinds, parts)
        elif source.version in quotes:
            text = _quote(quotes[source.version])
        else:
            continue
        yield Row(TABLE, (source.name, text, source.citation), SOURCE_KIND, source.public_id, source.hash)


def _without_any_facts(national: National, versions: list[int]) -> list[int]:
    """Reports that came as words only (paper that was keyed in)."""
    told = national.records_by_section()
    return [version for version in versions if version not in told]


def part_text(kinds: Sequence[CategoryItem], parts: dict[str, KindFigures]) -> str:
    """What one body did under a heading: "Tổ chức 02 lớp …; ước thực hiện: tổ chức thêm 01 lớp …"."""
    done: list[str] = []
    ahead: list[str] = []
    for kind in kinds:
        part = parts.get(kind.code)
        if part is None:
            continue
        records = part.records
        if records.actual:
            done.append(wording.main_clause(kind, part.actual(), records.actual))
        estimated = part.estimated()
        if records.estimated or estimated:
            ahead.append(wording.main_clause(kind, estimated, records.estimated, more=True))
    text = "; ".join(done)
    if ahead:
        text += ("; ước thực hiện: " if text else "Ước thực hiện: ") + "; ".join(map(wording.lower_first, ahead))
    return text


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"


# Channels, languages, regions


def _draft_dimensions(context: DraftContext) -> Draft:
    """II.5 as a whole: activities by channel, language and region."""
    national = national_of(context)
    found = []
    links = national.links_of(each.version for each in national.sources)
    for dimension, (opening, key) in DIMENSION_WORDS.items():
        rows = national.dimension(dimension)
        if not rows:
            continue
        words = "; ".join(
            _dimension_words(national, dimension, row.code, row.amount.actual, row.amount.estimated) for row in rows
        )
        told = [SentenceFigure(f"{dimension}.{row.code}", row.amount.actual) for row in rows]
        told += [
            SentenceFigure(f"{dimension}.{row.code}", row.amount.estimated, estimated=True)
            for row in rows
            if row.amount.estimated
        ]
        found.append(Sentence(key, f"{opening}: {words}.", links, tuple(told)))
    return Draft(sentences=tuple(found))


def _dimension_words(national: National, dimension: str, code: str, actual: int, estimated: int) -> str:
    name = wording.lower_first(national.item(dimension, code).vi)
    more = f" (ước thêm {wording.count(estimated)})" if estimated else ""
    return f"{name}: {wording.count(actual)} hoạt động{more}"


# Annex: the matrix of bodies and headings


def _draft_matrix(context: DraftContext) -> Draft:
    """Phụ lục II: activities of each body under each heading; an estimate stands behind a plus sign."""
    national = national_of(context)
    by_version = national.records_by_section()
    rows = []
    totals = dict.fromkeys(SECTIONS, (0, 0))
    for source in national.sources:
        mine = by_version.get(source.version, {})
        cells = []
        for code in SECTIONS:
            amount = mine.get(code)
            actual, estimated = (amount.actual, amount.estimated) if amount else (0, 0)
            totals[code] = (totals[code][0] + actual, totals[code][1] + estimated)
            cells.append(both(actual, estimated))
        row = (source.name, *cells, f"{source.number}, {source.issued_on:%d/%m/%Y}")
        rows.append(Row("matrix", row, SOURCE_KIND, source.public_id, source.hash))
    if rows:
        rows.append(Row("matrix", ("Tổng cộng", *(both(*totals[code]) for code in SECTIONS), "")))
    columns = (
        Column("body", "Cơ quan", 3.0),
        *(Column(code, context_label(context, code), 0.9, "right") for code in SECTIONS),
        Column("source", "Số, ngày báo cáo", 2.2),
    )
    return Draft(
        rows=tuple(rows),
        columns={"matrix": columns},
        captions={"matrix": "Số hoạt động theo đề mục của phần II (số sau dấu + là ước thực hiện)"},
    )


def context_label(context: DraftContext, code: str) -> str:
    """How a heading of part II is cited in a column: "II.5.đ"."""
    label = context.form.section(code).label or code
    return f"II.5.{label.rstrip(').')}" if code.startswith("II.5.") else f"II.{label.rstrip('.')}"


def both(actual: int, estimated: int) -> str:
    """Actual and estimated in one cell: "12+3"; nothing at all is a dash."""
    if not actual and not estimated:
        return "-"
    return f"{format_number(actual)}+{format_number(estimated)}" if estimated else format_number(actual)


# Money


def _draft_money(context: DraftContext) -> Draft:
    """II.6: estimate, allotment and spending as each report states them, and their sums."""
    national = national_of(context)
    money = national.drafted_figures(MONEY_SECTION, "budget.")
    if not money:
        text = "Các báo cáo được chấp nhận không có số liệu kinh phí."
        return Draft(sentences=(Sentence("budget.none", text, (national.inputs_link(),)),))
    codes = ("budget.estimate", "budget.allotted", "budget.spent")
    sums = [sum(each.get(code, 0) for each in money.values()) for code in codes]
    text = (
        f"Tổng dự toán kinh phí thông tin đối ngoại năm {national.year} của {wording.count(len(money))} cơ quan có số liệu: "
        f"{wording.money(sums[0])}; được giao {wording.money(sums[1])}; đã thực hiện {wording.money(sums[2])}."
    )
    told = tuple(SentenceFigure(code, value) for code, value in zip(codes, sums, strict=True))
    rows = [
        Row(
            "money",
            (
                source.name,
                *(format_number(money[source.version].get(code, 0)) for code in codes),
                source.citation,
            ),
            SOURCE_KIND,
            source.public_id,
            source.hash,
        )
        for source in national.sources
        if source.version in money
    ]
    return Draft(
        sentences=(Sentence("budget.sum", text, national.links_of(money), told),),
        rows=tuple(rows),
        columns={"money": MONEY_COLUMNS},
        captions={"money": f"Kinh phí năm {national.year} theo báo cáo của từng cơ quan"},
    )
