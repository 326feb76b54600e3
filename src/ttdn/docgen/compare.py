"""Comparison of texts by words, and of documents section by section.

Vietnamese writes a space between syllables, so a "word" here is a syllable; that is also what an
official marks when correcting a draft.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from ttdn.docgen.model import Block, Document, Heading
from ttdn.docgen.pdf import render_pdf
from ttdn.docgen.reader import FileKind, extract_text
from ttdn.docgen.text import nfc
from ttdn.docgen.word import render_docx
from ttdn.docgen.wording import (
    addressee_lines,
    block_text,
    date_line,
    legal_basis_lines,
    number_line,
    recipient_lines,
    subject_line,
)

ChangeKind = Literal["same", "added", "removed"]
SectionKind = Literal["same", "changed", "added", "removed"]
_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")
_ANCHOR_WORDS: Final = 3
_EXACT_LIMIT: Final = 250_000
_MYERS_LIMIT: Final = 1_200


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that both have, or only the new one, or only the old one."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section: its key (anchor, or heading text), its title, and its changes in order."""

    key: str
    title: str
    kind: SectionKind
    changes: tuple[Change, ...]


def word_diff(old: str, new: str) -> list[Change]:
    """Give the changes that lead from old to new; joined, same+removed is old, same+added is new."""
    left, right = _TOKEN.findall(nfc(old)), _TOKEN.findall(nfc(new))
    stretches: list[tuple[list[str], list[str], list[str]]] = []
    position = (0, 0)
    for start_left, start_right, size in [*_matches(left, right), (len(left), len(right), 0)]:
        removed, added = left[position[0] : start_left], right[position[1] : start_right]
        same = left[start_left : start_left + size]
        if not removed and not added and stretches:
            stretches[-1][2].extend(same)
        else:
            stretches.append((removed, added, same))
        position = (start_left + size, start_right + size)
    return _readable(stretches)


def _readable(stretches: list[tuple[list[str], list[str], list[str]]]) -> list[Change]:
    """Join changed words that only a space parts, so that a phrase shows as one change."""
    changes: list[Change] = []
    removed: list[str] = []
    added: list[str] = []
    for index, (gone, come, same) in enumerate(stretches):
        removed += gone
        added += come
        if same and not "".join(same).strip() and (removed or added) and index < len(stretches) - 1:
            removed += same
            added += same
            continue
        _append(changes, "removed", removed)
        _append(changes, "added", added)
        _append(changes, "same", same)
        removed, added = [], []
    return changes


def compare_texts(ours: str, theirs: str) -> list[Change]:
    """Compare by words alone, whatever the line breaks; nothing but "same" means no difference."""
    return word_diff(" ".join(ours.split()), " ".join(theirs.split()))


def compare_with_original(document: Document, data: bytes, kind: FileKind) -> list[Change]:
    """Compare a document with the signed original (a PDF or Word file) that came back.

    Our side is read from our own file of the same kind, so repeated table heads and page numbers
    stand on both sides. UnreadableFileError when the file cannot be read.
    """
    theirs = extract_text(data, kind)
    ours = render_pdf(document) if kind == "pdf" else render_docx(document)
    sides = [_without_mark(text, document.mark) for text in (extract_text(ours, kind), theirs)]
    return compare_texts(*sides)


def _without_mark(text: str, mark: str | None) -> str:
    """Drop the diagonal mark, which some programs write as text and others as a drawing."""
    return text.replace(nfc(mark), " ") if mark else text


def is_same(changes: Sequence[Change]) -> bool:
    """Tell whether a comparison found no difference."""
    return all(change.kind == "same" for change in changes)


def compare_documents(old: Document, new: Document) -> list[SectionChange]:
    """Compare section by section: head, each heading's section, annexes, foot, in the new order.

    A section is known by its heading's anchor, else by its words; what only the old document has
    stands where it stood.
    """
    before, after = _sections(old), _sections(new)
    result: list[SectionChange] = []
    keys = list(after)
    for position, key in enumerate(before):
        if key not in after:
            earlier = [k for k in list(before)[:position] if k in keys]
            keys.insert(keys.index(earlier[-1]) + 1 if earlier else 0, key)
    for key in keys:
        title = (after.get(key) or before[key])[0]
        if key not in after:
            result.append(SectionChange(key, title, "removed", (Change("removed", before[key][1]),)))
        elif key not in before:
            result.append(SectionChange(key, title, "added", (Change("added", after[key][1]),)))
        else:
            changes = tuple(word_diff(before[key][1], after[key][1]))
            result.append(SectionChange(key, title, "same" if is_same(changes) else "changed", changes))
    return result


def _sections(document: Document) -> dict[str, tuple[str, str]]:
    """Give key → (title, text) in reading order."""
    head = [
        document.issuer.parent_vi or "",
        document.issuer.name,
        number_line(document),
        date_line(document),
        document.type_name or "",
        subject_line(document),
        document.urgency or "",
        document.circulation or "",
        *addressee_lines(document),
        *legal_basis_lines(document),
    ]
    sections = {"head": (document.type_name or subject_line(document), _joined(head))}
    _add_blocks(sections, document.blocks, "body", "")
    for position, annex in enumerate(document.annexes, start=1):
        key = annex.anchor or f"annex-{position}"
        title = f"{annex.label} {annex.title}".strip()
        sections[key] = (title, title)
        _add_blocks(sections, annex.blocks, key, f"{key}/")
    foot = [*recipient_lines(document), *document.signature.lines, document.signature.name or ""]
    sections["foot"] = ("Nơi nhận, chữ ký", _joined(foot))
    return sections


def _add_blocks(sections: dict[str, tuple[str, str]], blocks: Sequence[Block], first: str, prefix: str) -> None:
    key, title = first, sections.get(first, ("", ""))[0]
    lines = [sections[first][1]] if first in sections else []
    for block in blocks:
        if isinstance(block, Heading):
            if lines:
                sections[key] = (title, _joined(lines))
            title, lines = block_text(block), []
            key = prefix + (block.anchor or title)
            while key in sections:
                key += "+"
        lines.append(block_text(block))
    if lines:
        sections[key] = (title, _joined(lines))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(nfc(line) for line in lines if line)


def _append(changes: list[Change], kind: ChangeKind, tokens: Sequence[str]) -> None:
    if not tokens:
        return
    text = "".join(tokens)
    if changes and changes[-1].kind == kind:
        changes[-1] = Change(kind, changes[-1].text + text)
    else:
        changes.append(Change(kind, text))


def _matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give matching stretches (left, right, length), in order.

    Long official texts repeat the same syllables hundreds of times, which makes plain difflib
    slow; so the text is first cut at word groups that occur once on both sides (patience diff).
    """
    anchors = [(0, 0, 0), *_anchors(left, right), (len(left), len(right), 0)]
    found: list[tuple[int, int, int]] = []
    at_left = at_right = 0
    for anchor_left, anchor_right, size in anchors:
        if anchor_left < at_left or anchor_right < at_right:
            continue
        gap_left, gap_right = left[at_left:anchor_left], right[at_right:anchor_right]
        found.extend((at_left + one, at_right + two, length) for one, two, length in _gap_matches(gap_left, gap_right))
        if size:
            found.append((anchor_left, anchor_right, size))
        at_left, at_right = anchor_left + size, anchor_right + size
    return found


def _gap_matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give the matches of a stretch without anchors: exact while the texts are near, else a guess."""
    if len(left) * len(right) > _EXACT_LIMIT:
        near = _myers(left, right)
        if near is not None:
            return near
    exact = len(left) * len(right) <= _EXACT_LIMIT
    matcher = SequenceMatcher(None, left, right, autojunk=not exact)
    return [(match.a, match.b, match.size) for match in matcher.get_matching_blocks() if match.size]


def _myers(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]] | None:
    """Give the matches by Myers' greedy algorithm; None beyond `_MYERS_LIMIT` differing words."""
    ends = {1: 0}
    trace: list[dict[int, int]] = []
    for depth in range(min(len(left) + len(right), _MYERS_LIMIT) + 1):
        trace.append(dict(ends))
        for diagonal in range(-depth, depth + 1, 2):
            down = diagonal == -depth or (diagonal != depth and ends[diagonal - 1] < ends[diagonal + 1])
            x = ends[diagonal + 1] if down else ends[diagonal - 1] + 1
            y = x - diagonal
            while x < len(left) and y < len(right) and left[x] == right[y]:
                x, y = x + 1, y + 1
            ends[diagonal] = x
            if x >= len(left) and y >= len(right):
                return _backtrack(trace, len(left), len(right))
    return None


def _backtrack(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """Walk Myers' trace from the end and give the matching stretches in order."""
    found: list[tuple[int, int, int]] = []
    for depth in range(len(trace) - 1, -1, -1):
        ends = trace[depth]
        diagonal = x - y
        down = diagonal == -depth or (diagonal != depth and ends[diagonal - 1] < ends[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        start_x = ends.get(before, 0) if depth else 0
        start_y = start_x - before if depth else 0
        first_x = (start_x if down else start_x + 1) if depth else 0
        if x > first_x:
            found.append((first_x, first_x - diagonal, x - first_x))
        x, y = start_x, start_y
    return found[::-1]


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give word groups that occur once on each side, in an order both sides share (longest such)."""
    width = 2 * _ANCHOR_WORDS - 1
    places = [_unique(side, width) for side in (left, right)]
    pairs = sorted((at, places[1][group]) for group, at in places[0].items() if group in places[1])
    tails: list[int] = []
    tail_index: list[int] = []
    previous: list[int] = []
    for index, (_, at_right) in enumerate(pairs):
        slot = bisect_left(tails, at_right)
        previous.append(tail_index[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(at_right)
            tail_index.append(index)
        else:
            tails[slot], tail_index[slot] = at_right, index
    chain: list[tuple[int, int, int]] = []
    index = tail_index[-1] if tail_index else -1
    while index >= 0:
        chain.append((*pairs[index], width))
        index = previous[index]
    return chain[::-1]


def _unique(tokens: Sequence[str], width: int) -> dict[tuple[str, ...], int]:
    groups = [tuple(tokens[at : at + width]) for at in range(len(tokens) - width + 1)]
    counts = Counter(groups)
    return {group: at for at, group in enumerate(groups) if counts[group] == 1}
