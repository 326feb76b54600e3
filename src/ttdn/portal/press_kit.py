"""The press kit of an item: one zip with its texts in all languages, pictures with captions, proofs and PDFs.

The same state of the item and of the log gives the same bytes, whoever asks and whenever. The zip is made while it is
sent: memory does not grow with the pictures.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from ttdn.files.storage import open_bytes, path_of
from ttdn.portal.choices import Rights
from ttdn.portal.item_pdf import LettersMissing, item_pdf
from ttdn.portal.languages import KNOWN, chrome_language
from ttdn.portal.models import PublicRecord
from ttdn.portal.renditions import best_jpeg
from ttdn.portal.snapshots import media_of, plain_paragraphs
from ttdn.proofs import log
from ttdn.proofs.bundle import proof_bundle
from ttdn.proofs.keys import jwks_document
from ttdn.proofs.models import SealedText

LAYOUT = "2"
VERIFIERS = ("verify_offline.html", "verify_offline.py")
"""Programs that check a proof without the network: for a browser, for Python."""
_CHUNK = 256 * 1024
_READABLE = 0o644


@dataclass(frozen=True)
class Part:
    """One file of the kit: its bytes, or where they lie."""

    name: str
    data: bytes = b""
    sha256: str = ""


def kit_tag(records: Sequence[PublicRecord]) -> str:
    """What the bytes of a kit depend on, as a short text: for the ETag, without making the kit."""
    tree = log.current()
    state = [LAYOUT, settings.SITE_ORIGIN, str(tree.size), tree.root]
    state += [f"{each.language}:{each.sequence}:{each.standing}" for each in records]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:32]


def kit_parts(records: Sequence[PublicRecord], sealed: dict[str, SealedText], *, at: datetime) -> list[Part]:
    """The files of a kit, in their order.

    Args:
        records: what readers have of one item, in force, by language; with edition, item and body.
        sealed: the sealed text of each, by language.
        at: now, for the certificate of PDFs. Proofs are dated at the newest entry of the log: nothing changed since.
    """
    head = log.head()
    told = head.last_at if head and head.last_at else at
    parts: list[Part] = []
    pictures: dict[str, Part] = {}
    for record in records:
        folder, text = record.language, sealed[record.language]
        with translation.override(chrome_language(record.language)):
            parts.append(Part(f"{folder}/text.txt", _plain(record, text).encode()))
            parts.append(Part(f"{folder}/text.html", _html(record, text).encode()))
            proof = json.dumps(proof_bundle(text, at=told), ensure_ascii=False, indent=1)
        parts.append(Part(f"{folder}/proof.json", proof.encode()))
        with suppress(LettersMissing):  # the text, its page and its proof say the same
            parts.append(Part(f"{folder}/text.pdf", item_pdf(record, text, at=at)))
        pictures |= {part.name: part for part in _media(record)}
        captions = _captions(record)
        if captions:
            parts.append(Part(f"{folder}/captions.txt", captions.encode()))
    tools = [
        Part("verify/keys.json", json.dumps(jwks_document(), indent=1).encode()),
        *(Part(f"verify/{name}", _verifier(name)) for name in VERIFIERS),
    ]
    readme = render_to_string("portal/reader/press_kit.txt", {"records": records, "origin": settings.SITE_ORIGIN})
    return [Part("README.txt", readme.encode()), *parts, *(pictures[name] for name in sorted(pictures)), *tools]


def stream_zip(parts: Sequence[Part], *, stamp: datetime) -> Iterator[bytes]:
    """The zip, piece by piece; every file bears the same moment, so that equal parts give equal bytes."""
    sink = _Sink()
    moment = stamp.timetuple()[:6]
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            info = zipfile.ZipInfo(part.name, moment)
            info.compress_type = zipfile.ZIP_STORED if part.sha256 else zipfile.ZIP_DEFLATED
            info.external_attr = _READABLE << 16
            info.create_system = 3
            with archive.open(info, "w", force_zip64=True) as entry:
                if part.sha256:
                    with open_bytes(part.sha256) as source:
                        while piece := source.read(_CHUNK):
                            entry.write(piece)
                            yield sink.taken()
                else:
                    entry.write(part.data)
            yield sink.taken()
    yield sink.taken()


class _Sink:
    """What the zip is written to; it cannot be wound back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def taken(self) -> bytes:
        """What was written since."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _plain(record: PublicRecord, text: SealedText) -> str:
    """The words as they are sealed, with what names them."""
    snapshot = record.edition.snapshot
    lines = [record.title, "", text.issuer_name]
    if text.number:
        lines.append(text.number)
    lines += [f"{settings.SITE_ORIGIN}/s/{text.item}/{text.language}", f"SHA-256: {text.content_hash}", ""]
    return "\n\n".join(["\n".join(lines).rstrip(), *plain_paragraphs(snapshot)]) + "\n"


def _html(record: PublicRecord, text: SealedText) -> str:
    context = {
        "snapshot": record.edition.snapshot,
        "sealed": text,
        "address": f"{settings.SITE_ORIGIN}/s/{text.item}/{text.language}",
        "paragraphs": plain_paragraphs(record.edition.snapshot),
        "language": KNOWN[record.language],
    }
    return render_to_string("portal/reader/press_kit.html", context)


def _form(record: PublicRecord, media: dict[str, Any]) -> list[Any] | None:
    """The public form of a medium that the kit carries: the largest picture, or the bytes themselves."""
    forms = record.media.get(media["id"]) or {}
    return best_jpeg(forms) or forms.get("original")


def _media(record: PublicRecord) -> Iterator[Part]:
    """The public pictures, films and documents, under their public names."""
    for media in media_of(record.edition.snapshot):
        form = _form(record, media)
        if form and path_of(_hash(form)).exists():
            yield Part(_name(form), sha256=_hash(form))


def _hash(form: list[Any]) -> str:
    return str(form[0]).split("/")[2]


def _name(form: list[Any]) -> str:
    _root, _tep, sha256, name = str(form[0]).split("/")
    return f"media/{sha256[:8]}-{Path(name).name}"


def _captions(record: PublicRecord) -> str:
    """What each medium shows, who made it, and how it may be used."""
    entries = []
    for media in media_of(record.edition.snapshot):
        form = _form(record, media)
        if form is None:
            continue
        words = [media["caption"] or media["alt"] or media["title"], media["credit"], media["place"]]
        words.append(str(Rights(media["rights"]).label))
        entries.append("\n".join([_name(form), *(each for each in words if each)]))
    return "\n\n".join(entries) + "\n" if entries else ""


def _verifier(name: str) -> bytes:
    found = finders.find(f"proofs/{name}")
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()
