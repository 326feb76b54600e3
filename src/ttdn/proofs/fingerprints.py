"""Fingerprints of a text by winnowing (Schleimer, Wilkerson, Aiken 2003): pure functions.

Every shingle of a few successive words is hashed; of every window of hashes the least is kept. Two texts that share
enough successive words therefore share a kept hash, wherever the words stand. Words are compared without case, marks and
punctuation, so that a text typed without Vietnamese marks finds its original.
"""

import hashlib
from collections.abc import Sequence

from ttdn.proofs.words import Word

SHINGLE = 4
"""Words in a shingle; a sign of a spaceless script counts half."""
WINDOW = 6
"""Of so many successive shingles one is kept: nine words in a row are always found."""


def shingles(words: Sequence[Word]) -> list[int]:
    """The hash of every shingle in order (signed 64 bits); a text shorter than a shingle has one of all its words."""
    units = [(each.bare, 1 if each.kind == "sign" else 2) for each in words if each.kind != "mark"]
    found: list[int] = []
    end = weight = 0
    for start in range(len(units)):
        while end < len(units) and weight < 2 * SHINGLE:
            weight += units[end][1]
            end += 1
        if weight < 2 * SHINGLE and found:
            break
        found.append(_hash([text for text, _weight in units[start:end]]))
        weight -= units[start][1]
    return found


def _hash(words: list[str]) -> int:
    digest = hashlib.blake2b("\x1f".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def winnow(hashes: Sequence[int]) -> set[int]:
    """The kept hashes: of every window the least."""
    kept: set[int] = set()
    window: list[int] = []
    for place, value in enumerate(hashes):
        while window and hashes[window[-1]] >= value:
            window.pop()
        window.append(place)
        if window[0] <= place - WINDOW:
            window.pop(0)
        if place >= WINDOW - 1 or place == len(hashes) - 1:
            kept.add(hashes[window[0]])
    return kept


def of_text(title: Sequence[Word], body: Sequence[Word]) -> set[int]:
    """The fingerprints kept for a text: all shingles of its title (often pasted alone), and its winnowed body."""
    return set(shingles(title)) | winnow(shingles(body))
