"""Translating an item segment by segment, bound to one exact version of its source.

The segments are written to the draft page of the language after every save, so that the editor, the preview and the
submission work on it as on any draft. What somebody wrote in the editor meanwhile is taken back first.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.accounts.models import User
from ttdn.portal.actions.drafting import add_draft, free_slug
from ttdn.portal.actions.locking import lock_item, roles_on, write_audit
from ttdn.portal.cleaning import compose
from ttdn.portal.composing import draft_values
from ttdn.portal.errors import Incomplete, WrongState
from ttdn.portal.languages import content_languages
from ttdn.portal.models import DraftPage, Item, TranslatedSegment, Translation
from ttdn.portal.permissions import may_translate
from ttdn.portal.queries import draft_of, record_of
from ttdn.portal.segments import Segment, carry_over, in_marks_of, marks_agree, match_up, put_back, segments_of
from ttdn.portal.snapshots import snapshot_of
from ttdn.portal.translation_queries import Source, rich_keys, source_by_hash, sources_of
from ttdn.web.errors import Clash, require

LONGEST_TITLE = 250


class SegmentClash(Clash):
    """Somebody else saved the segment meanwhile: nothing was written. Carries both texts."""

    def __init__(self, segment: TranslatedSegment, mine: str) -> None:
        """Keep what is stored and what was sent."""
        super().__init__(
            _("Đoạn này vừa được người khác lưu. Chữ bạn gõ còn ở ô dưới: xem bản đã lưu rồi lưu lại bản muốn giữ.")
        )
        self.segment, self.mine = segment, mine


class DraftRebuilt(Clash):
    """The draft was given another layout in the editor: segments no longer stand for its parts."""

    def __init__(self) -> None:
        """The sentence names the way out."""
        super().__init__(
            _(
                "Bản thảo đã được đổi bố cục trong trình soạn thảo nên không ghép với từng đoạn được. Hãy soạn tiếp "
                "ở đó, hoặc bấm “Dựng lại bản thảo từ các đoạn” ở trang dịch."
            )
        )


@dataclass(frozen=True)
class Written:
    """New words for a segment; `lock`: the one that was on the screen; `read`: a translator says it is read and right."""

    key: str
    text: str
    lock: int
    read: bool = False
    machine: bool = False


def _allowed(item: Item, acting_user: User, at: datetime) -> None:
    require(
        may_translate(roles_on(acting_user, item.body_id, at)),
        _("Chỉ biên tập viên hoặc biên dịch viên của cơ quan được dịch bài của cơ quan."),
    )


def _source(item: Item, wanted: str) -> Source:
    found = source_by_hash(item, wanted) if wanted else next(iter(sources_of(item)), None)
    if found is None:
        raise Incomplete(_("Bản gốc đã chọn không còn. Hãy tải lại trang rồi chọn bản khác."))
    return found


@transaction.atomic(durable=True)
def begin_translation(
    *, item: Item, language: str, acting_user: User, at: datetime, source_hash: str = ""
) -> Translation:
    """Open the translation of an item into a language; a draft that is there already is taken in.

    Args:
        item: what to translate.
        language: into which.
        acting_user: editor or translator of the body.
        at: when.
        source_hash: hash of the version to translate; empty: what readers have, else what is approved, else the draft.

    Raises:
        NotAllowed, Incomplete: no such language or version.
    """
    locked = lock_item(item)
    _allowed(locked, acting_user, at)
    if language == locked.source_language or language not in content_languages():
        raise Incomplete(
            _("Hệ thống chưa mở ngôn ngữ “%(code)s”. Hãy chọn ngôn ngữ có trong danh sách.") % {"code": language}
        )
    begun = Translation.objects.filter(item=locked, language=language).first()
    if begun is not None:
        return begun
    draft = draft_of(locked, language)
    made_from = draft.translated_from_hash if draft is not None else ""
    source = (source_by_hash(locked, made_from) if made_from else None) or _source(locked, source_hash)
    translation = Translation.objects.create(
        item=locked,
        language=language,
        source_hash=source.hash,
        source=source.snapshot,
        machine_used=bool(draft and draft.machine_draft),
        begun_by=acting_user,
        begun_at=at,
        updated_at=at,
    )
    rows = [_row(translation, index, each) for index, each in enumerate(segments_of(source.snapshot))]
    TranslatedSegment.objects.bulk_create(rows)
    if draft is None:
        add_draft(locked, language=language, title=source.snapshot["title"], at=at, acting_user=acting_user, content={})
        _write_draft(translation, acting_user, at)
    elif not take_back(translation, draft, at):
        _match_in(translation, draft, at)
    write_audit("translation_begun", locked, acting_user=acting_user, at=at, after={"language": language})
    return translation


def _row(translation: Translation, position: int, segment: Segment) -> TranslatedSegment:
    """A segment without words; one that has no letters and no figures to write otherwise needs none."""
    same = segment.text if _same_everywhere(segment.text) else ""
    return TranslatedSegment(
        translation=translation, key=segment.key, position=position, source=segment.text, target=same
    )


def _same_everywhere(text: str) -> bool:
    return text.isdigit() or not any(each.isalnum() for each in text)


def _stamp(page: DraftPage) -> str:
    revision = page.latest_revision
    return f"{revision.pk}@{revision.created_at.isoformat()}" if revision else ""


def _locked(translation: Translation, acting_user: User, at: datetime) -> Translation:
    item = lock_item(translation.item)
    _allowed(item, acting_user, at)
    fresh = Translation.objects.select_for_update(of=("self",)).get(pk=translation.pk)
    fresh.item = item
    return fresh


def _draft(translation: Translation) -> DraftPage:
    draft = draft_of(translation.item, translation.language)
    if draft is None:
        raise Incomplete(_("Bản thảo không còn. Hãy tải lại trang."))
    return draft


# The draft page


def matches(translation: Translation, draft: DraftPage) -> bool:
    """Whether the draft still has the parts of the source, so that its words are those of the segments."""
    return _stamp(draft) == translation.revision or _words_of(translation, draft) is not None


def _words_of(translation: Translation, draft: DraftPage) -> dict[str, str] | None:
    """The words of the draft by segment; None when it is laid out otherwise."""
    try:
        there = segments_of(snapshot_of(draft))
    except Incomplete:
        return None
    wanted = segments_of(translation.source)
    if [each.key for each in there] != [each.key for each in wanted]:
        return None
    words = {ours.key: in_marks_of(ours, each) for each, ours in zip(there, wanted, strict=True)}
    whole = {key: text for key, text in words.items() if text is not None}
    return whole if len(whole) == len(words) else None


def take_back(translation: Translation, draft: DraftPage, at: datetime) -> bool:
    """Building block: words that were written in the editor since the last save become those of the segments.

    Returns:
        False when the draft is laid out otherwise; nothing was changed then.
    """
    if _stamp(draft) == translation.revision:
        return True
    words = _words_of(translation, draft)
    if words is None:
        return False
    for segment in translation.segments.all():
        text = words[segment.key]
        if text not in {segment.target, segment.source}:
            segment.target, segment.lock, segment.saved_at = text, segment.lock + 1, at
            segment.save(update_fields=["target", "lock", "saved_at"])
    translation.revision = _stamp(draft)
    translation.save(update_fields=["revision"])
    return True


def _match_in(translation: Translation, draft: DraftPage, at: datetime) -> None:
    """The words of a draft that is laid out otherwise, by place; each is marked, for somebody must look at the match.

    The draft stays as it is until somebody makes it anew from the segments.
    """
    with suppress(Incomplete):  # a draft that lacks a medium cannot be read
        matched = match_up(segments_of(translation.source), segments_of(snapshot_of(draft)))
        for segment in translation.segments.filter(key__in=matched, target=""):
            if matched[segment.key] != segment.source:
                segment.target, segment.earlier_source, segment.saved_at = matched[segment.key], segment.source, at
                segment.save(update_fields=["target", "earlier_source", "saved_at"])


def _write_draft(translation: Translation, acting_user: User, at: datetime) -> None:
    """The segments as the draft of the language; where words are missing, the source's stand in."""
    draft = _draft(translation)
    targets = dict(translation.segments.exclude(target="").values_list("key", "target"))
    values = draft_values(put_back(translation.source, targets))
    for name, value in values.items():
        setattr(draft, name, value)
    draft.title = draft.title[:255]
    draft.translated_from_hash, draft.machine_draft = translation.source_hash, translation.machine_used
    if targets.get("title") and record_of(translation.item, translation.language) is None:
        draft.slug = free_slug(draft.get_parent(), targets["title"], translation.item, besides=draft.pk)
    try:
        draft.full_clean()
    except ValidationError as error:
        raise Incomplete(_("Chưa lưu được: %(why)s") % {"why": " ".join(error.messages)}) from error
    last = draft.latest_revision
    mine = last is not None and last.user_id == acting_user.pk and _stamp(draft) == translation.revision
    draft.save_revision(user=acting_user, clean=False, overwrite_revision=last if mine else None)
    translation.revision, translation.updated_at = _stamp(draft), at
    translation.save(update_fields=["revision", "updated_at", "machine_used", "source", "source_hash"])


# Saving


@transaction.atomic(durable=True)
def save_translation(
    *, translation: Translation, written: Iterable[Written], acting_user: User, at: datetime
) -> list[TranslatedSegment]:
    """Save words of segments, all or none, and bring the draft up to them.

    Raises:
        NotAllowed.
        SegmentClash: a segment was saved by somebody else since its `lock`; it carries both texts.
        DraftRebuilt: the draft was laid out otherwise in the editor.
        Incomplete: broken placeholders, an unknown segment, too long a title.
    """
    fresh = _locked(translation, acting_user, at)
    if not take_back(fresh, _draft(fresh), at):
        raise DraftRebuilt
    rows = {each.key: each for each in fresh.segments.all()}
    rich = rich_keys(fresh.source)
    saved = [_save(rows, each, rich, acting_user, at) for each in written]
    if any(each.machine for each in written):
        fresh.machine_used = True
    _write_draft(fresh, acting_user, at)
    return saved


def _save(
    rows: dict[str, TranslatedSegment], new: Written, rich: set[str], acting_user: User, at: datetime
) -> TranslatedSegment:
    segment = rows.get(new.key)
    if segment is None:
        raise Incomplete(_("Đoạn này không còn trong bản gốc đang dịch. Hãy tải lại trang."))
    text = clean_target(new.text)
    if segment.lock != new.lock and text != segment.target:
        raise SegmentClash(segment, new.text)
    if problem := problem_of(segment, text, is_rich=new.key in rich):
        raise Incomplete(problem)
    segment.target, segment.lock = text, segment.lock + 1
    if new.machine:
        segment.machine = True
    if new.read or not text:
        segment.machine, segment.earlier_source = False, ""
    segment.saved_by, segment.saved_at = acting_user, at
    segment.save()
    return segment


def clean_target(text: str) -> str:
    """Words as they are kept: NFC, on one line."""
    return " ".join(part for part in compose(text).split("\n") if part.strip()).strip()


def problem_of(segment: TranslatedSegment, text: str, *, is_rich: bool) -> str:
    """Why these words cannot be kept for a segment, as a sentence; empty: they can."""
    if text and is_rich and not marks_agree(segment.source, text):
        return _(
            "Các dấu giữ chỗ như <1>…</1> phải còn đủ, mỗi dấu một lần và đóng đúng cặp, như ở bản gốc. Đoạn: “%(text)s”."
        ) % {"text": segment.source[:80]}
    if segment.key == "title" and len(text) > LONGEST_TITLE:
        return _("Tiêu đề dài quá 250 chữ cái. Hãy viết ngắn lại.")
    return ""


@transaction.atomic(durable=True)
def rebuild_draft(*, translation: Translation, acting_user: User, at: datetime) -> None:
    """Make the draft anew from the segments; the layout that it was given in the editor stays in its history only.

    Raises:
        NotAllowed.
    """
    fresh = _locked(translation, acting_user, at)
    _write_draft(fresh, acting_user, at)


@transaction.atomic(durable=True)
def renew_source(*, translation: Translation, source_hash: str, acting_user: User, at: datetime) -> Translation:
    """Bind the translation to another version of the source: unchanged segments keep their words, changed ones are marked.

    Raises:
        NotAllowed, DraftRebuilt; Incomplete: no such version; WrongState: it is that version already.
    """
    fresh = _locked(translation, acting_user, at)
    source = _source(fresh.item, source_hash)
    if source.hash == fresh.source_hash:
        raise WrongState(_("Bản dịch đã theo đúng bản gốc này."))
    if not take_back(fresh, _draft(fresh), at):
        raise DraftRebuilt
    old = {each.key: each for each in fresh.segments.all()}
    new = segments_of(source.snapshot)
    carried = carry_over(segments_of(fresh.source), new)
    rows = []
    for position, each in enumerate(new):
        row = _row(fresh, position, each)
        came = carried.get(each.key)
        before = old.get(came.key) if came else None
        if came and before and not row.target:
            row.target, row.machine, row.lock = before.target, before.machine, before.lock + 1
            row.saved_by, row.saved_at = before.saved_by, before.saved_at
            earlier = before.earlier_source or (before.source if came.changed else "")
            row.earlier_source = earlier if row.target else ""
        rows.append(row)
    fresh.segments.all().delete()
    TranslatedSegment.objects.bulk_create(rows)
    fresh.source, fresh.source_hash = source.snapshot, source.hash
    _write_draft(fresh, acting_user, at)
    write_audit("translation_renewed", fresh.item, acting_user=acting_user, at=at, after={"language": fresh.language})
    return fresh


# Before submission


def require_finished(item: Item, draft: DraftPage, at: datetime) -> None:
    """Building block of submission: every segment has words, no change of the source and no machine is left unread.

    Raises:
        Incomplete: says what is left.
    """
    translation = Translation.objects.filter(item=item, language=draft.language).first()
    if translation is None:
        if draft.machine_draft:
            raise Incomplete(_("Bản thảo có dùng máy dịch. Hãy mở trang dịch và đọc, sửa từng đoạn trước khi trình."))
        return
    translation.item = item
    same_layout = take_back(translation, draft, at)
    states = [each.state for each in translation.segments.all()]
    if unread := states.count("machine"):
        raise Incomplete(
            ngettext(
                "Còn %(n)d đoạn do máy dịch chưa ai đọc. Hãy đọc, sửa rồi bấm “Đã đọc và sửa” ở từng đoạn.",
                "Còn %(n)d đoạn do máy dịch chưa ai đọc. Hãy đọc, sửa rồi bấm “Đã đọc và sửa” ở từng đoạn.",
                unread,
            )
            % {"n": unread}
        )
    left = len(states) - states.count("done")
    if same_layout and left:
        raise Incomplete(
            ngettext(
                "Bản dịch còn %(n)d đoạn chưa xong. Hãy dịch xong ở trang dịch rồi trình.",
                "Bản dịch còn %(n)d đoạn chưa xong. Hãy dịch xong ở trang dịch rồi trình.",
                left,
            )
            % {"n": left}
        )
