"""Items that show media, and what of these stands in public, for the tests of media."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings as site

from ttdn.files.actions import open_stored
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.choices import Rights
from ttdn.portal.models import DraftPage, MediaAsset, Rendition
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom

WORDS = {
    "vi": {"alt": "Khán giả trước sân khấu", "caption": "Khai mạc tại <Huế> & hai nơi"},
    "en": {"alt": "The audience", "caption": "The opening in Huế"},
}
Commit = Callable[..., Any]


def asset_of(newsroom: Newsroom, data: bytes = b"", name: str = "anh.jpg", title: str = "Lễ khai mạc") -> MediaAsset:
    """A medium of the body; a picture full of what a camera tells, unless `data` says otherwise."""
    about = About(title=title, credit="Trần Văn A", rights=Rights.EDITORIAL, place="Huế", words=WORDS, focal=(0.2, 0.5))
    upload = make.sent(data or make.telling_jpeg(width=480, height=320), name)
    return add_media(body=newsroom.body, upload=upload, about=about, acting_user=newsroom.editor, at=AT).asset


def block_of(asset: MediaAsset) -> dict[str, Any]:
    """The block of a draft that shows it."""
    if asset.kind == "document":
        return {"type": "document", "value": {"media": asset.pk, "label": "Toàn văn", "language": "vi"}}
    return {"type": asset.kind if asset.kind == "picture" else "video", "value": {"media": asset.pk, "caption": ""}}


def draft_with(newsroom: Newsroom, *assets: MediaAsset, title: str = "Khai mạc", **more: Any) -> DraftPage:
    """A draft that shows these media."""
    body = json.dumps([block_of(each) for each in assets])
    return newsroom.draft(title=title, content={"body": body}, **more)


def addresses() -> list[str]:
    """Every address that any rendition has or could have, and those of the originals."""
    made = [each.address for each in Rendition.objects.all()]
    return made + [f"/tep/{each.sha256}/lễ.jpg" for each in MediaAsset.objects.select_related("file")]


def open_files() -> list[Path]:
    """What stands in the public folder."""
    root = Path(site.PUBLIC_MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def bytes_of(form: Rendition) -> bytes:
    """What readers download."""
    with open_stored(form.file) as file:
        return file.read()
