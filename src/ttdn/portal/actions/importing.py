"""Translations from outside: a file that came back, or a machine's draft; all that is wrong is said, nothing half kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.portal.actions.locking import roles_on, write_audit
from ttdn.portal.actions.translating import Written, clean_target, problem_of, save_translation
from ttdn.portal.errors import Incomplete
from ttdn.portal.exchange import Line, Packet, portable
from ttdn.portal.languages import KNOWN
from ttdn.portal.machine import machine_words
from ttdn.portal.models import TranslatedSegment, Translation
from ttdn.portal.permissions import may_translate
from ttdn.portal.translation_queries import rich_keys
from ttdn.web.errors import require

MOST_NAMED = 5


class BadFile(Incomplete):
    """A file that cannot be taken in; `sentences` say everything that is wrong with it."""

    status = 422

    def __init__(self, sentences: list[str]) -> None:
        """All sentences, as one text too."""
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def packet_of(translation: Translation) -> Packet:
    """The translation as it goes out: every segment with its words, its state and where it stands."""
    rich = rich_keys(translation.source)
    lines = [
        Line(each.key, each.source, each.target, each.state, each.key in rich, each.earlier_source)
        for each in translation.segments.all()
    ]
    item = translation.item
    return Packet(str(item.public_id), translation.source_hash, item.source_language, translation.language, lines)


def problems_of(packet: Packet, translation: Translation, rows: list[TranslatedSegment]) -> list[str]:
    """Everything for which a file cannot be taken in, as sentences; empty: it can."""
    if packet.item != str(translation.item.public_id):
        return [_("Tệp này dịch một bài khác. Hãy mở trang dịch của bài đó rồi gửi tệp ở đó.")]
    if packet.language != translation.language:
        name = KNOWN[packet.language].name if packet.language in KNOWN else packet.language
        return [_("Tệp này dịch sang ngôn ngữ khác (%(name)s). Hãy mở trang dịch của ngôn ngữ đó.") % {"name": name}]
    known = {each.key: each for each in rows}
    changed = [each for each in packet.lines if each.key in known and portable(known[each.key].source) != each.source]
    if packet.source_hash != translation.source_hash:
        return [_other_source(packet, known, changed)]
    problems = [
        _("Chữ của bản gốc trong tệp đã bị sửa: “%(text)s”. Hãy giữ nguyên cột bản gốc.") % {"text": each.source[:80]}
        for each in changed
    ]
    problems += [
        _("Tệp có đoạn không thuộc bài này: “%(text)s”.") % {"text": each.source[:80]}
        for each in packet.lines
        if each.key not in known
    ]
    keys = [each.key for each in packet.lines]
    if len(keys) != len(set(keys)):
        problems.append(_("Tệp có đoạn lặp lại. Hãy xuất lại từ chương trình dịch."))
    rich = rich_keys(translation.source)
    problems += [
        problem
        for each in packet.lines
        if each.key in known
        and (problem := problem_of(known[each.key], clean_target(each.target), is_rich=each.key in rich))
    ]
    return problems


def _other_source(packet: Packet, known: dict[str, TranslatedSegment], changed: list[Line]) -> str:
    here = {each.key for each in packet.lines}
    names = [each.source for each in changed] + [each.source for each in packet.lines if each.key not in known]
    names += [row.source for key, row in known.items() if key not in here]
    quoted = "; ".join(f"“{name[:60]}”" for name in names[:MOST_NAMED])
    if not names:
        return _("Tệp được làm từ một bản gốc khác, tuy các đoạn giống nhau. Hãy tải tệp mới từ trang dịch.")
    return _(
        "Tệp được làm từ một bản gốc khác với bản đang dịch. Đoạn khác nhau: %(names)s. Hãy tải tệp mới từ trang dịch, "
        "chuyển các đoạn đã dịch sang rồi gửi lại."
    ) % {"names": quoted}


@transaction.atomic(durable=True)
def _audit(translation: Translation, verb: str, count: int, acting_user: User, at: datetime) -> None:
    after = {"language": translation.language, "records": count}
    write_audit(verb, translation.item, acting_user=acting_user, at=at, after=after)


def import_translation(*, translation: Translation, packet: Packet, acting_user: User, at: datetime) -> int:
    """Take in the words of a file; segments that it leaves empty keep theirs.

    Args:
        translation: what it belongs to.
        packet: what the file says.
        acting_user: editor or translator of the body.
        at: when.

    Returns:
        How many segments have other words now.

    Raises:
        BadFile: everything that is wrong; nothing was kept.
    """
    rows = list(translation.segments.all())
    if problems := problems_of(packet, translation, rows):
        raise BadFile(problems)
    known = {each.key: each for each in rows}
    written = []
    for line in packet.lines:
        row = known[line.key]
        text = clean_target(line.target)
        finished = line.state == "done" and row.state == "changed"
        if text and (text != portable(row.target) or finished):
            # a file is no reading: what a machine wrote here stays unread unless the file brings other words as finished
            read = line.state == "done" and (finished or text != portable(row.target))
            written.append(Written(line.key, text, row.lock, read=read))
    if written:
        save_translation(translation=translation, written=written, acting_user=acting_user, at=at)
        _audit(translation, "translation_imported", len(written), acting_user, at)
    return len(written)


def draft_by_machine(*, translation: Translation, acting_user: User, at: datetime) -> int:
    """Let the machine draft what has no words yet; every such segment waits until a translator has read it.

    Returns:
        How many segments it drafted; those whose placeholders it broke stay empty.

    Raises:
        NotAllowed, MachineFailed.
    """
    require(
        may_translate(roles_on(acting_user, translation.item.body_id, at)),
        _("Chỉ biên tập viên hoặc biên dịch viên của cơ quan được dịch bài của cơ quan."),
    )
    waiting = [each for each in translation.segments.all() if not each.target]
    if not waiting:
        return 0
    words = machine_words([each.source for each in waiting], translation.item.source_language, translation.language)
    rich = rich_keys(translation.source)
    written = [
        Written(row.key, text, row.lock, machine=True)
        for row, text in zip(waiting, words, strict=True)
        if clean_target(text) and not problem_of(row, clean_target(text), is_rich=row.key in rich)
    ]
    if written:
        save_translation(translation=translation, written=written, acting_user=acting_user, at=at)
        _audit(translation, "translation_drafted", len(written), acting_user, at)
    return len(written)
