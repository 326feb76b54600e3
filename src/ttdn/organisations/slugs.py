"""Codes and places in the order of the register for bodies that people add."""

import re

from ttdn.law.text import fold, sort_key
from ttdn.organisations.choices import KIND_ORDER, BodyKind
from ttdn.organisations.models import Body


def free_code(name: str, within: str = "") -> str:
    """A code made of the name (after the parent's code), with a number where it is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-") or "co-quan"
    stem = f"{within}-{words}"[:74].strip("-") if within else words
    taken = set(Body.objects.filter(code__startswith=stem).values_list("code", flat=True))
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code


def register_order(kind: str, name: str) -> str:
    """The stored sort key: kinds in the order of protocol, then the Vietnamese alphabet; provinces by their own name."""
    bare = name
    if kind == BodyKind.PROVINCE:
        bare = re.sub(r"^Ủy ban nhân dân (tỉnh|thành phố) ", "", name, flags=re.IGNORECASE)
    return f"{KIND_ORDER[BodyKind(kind)]}{sort_key(bare)}"[:120]
