"""A snapshot as segments to translate, and segments put back into a snapshot. Pure.

A segment is a text leaf: the title, a line of the lead or of a field, a paragraph of rich text, a cell, a caption. Its key
is its place in the snapshot (`title`, `fields.finding.1`, `blocks.4.html.0`). Inline markup of rich text appears in a
segment as numbered placeholders, `<1>…</1>` for emphasis and links, `<2/>` for a line break, so that no translator and no
program outside can change what a link leads to. A literal text that looks like one carries a backslash, and backslashes
that stand before either are doubled.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from ttdn.portal.cleaning import clean_html

Snapshot = dict[str, Any]
NEUTRAL = {"phone", "email", "website", "isbn", "country", "contact_phone", "contact_email"}
"""Fields that are the same in every language."""
ALIKE = 0.5
"""A text that keeps this part of its words is the rewriting of the one before it."""
_TAG = re.compile(r"(<[^>]*>)")
_INLINE = re.compile(r"</?(?:strong|em|a|br)\b")
MARK = re.compile(r"(\\*)<(/?)(\d{1,3})(/?)>")
_LEAVES = {
    "heading": ("text",),
    "quote": ("text", "speaker", "role"),
    "video": ("caption",),
    "document": ("label",),
    "tile_map": ("title", "unit", "source"),
}
_ROWS = {"figures": ("label", "value", "unit", "as_of", "source"), "timeline": ("text",)}


@dataclass(frozen=True)
class Segment:
    """One text to translate: its key and its words, inline markup as placeholders; `rich`: whether it may have them.

    `tags`: what each placeholder stands for, the opening and the closing tag.
    """

    key: str
    text: str
    rich: bool = False
    tags: tuple[tuple[str, str], ...] = field(default=(), compare=False)


Swap = Callable[[Segment], str]


def segments_of(snapshot: Snapshot) -> list[Segment]:
    """The segments of a snapshot in reading order."""
    found: list[Segment] = []

    def note(segment: Segment) -> str:
        found.append(segment)
        return segment.text

    _walk(copy.deepcopy(snapshot), note)
    return found


def put_back(snapshot: Snapshot, targets: dict[str, str]) -> Snapshot:
    """The snapshot with the words of `targets` by key; a segment that has none keeps its own."""
    made = copy.deepcopy(snapshot)
    _walk(made, lambda segment: targets.get(segment.key) or segment.text)
    return made


def _walk(snapshot: Snapshot, swap: Swap) -> None:
    """Replace every text leaf in place by what `swap` gives for it."""
    snapshot["title"] = _leaf("title", snapshot["title"], swap)
    snapshot["lead"] = _lines("lead", snapshot["lead"], swap)
    for name, value in snapshot["fields"].items():
        if name in NEUTRAL:
            continue
        if isinstance(value, str) and not _is_date(value):
            snapshot["fields"][name] = _lines(f"fields.{name}", value, swap)
        elif isinstance(value, list):
            for index, person in enumerate(value):
                for part, words in person.items():
                    person[part] = _leaf(f"fields.{name}.{index}.{part}", words, swap)
    for index, block in enumerate(snapshot["blocks"]):
        _block(f"blocks.{index}", block, swap)


def _block(key: str, block: dict[str, Any], swap: Swap) -> None:
    kind = block["type"]
    if kind == "paragraph":
        block["html"] = _rich(f"{key}.html", block["html"], swap)
    elif kind == "table":
        block["caption"] = _leaf(f"{key}.caption", block["caption"], swap)
        for row, cells in enumerate(block["rows"]):
            cells[:] = [_leaf(f"{key}.row.{row}.{column}", cell, swap) for column, cell in enumerate(cells)]
    elif kind == "picture":
        _caption(key, block, swap)
    for row, entry in enumerate(block["rows"] if kind in _ROWS else ()):
        for name in _ROWS[kind]:
            if entry.get(name):
                entry[name] = _leaf(f"{key}.row.{row}.{name}", entry[name], swap)
    for name in _LEAVES.get(kind, ()):
        if block.get(name):
            block[name] = _lines(f"{key}.{name}", block[name], swap)


def _caption(key: str, block: dict[str, Any], swap: Swap) -> None:
    """A picture without a caption of its own shows the library's: its translation becomes the block's own."""
    shown = block["caption"] or block["media"]["caption"]
    words = _leaf(f"{key}.caption", shown, swap)
    if block["caption"] or words != shown:
        block["caption"] = words


def _leaf(key: str, text: str, swap: Swap) -> str:
    return swap(Segment(key, text)) if text.strip() else text


def _lines(key: str, text: str, swap: Swap) -> str:
    lines = text.split("\n")
    if len(lines) == 1:
        return _leaf(key, text, swap)
    return "\n".join(_leaf(f"{key}.{index}", line, swap) for index, line in enumerate(lines))


def _is_date(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


# Rich text


def _rich(key: str, source: str, swap: Swap) -> str:
    """A cleaned rich text with the runs between its paragraph and list tags swapped."""
    made: list[str] = []
    run: list[str] = []
    count = 0

    def close() -> None:
        nonlocal count
        text = "".join(run)
        run.clear()
        bare = text.strip()
        if not html.unescape(re.sub(_TAG, "", bare)).strip():
            made.append(text)
            return
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        words, tags = _to_marks(bare)
        swapped = swap(Segment(f"{key}.{count}", words, rich=True, tags=tuple(tags)))
        made.append(before + (bare if swapped == words else _from_marks(swapped, tags)) + after)
        count += 1

    for piece in _TAG.split(source):
        if piece.startswith("<") and not _INLINE.match(piece):
            close()
            made.append(piece)
        else:
            run.append(piece)
    close()
    return "".join(made)


def _to_marks(run: str) -> tuple[str, list[tuple[str, str]]]:
    """Inline HTML as words with placeholders, and the opening and closing tag of each placeholder."""
    words = ""
    tags: list[tuple[str, str]] = []
    open_: list[int] = []
    for piece in _TAG.split(run):
        if not piece.startswith("<"):
            words += MARK.sub(lambda found: found[1] * 2 + "\\" + found[0].lstrip("\\"), html.unescape(piece))
        elif piece.startswith("</"):
            words = _marked(words, f"</{open_.pop()}>") if open_ else words
        elif piece.startswith("<br"):
            tags.append((piece, ""))
            words = _marked(words, f"<{len(tags)}/>")
        else:
            tags.append((piece, "</" + re.split(r"[\s>]", piece[1:])[0] + ">"))
            open_.append(len(tags))
            words = _marked(words, f"<{len(tags)}>")
    for number in reversed(open_):
        words = _marked(words, f"</{number}>")
    return words, tags


def _marked(words: str, mark: str) -> str:
    """Words with a placeholder after them; backslashes at their end are doubled, or they would make it a text."""
    return words + "\\" * (len(words) - len(words.rstrip("\\"))) + mark


def _from_marks(words: str, tags: list[tuple[str, str]]) -> str:
    """Words with placeholders as clean inline HTML; what is no known placeholder is text."""
    made: list[str] = []
    end = 0
    for found in MARK.finditer(words):
        slashes, closing, number, _alone = found.groups()
        made.append(_escaped(words[end : found.start()] + "\\" * (len(slashes) // 2)))
        end = found.end()
        if len(slashes) % 2:
            made.append(_escaped(found[0].lstrip("\\")))
        elif 1 <= int(number) <= len(tags):
            opening, after = tags[int(number) - 1]
            made.append(after if closing else opening)
        else:
            made.append(_escaped(found[0].lstrip("\\")))
    made.append(_escaped(words[end:]))
    return clean_html("".join(made))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;")


def marks_of(text: str) -> list[str]:
    """The placeholders of a rich segment in their order."""
    return [
        f"<{close}{number}{alone}>" for slashes, close, number, alone in MARK.findall(text) if len(slashes) % 2 == 0
    ]


def marks_agree(source: str, target: str) -> bool:
    """Whether a target has every placeholder of its source exactly once, each pair closed inside the other pairs."""
    marks = marks_of(target)
    if sorted(marks) != sorted(marks_of(source)):
        return False
    open_: list[str] = []
    for mark in marks:
        if mark.startswith("</"):
            if not open_ or open_.pop() != mark[2:-1]:
                return False
        elif not mark.endswith("/>"):
            open_.append(mark[1:-1])
    return not open_


def in_marks_of(source: Segment, target: Segment) -> str | None:
    """Words read from a draft, their placeholders numbered as in the source; None: they have other ones.

    A draft numbers its markup in its own order of words: the link that is second in the source may be its first.
    """
    if not source.rich:
        return target.text
    numbers: dict[int, int] = {}
    left = list(enumerate(source.tags, 1))
    for same in (_same_tag, _same_sort):
        for number, tag in enumerate(target.tags, 1):
            near = None if number in numbers else next((one for one in left if same(one[1], tag)), None)
            if near is not None:
                left.remove(near)
                numbers[number] = near[0]
    if left or len(numbers) != len(target.tags):
        return None
    words = MARK.sub(
        lambda found: found[0] if len(found[1]) % 2 else f"{found[1]}<{found[2]}{numbers[int(found[3])]}{found[4]}>",
        target.text,
    )
    return words if marks_agree(source.text, words) else None


def _same_tag(ours: tuple[str, str], theirs: tuple[str, str]) -> bool:
    return ours == theirs


def _same_sort(ours: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """A link to another address is a link still; the source says where it leads."""
    return ours[1] == theirs[1]


# Another version of the source


@dataclass(frozen=True)
class Carried:
    """Where the words of a segment of a new source come from: the old key, and whether the source reads otherwise now."""

    key: str
    changed: bool


def carry_over(old: list[Segment], new: list[Segment]) -> dict[str, Carried]:
    """For each key of the new source the segment of the old one that it continues; absent: it is new.

    Unchanged texts keep their words wherever they stand now; a changed text continues the one in its place.
    """
    found: dict[str, Carried] = {}
    places: list[tuple[list[Segment], list[Segment]]] = []
    steps = SequenceMatcher(None, [each.text for each in old], [each.text for each in new], autojunk=False)
    for step, a1, a2, b1, b2 in steps.get_opcodes():
        if step == "equal":
            pairs = zip(old[a1:a2], new[b1:b2], strict=True)
            found |= {after.key: Carried(before.key, changed=False) for before, after in pairs}
        else:
            places.append((old[a1:a2], new[b1:b2]))
    _moved(places, found)
    used = {each.key for each in found.values()}
    for gone, come in places:
        _rewritten([each for each in gone if each.key not in used], come, found)
    return found


def _moved(places: list[tuple[list[Segment], list[Segment]]], found: dict[str, Carried]) -> None:
    """Texts that stand elsewhere now."""
    loose: dict[str, list[Segment]] = {}
    for each in (one for gone, _come in places for one in gone):
        loose.setdefault(each.text, []).append(each)
    for each in (one for _gone, come in places for one in come):
        if loose.get(each.text):
            found[each.key] = Carried(loose[each.text].pop(0).key, changed=False)


def _rewritten(left: list[Segment], come: list[Segment], found: dict[str, Carried]) -> None:
    """Texts that read otherwise: first those that keep most of their words, then those in the same place."""
    for kin in (_alike, _same_place):
        for each in come:
            near = None if each.key in found else next((one for one in left if kin(one, each)), None)
            if near is not None:
                left.remove(near)
                found[each.key] = Carried(near.key, changed=True)


def _alike(old: Segment, new: Segment) -> bool:
    ratio = SequenceMatcher(None, old.text.split(), new.text.split(), autojunk=False).ratio()
    return old.rich == new.rich and ratio >= ALIKE


def _same_place(old: Segment, new: Segment) -> bool:
    return old.rich == new.rich and old.key == new.key


# A draft that was there before


def match_up(wanted: list[Segment], there: list[Segment]) -> dict[str, str]:
    """For segments of a source by key, the words that stand in the same place of a text in another language.

    The two need not have the same number of parts. Title, lead and fields go by their names; parts of the body go by
    their order among parts of the same sort, first where their figures agree too. What has other placeholders is left.
    """
    named = {each.key: each for each in there if not _in_body(each)}
    pairs = [(each, named[each.key]) for each in wanted if not _in_body(each) and each.key in named]
    ours, theirs = [each for each in wanted if _in_body(each)], [each for each in there if _in_body(each)]
    for exact, gap in _runs(ours, theirs, _sort_and_figures):
        pairs += exact
        for near, _rest in _runs(*gap, _sort):
            pairs += near
    words = {each.key: in_marks_of(each, found) for each, found in pairs}
    return {key: text for key, text in words.items() if text is not None}


_Gap = tuple[list[Segment], list[Segment]]


def _runs(
    ours: list[Segment], theirs: list[Segment], sort: Callable[[Segment], object]
) -> list[tuple[list[tuple[Segment, Segment]], _Gap]]:
    """Stretches that agree, as pairs, and those that do not, as both sides."""
    steps = SequenceMatcher(None, [sort(each) for each in ours], [sort(each) for each in theirs], autojunk=False)
    found = []
    for step, a1, a2, b1, b2 in steps.get_opcodes():
        left, right = ours[a1:a2], theirs[b1:b2]
        found.append((list(zip(left, right, strict=True)), ([], [])) if step == "equal" else ([], (left, right)))
    return found


def _in_body(segment: Segment) -> bool:
    return segment.key.startswith("blocks.")


def _sort(segment: Segment) -> tuple[str, ...]:
    """What a part of the body is, wherever it stands: a paragraph with one link, a cell of the third column."""
    column = segment.key.rpartition(".")[2] if ".row." in segment.key else ""
    return (re.sub(r"\.\d+", "", segment.key), column, *sorted(closing for _opening, closing in segment.tags))


def _sort_and_figures(segment: Segment) -> tuple[str, ...]:
    return (*_sort(segment), *sorted(re.findall(r"\d+", MARK.sub("", segment.text))))
