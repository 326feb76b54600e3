"""Word by word: what of a published text was changed, left out or added in a pasted one. Pure, bounded in time.

Words are aligned so that most words match and the fewest are missing (Levenshtein over words); long texts are first tied together where four
successive words occur exactly once on both sides. What lies before and after the pasted fragment in the published text
is `outside`, not missing.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from ttdn.proofs.words import Word, cut

LARGEST_TABLE = 250_000
"""Cells of one alignment table; a larger stretch without any tie is shown as changed as a whole."""
MOST_CELLS = 1_200_000
"""Cells of all tables of one comparison."""
_TIE = 4
_REACH = 12
"""So many words may be missing beside the first or last pasted word before that word is taken for another."""
_UNMATCHED = 12
"""Cost of a pasted word that stands for another or for none; a missing word costs 1, so matches come first."""


class SegmentKind(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Segment:
    """A stretch of both texts; joined, the parts of all segments give both texts back, blanks included."""

    kind: SegmentKind
    published: str
    pasted: str


Pair = tuple[int | None, int | None]


class _Aligner:
    """Aligns two lists of words; counts the cells it has filled."""

    def __init__(self, published: Sequence[Word], pasted: Sequence[Word]) -> None:
        self.a = [each.bare for each in published]
        self.b = [each.bare for each in pasted]
        self.left = MOST_CELLS

    def pairs(self) -> list[Pair]:
        """Every word of both lists once, in order, paired where it stands for a word of the other."""
        whole = _find(self.a, self.b)
        if whole is not None:
            return [(whole + place, place) for place in range(len(self.b))]
        ties = self._ties()
        found: list[Pair] = []
        if not ties:
            return self._gap(0, len(self.a), 0, len(self.b), head=True, tail=True)
        (a, b), (last_a, last_b) = ties[0], ties[-1]
        found += self._gap(max(0, a - 2 * b - _REACH), a, 0, b, head=True)
        for (a, b), (next_a, next_b) in pairwise(ties):
            found.append((a, b))
            found += self._gap(a + 1, next_a, b + 1, next_b)
        found.append((last_a, last_b))
        rest = len(self.b) - last_b - 1
        end = min(len(self.a), last_a + 1 + 2 * rest + _REACH)
        found += self._gap(last_a + 1, end, last_b + 1, len(self.b), tail=True)
        return found

    def _ties(self) -> list[tuple[int, int]]:
        """Places that surely belong together: words of shingles that occur once on both sides, in rising order."""
        ours, theirs = _once(self.a), _once(self.b)
        starts = _rising([(place, theirs[each]) for each, place in ours.items() if each in theirs])
        found: list[tuple[int, int]] = []
        for a, b in starts:
            for step in range(_TIE):
                if not found or (a + step > found[-1][0] and b + step > found[-1][1]):
                    found.append((a + step, b + step))
        return found

    def _gap(self, a: int, a_end: int, b: int, b_end: int, *, head: bool = False, tail: bool = False) -> list[Pair]:
        """Align a stretch; with `head` (`tail`) words of ours before (after) it cost nothing."""
        before: list[Pair] = []
        after: list[Pair] = []
        while not head and a < a_end and b < b_end and self.a[a] == self.b[b]:
            before.append((a, b))
            a, b = a + 1, b + 1
        while not tail and a < a_end and b < b_end and self.a[a_end - 1] == self.b[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            after.append((a_end, b_end))
        cells = (a_end - a + 1) * (b_end - b + 1)
        if a == a_end or b == b_end or cells > min(LARGEST_TABLE, self.left):
            middle = _side_by_side(range(a, a_end), range(b, b_end))
        else:
            self.left -= cells
            middle = _least_changes(self.a[a:a_end], self.b[b:b_end], a, b, head=head, tail=tail)
        return before + middle + after[::-1]


def _find(words: list[str], part: list[str]) -> int | None:
    """Where the part stands in the words as a whole, or None; compared as text, so in linear time."""
    text, wanted = "\x00" + "\x00".join(words) + "\x00", "\x00" + "\x00".join(part) + "\x00"
    place = text.find(wanted) if part else -1
    return None if place < 0 else text.count("\x00", 0, place)


def _once(words: list[str]) -> dict[tuple[str, ...], int]:
    """Shingles of four words that occur once, with their places."""
    found: dict[tuple[str, ...], int] = {}
    again: set[tuple[str, ...]] = set()
    for place in range(len(words) - _TIE + 1):
        each = tuple(words[place : place + _TIE])
        if each in found:
            again.add(each)
        found[each] = place
    return {each: place for each, place in found.items() if each not in again}


def _rising(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by their first, whose second rises as well (patience sorting)."""
    places = sorted(places)
    tops: list[int] = []
    chain: list[int] = []
    back: list[int] = []
    for number, (_a, b) in enumerate(places):
        low = bisect_left(tops, b)
        if low == len(tops):
            tops.append(b)
            chain.append(number)
        else:
            tops[low], chain[low] = b, number
        back.append(chain[low - 1] if low else -1)
    found, number = [], chain[-1] if chain else -1
    while number >= 0:
        found.append(places[number])
        number = back[number]
    return found[::-1]


def _side_by_side(ours: Iterable[int], theirs: Iterable[int]) -> list[Pair]:
    return [(place, None) for place in ours] + [(None, place) for place in theirs]


def _least_changes(a: list[str], b: list[str], a_from: int, b_from: int, *, head: bool, tail: bool) -> list[Pair]:
    """The alignment with the least changed, missing and added words."""
    width = len(b) + 1
    row = [_UNMATCHED * place for place in range(width)]
    steps = [bytearray(b"\x02" * width)]
    costs = [row[-1]]
    for word in a:
        diagonal, row[0] = row[0], 0 if head else row[0] + 1
        step = bytearray(width)
        step[0] = 1
        left = row[0]
        for place, other in enumerate(b, start=1):
            above = row[place]
            cost, how = (diagonal, 0) if word == other else (diagonal + _UNMATCHED, 0)
            if above + 1 < cost:
                cost, how = above + 1, 1
            if left + _UNMATCHED < cost:
                cost, how = left + _UNMATCHED, 2
            diagonal, row[place], left, step[place] = above, cost, cost, how
        steps.append(step)
        costs.append(row[-1])
    i, j = len(a), len(b)
    if tail:  # of equal ends the one that pairs most words: a changed last word is changed, not added
        i = min(range(len(costs)), key=lambda place: (costs[place], -place if head else abs(place - len(b))))
    found: list[Pair] = []
    while j or (i and not head):
        how = steps[i][j]
        found.append((a_from + i - 1 if how != 2 else None, b_from + j - 1 if how != 1 else None))  # noqa: PLR2004
        i, j = i - (how != 2), j - (how != 1)  # noqa: PLR2004
    return found[::-1]


def compare_words(published: str, pasted: str) -> tuple[Segment, ...]:
    """Both texts cut into segments: same, changed, missing, added, or outside of the pasted fragment.

    A word is the same when only its case, quotes or the place of its tone mark differ; a lost or changed Vietnamese
    mark is a change. Blanks belong to the word before them.
    """
    ours, theirs = cut(published), cut(pasted)
    pairs = _Aligner(ours, theirs).pairs() if ours and theirs else _side_by_side((), range(len(theirs)))
    used = [place for place, _other in pairs if place is not None]
    first, end = (used[0], used[-1] + 1) if used else (len(ours), len(ours))
    steps: list[tuple[SegmentKind, Pair]] = [(SegmentKind.OUTSIDE, (place, None)) for place in range(first)]
    steps += [(_kind(pair, ours, theirs), pair) for pair in pairs]
    steps += [(SegmentKind.OUTSIDE, (place, None)) for place in range(end, len(ours))]
    return tuple(_segments(_trimmed(steps), (published, ours), (pasted, theirs)))


def _kind(pair: Pair, ours: Sequence[Word], theirs: Sequence[Word]) -> SegmentKind:
    a, b = pair
    if a is None:
        return SegmentKind.ADDED
    if b is None:
        return SegmentKind.MISSING
    return SegmentKind.SAME if ours[a].key == theirs[b].key else SegmentKind.CHANGED


def _trimmed(steps: list[tuple[SegmentKind, Pair]]) -> list[tuple[SegmentKind, Pair]]:
    """What is missing before the first and after the last pasted word lies outside."""
    pasted = [number for number, (_kind, (_a, b)) in enumerate(steps) if b is not None]
    if not pasted:
        return steps
    return [
        (SegmentKind.OUTSIDE, pair) if number < pasted[0] or number > pasted[-1] else (kind, pair)
        for number, (kind, pair) in enumerate(steps)
    ]


def _group(kind: SegmentKind) -> str:
    return kind if kind in {SegmentKind.SAME, SegmentKind.OUTSIDE} else "altered"


def _segments(
    steps: list[tuple[SegmentKind, Pair]], ours: tuple[str, Sequence[Word]], theirs: tuple[str, Sequence[Word]]
) -> Iterable[Segment]:
    """Join successive steps of a kind; a stretch altered on both sides is changed."""
    groups = [(key, list(each)) for key, each in groupby(steps, key=lambda step: _group(step[0]))]
    a_cuts = _cuts(*ours, [[pair[0] for _kind, pair in each if pair[0] is not None] for _key, each in groups])
    b_cuts = _cuts(*theirs, [[pair[1] for _kind, pair in each if pair[1] is not None] for _key, each in groups])
    for (_key, each), published, pasted in zip(groups, a_cuts, b_cuts, strict=True):
        kinds = {kind for kind, _pair in each}
        kind = each[0][0] if len(kinds) == 1 else SegmentKind.CHANGED
        yield Segment(kind, published, pasted)


def _cuts(text: str, words: Sequence[Word], groups: list[list[int]]) -> list[str]:
    """The text of each group of places, up to where the next word begins."""
    found, begun = [], 0
    last = max((number for number, places in enumerate(groups) if places), default=-1)
    for number, places in enumerate(groups):
        if not places:
            found.append("")
            continue
        following = places[-1] + 1
        end = words[following].start if following < len(words) and number != last else len(text)
        found.append(text[begun:end])
        begun = end
    return found
