"""Who owed which document of a year and what became of it, in sentences and rows of the Vietnamese documents."""

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID

from django.db.models import F

from ttdn.activities.wording import count
from ttdn.consolidation.board import GROUPS
from ttdn.consolidation.models import ReminderLetter
from ttdn.filings.choices import State
from ttdn.filings.sources import Link
from ttdn.law import VIETNAM, local_day
from ttdn.law.text import format_date, format_number
from ttdn.obligations.choices import Fulfilling, StatusCode
from ttdn.obligations.models import Derivation, Fulfilment, Obligation
from ttdn.obligations.queries import Status, status_of
from ttdn.obligations.receipts import receipt_vi
from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on

DUTY_KIND = "consolidation.duty"
FORMS = ("annual_report", "annual_report_province", "annual_plan", "annual_plan_province", "programme_1486_report")
"""The documents of the yearly cycle whose sending the national report tells of."""

READ = (
    "public_id",
    "rule_id",
    "origin_id",
    "period",
    "title_vi",
    "title_en",
    "bearer_id",
    "derivation_id",
    "met_at",
    "waived_at",
    "extended_due_at",
    "carried_to_id",
)
GROUP_WORDS = {
    BodyKind.MINISTRY: "bộ",
    BodyKind.MINISTERIAL_AGENCY: "cơ quan ngang bộ",
    BodyKind.GOVERNMENT_AGENCY: "cơ quan thuộc Chính phủ",
    BodyKind.PROVINCE: "tỉnh, thành phố",
}
STATUS_WORDS = {
    StatusCode.ON_TIME: "Đúng hạn",
    StatusCode.LATE: "Trễ hạn",
    StatusCode.LATE_OPEN: "Quá hạn, chưa gửi",
    StatusCode.DUE_SOON: "Chưa đến hạn",
    StatusCode.NOT_DUE: "Chưa đến hạn",
    StatusCode.OPEN: "Chưa gửi",
    StatusCode.WAIVED: "Được miễn",
}
CHANNEL_WORDS = {
    "product": "qua phần mềm",
    "link": "qua đường dẫn có ký",
    "email": "qua thư điện tử",
    "paper": "bằng văn bản giấy",
    "package": "qua gói trao đổi",
}
NAMED_FEW = 5
"""So many bodies a sentence of a document with an annex names; of more it gives the number."""
SILENT = frozenset({StatusCode.LATE_OPEN, StatusCode.OPEN})
WAITING = frozenset({StatusCode.DUE_SOON, StatusCode.NOT_DUE})


def end_of(on: date) -> datetime:
    """The last second of a Vietnamese day: the moment that statements of that day speak of."""
    return datetime.combine(on, time(23, 59, 59), VIETNAM)


@dataclass(frozen=True)
class Duty:
    """One document that one body owed."""

    row: Obligation
    name: str
    status: Status
    fulfilment: Fulfilment | None

    @property
    def link(self) -> Link:
        """The link that a sentence keeps to it."""
        return Link(DUTY_KIND, self.row.public_id, duty_hash(self.row))


@dataclass(frozen=True)
class Part:
    """One document and one group of bodies."""

    title: str
    period: str
    kind: BodyKind
    due_on: date | None
    duties: tuple[Duty, ...]

    def of(self, codes: Iterable[StatusCode]) -> list[Duty]:
        """The duties in these states."""
        wanted = set(codes)
        return [each for each in self.duties if each.status.code in wanted]

    @property
    def owed(self) -> list[Duty]:
        """All that were not waived."""
        return [each for each in self.duties if each.status.code != StatusCode.WAIVED]


class Compliance:
    """The documents of a year's cycle as they stood at the end of a day; fixed number of queries."""

    def __init__(self, year: int, on: date) -> None:
        """Read nothing yet."""
        self.year = year
        self.on = on
        self.at = end_of(on)

    @cached_property
    def duties(self) -> list[Duty]:
        """Every duty, by due date, document and order of the register."""
        rows = list(
            Obligation.objects.counted()
            .filter(year=self.year, form_id__in=FORMS, fulfilment=Fulfilling.FILING, bearer__kind__in=GROUPS)
            .only(*READ)
            .order_by(F("derivation__due_at").asc(nulls_last=True), "rule_id", "period", "bearer__sort_key", "pk")
        )
        # thousands of duties share a few counts and their bodies: one object of each
        counts = Derivation.objects.defer("steps_vi", "steps_en").in_bulk(
            {row.derivation_id for row in rows if row.derivation_id}
        )
        bodies = {body.pk: body for body in Body.objects.filter(kind__in=GROUPS)}
        for row in rows:
            row.title_vi, row.title_en, row.rule_id = map(sys.intern, (row.title_vi, row.title_en, row.rule_id))
            row.bearer = bodies[row.bearer_id]
            row.derivation = counts[row.derivation_id] if row.derivation_id else None
        fulfilled: dict[int, Fulfilment] = {}
        found = Fulfilment.objects.filter(
            obligation__year=self.year, obligation__form_id__in=FORMS, voided_at__isnull=True
        )
        for each in found.order_by("-recorded_at", "-pk"):
            fulfilled[each.obligation_id] = each
        names = names_on({row.bearer_id for row in rows}, min(self.on, date(self.year, 12, 31)))
        return [
            Duty(
                row,
                names[row.bearer_id].name_vi if row.bearer_id in names else row.bearer.code,
                status_of(row, self.at),
                fulfilled.get(row.pk),
            )
            for row in rows
        ]

    @cached_property
    def parts(self) -> list[Part]:
        """By document, then by group of bodies."""
        grouped: dict[tuple[str, str, str], dict[str, list[Duty]]] = defaultdict(lambda: defaultdict(list))
        for duty in self.duties:
            row = duty.row
            grouped[row.rule_id, row.period, row.origin_id][row.bearer.kind].append(duty)
        return [
            _part(kind, tuple(by_kind[kind])) for by_kind in grouped.values() for kind in GROUPS if by_kind.get(kind)
        ]

    def silent(self) -> list[Duty]:
        """Past the date (or without one) and not sent."""
        return [each for each in self.duties if each.status.code in SILENT]

    def late(self) -> list[Duty]:
        """Sent after the date."""
        return [each for each in self.duties if each.status.code == StatusCode.LATE]


def _part(kind: BodyKind, duties: tuple[Duty, ...]) -> Part:
    first = duties[0].row
    due = first.derivation.due_on if first.derivation else None
    return Part(first.title_vi, first.period, kind, due, duties)


def document_name(title: str, period: str) -> str:
    """A document with its period: "Báo cáo … năm 2024", "Kế hoạch … của năm tiếp theo (kỳ 2025)"."""
    if period in title:
        return title
    return f"{title} {period}" if title.endswith(" năm") else f"{title} (kỳ {period})"


def part_sentence(part: Part, *, annex: str = "") -> str:
    """One sentence: "Báo cáo … năm 2024, hạn cuối 29/11/2024: 21 bộ phải gửi; 15 gửi đúng hạn; 03 gửi muộn (…); 03 chưa gửi (…).".

    `annex` names the annex that lists every body: more than a few bodies are then counted, not named.
    """
    due = f", hạn cuối {format_date(part.due_on)}" if part.due_on else ""
    document = document_name(part.title, part.period)
    words = [f"{count(len(part.owed))} {GROUP_WORDS[part.kind]} phải gửi"]
    if on_time := part.of([StatusCode.ON_TIME]):
        words.append(f"{count(len(on_time))} gửi đúng hạn")
    if late := part.of([StatusCode.LATE]):
        words.append(f"{count(len(late))} gửi muộn{_late_words(late, annex)}")
    if silent := part.of(SILENT):
        words.append(f"{count(len(silent))} chưa gửi{in_brackets(named(silent), len(silent), annex)}")
    if waiting := part.of(WAITING):
        words.append(f"{count(len(waiting))} chưa đến hạn gửi")
    if waived := part.of([StatusCode.WAIVED]):
        words.append(f"{count(len(waived))} được miễn{in_brackets(named(waived), len(waived), annex)}")
    return f"{document}{due}: {'; '.join(words)}."


def in_brackets(names: str, number: int, annex: str) -> str:
    """The names behind a count, when they are few or no annex lists them: a sentence stays one that people read."""
    return f" ({names})" if number <= NAMED_FEW or not annex else ""


def _late_words(late: Sequence[Duty], annex: str) -> str:
    if len(late) <= NAMED_FEW or not annex:
        return f" ({named_late(late)})"
    return f" (muộn nhất {count(max(each.status.days or 0 for each in late))} ngày)"


def named(duties: Iterable[Duty]) -> str:
    """Names of the bodies, each once."""
    return "; ".join(dict.fromkeys(each.name for each in duties))


def named_late(duties: Iterable[Duty]) -> str:
    """Names with days late."""
    return "; ".join(f"{each.name} muộn {count(each.status.days or 0)} ngày" for each in duties)


def duty_words(duty: Duty) -> str:
    """A cell of the annex: "Đúng hạn, gửi 25/11/2024, số đến 7", "Quá hạn 12 ngày, chưa gửi"."""
    done, status = duty.fulfilment, duty.status
    if status.code == StatusCode.LATE_OPEN:
        return f"Quá hạn {format_number(status.days or 0)} ngày, chưa gửi"
    parts = [STATUS_WORDS[status.code]]
    if status.code == StatusCode.LATE:
        parts[0] += f" {format_number(status.days or 0)} ngày"
    if done is not None:
        sent = done.sent_at or done.received_at
        if sent:
            parts.append(f"gửi {format_date(local_day(sent))}")
        if done.channel in CHANNEL_WORDS:
            parts.append(CHANNEL_WORDS[done.channel])
        if done.receipt:
            parts.append(receipt_vi(done.receipt))
    return ", ".join(parts)


def duty_hash(row: Obligation) -> str:
    """What a sentence about a duty depends on."""
    parts = (row.met_at, row.waived_at, row.extended_due_at, row.carried_to_id)
    words = ["" if each is None else each.isoformat() if isinstance(each, datetime) else str(each) for each in parts]
    return hashlib.sha256("|".join(words).encode()).hexdigest()


def duty_hashes(ids: list[UUID]) -> dict[UUID, str]:
    """For stale marks."""
    return {row.public_id: duty_hash(row) for row in Obligation.objects.filter(public_id__in=ids)}


def reminders_sent(year: int) -> int:
    """How many reminder letters of the year's duties were issued."""
    return ReminderLetter.objects.filter(filing__versions__state=State.ISSUED, batch__year=year).count()


def bodies_count(duties: Sequence[Duty]) -> int:
    """How many bodies stand behind some duties."""
    return len({each.row.bearer_id for each in duties})
