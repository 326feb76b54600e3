"""The triggers that make the audit trail append-only."""

from ttdn.audit.triggers import Trigger, refusing, refusing_truncate

_ENTRY = "Nhật ký chỉ được ghi thêm: không được sửa hay xóa dòng đã ghi."
_VALUE = "Giá trị của nhật ký chỉ được xóa trắng theo thủ tục, không được sửa."
_ROOT = "Dấu niêm phong hằng ngày của nhật ký không được sửa hay xóa."
_BLANK = (
    "NEW.erased_at IS NOT NULL AND NEW.note = '' AND NEW.salt = '' AND NEW.entry_id = OLD.entry_id AND NEW.id = OLD.id"
)

GUARDS: tuple[Trigger, ...] = (
    refusing("audit_entry_no_update", "audit_auditentry", event="UPDATE", sentence=_ENTRY),
    refusing("audit_entry_no_delete", "audit_auditentry", event="DELETE", sentence=_ENTRY),
    refusing(
        "audit_value_only_erase",
        "audit_auditvalue",
        event="UPDATE",
        sentence=_VALUE,
        when=f"NOT ({_BLANK} AND NEW.\"before\" = '{{}}' AND NEW.\"after\" = '{{}}')",
        postgres_when=f"NOT ({_BLANK} AND NEW.\"before\" = '{{}}'::jsonb AND NEW.\"after\" = '{{}}'::jsonb)",
    ),
    refusing("audit_value_no_delete", "audit_auditvalue", event="DELETE", sentence=_VALUE),
    refusing("audit_root_no_update", "audit_dailyroot", event="UPDATE", sentence=_ROOT),
    refusing("audit_root_no_delete", "audit_dailyroot", event="DELETE", sentence=_ROOT),
    refusing("audit_head_no_delete", "audit_chainhead", event="DELETE", sentence=_ENTRY),
    refusing(
        "audit_head_forward",
        "audit_chainhead",
        event="UPDATE",
        sentence=_ENTRY,
        when="NEW.sequence <= OLD.sequence OR NEW.chain <> OLD.chain",
    ),
    refusing_truncate("audit_entry_no_truncate", "audit_auditentry", sentence=_ENTRY),
    refusing_truncate("audit_value_no_truncate", "audit_auditvalue", sentence=_VALUE),
    refusing_truncate("audit_root_no_truncate", "audit_dailyroot", sentence=_ROOT),
    refusing_truncate("audit_head_no_truncate", "audit_chainhead", sentence=_ENTRY),
)
