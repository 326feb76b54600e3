"""Records in the two formats of OAI-PMH: `oai_dc`, which everybody reads, and `ttdn`, which carries all that was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from ttdn.api.markup import attribute, element, json_as_text, open_element, text
from ttdn.api.oai_arguments import identifier_of
from ttdn.organisations.models import BodyName
from ttdn.organisations.queries import names_on
from ttdn.portal.choices import Kind, Rights
from ttdn.portal.models import Edition, PublicRecord
from ttdn.portal.outgoing_queries import is_tombstone, topics_by_item
from ttdn.portal.public_queries import body_label
from ttdn.portal.publishing import ITEM_KIND
from ttdn.portal.snapshots import canonical_bytes
from ttdn.proofs.models import SealedText

NAMESPACE = "urn:ttdn:item:1"
SCHEMA_PATH = "/api/schema/ttdn-item-1.xsd"
_OAI_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/'
    ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)


def stamp(moment: datetime) -> str:
    """An instant as OAI-PMH writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Writer:
    """Writes the records of one page; names, topics and seals are read once for all of them."""

    origin: str
    host: str
    on: date
    names: dict[int, BodyName] = field(default_factory=dict)
    topics: dict[int, list[tuple[UUID, str]]] = field(default_factory=dict)
    seals: dict[tuple[UUID, str, int], tuple[str, str]] = field(default_factory=dict)

    def prepare(self, records: Sequence[PublicRecord], prefix: str) -> None:
        """Read what the records need beside themselves."""
        shown = [record for record in records if not is_tombstone(record)]
        self.names = names_on({record.body_id for record in shown}, self.on)
        if prefix == "oai_dc":
            self.topics = topics_by_item({record.item_id for record in shown})
        else:
            self.seals = _seals(shown)

    def header(self, record: PublicRecord) -> str:
        """The header of a record; a withdrawn one is deleted, for ever."""
        status = ' status="deleted"' if is_tombstone(record) else ""
        return (
            f"<header{status}><identifier>{text(identifier_of(record.item.public_id, record.language, self.host))}"
            f"</identifier><datestamp>{stamp(record.changed_at)}</datestamp>"
            f"<setSpec>body:{record.body.public_id}</setSpec><setSpec>lang:{text(record.language)}</setSpec></header>"
        )

    def record(self, record: PublicRecord, prefix: str) -> str:
        """A whole record; a deleted one has a header only."""
        if is_tombstone(record):
            return f"<record>{self.header(record)}</record>"
        metadata = self._dublin_core(record) if prefix == "oai_dc" else self._whole(record)
        return f"<record>{self.header(record)}<metadata>{metadata}</metadata></record>"

    def _body_name(self, record: PublicRecord) -> str:
        return body_label(self.names.get(record.body_id), record.language)

    def _permanent(self, item: UUID, language: str) -> str:
        return f"{self.origin}/s/{item}/{language}"

    def _dublin_core(self, record: PublicRecord) -> str:
        item, body = record.item, self._body_name(record)
        parts: list[tuple[str, str]] = [("title", record.title), ("creator", body), ("publisher", body)]
        parts += [("subject", title) for _topic, title in self.topics.get(record.item_id, [])]
        parts += [("description", record.lead)] if record.lead else []
        parts += [("date", stamp(record.first_published_at)), ("type", "Text"), ("type", Kind(record.kind).value)]
        parts += [("format", "text/html"), ("identifier", self._permanent(item.public_id, record.language))]
        parts += [("identifier", item.number)] if item.number else []
        parts += [("language", record.language), ("rights", RIGHTS_EN[Rights(item.rights)])]
        if item.replaced_by is not None:
            parts.append(("relation", self._permanent(item.replaced_by.public_id, record.language)))
        return _OAI_DC + "".join(f"<dc:{name}>{text(value)}</dc:{name}>" for name, value in parts) + "</oai_dc:dc>"

    def _whole(self, record: PublicRecord) -> str:
        item, edition = record.item, record.edition
        seal, sealed_hash = self.seals.get((item.public_id, record.language, edition.ordinal), ("", ""))
        parts = [
            element("body", id=record.body.public_id, code=record.body.code, name=self._body_name(record)),
            element(
                "address",
                permanent=self._permanent(item.public_id, record.language),
                current=f"{self.origin}{record.path}",
            ),
            element(
                "published",
                first=record.first_published_at.astimezone(UTC).isoformat(),
                edition=(edition.published_at or record.changed_at).astimezone(UTC).isoformat(),
                changed=record.changed_at.astimezone(UTC).isoformat(),
            ),
            element("reason", record.reason) if record.reason else "",
            element("replacedBy", id=item.replaced_by.public_id) if item.replaced_by else "",
            _snapshot(edition),
            element("seal", seal, contentHash=sealed_hash) if seal else "",
            self._pictures(record),
            element("proof", href=f"{self.origin}/api/v1/items/{item.public_id}/{record.language}/proof"),
        ]
        return (
            f'<item xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="{NAMESPACE} {attribute(self.origin + SCHEMA_PATH)}" id="{item.public_id}" '
            f'language="{attribute(record.language)}" edition="{edition.ordinal}" sequence="{record.sequence}" '
            f'standing="{attribute(record.standing)}">{"".join(parts)}</item>'
        )

    def _pictures(self, record: PublicRecord) -> str:
        """The public files of the pictures; whoever takes them checks the hash in their address."""
        parts = []
        for medium, forms in sorted(record.media.items()):
            sized = [(spec, *form) for spec, form in forms.items() if spec.endswith(PICTURE_ENDS) and form[1]]
            inner = "".join(
                element("form", spec=spec, href=f"{self.origin}{path}", width=width, height=height)
                for spec, path, width, height in sized
            )
            parts.append(open_element("media", {"id": medium}, inner) if inner else "")
        return "".join(parts)


PICTURE_ENDS = (".avif", ".webp", ".jpg")
RIGHTS_EN = {
    Rights.OFFICIAL: "Official text of the State: free to reuse, name the source",
    Rights.ATTRIBUTION: "Free to reuse, name author and source",
    Rights.EDITORIAL: "For the press only, name author and source",
    Rights.RESERVED: "Reuse with the body's permission only",
}
"""Rights in English, the language of records for machines."""


def _snapshot(edition: Edition) -> str:
    """The content as it was hashed."""
    head = f'<snapshot hash="{attribute(edition.content_hash)}" mediaType="application/json">'
    return f"{head}{json_as_text(canonical_bytes(edition.snapshot).decode())}</snapshot>"


def _seals(records: Iterable[PublicRecord]) -> dict[tuple[UUID, str, int], tuple[str, str]]:
    """The seals of editions and the hash of the canonical text that they cover (one query)."""
    rows = SealedText.objects.filter(
        item_kind=ITEM_KIND, item__in=[record.item.public_id for record in records], erased_at=None
    ).values_list("item", "language", "edition", "seal", "content_hash")
    return {(item, language, edition): (seal, digest) for item, language, edition, seal, digest in rows}
