"""What readers of the tests find: an item of every kind, one withdrawn, one replaced, one with a stale translation."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from furnishing import AT, Furnished

from ttdn.filings.tests.builders import person
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import Details, add_draft, begin_item, write_draft
from ttdn.portal.actions.people import Naming, name_spokesperson
from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.choices import Kind
from ttdn.portal.models import DraftPage, Item, PublicRecord
from ttdn.portal.queries import draft_of

HOUR = timedelta(minutes=5)
FIGURES = {"label": "Cơ quan", "value": "34", "unit": "đơn vị", "as_of": "2026", "source": "Danh mục", "source_url": ""}
BLOCKS: list[tuple[str, Any]] = [
    ("paragraph", "<p>Đoạn văn có <strong>chữ đậm</strong> và <a href='https://example.vn/'>đường dẫn</a>.</p><ul><li>Một</li><li>Hai</li></ul>"),
    ("heading", {"text": "Đề mục", "level": "2"}),
    ("heading", {"text": "Đề mục nhỏ", "level": "3"}),
    ("quote", {"text": "Lời trích.", "speaker": "Người phát ngôn", "role": "Bộ Thí nghiệm"}),
    ("figures", {"rows": [FIGURES, FIGURES | {"label": "Nhiệm vụ", "value": "12"}]}),
    ("timeline", {"rows": [{"on": "2019-03-08", "text": "Ban hành"}, {"on": "2019-04-22", "text": "Có hiệu lực"}]}),
    ("table", {"data": [["Việc", "Hạn"], ["Báo cáo", "30/11"]], "first_row_is_table_header": True, "first_col_is_header": True, "table_caption": "Thời hạn"}),
    ("tile_map", {"title": "Bản đồ", "unit": "bài", "values": "Hà Nội: 12\nAn Giang: 3\nHuế: 7", "source": "Hệ thống"}),
]  # fmt: skip
OWN: dict[str, dict[str, Any]] = {
    Kind.PROFILE: {
        "functions": "Quản lý nhà nước.\nThông tin đối ngoại.",
        "address": "Hà Nội",
        "email": "bo@example.vn",
    },
    Kind.PRESS_RELEASE: {"contact_name": "Phòng Báo chí", "contact_phone": "024 3000 0000"},
    Kind.STATEMENT: {"speaker": "Người phát ngôn", "said_on": date(2026, 11, 19), "place": "Hà Nội"},
    Kind.CLARIFICATION: {"claim": "Hạn là 31/12.", "finding": "Hạn là trước ngày 30/11.", "claim_source": "Một tờ rơi"},
    Kind.EVENT: {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 3), "place": "Hà Nội", "country": "VN"},
    Kind.FACT_SHEET: {"as_of": date(2026, 11, 1)},
}
KINDS = (Kind.PROFILE, Kind.TOPIC, Kind.NEWS, Kind.PRESS_RELEASE, Kind.STATEMENT, Kind.CLARIFICATION, Kind.EVENT,
         Kind.FACT_SHEET)  # fmt: skip
"""Publications and galleries need media; they are looked at in the portal's own tests."""


@dataclass
class Reading:
    """Addresses by name."""

    pages: dict[str, str]


def _body(*, words: str = "") -> str:
    blocks = [("paragraph", f"<p>{words}</p>"), *BLOCKS] if words else BLOCKS
    return json.dumps(
        [{"type": kind, "value": value, "id": str(number)} for number, (kind, value) in enumerate(blocks)]
    )


class Desk:
    """The people of the ministry at work."""

    def __init__(self, made: Furnished) -> None:
        """An editor beside the officer and the leader."""
        self.body = made.world.ministry
        self.officer, self.leader = made.world.officer, made.world.leader
        self.editor = person("Biên tập viên", self.body, "editor")
        self.at = AT

    def begin(self, kind: str, title: str, topics: tuple[Item, ...] = ()) -> DraftPage:
        """A draft with every block."""
        content = {"lead": "Tóm tắt của bài.", "body": _body(), **OWN.get(kind, {})}
        return begin_item(
            body=self.body, kind=kind, language="vi", title=title, acting_user=self.editor, at=self.at,
            details=Details(topics=topics), content=content,
        )  # fmt: skip

    def publish(self, item: Item, language: str = "vi", **values: Any) -> PublicRecord:
        """Through the whole flow."""
        self.at += HOUR
        edition = submit(item=item, language=language, acting_user=self.editor, at=self.at, **values)
        pass_review(edition=edition, acting_user=self.officer, at=self.at)
        edition = approve(edition=edition, content_hash=edition.content_hash, acting_user=self.leader, at=self.at)
        return release(edition=edition, acting_user=self.editor, at=self.at)

    def translate(self, item: Item, language: str, title: str, source: PublicRecord) -> None:
        """A draft bound to what readers have of the source."""
        content = {"lead": "Lead.", "body": _body(), "translated_from_hash": source.edition.content_hash}
        with transaction.atomic():
            add_draft(item, language=language, title=title, at=self.at, acting_user=self.editor, content=content)


def publish_everything(made: Furnished) -> Reading:
    """Everything a reader can come across, with the product's own actions."""
    desk = Desk(made)
    naming = Naming("Người Thử", "Người phát ngôn", "Spokesperson", AT.date(), email="bao-chi@example.vn")
    name_spokesperson(body=desk.body, naming=naming, acting_user=desk.leader, at=AT)
    pages: dict[str, str] = {}
    topic: tuple[Item, ...] = ()
    for kind in KINDS:
        draft = desk.begin(kind, f"Bài thuộc loại {Kind(kind).label}", topic if kind != Kind.TOPIC else ())
        pages[kind] = desk.publish(draft.item).path
        topic = (draft.item,) if kind == Kind.TOPIC else topic
    withdrawn = desk.publish(desk.begin(Kind.NEWS, "Bài sẽ bị rút").item)
    withdraw(edition=withdrawn.edition, reason="Đăng nhầm.", acting_user=desk.leader, at=desk.at + HOUR)
    old = desk.publish(desk.begin(Kind.NEWS, "Bài sẽ được thay thế").item)
    desk.publish(desk.begin(Kind.NEWS, "Bài thay thế").item, replaces_item=old.item, public_reason="Có bản đầy đủ.")
    twice = desk.publish(desk.begin(Kind.NEWS, "Bài được đính chính").item)
    for language, title in (("en", "A corrected item"), ("lo", "ຂ່າວ")):
        desk.translate(twice.item, language, title, twice)
        pages[f"stale-{language}"] = desk.publish(twice.item, language).path
    draft = draft_of(twice.item, "vi")
    assert draft is not None
    write_draft(page=draft, values={"lead": "Tóm tắt đã sửa."}, acting_user=desk.editor, at=desk.at + HOUR)
    pages["corrected"] = desk.publish(twice.item, public_reason="Sửa tóm tắt.").path
    pages |= {"withdrawn": withdrawn.path, "replaced": old.path}
    return Reading(pages)
