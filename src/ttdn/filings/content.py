"""What an approval binds to: the content of a version as canonical JSON, without the issue fields."""

import hashlib
from typing import Any

from ttdn.docgen.model import canonical_json
from ttdn.filings.models import Fact, FilingVersion

HEADER_FIELDS = (
    "language",
    "legal_bases",
    "addressees",
    "recipients",
    "signing_authority",
    "signer_position",
    "authorisation",
    "authorised_from",
    "authorised_to",
    "signer_lines",
    "signer_name",
    "urgency",
    "subject_override",
)
FACT_FIELDS = (
    "section",
    "kind",
    "record_kind",
    "record_id",
    "record_hash",
    "label",
    "on",
    "month",
    "place",
    "country",
    "region",
    "channels",
    "languages",
    "topics",
    "themes",
    "programme_task",
    "estimated",
    "figures",
    "unit_name",
)


def content_of(version: FilingVersion) -> dict[str, Any]:
    """Header, sections, rows, links of sentences and a digest of the facts, as JSON-ready data."""
    filing = version.filing
    header = {name: getattr(version, name) for name in HEADER_FIELDS}
    for name in ("authorised_from", "authorised_to"):
        header[name] = header[name].isoformat() if header[name] else None
    return {
        **({"about": str(filing.about.public_id)} if filing.about else {}),
        "form": filing.form_id,
        "form_effective": version.form_effective.isoformat(),
        "body": str(filing.body.public_id),
        "period": filing.period,
        "title": filing.title,
        "header": header,
        "sections": [
            {"code": row.code, "text": row.text, "tables": row.tables, "blank": row.blank_confirmed}
            for row in version.sections.order_by("code")
        ],
        "rows": [
            {
                "code": row.code,
                "table": row.table,
                "cells": row.cells,
                "link": [row.link_kind, str(row.link_id or ""), row.link_hash],
            }
            for row in version.rows.order_by("code", "table", "position", "pk")
        ],
        "links": [
            {"code": row.code, "key": row.key, "links": row.links, "figures": row.figures, "state": row.state}
            for row in version.sentences.order_by("code", "key")
        ],
        "facts": facts_digest(version),
    }


def facts_digest(version: FilingVersion) -> str:
    """SHA-256 over the version's facts, in a fixed order."""
    digest = hashlib.sha256()
    rows = Fact.objects.filter(version=version).order_by("section", "record_kind", "record_id", "pk")
    for values in rows.values_list(*FACT_FIELDS).iterator(chunk_size=2000):
        line = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
        line[3] = str(line[3])
        digest.update(canonical_json(line).encode())
    return digest.hexdigest()


def content_hash(version: FilingVersion) -> str:
    """The hash (hex SHA-256) of `content_of`, what the leader approves."""
    return hashlib.sha256(canonical_json(content_of(version)).encode()).hexdigest()
