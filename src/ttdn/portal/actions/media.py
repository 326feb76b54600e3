"""The media library: taking in, describing, subtitling and putting away. Nothing here makes anything public."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.actions import open_stored, store_bytes
from ttdn.files.errors import RefusedFile
from ttdn.files.inspection import inspect
from ttdn.files.kinds import FILMS, KINDS, MEDIA, PICTURES, RECORDINGS, Kind
from ttdn.files.models import StoredFile
from ttdn.files.names import clean_name
from ttdn.files.pictures import open_picture
from ttdn.files.recordings import size_of
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.files.tags import without_tags
from ttdn.files.uploads import TooLargeUpload
from ttdn.law.text import fold
from ttdn.organisations.models import Body
from ttdn.portal.actions.locking import roles_on
from ttdn.portal.choices import MediaKind, Rights
from ttdn.portal.cleaning import compose
from ttdn.portal.errors import DuplicateMedia, Incomplete
from ttdn.portal.languages import content_languages
from ttdn.portal.looks import look_hash, preview_bytes, upright
from ttdn.portal.media_queries import MEDIA_KIND, look_alikes, posters_for
from ttdn.portal.metadata import Found, read_metadata
from ttdn.portal.models import MediaAsset, MediaCaptions
from ttdn.portal.permissions import may_write
from ttdn.portal.picture_conversion import jpeg_of
from ttdn.portal.subtitles import read_subtitles
from ttdn.web.errors import require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

_TITLE = 200


@dataclass(frozen=True)
class About:
    """What is said of a medium. `words`: per language code `{"alt": …, "caption": …}`; `focal`: shares, 0 to 1.

    `poster`: public id of the picture that stands for a film until it is played; empty: none.
    """

    title: str = ""
    credit: str = ""
    rights: str = Rights.ATTRIBUTION
    place: str = ""
    taken_on: date | None = None
    words: dict[str, dict[str, str]] | None = None
    focal: tuple[float, float] = (0.5, 0.5)
    poster: str = ""


@dataclass(frozen=True)
class Added:
    """A medium that was taken in, and the earlier one that it looks like (None: there is none)."""

    asset: MediaAsset
    alike: MediaAsset | None


@dataclass(frozen=True)
class _Read:
    """A file after all checks: what is kept of it."""

    kind: str
    data: bytes
    mime: str
    extension: str
    found: Found
    size: tuple[int, int] | None = None
    look: str = ""
    preview: bytes = b""


@transaction.atomic(durable=True)
def add_media(
    *,
    body: Body,
    upload: UploadedFile[bytes],
    about: About,
    acting_user: User,
    at: datetime,
    is_demo: bool = False,
    once: str = "",
) -> Added:
    """Take a picture, film, recording or document into the library of a body, private until something published shows it.

    What the file says of itself fills in what `about` leaves empty. HEIC is kept as JPEG; films and sound are kept
    without the place and the device that they were taken with.

    Raises:
        NotAllowed; RefusedFile, SecretMark (nothing was kept); DuplicateMedia: the body has these very bytes.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _may_write(acting_user, body, at)
    read = _read(upload)
    said = _filled(about, read, upload.name or "")
    if not said.credit:
        raise Incomplete(_("Tệp không ghi tác giả. Hãy ghi tác giả hoặc nguồn của tư liệu."))
    asset = MediaAsset(
        public_id=public_id,
        body=body,
        kind=read.kind,
        sha256=hashlib.sha256(read.data).hexdigest(),
        width=read.size[0] if read.size else None,
        height=read.size[1] if read.size else None,
        look_hash=read.look,
        is_demo=is_demo,
        created_by=acting_user,
        created_at=at,
    )
    if known := MediaAsset.objects.filter(body=body, sha256=asset.sha256).first():
        raise DuplicateMedia(known.title, known.created_at, known.public_id)
    asset.file = _keep(asset, (read.data, said.title, read.mime, read.extension), acting_user, at)
    if read.preview:
        asset.preview = _keep(asset, (read.preview, "xem", "image/webp", "webp"), acting_user, at)
    describe(asset, said)
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError as error:  # the same file sent twice at one moment
        raise DuplicateMedia(said.title, at, None) from error
    _audit("added", asset, acting_user, at, after={"sha256": asset.sha256})
    return Added(asset, next(iter(look_alikes(asset)), None))


@transaction.atomic(durable=True)
def describe_media(*, asset: MediaAsset, about: About, acting_user: User, at: datetime) -> MediaAsset:
    """Change what is said of a medium and its focal point.

    What is public keeps the words that were approved; new words reach readers with the next approved edition.

    Raises:
        NotAllowed; Incomplete: no title or credit, or a poster that is no picture of this library; SecretMark.
    """
    locked = _locked(asset, acting_user, at)
    if not about.title.strip() or not about.credit.strip():
        raise Incomplete(_("Hãy ghi tên và tác giả hoặc nguồn của tư liệu."))
    describe(locked, about)
    locked.poster = _poster(locked, about.poster)
    locked.save(
        update_fields=[
            "poster",
            "title",
            "credit",
            "rights",
            "place",
            "taken_on",
            "words",
            "focal_x",
            "focal_y",
            "folded",
        ],
    )
    _audit("described", locked, acting_user, at, after={"rights": locked.rights, "credit": locked.credit})
    return locked


def _poster(asset: MediaAsset, public_id: str) -> MediaAsset | None:
    """The picture that was chosen for a film, out of the same library."""
    if not public_id or (asset.poster and str(asset.poster.public_id) == public_id):
        return asset.poster if public_id else None
    found = None
    with suppress(ValueError):
        found = posters_for(asset).filter(public_id=UUID(public_id)).first()
    if found is None:
        raise Incomplete(_("Ảnh bìa phải là một ảnh trong thư viện của cùng cơ quan. Hãy chọn lại."))
    return found


@transaction.atomic(durable=True)
def set_subtitles(
    *, asset: MediaAsset, language: str, upload: UploadedFile[bytes], acting_user: User, at: datetime
) -> MediaCaptions:
    """Give a film or recording its subtitles in a language; earlier ones in that language are replaced.

    Raises:
        NotAllowed; Incomplete: not a film or recording, or an unknown language; RefusedFile, SecretMark.
    """
    locked = _locked(asset, acting_user, at)
    if locked.kind not in {MediaKind.VIDEO, MediaKind.AUDIO} or language not in content_languages():
        raise Incomplete(_("Phụ đề chỉ dành cho phim và âm thanh, bằng một ngôn ngữ của cổng."))
    if isinstance(upload, TooLargeUpload):
        raise RefusedFile(_("Tệp phụ đề quá lớn. Một tệp phụ đề dài nhất 2 MB."))
    text = read_subtitles(upload.read())
    file = _keep(locked, (text.encode(), f"{locked.title}-{language}", "text/vtt", "vtt"), acting_user, at)
    captions, _made = MediaCaptions.objects.update_or_create(asset=locked, language=language, defaults={"file": file})
    _audit("subtitled", locked, acting_user, at, after={"language": language, "sha256": file.sha256})
    return captions


@transaction.atomic(durable=True)
def remove_subtitles(*, asset: MediaAsset, language: str, acting_user: User, at: datetime) -> None:
    """Take the subtitles of a language away; what is public keeps those that were approved.

    Raises:
        NotAllowed.
    """
    locked = _locked(asset, acting_user, at)
    MediaCaptions.objects.filter(asset=locked, language=language).delete()
    _audit("unsubtitled", locked, acting_user, at, after={"language": language})


@transaction.atomic(durable=True)
def retire_media(*, asset: MediaAsset, acting_user: User, at: datetime, back: bool = False) -> MediaAsset:
    """Put a medium away: it can no longer be chosen; what shows it keeps it. `back` takes it out again.

    Raises:
        NotAllowed.
    """
    locked = _locked(asset, acting_user, at)
    locked.retired_at = None if back else at
    locked.save(update_fields=["retired_at"])
    _audit("restored" if back else "retired", locked, acting_user, at)
    return locked


def _may_write(user: User, body: Body, at: datetime) -> None:
    require(may_write(roles_on(user, body.pk, at)), _("Chỉ biên tập viên của cơ quan được thêm và sửa tư liệu."))


def _locked(asset: MediaAsset, user: User, at: datetime) -> MediaAsset:
    """The asset as it is now, locked, for a person who may change it."""
    found = MediaAsset.objects.select_for_update(of=("self",)).select_related("body", "file").get(pk=asset.pk)
    _may_write(user, found.body, at)
    if found.harvested_from is not None:
        raise Incomplete(_("Tư liệu này thu thập từ nguồn khác cùng với bài, nên không sửa ở đây. Hãy sửa ở nguồn."))
    return found


def _read(upload: UploadedFile[bytes]) -> _Read:
    """All checks, in memory; what is kept of the file."""
    size = upload.size or 0
    data = b"" if isinstance(upload, TooLargeUpload) else upload.read()
    kind = inspect(data, upload.name or "", allowed=MEDIA, size=size)
    if kind.extension in PICTURES:
        return _picture(data, kind)
    if kind.extension in FILMS | RECORDINGS:
        clean = without_tags(data, kind.extension)
        which = MediaKind.VIDEO if kind.extension in FILMS else MediaKind.AUDIO
        pixels = size_of(data, kind.extension) if which == MediaKind.VIDEO else None
        return _Read(which, clean, kind.mime, kind.extension, Found(), pixels)
    return _Read(MediaKind.DOCUMENT, data, kind.mime, kind.extension, Found())


def _picture(data: bytes, kind: Kind) -> _Read:
    with open_picture(data) as opened:
        found = read_metadata(opened)
        refuse_if_secret_text("\n".join((found.title, found.caption, found.credit, found.place, found.copyright)))
        plain = upright(opened)
        if kind.extension == "heic":
            data, kind = jpeg_of(opened), KINDS["jpg"]
    return _Read(
        MediaKind.PICTURE, data, kind.mime, kind.extension, found, plain.size, look_hash(plain), preview_bytes(plain)
    )


def _filled(about: About, read: _Read, name: str) -> About:
    """What the person said, and where nothing was said what the file says."""
    stem = clean_name(name).rsplit(".", 1)[0].replace("_", " ")
    words = dict(about.words or {})
    if read.found.caption and not words.get("vi", {}).get("caption"):
        words["vi"] = {**words.get("vi", {}), "caption": read.found.caption}
    return replace(
        about,
        title=(about.title.strip() or read.found.title or stem)[:_TITLE],
        credit=about.credit.strip() or read.found.credit or read.found.copyright,
        place=about.place.strip() or read.found.place,
        taken_on=about.taken_on or read.found.taken_on,
        words=words,
    )


def describe(asset: MediaAsset, about: About) -> None:
    """Building block: put what is said into the fields, in one spelling. Raises SecretMark."""
    known = content_languages()
    words = {
        code: {name: compose(text).strip()[:1000] for name, text in each.items() if name in {"alt", "caption"}}
        for code, each in (about.words or {}).items()
        if code in known
    }
    asset.title, asset.credit = compose(about.title).strip()[:_TITLE], compose(about.credit).strip()[:200]
    asset.place, asset.taken_on = compose(about.place).strip()[:200], about.taken_on
    asset.rights = Rights(about.rights)
    asset.words = {code: each for code, each in words.items() if any(each.values())}
    asset.focal_x, asset.focal_y = (min(max(float(each), 0.0), 1.0) for each in about.focal)
    said = [text for each in asset.words.values() for text in each.values()]
    asset.folded = fold(" ".join([asset.title, asset.credit, asset.place, *said]))
    refuse_if_secret_text("\n".join([asset.title, asset.credit, asset.place, *said]))


def _keep(asset: MediaAsset, kept: tuple[bytes, str, str, str], acting_user: User, at: datetime) -> StoredFile:
    """Keep bytes that passed the checks: (bytes, name, type, extension)."""
    data, name, mime, extension = kept
    return store_bytes(
        data,
        clean_name(name, extension),
        mime,
        owner_kind=MEDIA_KIND,
        owner_id=asset.public_id,
        body_public_id=asset.body.public_id,
        acting_user=acting_user,
        at=at,
    )


def _audit(verb: str, asset: MediaAsset, user: User, at: datetime, after: dict[str, Any] | None = None) -> None:
    record(
        f"portal.media.{verb}",
        acting_user=user,
        at=at,
        chain=asset.body.public_id,
        object_kind=MEDIA_KIND,
        object_id=asset.public_id,
        after=after,
    )


def read_original(asset: MediaAsset) -> bytes:
    """The private bytes of a medium."""
    with open_stored(asset.file) as file:
        return file.read()
