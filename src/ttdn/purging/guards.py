"""Triggers: a purge goes forward only, by two people, and is the only door in the guards of other apps."""

from ttdn.audit.triggers import Trigger, refusing, refusing_truncate

_PURGE = "Lệnh xóa nội dung chỉ đi tới: hai người khác nhau, không sửa, không rút, không xóa."
_SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in (
        "id",
        "public_id",
        "object_kind",
        "object_id",
        "chain",
        "reason",
        "document",
        "requested_by",
        "requested_at",
    )
)
_APPROVAL = (
    "OLD.state = 'requested' AND NEW.state = 'approved' AND NEW.approved_by IS NOT NULL AND NEW.approved_at IS NOT NULL "
    "AND NEW.approved_by <> OLD.requested_by"
)
_ONWARD = (
    "((OLD.state = 'approved' AND NEW.state = 'blanked') OR (OLD.state = 'blanked' AND NEW.state = 'done')) "
    "AND NEW.approved_by = OLD.approved_by AND NEW.approved_at = OLD.approved_at"
)
_OPEN = "EXISTS (SELECT 1 FROM purging_purge p WHERE p.id = NEW.purge_id AND p.state = 'approved')"


def opened(kind: str, object_id: str) -> str:
    """SQL: this object is being purged at this moment, by two people (for the `unless` of a guard)."""
    return (
        "EXISTS (SELECT 1 FROM purging_purgedobject o JOIN purging_purge p ON p.id = o.purge_id "  # noqa: S608  (our own names)
        f"WHERE p.state = 'approved' AND o.kind = '{kind}' AND o.object_id = {object_id})"
    )


GUARDS: tuple[Trigger, ...] = (
    refusing(
        "purging_purge_begins",
        "purging_purge",
        event="INSERT",
        sentence=_PURGE,
        when="NEW.state <> 'requested' OR NEW.approved_by IS NOT NULL",
    ),
    refusing(
        "purging_purge_forward",
        "purging_purge",
        event="UPDATE",
        sentence=_PURGE,
        when=f"NOT (({_SAME}) AND (({_APPROVAL}) OR ({_ONWARD})))",
    ),
    refusing("purging_purge_no_delete", "purging_purge", event="DELETE", sentence=_PURGE),
    refusing("purging_purged_open", "purging_purgedobject", event="INSERT", sentence=_PURGE, unless=_OPEN),
    refusing("purging_purged_no_update", "purging_purgedobject", event="UPDATE", sentence=_PURGE),
    refusing("purging_purged_no_delete", "purging_purgedobject", event="DELETE", sentence=_PURGE),
    refusing_truncate("purging_purge_no_truncate", "purging_purge", sentence=_PURGE),
    refusing_truncate("purging_purged_no_truncate", "purging_purgedobject", sentence=_PURGE),
)
