"""The media of the demonstration's bodies: drawn or written once per body and language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ttdn.accounts.models import User
from ttdn.config.demonstration.leaflets import TITLES, leaflet
from ttdn.config.demonstration.pictures import NAMES, draw
from ttdn.docgen.pictures import png_size
from ttdn.files.actions import store_bytes
from ttdn.organisations.models import Body
from ttdn.portal.choices import MediaKind, Rights
from ttdn.portal.languages import content_languages
from ttdn.portal.models import MediaAsset
from ttdn.web.ids import uuid7

CREDIT = {"vi": "Hệ thống vẽ từ dữ liệu pháp luật", "en": "Drawn by the system from the law data"}


@dataclass(frozen=True)
class Library:
    """The library of a body on a day of the story."""

    body: Body
    editor: User
    on: date
    at: datetime


def medium(library: Library, name: str, language: str) -> int:
    """Key of a picture (with words of the language) or leaflet in the library of a body, made when it is not there."""
    spoken = "vi" if language == "vi" else "en"
    title = draw(name, spoken, library.on).words.title if name in NAMES else TITLES[name]["vi"]
    found = MediaAsset.objects.filter(body=library.body, title=title[:200]).first()
    return (found or _made(library, name, spoken, title)).pk


@transaction.atomic
def _made(library: Library, name: str, language: str, title: str) -> MediaAsset:
    """Drawn (or written), kept in the private store, and described in every content language."""
    picture = draw(name, language, library.on) if name in NAMES else None
    data = picture.png() if picture else leaflet(name)
    kind = MediaKind.PICTURE if picture else MediaKind.DOCUMENT
    mime, ending = ("image/png", "png") if picture else ("application/pdf", "pdf")
    public_id = uuid7()
    stored = store_bytes(
        data,
        f"{name}-{language}.{ending}",
        mime,
        owner_kind="portal.media",
        owner_id=public_id,
        body_public_id=library.body.public_id,
        acting_user=library.editor,
        at=library.at,
    )
    words = (
        {"alt": picture.words.alt, "caption": picture.words.caption} if picture else {"alt": title, "caption": title}
    )
    width, height = png_size(data) if picture else (None, None)
    return MediaAsset.objects.create(
        public_id=public_id,
        body=library.body,
        kind=kind,
        title=title[:200],
        file=stored,
        sha256=stored.sha256,
        width=width,
        height=height,
        rights=Rights.OFFICIAL,
        credit=CREDIT[language],
        words=dict.fromkeys(content_languages(), words),
        is_demo=True,
        created_by=library.editor,
        created_at=library.at,
    )
