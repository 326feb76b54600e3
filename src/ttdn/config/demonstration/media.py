"""The media of the demonstration's bodies: drawn or written once per body and language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from ttdn.accounts.models import User
from ttdn.config.demonstration.leaflets import TITLES, leaflet
from ttdn.config.demonstration.pictures import NAMES, draw
from ttdn.organisations.models import Body
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.choices import Rights
from ttdn.portal.languages import content_languages
from ttdn.portal.models import MediaAsset

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


def _made(library: Library, name: str, language: str, title: str) -> MediaAsset:
    """Drawn (or written), taken into the library, and described in every content language."""
    picture = draw(name, language, library.on) if name in NAMES else None
    data = picture.png() if picture else leaflet(name)
    mime, ending = ("image/png", "png") if picture else ("application/pdf", "pdf")
    words = (
        {"alt": picture.words.alt, "caption": picture.words.caption} if picture else {"alt": title, "caption": title}
    )
    return add_media(
        body=library.body,
        upload=SimpleUploadedFile(f"{name}-{language}.{ending}", data, content_type=mime),
        about=About(
            title=title[:200],
            credit=CREDIT[language],
            rights=Rights.OFFICIAL,
            words=dict.fromkeys(content_languages(), words),
            focal=(0.5, 0.3) if name == "map" else (0.2, 0.1),
        ),
        acting_user=library.editor,
        at=library.at,
        is_demo=True,
    ).asset
