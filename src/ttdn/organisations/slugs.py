"""Codes of bodies that people add."""

import re

from ttdn.law.text import fold
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
