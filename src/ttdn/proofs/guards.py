"""The triggers that keep the log append-only and what was sealed unchanged."""

from ttdn.audit.triggers import Trigger, refusing, refusing_truncate

_LOG = "Nhật ký công khai chỉ được ghi thêm: không được sửa hay xóa mục đã ghi."
_ROOT = "Gốc hằng ngày của nhật ký công khai không được sửa hay xóa."
_TEXT = "Văn bản đã đóng dấu xác thực không được sửa hay xóa, chỉ được xóa trắng theo thủ tục."
_KEY = "Khóa đã lập không được đổi hay xóa, chỉ được ngừng dùng hoặc thu hồi."
_SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in (
        "id", "public_id", "item_kind", "item", "language", "edition", "body", "number", "published_at", "sealed_at",
        "content_hash", "words_hash", "seal", "key_id", "entry_id",
    )
)  # fmt: skip
_ERASED = f"NEW.erased_at IS NOT NULL AND NEW.canonical = '' AND NEW.title = '' AND NEW.issuer_name = '' AND {_SAME}"


def _append_only(name: str, table: str, sentence: str) -> tuple[Trigger, ...]:
    return (
        refusing(f"proofs_{name}_no_update", table, event="UPDATE", sentence=sentence),
        refusing(f"proofs_{name}_no_delete", table, event="DELETE", sentence=sentence),
        refusing_truncate(f"proofs_{name}_no_truncate", table, sentence=sentence),
    )


GUARDS: tuple[Trigger, ...] = (
    *_append_only("entry", "proofs_logentry", _LOG),
    *_append_only("node", "proofs_lognode", _LOG),
    *_append_only("root", "proofs_logroot", _ROOT),
    refusing("proofs_head_no_delete", "proofs_loghead", event="DELETE", sentence=_LOG),
    refusing(
        "proofs_head_forward",
        "proofs_loghead",
        event="UPDATE",
        sentence=_LOG,
        when="NEW.size <= OLD.size OR NEW.public_id <> OLD.public_id",
    ),
    refusing_truncate("proofs_head_no_truncate", "proofs_loghead", sentence=_LOG),
    refusing("proofs_text_only_erase", "proofs_sealedtext", event="UPDATE", sentence=_TEXT, when=f"NOT ({_ERASED})"),
    refusing("proofs_text_no_delete", "proofs_sealedtext", event="DELETE", sentence=_TEXT),
    refusing_truncate("proofs_text_no_truncate", "proofs_sealedtext", sentence=_TEXT),
    refusing(
        "proofs_key_fixed",
        "proofs_signingkey",
        event="UPDATE OF public_id, body, kid, algorithm, public_jwk, not_before",
        sentence=_KEY,
    ),
    refusing("proofs_key_no_delete", "proofs_signingkey", event="DELETE", sentence=_KEY),
    refusing_truncate("proofs_key_no_truncate", "proofs_signingkey", sentence=_KEY),
)
