"""Which published statement is this pasted text, and what was changed in it? Nothing pasted is kept or logged."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from ttdn.proofs import fingerprints
from ttdn.proofs.canonical import body_text, clean, read_canonical, split_paragraphs
from ttdn.proofs.choices import Verdict
from ttdn.proofs.compare import Segment, SegmentKind, compare_words
from ttdn.proofs.errors import PastedTextRefused
from ttdn.proofs.models import Fingerprint, ReceivedFingerprint, ReceivedText, SealedFile, SealedText
from ttdn.proofs.words import Word, cut, words_hash

LONGEST_TEXT = 50_000
"""Characters of a pasted text."""
LEAST_WORDS = 4
_MOST_HASHES = 240
_COMMON = 48
"""A fingerprint found in so many texts says little; no more of them are read."""
_CANDIDATES = 3
_LEAST_SHARE = 0.4
_FRAGMENT_SHARE = 0.15


class _Text(Protocol):
    """What the comparison needs of a kept text."""

    pk: Any
    edition: Any
    canonical: Any


Text = TypeVar("Text", bound=_Text)


@dataclass(frozen=True)
class Match(Generic[Text]):
    """A published text that the pasted one comes from.

    Attributes:
        text: edition and language that was found, sealed here or received from elsewhere.
        verdict: is it unchanged?
        share: part of the pasted words that stand in the published text, 0 to 1.
        segments: both texts side by side (`compare_words`); published: title and paragraphs, one per line.
    """

    text: Text
    verdict: Verdict
    share: float
    segments: tuple[Segment, ...]


def match_text(pasted: str) -> list[Match[SealedText]]:
    """The texts sealed here that a pasted text comes from, best first; none: it was not found.

    Raises:
        PastedTextRefused: too short to be looked up, or too long.
    """
    return _matches(pasted, SealedText.objects.select_related("entry", "key"), Fingerprint)


def match_received(pasted: str) -> list[Match[ReceivedText]]:
    """The texts received from other systems that a pasted text comes from, best first; none: it was not found.

    Raises:
        PastedTextRefused: too short to be looked up, or too long.
    """
    return _matches(pasted, ReceivedText.objects.all(), ReceivedFingerprint)


def _matches(pasted: str, rows: "QuerySet[Any]", prints: type[Model]) -> list[Match[Any]]:
    """The texts of a shelf that a pasted text comes from."""
    if len(pasted) > LONGEST_TEXT:
        raise PastedTextRefused(
            _("Văn bản dán vào quá dài (hơn %(count)s ký tự). Hãy dán từng phần.") % {"count": LONGEST_TEXT}
        )
    words = cut(pasted)
    if sum(1 if each.kind != "sign" else 0.5 for each in words if each.kind != "mark") < LEAST_WORDS:
        raise PastedTextRefused(_("Hãy dán ít nhất một câu của văn bản cần kiểm tra."))
    wanted = _likely(words, rows.filter(erased_at=None), prints)
    found = [match for text in wanted if (match := _match(text, pasted, words)) is not None]
    order = list(Verdict)
    return sorted(found, key=lambda each: (order.index(each.verdict), -each.share, -each.text.edition))


def find_reference(text: str) -> list[SealedText]:
    """The sealed texts of an address, a code (public id of an item) or a document number, newest edition first."""
    return _referred(text, SealedText.objects.select_related("entry", "key").order_by("-edition", "language"))


def _referred(text: str, rows: "QuerySet[Any]") -> list[Any]:
    asked = clean(text)
    for part in reversed(asked.replace("?", "/").replace("#", "/").split("/")):
        try:
            return list(rows.filter(item=uuid.UUID(part)))
        except ValueError:
            continue
    return list(rows.filter(number=asked)[:20]) if asked else []


def find_received(text: str) -> list[ReceivedText]:
    """The received texts of an address, a code or a document number, newest edition first."""
    return _referred(text, ReceivedText.objects.order_by("-edition", "language"))


def find_file(data: bytes) -> list[SealedText]:
    """The sealed texts whose seal names exactly this file."""
    files = SealedFile.objects.filter(sha256=hashlib.sha256(data).hexdigest())
    return list(SealedText.objects.filter(pk__in=files.values("text")).select_related("entry", "key"))


def _likely(words: Sequence[Word], rows: "QuerySet[Any]", prints: type[Model]) -> list[Any]:
    """The few texts to compare with: the same words, and those that share the rarest fingerprints."""
    same = list(rows.filter(words_hash=words_hash(words)).order_by("-edition")[:_CANDIDATES])
    if same:
        return same
    hits = _hits(_asked(words), prints)
    best = [pk for pk, _score in hits.most_common(_CANDIDATES)]
    found = {text.pk: text for text in rows.filter(pk__in=best)}
    return [found[pk] for pk in best if pk in found]


def _asked(words: Sequence[Word]) -> list[int]:
    """The fingerprints to look up: every shingle of a short text, the winnowed ones of a long one, thinned evenly."""
    hashes = list(dict.fromkeys(fingerprints.shingles(words)))
    if len(hashes) > _MOST_HASHES:
        kept = fingerprints.winnow(hashes)
        hashes = [each for each in hashes if each in kept]
    step = max(1, -(-len(hashes) // _MOST_HASHES))
    return hashes[::step]


def _hits(hashes: list[int], prints: type[Model]) -> "Counter[int]":
    """Score of each text: the sum over shared fingerprints of how rare they are. One query, a bounded number of rows."""
    if not hashes:
        return Counter()
    table = connection.ops.quote_name(prints._meta.db_table)
    one = f"SELECT * FROM (SELECT hash, text_id FROM {table} WHERE hash = %s LIMIT %s) AS one"  # noqa: S608  (a table of ours)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(hashes)), [value for each in hashes for value in (each, _COMMON)])
        rows = cursor.fetchall()
    spread = Counter(row[0] for row in rows)
    found: Counter[int] = Counter()
    for value, text in rows:
        found[text] += 10_000 // spread[value]
    return found


def _match(text: Text, pasted: str, words: Sequence[Word]) -> Match[Text] | None:
    """The comparison with one text; None when too little of the pasted text stands in it."""
    statement = read_canonical(text.canonical)
    segments = compare_words(body_text(statement), pasted)
    same = sum(len(cut(each.pasted)) for each in segments if each.kind == SegmentKind.SAME)
    ours = cut(body_text(statement))
    bare = _same_bare(segments)
    share, matched = same / len(words), (same + bare) / len(words)
    enough = matched >= _LEAST_SHARE or (same + bare) / max(1, len(ours)) >= _LEAST_SHARE
    if not enough and not (matched >= _FRAGMENT_SHARE and same + bare >= 5 * LEAST_WORDS):
        return None
    return Match(
        text, _verdict(segments, statement.title, statement.paragraphs, text.canonical, pasted), share, segments
    )


def _same_bare(segments: Sequence[Segment]) -> int:
    """Changed words that are the same without Vietnamese marks."""
    found = 0
    for each in segments:
        if each.kind == SegmentKind.CHANGED:
            pairs = zip(cut(each.published), cut(each.pasted), strict=False)
            found += sum(ours.bare == theirs.bare for ours, theirs in pairs)
    return found


def _verdict(
    segments: Sequence[Segment], title: str, paragraphs: tuple[str, ...], canonical: str, pasted: str
) -> Verdict:
    """Is it unchanged?"""
    kinds = {each.kind for each in segments}
    if kinds == {SegmentKind.SAME} or split_paragraphs(pasted) == split_paragraphs(canonical):
        lines = split_paragraphs(pasted)
        exact = lines in {tuple(filter(None, (title, *paragraphs))), split_paragraphs(canonical)}
        return Verdict.IDENTICAL if exact else Verdict.SAME_WORDS
    if kinds == {SegmentKind.SAME, SegmentKind.OUTSIDE}:
        return Verdict.EXCERPT
    altered = [each for each in segments if each.kind not in {SegmentKind.SAME, SegmentKind.OUTSIDE}]
    without_marks = all(word.bare == word.key for word in cut(pasted))
    if without_marks and all(_only_marks(each) for each in altered):
        return Verdict.UNMARKED
    return Verdict.ALTERED


def _only_marks(segment: Segment) -> bool:
    return [each.bare for each in cut(segment.published)] == [each.bare for each in cut(segment.pasted)]
