"""An instance of this product as its harvester sees it, written from the documents alone: records, seals, keys, pictures.

It says what a test wants, true or not, without a second database.
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

from ttdn.harvest.tests.sources import Repository, envelope, listing
from ttdn.portal.outgoing_queries import set_hash
from ttdn.portal.snapshots import canonical_bytes, hash_of, plain_paragraphs
from ttdn.proofs.canonical import VERSION, Statement, canonical_hash, canonical_text
from ttdn.proofs.jws import public_jwk, thumbprint
from ttdn.proofs.seal import Claims, seal, stamp

BODY = uuid.UUID("01900000-0000-7000-8000-00000000abcd")
"""The id that the body has there; here it has another, the same code."""
NAME = "Bộ Thử nghiệm"


@dataclass
class Key:
    """A key of the ministry, and what its key document says of it."""

    not_before: datetime
    told: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()
        self._public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def kid(self) -> str:
        return thumbprint(self._public)

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)

    def jwk(self) -> dict[str, Any]:
        state = {"body": str(BODY), "state": "active", "not_before": stamp(self.not_before), "retired_at": None}
        state |= {"revoked_at": None, "revocation": None, "compromised_from": None}
        return public_jwk(self._public) | {"kid": self.kid, "ttdn": state | self.told}


@dataclass
class Text:
    """One item of the ministry in one language, as its record tells it."""

    title: str
    at: datetime
    lead: str = "Bộ thông báo lịch họp báo thường kỳ tháng 11 tại Hà Nội cho các cơ quan báo chí nước ngoài."
    item: uuid.UUID = field(default_factory=uuid.uuid4)
    edition: int = 1
    sequence: int = 1
    standing: str = "in_force"
    deleted: bool = False
    blocks: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    """Values of the snapshot that are to be others."""
    media: str = ""
    """Elements `media` of the record."""
    seal: str | None = None
    """Another seal than the true one."""

    def snapshot(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "schema": "ttdn-content-1",
            "item": str(self.item),
            "kind": "news",
            "language": "vi",
            "title": self.title,
            "lead": self.lead,
            "slug": f"bai-{self.item.hex[:8]}",
            "body": str(BODY),
            "unit": None,
            "channel": "portal",
            "audience": "public",
            "rights": "official",
            "topics": [],
            "source_language": "vi",
            "number": "",
            "number_on": None,
            "origin": None,
            "translated_from": None,
            "machine_draft": False,
            "fields": {},
            "blocks": self.blocks,
            "is_demo": False,
        }
        return values | self.more


class Ministry:
    """Answers a harvester: `ListRecords`, `GetRecord`, keys, agreement, and the bytes of public files."""

    def __init__(self, repository: Repository, at: datetime) -> None:
        self.at, self.host = at, "cong.bo-thu.example"
        self.keys = [Key(at - timedelta(days=30))]
        self.texts: list[Text] = []
        self.listed: list[Text] | None = None
        """What lists name; None: everything."""
        self.files: dict[str, bytes] = {}
        self.datestamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        """Other answers than the true ones, by path."""
        repository.answer = self.answer
        self.url = repository.url

    def publish(self, title: str = "Họp báo thường kỳ", **fields: Any) -> Text:
        """One more text."""
        text = Text(title, self.at - timedelta(hours=1), sequence=len(self.texts) + 1, **fields)
        self.texts.append(text)
        return text

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """What this instance says to a request."""
        path = asked["path"]
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/ttdn-keys.json":
            return 200, {}, json.dumps({"keys": [key.jwk() for key in self.keys]}).encode()
        if path == "/api/v1/agreement":
            rows = [
                (str(text.item), "vi", hash_of(text.snapshot()), text.standing)
                for text in self.texts
                if not text.deleted and text.standing == asked["standing"]
            ]
            found = set_hash(rows)
            return 200, {}, json.dumps({"count": found.count, "set_hash": found.hash}).encode()
        if path.startswith("/tep/"):
            return (200, {}, self.files[path]) if path in self.files else (404, {}, b"")
        if asked.get("verb") == "GetRecord":
            found_text = next((each for each in self.texts if self.identifier(each) == asked["identifier"]), None)
            if found_text is None:
                return 200, {}, envelope('<error code="idDoesNotExist">no</error>')
            return 200, {}, envelope(f"<GetRecord>{self.record(found_text)}</GetRecord>")
        listed = self.texts if self.listed is None else self.listed
        return 200, {}, listing(*(self.record(each) for each in listed))

    def identifier(self, text: Text) -> str:
        return f"oai:{self.host}:{text.item}/vi"

    def record(self, text: Text) -> str:
        """A record of the format `ttdn` (docs/reference/api.md)."""
        head = f"<identifier>{self.identifier(text)}</identifier><datestamp>{self.datestamp}</datestamp>"
        if text.deleted:
            return f'<record><header status="deleted">{head}</header></record>'
        snapshot, moment = text.snapshot(), quoteattr(text.at.isoformat())
        return (
            f'<record><header>{head}</header><metadata><item xmlns="urn:ttdn:item:1" id="{text.item}" language="vi" '
            f'edition="{text.edition}" sequence="{text.sequence}" standing="{text.standing}">'
            f'<body id="{BODY}" code="bo-thu" name={quoteattr(NAME)}/>'
            '<address permanent="https://elsewhere.example/s/1" current="https://elsewhere.example/"/>'
            f"<published first={moment} edition={moment} changed={moment}/>"
            f'<snapshot hash="{hash_of(snapshot)}">{escape(canonical_bytes(snapshot).decode())}</snapshot>'
            f"<seal>{text.seal if text.seal is not None else self.sealed(text)}</seal>{text.media}"
            "</item></metadata></record>"
        )

    def sealed(self, text: Text) -> str:
        """The true seal over the words of a text, by the newest key."""
        snapshot = text.snapshot()
        statement = Statement(
            title=snapshot["title"], paragraphs=tuple(plain_paragraphs(snapshot)), language="vi", issuer=NAME
        )
        claims = Claims(
            item_kind="portal.item",
            item=text.item,
            language="vi",
            edition=text.edition,
            canon=VERSION,
            content_hash=canonical_hash(canonical_text(statement)),
            issuer=BODY,
            number="",
            published_at=text.at,
            sealed_at=text.at,
        )
        return seal(claims, self.keys[-1])

    def picture(self, text: Text, data: bytes | None = None, *, title: str = "Quang cảnh họp báo") -> uuid.UUID:
        """Give a text a picture with two public files; gives its id. `data`: the bytes served instead of the true ones."""
        medium = uuid.uuid4()
        told = ""
        for spec, kind in (("w64.jpg", "JPEG"), ("thumb.webp", "WEBP")):
            out = io.BytesIO()
            Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(out, kind)
            true = out.getvalue()
            path = f"/tep/{hashlib.sha256(true).hexdigest()}/anh.{spec.rpartition('.')[2]}"
            self.files[path] = true if data is None else data
            told += f'<form spec="{spec}" href="https://elsewhere.example{path}" width="64" height="48"/>'
        text.media += f'<media id="{medium}">{told}</media>'
        text.blocks.append({"type": "picture", "caption": "", "media": described(medium, title)})
        return medium


def described(medium: uuid.UUID, title: str) -> dict[str, Any]:
    """What a snapshot says of a picture."""
    return {
        "id": str(medium),
        "kind": "picture",
        "sha256": hashlib.sha256(medium.bytes).hexdigest(),
        "mime": "image/jpeg",
        "width": 64,
        "height": 48,
        "alt": "Phóng viên trong phòng họp báo",
        "caption": "Họp báo ngày 20/11/2026",
        "credit": "Trần Văn A",
        "rights": "editorial",
        "place": "Hà Nội",
        "taken_on": "2026-11-20",
        "focal": [0.5, 0.5],
        "title": title,
        "captions": [],
    }
