"""The shape of every law file: one model per folder of `data/`; what they share is in `fields`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ttdn.law.fields import DatedRule, Day, LawModel, Rule, Text

InstrumentKind = Literal[
    "hien_phap", "bo_luat", "luat", "phap_lenh", "nghi_quyet", "nghi_dinh", "quyet_dinh",
    "chi_thi", "thong_tu", "thong_tu_lien_tich", "ket_luan", "huong_dan", "cong_van", "ke_hoach",
    "thong_bao", "de_an", "chuong_trinh", "quy_che", "quy_dinh", "cong_dien", "to_trinh",
    "bao_cao", "quy_chuan", "tieu_chuan", "dieu_uoc", "khac",
]  # fmt: skip
InstrumentStatus = Literal["in_force", "amended", "expired", "replaced", "unknown"]


class Instrument(Rule):
    """A legal instrument or letter that rules cite; `number` is null when no source states it."""

    number: Text | None
    kind: InstrumentKind
    title_vi: Text
    title_en: Text | None = None
    issuer_vi: Text | None = None
    issued_on: Day | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    status: InstrumentStatus
    amends: tuple[Text, ...] = ()
    replaces: tuple[Text, ...] = ()
    amended_by: tuple[Text, ...] = ()
    replaced_by: tuple[Text, ...] = ()
    link: Text | None = None
    source: Text | None = None
    checked_on: Day | None
    note_vi: Text | None = None


SectionKind = Literal["heading", "text", "table", "tasks", "budget"]
DocumentType = Literal["KH", "BC", "TB", "QĐ", "TTr", "CTr", "ĐA", "DA", "BB", "GM", "CĐ", "TCBC"]


class FormSection(LawModel):
    """One section of a form: `label` is printed as it stands, never computed."""

    code: Text
    label: Text | None
    level: Annotated[int, Field(ge=1, le=6)]
    heading_vi: Text
    heading_en: Text | None = None
    kind: SectionKind
    sources: tuple[Text, ...] = ()
    required: bool = False
    category: Text | None = None
    note_vi: Text | None = None


class Form(DatedRule):
    """A legal form: document type, headings in their order, who receives it."""

    title_vi: Text
    title_en: Text
    #: abbreviation of Nghị định 30/2020 Phụ lục III; null for a letter (công văn)
    document_type: DocumentType | None
    type_name_vi: Text | None = None
    subject_vi: Text
    subject_en: Text | None = None
    provisional: bool = False
    sections: tuple[FormSection, ...]
    recipients_vi: tuple[Text, ...] = ()
    addressee_roles: tuple[Text, ...] = ()
    note_vi: Text | None = None

    def section(self, code: str) -> FormSection:
        """The section with that code; KeyError when the form has none."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)


class Figure(LawModel):
    """A figure that an item carries, with its unit."""

    code: Text
    vi: Text
    en: Text
    unit: Text | None = None
    unit_en: Text | None = None
    required: bool = False


class CategoryItem(LawModel):
    """One item of a list: a channel, a topic, a theme, a measure, a kind of activity."""

    code: Text
    label: Text | None = None
    vi: Text
    en: Text
    figures: tuple[Figure, ...] = ()
    section: Text | None = None
    clause: Text | None = None
    note_vi: Text | None = None
    #: anything else the list needs, by name
    extra: dict[str, str | int | bool | tuple[str, ...]] = Field(default_factory=dict)


class CategoryList(DatedRule):
    """A closed list set by law: ten channels, nine topics, six themes."""

    title_vi: Text
    title_en: Text
    items: tuple[CategoryItem, ...]
    provisional: bool = False
    note_vi: Text | None = None

    def item(self, code: str) -> CategoryItem:
        """The item with that code; KeyError when the list has none."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)


class Party(LawModel):
    """A lead or co-ordinating party of a programme task, in its exact words.

    `ref` is the symbol of a body, or the code of a class of bodies; null where nothing resolves.
    """

    kind: Literal["body", "class", "open", "other"]
    ref: Text | None = None
    text_vi: Text


class ProgrammeTask(LawModel):
    """A task of a programme's annex, as it stands."""

    label: Text
    title_vi: Text
    title_en: Text | None = None
    lead: tuple[Party, ...] = ()
    coordinators: tuple[Party, ...] = ()
    period_text: Text | None = None
    period_from: int | None = None
    period_to: int | None = None
    yearly: bool = False
    note_vi: Text | None = None


class ProgrammeGroup(LawModel):
    """A group of tasks of a programme."""

    label: Text
    title_vi: Text
    title_en: Text | None = None
    tasks: tuple[ProgrammeTask, ...]


class ProgrammeSection(LawModel):
    """A part of the programme's own text: goals, directions, focus, funding, who does what."""

    code: Text
    label: Text | None = None
    heading_vi: Text
    heading_en: Text | None = None
    paragraphs_vi: tuple[Text, ...] = ()


class Programme(Rule):
    """A national programme with its annex of tasks."""

    instrument: Text
    clause: Text | None = None
    title_vi: Text
    title_en: Text | None = None
    period_from: int
    period_to: int
    sections: tuple[ProgrammeSection, ...] = ()
    groups: tuple[ProgrammeGroup, ...]
    report_due_term: Text | None = None
    checked_on: Day | None = None
    note_vi: Text | None = None


class GuidanceDue(LawModel):
    """When a guidance item is due: by a term of the book, or on a date of its own."""

    term: Text | None = None
    date: Day | None = None
    #: the boundary word as the letter has it: "trước ngày"
    word: Text | None = None


class GuidanceItem(LawModel):
    """A task of a guidance letter, nested as in the letter."""

    label: Text | None
    title_vi: Text
    title_en: Text | None = None
    text_vi: Text | None = None
    due: GuidanceDue | None = None
    applies_to: Text | None = None
    deliverable: Text | None = None
    addressees: tuple[Party, ...] = ()
    note_vi: Text | None = None
    children: tuple[GuidanceItem, ...] = ()


class GuidanceFact(LawModel):
    """A fact that the letter states about bodies, such as who has sent its plan."""

    code: Text
    label: Text | None = None
    text_vi: Text
    bodies: tuple[Party, ...] = ()


class Guidance(Rule):
    """A guidance letter for a year, to a class of bodies."""

    instrument: Text
    title_vi: Text
    title_en: Text | None = None
    addressee_class: Text
    year: int
    items: tuple[GuidanceItem, ...]
    facts: tuple[GuidanceFact, ...] = ()
    checked_on: Day | None = None
    note_vi: Text | None = None


Boundary = Literal[
    "before_date",  # trước ngày D: the last good day is D-1; never moves later
    "by_date",  # chậm nhất ngày D, chốt số liệu ngày D: D itself is in time; never moves
    "before_event",  # chậm nhất N ngày trước khi: counted back, never moves toward the event
    "within_after",  # không quá N ngày sau khi nhận: forward, rolls to the next working day
    "after_event",  # chậm nhất N ngày sau khi: forward, rolls to the next working day
    "within_hours",  # chậm nhất N giờ kể từ khi: clock time, no relief for days off
    "within_period",  # mỗi tháng, mỗi quý một lần: the last day of the period is in time
]
Anchor = Literal[
    "year", "month", "quarter", "notice_received", "event_start", "event_end", "incident", "letter",
]  # fmt: skip


class Term(DatedRule):
    """A term: its boundary word, what it is counted from, and how far."""

    title_vi: Text
    title_en: Text
    #: the exact words of the law that fix the count
    wording_vi: Text
    boundary: Boundary
    anchor: Anchor
    #: number of days (before_event, within_after, after_event) or of hours (within_hours)
    offset: Annotated[int, Field(ge=1)] | None = None
    #: "MM-DD" of a term that comes back every year
    month_day: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None = None
    #: the one date of a term that came once
    date: Day | None = None
    provisional: bool = False
    note_vi: Text | None = None

    @model_validator(mode="after")
    def _boundary_has_its_measure(self) -> Term:
        counted = self.boundary in ("before_event", "within_after", "after_event", "within_hours")
        if counted != (self.offset is not None):
            raise PydanticCustomError(
                "law_rule",
                "{vi}|{en}",
                {
                    "vi": f"từ giới hạn {self.boundary} " + ("phải có offset" if counted else "không dùng offset"),
                    "en": f"boundary {self.boundary} " + ("needs an offset" if counted else "takes no offset"),
                },
            )
        fixed = self.boundary in ("before_date", "by_date") and self.anchor == "year"
        if fixed and (self.month_day is None) == (self.date is None):
            raise PydanticCustomError(
                "law_rule",
                "{vi}|{en}",
                {
                    "vi": "kỳ hạn theo năm phải có đúng một trong hai: month_day, date",
                    "en": "a yearly term needs exactly one of month_day and date",
                },
            )
        return self


Trigger = Literal[
    "yearly", "event_start", "event_end", "notice", "request", "monthly", "quarterly", "standing",
    "incident",
]  # fmt: skip


class ObligationRule(DatedRule):
    """A duty: who owes what to whom, on which trigger, by which term, in which form."""

    title_vi: Text
    title_en: Text
    bearer_kinds: tuple[Text, ...] = ()
    bearer_roles: tuple[Text, ...] = ()
    addressee_roles: tuple[Text, ...] = ()
    trigger: Trigger
    term: Text | None = None
    form: Text | None = None
    fulfilment: Literal["filing", "act", "assignment"]
    counts: Literal["sent", "received"] = "sent"
    act_kind: Text | None = None
    #: the document of a yearly duty is about the year of its due date plus this (plan: 1)
    subject_year_offset: int = 0
    provisional: bool = False
    note_vi: Text | None = None


class CalendarDay(LawModel):
    """One row of the working calendar: a day off, or a Saturday worked in exchange."""

    date: Day
    kind: Literal["holiday", "compensation", "swapped_off", "swapped_work"]
    name_vi: Text
    name_en: Text
    status: Literal["applied", "computed", "unverified"]
    instrument: Text
    clause: Text | None = None
    #: the day that this one is exchanged for, or compensates
    swapped_with: Day | None = None
    checked_on: Day | None
    note_vi: Text | None = None


class CalendarYear(Rule):
    """The days of one year that differ from the plain week."""

    year: int
    days: tuple[CalendarDay, ...]
    note_vi: Text | None = None

    @model_validator(mode="after")
    def _days_lie_in_the_year(self) -> CalendarYear:
        seen: set[date] = set()
        for row in self.days:
            if row.date.year != self.year or row.date in seen:
                raise PydanticCustomError(
                    "law_rule",
                    "{vi}|{en}",
                    {
                        "vi": f"ngày {row.date.isoformat()} trùng hoặc không thuộc năm {self.year}",
                        "en": f"day {row.date.isoformat()} is repeated or not in {self.year}",
                    },
                )
            seen.add(row.date)
        return self


#: folders whose files hold one thing
FLAT_KINDS: dict[str, type[Rule]] = {
    "instruments": Instrument,
    "programmes": Programme,
    "guidance": Guidance,
    "calendar": CalendarYear,
}
#: folders whose files hold `values:` keyed by the date they take effect
DATED_KINDS: dict[str, type[DatedRule]] = {
    "forms": Form,
    "categories": CategoryList,
    "terms": Term,
    "obligations": ObligationRule,
}
KINDS: tuple[str, ...] = (*FLAT_KINDS, *DATED_KINDS)
