"""Activities for tests: realistic office work of one ministry."""

from datetime import UTC, date, datetime
from typing import Any

from ttdn.accounts.models import User
from ttdn.activities import actions
from ttdn.activities.models import Activity
from ttdn.activities.rules import ActivityData
from ttdn.organisations.models import Body

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def data(kind: str = "training_course", on: date = date(2026, 3, 5), **fields: Any) -> ActivityData:
    """A complete activity of a kind; `fields` replace what it begins with."""
    begin: dict[str, dict[str, Any]] = {
        "training_course": {
            "title": "Lớp tập huấn kỹ năng phát ngôn",
            "topics": ("a", "c"),
            "figures": {"courses": 1, "participants": 45},
        },
        "publication": {
            "title": "Sách ảnh giới thiệu ngành",
            "channels": ("publications",),
            "languages": ("vi", "en"),
            "figures": {"titles": 1, "copies": 1000},
        },
        "event_abroad": {
            "title": "Tuần văn hóa Việt Nam",
            "channels": ("events",),
            "country": "la",
            "place": "Viêng Chăn",
            "figures": {"events": 1, "participants": 300},
        },
        "press_release": {"title": "Thông cáo về chương trình công tác", "figures": {"releases": 1}},
        "directive_document": {"title": "Kế hoạch thông tin đối ngoại năm", "figures": {"documents": 1}},
        "staffing": {"title": "Kiện toàn đầu mối", "figures": {"full_time": 1}},
    }
    values: dict[str, Any] = {"place": "Hà Nội", "country": "vn", **begin.get(kind, {}), **fields}
    return ActivityData(kind=kind, starts_on=on, ends_on=values.pop("ends_on", on), **values)


def record(
    body: Body, user: User, kind: str = "training_course", on: date = date(2026, 3, 5), **fields: Any
) -> Activity:
    """Recorded through the action."""
    return actions.record_activity(body=body, data=data(kind, on, **fields), acting_user=user, at=AT)
