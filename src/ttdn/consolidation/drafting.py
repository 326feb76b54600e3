"""Sources on compliance: for the national report, the report to the Minister and reminder letters.

The documents are Vietnamese, so nothing here is translated.
"""

from collections.abc import Sequence

from ttdn.activities.wording import count
from ttdn.consolidation.compliance import (
    GROUP_WORDS,
    NAMED_FEW,
    Compliance,
    Duty,
    Part,
    document_name,
    duty_words,
    named,
    named_late,
    part_sentence,
    reminders_sent,
)
from ttdn.consolidation.figures import SECTIONS, National
from ttdn.consolidation.inputs import waiting
from ttdn.consolidation.letters import draft_duty, draft_missing_of_letter
from ttdn.filings.choices import DeliveryState
from ttdn.filings.sources import Column, Draft, DraftContext, Link, Row, Sentence, SentenceFigure
from ttdn.law.text import format_number
from ttdn.obligations.choices import StatusCode
from ttdn.organisations.queries import names_on

LETTER = "reminder_letter"
DUTIES_ANNEX = "PL.1"
MATRIX_ANNEX = "PL.2"
KEPT = "_ttdn_national"

GROUP_COLUMNS = (
    Column("document", "Văn bản", 3.4),
    Column("group", "Nhóm cơ quan", 2.0),
    Column("owed", "Phải gửi", 1.0, "right"),
    Column("on_time", "Đúng hạn", 1.0, "right"),
    Column("late", "Gửi muộn", 1.0, "right"),
    Column("silent", "Chưa gửi", 1.0, "right"),
    Column("waiting", "Chưa đến hạn", 1.0, "right"),
)


def national_of(context: DraftContext) -> National:
    """The year's figures, read once for all sections of one drafting."""
    kept = getattr(context.version, KEPT, None)
    if isinstance(kept, National):
        return kept
    national = National(context.year, book=context.book, on=context.on)
    setattr(context.version, KEPT, national)
    return national


def compliance_of(context: DraftContext) -> Compliance:
    """The year's duties, read once for all sections of one drafting."""
    kept = getattr(context.version, f"{KEPT}_duties", None)
    if isinstance(kept, Compliance):
        return kept
    found = Compliance(context.year, context.on)
    setattr(context.version, f"{KEPT}_duties", found)
    return found


# consolidation.compliance


def draft_compliance(context: DraftContext) -> Draft:
    """How many bodies of each group owe, sent on time, late, not at all (by name); the annex lists every body."""
    found = compliance_of(context)
    if context.section.code.startswith("PL."):
        return _duties_by_body(found)
    if not found.parts:
        text = f"Chưa lập nghĩa vụ gửi báo cáo, kế hoạch của năm {context.year}."
        return Draft(sentences=(Sentence("compliance.none", text, (), (SentenceFigure("owed", 0),)),))
    return Draft(
        sentences=tuple(
            Sentence(
                _part_key(part),
                part_sentence(part, annex=_annex(context, DUTIES_ANNEX)),
                tuple(each.link for each in part.duties),
                _part_figures(part),
            )
            for part in found.parts
        ),
        rows=tuple(Row("groups", _group_cells(part), "consolidation.part", None) for part in found.parts),
        columns={"groups": GROUP_COLUMNS},
        captions={"groups": f"Tổng hợp việc gửi báo cáo, kế hoạch năm {context.year}"},
    )


def _annex(context: DraftContext, code: str) -> str:
    """The label of an annex of the form ("Phụ lục I"); empty where the form has none."""
    return next((section.label or "" for section in context.form.sections if section.code == code), "")


def _duties_by_body(found: Compliance) -> Draft:
    """Phụ lục I: a row per body, a column per document; a dash where the body does not owe it."""
    documents = list(dict.fromkeys((part.title, part.period) for part in found.parts))
    by_body: dict[int, dict[tuple[str, str], Duty]] = {}
    for duty in found.duties:
        by_body.setdefault(duty.row.bearer_id, {})[duty.row.title_vi, duty.row.period] = duty
    rows = []
    for duties in by_body.values():
        first = next(iter(duties.values()))
        cells = (first.name, *(duty_words(duties[each]) if each in duties else "-" for each in documents))
        rows.append(Row("duties", cells, first.link.kind, first.link.id, first.link.hash))
    columns = (
        Column("body", "Cơ quan", 2.4),
        *(Column(f"d{place}", document_name(*each), 2.2) for place, each in enumerate(documents)),
    )
    return Draft(rows=tuple(rows), columns={"duties": columns})


def _part_key(part: Part) -> str:
    row = part.duties[0].row
    return f"{row.rule_id}.{row.origin_id}.{row.period}.{part.kind}"[:180]


def _part_figures(part: Part) -> tuple[SentenceFigure, ...]:
    owed, on_time, late, silent, ahead = _group_counts(part)
    return (
        SentenceFigure("owed", owed),
        SentenceFigure("on_time", on_time),
        SentenceFigure("late", late),
        SentenceFigure("silent", silent),
        SentenceFigure("waiting", ahead),
    )


def _group_counts(part: Part) -> tuple[int, int, int, int, int]:
    on_time = len(part.of([StatusCode.ON_TIME]))
    late = len(part.of([StatusCode.LATE]))
    silent = len(part.of([StatusCode.LATE_OPEN, StatusCode.OPEN]))
    return len(part.owed), on_time, late, silent, len(part.owed) - on_time - late - silent


def _group_cells(part: Part) -> tuple[str, ...]:
    group = {
        "ministry": "Bộ",
        "ministerial_agency": "Cơ quan ngang bộ",
        "government_agency": "Cơ quan thuộc Chính phủ",
        "province": "Tỉnh, thành phố",
    }[part.kind.value]
    return (document_name(part.title, part.period), group, *(format_number(each) for each in _group_counts(part)))


# consolidation.missing


def draft_missing(context: DraftContext) -> Draft:
    """What is missing and who; in a reminder letter what that body has not sent."""
    if context.form.id == LETTER:
        return draft_missing_of_letter(context)
    if context.form.id == "minister_report":
        return _missing_for_minister(context)
    if context.section.code.startswith("IV"):
        return _shortcomings(context)
    return Draft(sentences=(*_silent_sentences(context), *_waiting_sentences(context), *_empty_sections(context)))


def _silent_sentences(context: DraftContext) -> list[Sentence]:
    found = []
    for part in compliance_of(context).parts:
        silent = part.of([StatusCode.LATE_OPEN, StatusCode.OPEN])
        if silent:
            annex = _annex(context, DUTIES_ANNEX)
            few = len(silent) <= NAMED_FEW or not annex
            who = f"gồm {named(silent)}" if few else f"danh sách tại {annex}"
            document = _lower(document_name(part.title, part.period))
            text = f"Chưa gửi {document}: {count(len(silent))} {GROUP_WORDS[part.kind]}, {who}."
            figures = (SentenceFigure("silent", len(silent)),)
            found.append(Sentence(f"silent.{_part_key(part)}", text, tuple(each.link for each in silent), figures))
    if not found:
        text = "Không có cơ quan nào quá hạn mà chưa gửi báo cáo, kế hoạch."
        found.append(Sentence("silent.none", text, (), (SentenceFigure("silent", 0),)))
    return found


def _waiting_sentences(context: DraftContext) -> list[Sentence]:
    """Reports that came and do not count: not judged yet, or returned for supplement."""
    rows = list(waiting(context.year))
    if not rows:
        return []
    names = names_on({each.version.body_id for each in rows}, national_of(context).named_on)
    returned = [each for each in rows if each.state == DeliveryState.RETURNED]
    ahead = [each for each in rows if each.state != DeliveryState.RETURNED]
    found = []
    for key, words, group in (
        ("waiting.judged", "Đã gửi báo cáo, chưa được chấp nhận nên chưa tổng hợp", ahead),
        ("waiting.returned", "Báo cáo bị trả lại để bổ sung nên chưa tổng hợp", returned),
    ):
        if group:
            listed = "; ".join(dict.fromkeys(names[each.version.body_id].name_vi for each in group))
            text = f"{words}: {count(len(group))} cơ quan, gồm {listed}."
            found.append(Sentence(key, text, (national_of(context).inputs_link(),), (SentenceFigure(key, len(group)),)))
    return found


def _empty_sections(context: DraftContext) -> list[Sentence]:
    """Headings under which accepted reports bring no figures, and whose they are."""
    national = national_of(context)
    by_version = national.records_by_section()
    wanted = {section.code: section for section in context.form.sections}
    found = []
    for code in SECTIONS:
        without = [each for each in national.sources if not by_version.get(each.version, {}).get(code)]
        if not without or code not in wanted:
            continue
        annex = _annex(context, MATRIX_ANNEX)
        few = len(without) <= NAMED_FEW or not annex
        who = "; ".join(each.name for each in without) if few else f"xem {annex}"
        text = f"Không có số liệu ở nội dung “{wanted[code].heading_vi}”: {count(len(without))} cơ quan ({who})."
        links = national.links_of(each.version for each in without)
        found.append(Sentence(f"empty.{code}", text, links, (SentenceFigure(f"empty.{code}", len(without)),)))
    return found


def _shortcomings(context: DraftContext) -> Draft:
    found = compliance_of(context)
    silent, late = found.silent(), found.late()
    sentences = []
    if silent:
        text = f"Còn {count(len({each.name for each in silent}))} cơ quan chưa gửi đủ báo cáo, kế hoạch theo quy định."
        sentences.append(Sentence("short.silent", text, _links(silent), (SentenceFigure("silent", len(silent)),)))
    if late:
        text = f"Có {count(len({each.name for each in late}))} cơ quan gửi báo cáo, kế hoạch chậm so với thời hạn."
        sentences.append(Sentence("short.late", text, _links(late), (SentenceFigure("late", len(late)),)))
    if not sentences:
        text = "Các cơ quan gửi báo cáo, kế hoạch đầy đủ và đúng thời hạn."
        sentences.append(Sentence("short.none", text, _links(found.duties)))
    return Draft(sentences=tuple(sentences))


def _missing_for_minister(context: DraftContext) -> Draft:
    found = compliance_of(context)
    silent, late = found.silent(), found.late()
    sentences = _silent_sentences(context)
    if late:
        text = f"Gửi chậm: {count(len(late))} lượt, gồm {named_late(late)}."
        sentences.append(Sentence("late", text, _links(late), (SentenceFigure("late", len(late)),)))
    sent = reminders_sent(context.year)
    text = f"Việc đôn đốc: đã phát hành {count(sent)} công văn đôn đốc trong năm {context.year}."
    sentences.append(Sentence("reminders", text, _links(silent), (SentenceFigure("reminders", sent),)))
    return Draft(sentences=tuple(sentences))


def _links(duties: Sequence[Duty]) -> tuple[Link, ...]:
    return tuple(each.link for each in duties)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


__all__ = ["draft_compliance", "draft_duty", "draft_missing", "national_of"]
