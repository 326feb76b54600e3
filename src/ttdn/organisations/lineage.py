"""Who carries on whose work: pure walks over the register of successions, no database.

A body that has ended hands each function to exactly one heir, so the bodies that ended form a forest whose roots are
alive: nothing is lost on the way and nothing is counted twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ttdn.organisations.choices import Function


@dataclass(frozen=True, slots=True)
class Link:
    """One recorded succession: `predecessor_ends` is the first day on which the predecessor is no more."""

    predecessor: int
    successor: int
    function: str
    effective_on: date
    predecessor_ends: date | None


_FALLBACKS: Mapping[str, tuple[str, ...]] = {
    Function.TTDN: (Function.TTDN, Function.ALL),
    Function.ALL: (Function.ALL, Function.OTHER, Function.TTDN),
    Function.OTHER: (Function.OTHER, Function.ALL),
}


def heirs(links: Iterable[Link], function: str, on: date) -> dict[int, int]:
    """The heir, for `function`, of each body that has ended by `on`.

    The last change counts; of two on one day, the one that names the function itself.
    """
    wanted = {name: rank for rank, name in enumerate(_FALLBACKS[function])}
    best: dict[int, tuple[date, int, int]] = {}
    for link in links:
        ended = link.predecessor_ends is not None and link.predecessor_ends <= on
        if not ended or link.effective_on > on or link.function not in wanted:
            continue
        claim = (link.effective_on, -wanted[link.function], -link.successor)
        if link.predecessor not in best or claim > best[link.predecessor]:
            best[link.predecessor] = claim
    return {body: -claim[2] for body, claim in best.items()}


def last_heir(body: int, heir_of: Mapping[int, int]) -> int:
    """The end of the chain of heirs that starts at `body`; `body` itself where it has none."""
    seen = {body}
    while (following := heir_of.get(body)) is not None and following not in seen:
        seen.add(following)
        body = following
    return body


def ancestors(heir_of: Mapping[int, int]) -> dict[int, set[int]]:
    """For each body at the end of a chain: all bodies that ended and whose work it carries on."""
    found: dict[int, set[int]] = defaultdict(set)
    for body in heir_of:
        found[last_heir(body, heir_of)].add(body)
    return dict(found)


def ancestors_of(body: int, heir_of: Mapping[int, int]) -> set[int]:
    """All bodies whose work `body` carried on, whether or not `body` itself has ended since."""
    inherited: dict[int, list[int]] = defaultdict(list)
    for before, after in heir_of.items():
        inherited[after].append(before)
    found: set[int] = set()
    ahead = [body]
    while ahead:
        for before in inherited.get(ahead.pop(), ()):
            if before not in found and before != body:
                found.add(before)
                ahead.append(before)
    return found
