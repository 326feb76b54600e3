"""Checking the public log: which entry was altered, is missing or stands in another place; are the roots still true?"""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from ttdn.audit.triggers import missing
from ttdn.proofs import jws, log, merkle
from ttdn.proofs.actions.roots import ROOT_TYPE
from ttdn.proofs.canonical import canonical_hash
from ttdn.proofs.choices import TEXT_ENTRIES
from ttdn.proofs.keys import jwks_document
from ttdn.proofs.models import LogEntry, LogNode, LogRoot, SealedText
from ttdn.proofs.seal import stamp

_SEARCHED_PLACES = 100_000


@dataclass(frozen=True)
class Fault:
    """Something wrong: the index of the first entry concerned (None: no entry), and a sentence for people."""

    index: int | None
    sentence: str


@dataclass
class _Replay:
    """The tree built again from the entries, while they are read."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def root(self) -> str:
        """The root over the entries read so far."""
        return merkle.fold(self.frontier).hex()


def verify_log() -> list[Fault]:
    """The first fault of the entries, of the roots, of the sealed texts, and missing guards; an empty list: all is whole."""
    found = [fault for faults in (_entry_faults(), _text_faults()) if (fault := next(faults, None))]
    found.extend(
        Fault(
            None,
            _("Thiếu chốt chặn “%(name)s” của cơ sở dữ liệu: chạy `ttdn migrate` để tạo lại.") % {"name": each.name},
        )
        for each in missing(connection)
        if each.table.startswith("proofs_")
    )
    return found


def _entry_faults() -> Iterator[Fault]:
    """Faults in the order of the entries: each against itself, against the kept tree, and against the signed roots."""
    replay = _Replay()
    roots = list(LogRoot.objects.order_by("size", "day"))
    kept = LogNode.objects.order_by("id").iterator(chunk_size=2000)
    last_at: datetime.datetime | None = None
    for entry in LogEntry.objects.order_by("index").iterator(chunk_size=2000):
        while roots and roots[0].size <= replay.size:
            yield from _root_faults(roots.pop(0), replay)
        if entry.index != replay.size:
            yield Fault(replay.size, _("Nhật ký công khai: thiếu mục số %(index)s.") % {"index": replay.size})
            return
        digest = log.leaf_hash(entry)
        if entry.leaf_hash != digest.hex():
            yield _altered(entry)
        if last_at and entry.at < last_at:
            yield Fault(entry.index, _("Nhật ký công khai: mục số %(index)s ghi giờ lùi.") % {"index": entry.index})
        last_at = entry.at
        frontier, made = merkle.append(replay.frontier, replay.size, digest)
        replay.frontier, replay.size = tuple(frontier), replay.size + 1
        yield from _node_faults(entry.index, made, kept)
    while roots:
        yield from _root_faults(roots.pop(0), replay)
    yield from _head_faults(replay)


def _altered(entry: LogEntry) -> Fault:
    """The entry was changed, or it is a true entry that was moved to another place."""
    stands = entry.index
    try:
        for place in range(min(log.current().size, _SEARCHED_PLACES)):
            entry.index = place
            if place != stands and entry.leaf_hash == log.leaf_hash(entry).hex():
                sentence = _("Nhật ký công khai: mục số %(index)s bị đổi chỗ, vị trí đúng là %(place)s.")
                return Fault(stands, sentence % {"index": stands, "place": place})
    finally:
        entry.index = stands
    return Fault(stands, _("Nhật ký công khai: mục số %(index)s đã bị sửa.") % {"index": stands})


def _node_faults(index: int, made: list[tuple[merkle.Place, bytes]], kept: Iterator[LogNode]) -> Iterator[Fault]:
    """The nodes that this entry completed are the next ones kept (they were written in this order)."""
    for place, digest in made:
        node = next(kept, None)
        if node is None or (node.level, node.position) != place:
            yield Fault(index, _("Nhật ký công khai: mất mã băm của mục số %(index)s.") % {"index": index})
        elif node.hash != digest.hex():
            sentence = (
                _("Nhật ký công khai: mục số %(index)s đã bị sửa (khác mã băm trong cây).")
                if place[0] == 0
                else _("Nhật ký công khai: mã băm trong cây trên mục số %(index)s đã bị sửa.")
            )
            yield Fault(index, sentence % {"index": index})


def _root_faults(root: LogRoot, replay: _Replay) -> Iterator[Fault]:
    """A daily root is signed by a key of the log, says what its row says, and is true of the entries."""
    words = {"day": f"{root.day:%d/%m/%Y}", "size": root.size}
    if not root_is_signed(root):
        yield Fault(None, _("Gốc của nhật ký công khai ngày %(day)s đã bị sửa hoặc chữ ký của nó sai.") % words)
    elif root.size != replay.size:
        yield Fault(
            replay.size,
            _("Nhật ký công khai: thiếu mục số %(index)s (gốc ngày %(day)s tính trên %(size)s mục).")
            % (words | {"index": replay.size}),
        )
    elif root.root_hash != replay.root():
        yield Fault(
            None,
            _("Gốc ngày %(day)s không khớp: một trong %(size)s mục đầu của nhật ký công khai đã bị thay.") % words,
        )


def root_is_signed(root: LogRoot) -> bool:
    """Whether a key of the log signed exactly what the row of a daily root says."""
    try:
        token = jws.read(root.jws, ROOT_TYPE)
    except jws.JwsError:
        return False
    keys = [each for each in jwks_document()["keys"] if each["kid"] == token.kid and each["ttdn"]["body"] is None]
    found = log.head()
    said = {
        "log": str(found.public_id) if found else "",
        "day": root.day.isoformat(),
        "size": root.size,
        "root": root.root_hash,
        "signed_at": stamp(root.signed_at),
    }
    return any(jws.signed_by(token, key) for key in keys) and token.payload == said


def _head_faults(replay: _Replay) -> Iterator[Fault]:
    found = log.current()
    if found.size > replay.size:
        yield Fault(replay.size, _("Nhật ký công khai: thiếu mục số %(index)s ở cuối.") % {"index": replay.size})
    elif (found.size, found.root) != (replay.size, replay.root()):
        yield Fault(None, _("Đầu của nhật ký công khai không khớp với các mục của nó."))


def _text_faults() -> Iterator[Fault]:
    """Every sealed text is the one that was logged."""
    rows = SealedText.objects.select_related("entry").order_by("entry__index")
    for text in rows.iterator(chunk_size=500):
        entry, words = text.entry, {"index": text.entry.index}
        same = (text.item, text.language, text.edition, text.body, text.content_hash) == (
            entry.item,
            entry.language,
            entry.edition,
            entry.body,
            entry.content_hash,
        )
        seal_kept = hashlib.sha256(text.seal.encode()).hexdigest() == entry.seal_hash
        if not same or not seal_kept or entry.kind not in TEXT_ENTRIES:
            yield Fault(entry.index, _("Dấu xác thực của mục số %(index)s khác với nhật ký công khai.") % words)
        elif text.erased_at is None and canonical_hash(text.canonical) != text.content_hash:
            yield Fault(entry.index, _("Văn bản của mục số %(index)s đã bị sửa sau khi đóng dấu xác thực.") % words)
    sealed = set(SealedText.objects.values_list("entry_id", flat=True))
    for entry in LogEntry.objects.filter(kind__in=TEXT_ENTRIES).order_by("index").iterator(chunk_size=2000):
        if entry.pk not in sealed:
            yield Fault(entry.index, _("Văn bản của mục số %(index)s đã bị mất.") % {"index": entry.index})
