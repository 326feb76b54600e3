"""How media become public with what shows them, and private again: the heavy work at approval, a flip at publishing.

An approved edition says what its pictures show, whom to credit and where to cut (`ttdn.portal.snapshots`). From these
words, and from nothing else of the library, its renditions are made right after approval, by a task. Publishing writes a
row per medium (`MediaUse`) that names them; the files are linked into the public folder after the commit.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import translation

from ttdn.files.actions import open_stored, store_bytes
from ttdn.files.models import StoredFile
from ttdn.law import local_day
from ttdn.organisations.queries import name_on
from ttdn.portal.choices import MediaKind, Rights
from ttdn.portal.credentials import Claim, CredentialsFailed, sign_picture
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.media_queries import MEDIA_KIND, public_renditions
from ttdn.portal.metadata import Written
from ttdn.portal.models import Edition, MediaAsset, MediaUse, PublicRecord, Rendition
from ttdn.portal.picture_forms import Form, names_a_camera, picture_forms
from ttdn.portal.public_bytes import close_to_public, open_to_public, reconcile
from ttdn.portal.renditions import file_name
from ttdn.portal.snapshots import media_of

_log = logging.getLogger(__name__)
_SAID = ("alt", "caption", "credit", "rights", "place", "taken_on", "focal", "title", "captions")
Medium = dict[str, Any]


def key_of(medium: Medium, language: str) -> str:
    """Names the renditions made from what an edition says of a medium: 16 hexadecimal digits."""
    said = {name: medium.get(name) for name in _SAID} | {"language": language}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def prepare_later(edition: Edition) -> None:
    """Building block: make the renditions of an approved edition after the commit, in the background."""
    if any(True for _each in media_of(edition.snapshot)):
        transaction.on_commit(partial(_enqueue_prepare, edition.pk))


def _enqueue_prepare(edition: int) -> None:
    from ttdn.portal.tasks import prepare_edition_media  # noqa: PLC0415  (tasks call actions)

    prepare_edition_media.enqueue(edition)


def prepare_media(edition: Edition, at: datetime) -> int:
    """Make the renditions of every medium of an edition that are not there yet; gives how many media were worked on."""
    media = media_of(edition.snapshot)
    assets = {
        str(each.public_id): each
        for each in MediaAsset.objects.select_related("body", "file").filter(
            public_id__in=[medium["id"] for medium in media], harvested_from=None
        )
    }
    done = 0
    for medium in media:
        asset = assets.get(medium["id"])
        if asset is not None and not asset.file.is_erased:
            done += _make(asset, medium, edition.language, at)
    return done


def _make(asset: MediaAsset, medium: Medium, language: str, at: datetime) -> int:
    """The renditions of one medium from the words of one edition; 0: they are there. No lock is held meanwhile."""
    key = key_of(medium, language)
    if Rendition.objects.filter(asset=asset, made_from=key).exists():
        return 0
    kind = asset.kind
    forms = list(_picture(asset, medium, language, at)) if kind == MediaKind.PICTURE else []
    with transaction.atomic():
        for form in forms:
            file = _kept(asset, form, at)
            _add(asset, key, form.spec, file, medium, width=form.width, height=form.height)
        if kind != MediaKind.PICTURE:
            _add(asset, key, "original", asset.file, medium, width=asset.width, height=asset.height)
            for each in medium.get("captions") or []:
                own = StoredFile.objects.filter(owner_kind=MEDIA_KIND, owner_id=asset.public_id)
                text = own.filter(sha256=each["sha256"]).first()
                if text is not None:
                    _add(asset, key, f"vtt-{each['language']}", text, medium)
    return 1


def _kept(asset: MediaAsset, form: Form, at: datetime) -> StoredFile:
    return store_bytes(
        form.data,
        form.spec,
        form.mime,
        owner_kind=MEDIA_KIND,
        owner_id=asset.public_id,
        body_public_id=asset.body.public_id,
        acting_user=None,
        at=at,
    )


def _add(
    asset: MediaAsset,
    key: str,
    spec: str,
    file: StoredFile,
    medium: Medium,
    *,
    width: int | None = None,
    height: int | None = None,
) -> None:
    Rendition.objects.get_or_create(
        asset=asset,
        made_from=key,
        spec=spec,
        defaults={
            "file": file,
            "sha256": file.sha256,
            "name": file_name(medium["title"], file.mime),
            "mime": file.mime,
            "size": file.size,
            "width": width,
            "height": height,
        },
    )


def _picture(asset: MediaAsset, medium: Medium, language: str, at: datetime) -> Iterator[Form]:
    """Every form of a picture, with the approved words and the credentials of the body inside."""
    with open_stored(asset.file) as file:
        data = file.read()
    on = local_day(at)
    name = name_on(asset.body, on).name_vi
    captured = names_a_camera(data)
    words = written(medium, language, name)

    def seal(shown: bytes, mime: str, done: tuple[str, ...]) -> bytes:
        actions = ("created", *done, "edited", "published") if not done else ("created", *done, "published")
        claim = Claim(medium["title"], name, medium["credit"], words.copyright, actions, captured)
        try:
            return sign_picture(shown, mime, claim, body=asset.body.public_id, at=at)
        except CredentialsFailed:
            _log.exception("Content credentials of %s failed; it is published without them.", asset.public_id)
            return shown

    yield from picture_forms(data, words, (medium["focal"][0], medium["focal"][1]), seal)


def written(medium: Medium, language: str, body_name: str) -> Written:
    """What is written into the files of a picture: the approved words, in the language of the edition."""
    with translation.override("vi" if language == "vi" else "en"):
        usage = str(Rights(medium["rights"]).label)
    return Written(
        title=medium["title"],
        captions={language: medium["caption"]},
        alts={language: medium["alt"]},
        credit=medium["credit"],
        source=body_name,
        copyright=f"{medium['credit']} / {body_name}",
        usage=usage,
        place=medium["place"],
        taken_on=date.fromisoformat(medium["taken_on"]) if medium["taken_on"] else None,
    )


def publish_media(record: PublicRecord, at: datetime) -> None:
    """Building block: what a record shows may be fetched by everybody once this transaction commits, nothing else of it.

    A few rows per medium of this record, whatever else was ever published. Renditions that are not there yet (the worker
    was away since approval) are made right after the commit; until then the page shows the words of the picture.
    """
    media = {each["id"]: each for each in media_of(record.edition.snapshot)}
    # a text shows the media of its own source only: what a stranger writes cannot make a medium of this system public
    own = MediaAsset.objects.filter(public_id__in=media, harvested_from=record.item.harvested_from)
    assets = {str(each.public_id): each for each in own}
    wanted = {each.pk: key_of(media[public_id], record.language) for public_id, each in assets.items()}
    before = list(MediaUse.objects.filter(record=record))
    if not wanted and not before:
        return
    for use in before:
        if wanted.get(use.asset_id) == use.made_from:
            del wanted[use.asset_id]
        else:
            use.delete()
    MediaUse.objects.bulk_create(
        [MediaUse(record=record, asset_id=asset, made_from=key) for asset, key in wanted.items()]
    )
    MediaAsset.objects.filter(pk__in=wanted, published_at=None).update(published_at=at)
    _show(record)
    touched = {(use.asset_id, use.made_from) for use in before} | set(wanted.items())
    if touched:
        transaction.on_commit(partial(settle, touched))
    if set(media) - set(record.media) and record.item.harvested_from is None:
        transaction.on_commit(partial(_enqueue_complete, record.pk))


def _enqueue_complete(record: int) -> None:
    from ttdn.portal.tasks import complete_record_media  # noqa: PLC0415  (tasks call actions)

    complete_record_media.enqueue(record)


def _show(record: PublicRecord) -> None:
    """Write into a record the public forms of what it shows."""
    forms: dict[str, dict[str, list[Any]]] = {}
    uses = dict(MediaUse.objects.filter(record=record).values_list("asset_id", "made_from"))
    for each in Rendition.objects.select_related("asset").filter(asset__in=uses).order_by("pk"):
        if uses[each.asset_id] == each.made_from:
            shown = forms.setdefault(str(each.asset.public_id), {})
            shown[each.spec] = [each.address, each.width, each.height]
    record.media = forms
    if record.picture:
        kept = {name: value for name, value in record.picture.items() if name != "forms"}
        own = forms.get(kept["id"])
        record.picture = kept | ({"forms": own} if own else {})
    record.save(update_fields=["media", "picture"])


def complete_media(record_id: int, at: datetime) -> bool:
    """Make what a published record still lacks and show it; False: it was withdrawn or changed meanwhile."""
    record = PublicRecord.objects.select_related("edition").get(pk=record_id)
    prepare_media(record.edition, at)
    with transaction.atomic():
        locked = PublicRecord.objects.select_for_update(of=("self",)).select_related("edition").get(pk=record_id)
        uses = set(MediaUse.objects.filter(record=locked).values_list("asset_id", "made_from"))
        if not uses or locked.edition_id != record.edition_id:
            return False
        _show(locked)
        transaction.on_commit(partial(settle, uses))
        tell_public_change([locked.pk], at)
    return True


def release_media(record: PublicRecord) -> None:
    """Building block: a withdrawn record shows nothing any more; what no other record shows is private again."""
    gone = set(MediaUse.objects.filter(record=record).values_list("asset_id", "made_from"))
    MediaUse.objects.filter(record=record).delete()
    _show(record)
    if gone:
        transaction.on_commit(partial(settle, gone))


def forget_media(asset: MediaAsset) -> list[PublicRecord]:
    """Building block of a purge: nothing shows a medium any more, and its renditions are gone; gives whatever showed it."""
    records = list(PublicRecord.objects.select_for_update(of=("self",)).filter(media_uses__asset=asset).order_by("pk"))
    MediaUse.objects.filter(asset=asset).delete()
    for record in records:
        _show(record)
    shown = list(Rendition.objects.filter(asset=asset).values_list("sha256", "name"))
    Rendition.objects.filter(asset=asset).delete()
    transaction.on_commit(partial(_close, shown))
    return records


def _close(shown: Iterable[tuple[str, str]]) -> None:
    for sha256, name in shown:
        if not public_renditions().filter(sha256=sha256, name=name).exists():
            close_to_public(sha256, name)


def settle(pairs: Iterable[tuple[int, str]]) -> None:
    """Make the public folder agree with the database for some pairs of asset and set of renditions."""
    for asset, key in pairs:
        for each in Rendition.objects.filter(asset=asset, made_from=key):
            if public_renditions().filter(sha256=each.sha256, name=each.name).exists():
                open_to_public(each.sha256, each.name)
            else:
                close_to_public(each.sha256, each.name)


def sync_public_media(_at: datetime) -> tuple[int, int]:
    """The daily check of the whole public folder against the database (after a restore, or a stop between the two)."""
    added, removed = reconcile(public_renditions().values_list("sha256", "name").iterator())
    if added or removed:
        _log.warning("Public media: %s files were missing, %s should not have been there.", added, removed)
    return added, removed
