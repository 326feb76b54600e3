"""The Merkle tree of the public log, hashed as in RFC 6962 (certificate transparency): pure functions.

The tree is kept as the hashes of its complete subtrees: node (level, position) covers the leaves
`position << level` up to, not including, `(position + 1) << level`. Every proof asks for a number of nodes that grows
with the logarithm of the size only.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

Place = tuple[int, int]
"""A complete subtree: (level, position)."""
Node = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(frontier: Sequence[bytes], size: int, leaf: bytes) -> tuple[list[bytes], list[tuple[Place, bytes]]]:
    """Add a leaf to a tree of `size` leaves whose complete subtrees, largest first, are the frontier.

    Gives the new frontier and the nodes that became complete (the leaf itself first): one or two on average.
    """
    stack, made, level, position, current = list(frontier), [((0, size), leaf)], 0, size, leaf
    while position & 1:
        current = node_hash(stack.pop(), current)
        level, position = level + 1, position >> 1
        made.append(((level, position), current))
    return [*stack, current], made


def cover(start: int, end: int) -> list[Place]:
    """The complete subtrees, largest first, that make up the leaves from start to end, a range of the tree."""
    found: list[Place] = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over the subtrees of a range, largest first; of nothing: the root of the empty tree."""
    if not hashes:
        return EMPTY_ROOT
    current = hashes[-1]
    for each in reversed(hashes[:-1]):
        current = node_hash(each, current)
    return current


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove that a leaf is in the tree, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose hashes prove that the tree of `size` leaves begins with the tree of `old` leaves."""
    if not 0 < old <= size:
        raise ValueError(f"A tree of {size} leaves does not begin with one of {old}.")
    start, end, whole, found = 0, size, True, []
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    if not whole:
        found.append((start, end))
    return found[::-1]


def places(ranges: Iterable[tuple[int, int]]) -> set[Place]:
    """Every node that the hashes of the ranges need."""
    return {place for start, end in ranges for place in cover(start, end)}


def hashes_of(ranges: Iterable[tuple[int, int]], node: Node) -> list[bytes]:
    """The hash of each range."""
    return [fold([node(*place) for place in cover(start, end)]) for start, end in ranges]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that the leaf stands at the index of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            current = node_hash(sibling, current)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and current == root


def verify_consistency(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree of `size` leaves begins with that of `old` leaves (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == root
