"""Triggers: the database itself refuses any change to what was issued, whatever the product does."""

from ttdn.audit.triggers import Trigger, refusing

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


def _version_guards() -> list[Trigger]:
    back = f"OLD.state IN {ISSUED} AND NOT (NEW.state = OLD.state OR (OLD.state = 'issued' AND NEW.state IN {ISSUED}))"
    lite = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
    post = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    return [
        refusing(
            "filings_version_frozen",
            VERSION,
            event="UPDATE",
            sentence=SENTENCE,
            when=f"(OLD.state IN {ISSUED} AND ({lite})) OR ({back})",
            postgres_when=f"(OLD.state IN {ISSUED} AND ({post})) OR ({back})",
        ),
        refusing("filings_version_kept", VERSION, event="DELETE", sentence=SENTENCE, when=f"OLD.state IN {ISSUED}"),
    ]


def _part_guard(name: str, table: str, event: str) -> Trigger:
    """A part of an issued version is neither added, changed nor deleted.

    PostgreSQL allows no subquery in WHEN, so the function itself asks for the state of the version.
    """
    row = "NEW" if event == "INSERT" else "OLD"
    trigger = f"filings_{name}_no_{event.lower()}"
    asked = f'SELECT 1 FROM "{VERSION}" v WHERE v.id = {row}.version_id AND v.state IN {ISSUED}'  # noqa: S608  (our own names, no input)
    given = "OLD" if event == "DELETE" else "NEW"
    return Trigger(
        trigger,
        table,
        sqlite_sql=(
            f'CREATE TRIGGER {trigger} BEFORE {event} ON "{table}" FOR EACH ROW WHEN EXISTS ({asked}) '
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        ),
        postgres_sql=(
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF EXISTS ({asked}) THEN "
            f"RAISE EXCEPTION USING MESSAGE = '{SENTENCE}', ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {given}; END $guard$;"
            f'CREATE TRIGGER {trigger} BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {trigger}()'
        ),
    )


GUARDS: tuple[Trigger, ...] = (
    *_version_guards(),
    *(_part_guard(name, table, event) for name, table in PARTS.items() for event in ("INSERT", "UPDATE", "DELETE")),
)
