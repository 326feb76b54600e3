"""QR codes of permanent addresses, drawn here; nothing is asked from outside."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=512)
def qr_svg(address: str) -> str:
    """The QR code of an address as an SVG without any text, style or script; error correction M, quiet zone 2."""
    return segno.make(address, error="m", micro=False).svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
