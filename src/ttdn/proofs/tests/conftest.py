"""What the tests of proofs share: a statement, a body, a publishing action of a pretended app."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from ttdn.audit import triggers
from ttdn.proofs import standing
from ttdn.proofs.actions.sealing import seal_statement
from ttdn.proofs.canonical import Statement
from ttdn.proofs.choices import EntryKind
from ttdn.proofs.models import SealedText

AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
BODY = uuid.UUID("01900000-0000-7000-8000-000000000001")
KIND = "tests.statement"
PARAGRAPHS = (
    "Bộ Văn hóa, Thể thao và Du lịch thông báo tổ chức Tuần văn hóa Việt Nam tại Viêng Chăn từ ngày 05/12/2026.",
    "Các cơ quan báo chí nước ngoài đăng ký đưa tin với Cục Thông tin cơ sở và Thông tin đối ngoại trước 30/11/2026.",
    "Thông tin chi tiết được đăng tại cổng thông tin của Bộ; mọi thông tin khác đều không phải là thông tin chính thức.",
)


def statement(**fields: Any) -> Statement:
    values = {
        "title": "Thông cáo báo chí về Tuần văn hóa Việt Nam tại Lào",
        "paragraphs": PARAGRAPHS,
        "language": "vi",
        "issuer": "Bộ Văn hóa, Thể thao và Du lịch",
        "number": "12/TB-BVHTTDL",
        "date": datetime.date(2026, 11, 21),
    }
    return Statement(**(values | fields))


@pytest.fixture
def publish(db: None) -> Callable[..., SealedText]:
    """Seals a statement as an app that publishes does."""

    def sealed(text: Statement | None = None, **fields: Any) -> SealedText:
        values = {
            "statement": text or statement(),
            "item_kind": KIND,
            "item": uuid.uuid4(),
            "edition": 1,
            "kind": EntryKind.RELEASE,
            "body": BODY,
            "published_at": AT,
            "acting_user": None,
            "at": AT,
        }
        with transaction.atomic():
            return seal_statement(**(values | fields))

    return sealed


@pytest.fixture
def owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty registry of owners, for this test."""
    monkeypatch.setattr(standing, "_owners", {})


def behind_the_back(sql: str, *parameters: Any) -> None:
    """Change the database as somebody with the keys of the server could: guards lifted, then put back."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    triggers.install(connection)
