"""Triggers: the database itself refuses to make public what nobody approved, and to change what was frozen."""

from ttdn.audit.triggers import Trigger, refusing
from ttdn.purging.guards import opened
from ttdn.purging.registry import ERASED

EDITION = "portal_edition"
RECORD = "portal_publicrecord"
PUBLIC = "('published', 'superseded', 'withdrawn')"
FROZEN = (
    "id, public_id, item_id, language, ordinal, change, public_reason, replaces_item_id, snapshot, content_hash, title, "
    "translated_from_hash, machine_draft, submitted_by_id, submitted_at"
)
_UNAPPROVED = f"NEW.state IN {PUBLIC} AND (NEW.approved_hash <> NEW.content_hash OR NEW.approved_at IS NULL)"
_UNAPPROVED_SENTENCE = "Chỉ bản đã được duyệt mới được công bố."
_FROZEN_SENTENCE = "Bản đã trình không được sửa nội dung."
_KEPT = ("id", "public_id", "item_id", "language", "ordinal", "change", "content_hash", "submitted_at")
_EMPTY = ('"title": ""', '"lead": ""', '"slug": ""', '"fields": {}', '"blocks": []', '"topics": []', '"origin": null')
_ERASING = " AND ".join(
    [
        opened("portal.edition", "OLD.public_id"),
        *(f"NEW.{name} = OLD.{name}" for name in _KEPT),
        f"NEW.title = '{ERASED}' AND NEW.public_reason = '' AND LENGTH(CAST(NEW.snapshot AS text)) < 1000",
        *(f"CAST(NEW.snapshot AS text) LIKE '%{each}%'" for each in _EMPTY),
    ]
)
"""What a purge may do to a frozen text: put an empty snapshot in its place (`ttdn.portal.tombstones`), nothing else."""
_RECORD_SENTENCE = "Chỉ bản đang hoặc đã công bố mới được đưa ra cho người đọc."


def _record_guard(event: str) -> Trigger:
    name = f"portal_record_{event.lower()}_public"
    check = f"SELECT 1 FROM {EDITION} e WHERE e.id = NEW.edition_id AND e.state IN {PUBLIC}"  # noqa: S608  (constants of this module)
    return Trigger(
        name,
        RECORD,
        sqlite_sql=(
            f'CREATE TRIGGER {name} BEFORE {event} ON "{RECORD}" FOR EACH ROW WHEN NOT EXISTS ({check}) '
            f"BEGIN SELECT RAISE(ABORT, '{_RECORD_SENTENCE}'); END"
        ),
        postgres_sql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refuse$ BEGIN "
            f"IF NOT EXISTS ({check}) THEN RAISE EXCEPTION USING MESSAGE = '{_RECORD_SENTENCE}', "
            f"ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $refuse$;"
            f'CREATE TRIGGER {name} BEFORE {event} ON "{RECORD}" FOR EACH ROW EXECUTE FUNCTION {name}()'
        ),
    )


GUARDS = (
    refusing("portal_edition_frozen", EDITION, event=f"UPDATE OF {FROZEN}", sentence=_FROZEN_SENTENCE, unless=_ERASING),
    refusing("portal_edition_approved", EDITION, event="UPDATE", sentence=_UNAPPROVED_SENTENCE, when=_UNAPPROVED),
    refusing("portal_edition_born_approved", EDITION, event="INSERT", sentence=_UNAPPROVED_SENTENCE, when=_UNAPPROVED),
    refusing(
        "portal_edition_kept",
        EDITION,
        event="DELETE",
        sentence="Bản đã công bố không được xoá.",
        when=f"OLD.state IN {PUBLIC}",
    ),
    refusing("portal_record_kept", RECORD, event="DELETE", sentence="Bản đã công bố không được xoá; hãy rút bài."),
    _record_guard("INSERT"),
    _record_guard("UPDATE"),
)
