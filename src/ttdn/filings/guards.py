"""Triggers: the database itself refuses any change to what was issued, whatever the product does."""

from ttdn.audit.triggers import Trigger, refusing
from ttdn.purging.guards import opened
from ttdn.purging.registry import ERASED

SENTENCE = "Văn bản đã phát hành: không được sửa hay xóa."
ISSUED = "('issued', 'superseded', 'recalled')"
VERSION = "filings_filingversion"
FREE = {"state", "superseded_at", "recalled_at", "recalled_by_id", "recall_reason"}
"""Columns of an issued version that its later life may fill."""

FROZEN = (
    "id",
    "public_id",
    "filing_id",
    "body_id",
    "ordinal",
    "form_effective",
    "book_hash",
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
    "header_lock",
    "working_revision",
    "content_hash",
    "submitted_at",
    "submitted_by_id",
    "approved_at",
    "approved_by_id",
    "approved_hash",
    "series",
    "number",
    "number_text",
    "symbol",
    "place",
    "issued_on",
    "issue_year",
    "issued_at",
    "issued_by_id",
    "document",
    "docx_id",
    "pdf_id",
    "snapshot_hash",
    "replaces_id",
    "replacing_reason",
    "origin",
    "created_at",
    "updated_at",
)
PARTS = {
    "section": "filings_section",
    "sentence": "filings_draftedsentence",
    "row": "filings_tablerow",
    "fact": "filings_fact",
    "total": "filings_facttotal",
    "attachment": "filings_attachment",
}


_ERASED = {
    "document": "NEW.document IS NULL",
    "subject_override": "NEW.subject_override = ''",
    "replacing_reason": "NEW.replacing_reason = ''",
    "legal_bases": "CAST(NEW.legal_bases AS text) = '[]'",
    "recipients": "CAST(NEW.recipients AS text) = '[]'",
    "signer_lines": "CAST(NEW.signer_lines AS text) = '[]'",
}
"""What a purge may do to an issued version: make these columns empty, and nothing else."""
KEPT = tuple(name for name in FROZEN if name not in _ERASED)
_PURGING = {
    ("section", "UPDATE"): "NEW.version_id = OLD.version_id AND NEW.code = OLD.code AND NEW.text = '' "
    "AND CAST(NEW.tables AS text) = '[]'",
    ("sentence", "DELETE"): "",
    ("row", "DELETE"): "",
    ("fact", "UPDATE"): "NEW.version_id = OLD.version_id AND NEW.body_id = OLD.body_id AND NEW.year = OLD.year "
    "AND NEW.section = OLD.section AND NEW.kind = OLD.kind AND NEW.record_id = OLD.record_id "
    f"AND CAST(NEW.figures AS text) = CAST(OLD.figures AS text) AND NEW.label = '{ERASED}'",
    (
        "attachment",
        "UPDATE",
    ): f"NEW.version_id = OLD.version_id AND NEW.file_id = OLD.file_id AND NEW.title = '{ERASED}'",
}
"""What a purge may do to the parts of an issued version; figures stay."""


def _version_guards() -> list[Trigger]:
    back = f"OLD.state IN {ISSUED} AND NOT (NEW.state = OLD.state OR (OLD.state = 'issued' AND NEW.state IN {ISSUED}))"
    lite = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
    kept = [f"COALESCE(NEW.{name} = OLD.{name}, NEW.{name} IS NULL AND OLD.{name} IS NULL)" for name in KEPT]
    erasing = " AND ".join(
        [opened("filings.version", "OLD.public_id"), "NEW.state = OLD.state", *kept, *_ERASED.values()]
    )
    post = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    return [
        refusing(
            "filings_version_frozen",
            VERSION,
            event="UPDATE",
            sentence=SENTENCE,
            when=f"(OLD.state IN {ISSUED} AND ({lite})) OR ({back})",
            postgres_when=f"(OLD.state IN {ISSUED} AND ({post})) OR ({back})",
            unless=erasing,
        ),
        refusing("filings_version_kept", VERSION, event="DELETE", sentence=SENTENCE, when=f"OLD.state IN {ISSUED}"),
    ]


def _purging(name: str, event: str) -> str:
    """SQL: the version of this part is being purged, and this is what a purge does to such a part."""
    if (name, event) not in _PURGING:
        return "1 = 0"
    extent = _PURGING[name, event] or "1 = 1"
    door = opened("filings.version", f"(SELECT v.public_id FROM {VERSION} v WHERE v.id = OLD.version_id)")  # noqa: S608
    return f"{extent} AND {door}"


def _part_guard(name: str, table: str, event: str) -> Trigger:
    """A part of an issued version is neither added, changed nor deleted.

    PostgreSQL allows no subquery in WHEN, so the function itself asks for the state of the version: it must be
    an open one that the session sees (`ttdn.audit.row_security`), else a hidden issued version would not be guarded.
    """
    row = "NEW" if event == "INSERT" else "OLD"
    trigger = f"filings_{name}_no_{event.lower()}"
    purging = _purging(name, event)
    asked = f'SELECT 1 FROM "{VERSION}" v WHERE v.id = {row}.version_id AND v.state IN {ISSUED}'  # noqa: S608  (our own names, no input)
    open_one = asked.replace(" IN ", " NOT IN ")
    given = "OLD" if event == "DELETE" else "NEW"
    return Trigger(
        trigger,
        table,
        sqlite_sql=(
            f'CREATE TRIGGER {trigger} BEFORE {event} ON "{table}" FOR EACH ROW WHEN EXISTS ({asked}) AND NOT ({purging}) '
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        ),
        postgres_sql=(
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF NOT EXISTS ({open_one}) AND NOT ({purging}) THEN "
            f"RAISE EXCEPTION USING MESSAGE = '{SENTENCE}', ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {given}; END $guard$;"
            f'CREATE TRIGGER {trigger} BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {trigger}()'
        ),
    )


GUARDS: tuple[Trigger, ...] = (
    *_version_guards(),
    *(_part_guard(name, table, event) for name, table in PARTS.items() for event in ("INSERT", "UPDATE", "DELETE")),
)
