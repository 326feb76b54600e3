"""Public identifiers: UUIDv7 (time-ordered), the only ids that appear in a URL, export, audit or harvest."""

import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """A fresh UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
