"""Films and sound without what they say of themselves: place, author, device, dates, pictures of covers.

Published films and recordings are handed out as the bytes that were sent; so what nobody plays is taken out before they
are kept. Where offsets depend on it (MP4, WebM, Ogg), the space stays and is filled with nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ttdn.files.errors import RefusedFile
from ttdn.files.packages import damaged
from ttdn.files.recordings import check_recording, ebml_number, without_place

_SEGMENT, _CLUSTER, _INFO, _TRACKS, _ENTRY = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
_SAYING = frozenset({0x1254C367, 0x1941A469, 0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E, 0xBF})
"""Tags, attachments, title, date, names of files, name of a track; and checksums over what changes thereby."""
_SHORT = 127
_PAGE, _FIRST_PAGE = 27, 0x02
_CODECS = {b"OpusHead": (b"OpusTags", b""), b"\x01vorbis": (b"\x03vorbis", b"\x01")}
"""First bytes of a stream: first bytes of its comments, and what ends them."""
_FULL, _HEADERS = 255, 2
_ID3, _ID3_FOOTER, _ID3_OLD, _APE, _APE_HEADED = 10, 0x10, 128, 32, 0x80000000


def without_tags(data: bytes, extension: str) -> bytes:
    """A film or recording that was checked (`check_recording`), without its tags.

    Args:
        data: the whole file.
        extension: of its kind: mp4, m4a, webm, ogg or mp3.

    Raises:
        RefusedFile: malformed, or an Ogg stream whose comments are not known to us.
    """
    clean: dict[str, Callable[[bytes], bytes]] = {
        "mp4": without_place, "m4a": without_place, "webm": _webm, "ogg": _ogg, "mp3": _mp3,
    }  # fmt: skip
    found = clean[extension](data)
    check_recording(found, extension)  # a tag may claim what is no tag
    return found


def _webm(data: bytes) -> bytes:
    """Elements that say something become void elements of the same size."""
    clean, at = bytearray(data), 0
    while at < len(data):
        start = at
        name, at = ebml_number(data, at, keep_mark=True)
        size, at = ebml_number(data, at, keep_mark=False)
        if name in {_SEGMENT, _INFO, _TRACKS, _ENTRY} or (name == _CLUSTER and size < 0):
            continue  # what is inside comes next; a cluster without a size ends where another element begins
        at = len(data) if size < 0 else at + size
        if at > len(data):
            raise damaged()
        if name in _SAYING:
            clean[start:at] = _void(at - start)
    return bytes(clean)


def _void(length: int) -> bytes:
    """A void element of so many bytes."""
    if length - 2 < _SHORT:
        return bytes([0xEC, 0x80 | (length - 2)]) + bytes(length - 2)
    return b"\xec\x01" + (length - 9).to_bytes(7) + bytes(length - 9)


def _mp3(data: bytes) -> bytes:
    """The frames alone: tags before them (ID3v2) and behind them (ID3v1, APE, a second ID3v2) go."""
    start, end = 0, len(data)
    while data.startswith(b"ID3", start):
        start += _id3_length(data[start : start + _ID3])
    while (length := _tail_length(data, start, end)) > 0:
        end -= length
    return data[start:end]


def _id3_length(head: bytes) -> int:
    if len(head) < _ID3:
        raise damaged()
    size = 0
    for each in head[6:10]:
        size = size << 7 | each & 0x7F
    return _ID3 + size + (_ID3 if head[5] & _ID3_FOOTER else 0)


def _tail_length(data: bytes, start: int, end: int) -> int:
    """Bytes of the tag that stands last; 0: there is none (any more)."""
    length = 0
    if data[end - _ID3_OLD : end].startswith(b"TAG"):
        length = _ID3_OLD
    elif data[end - _APE : end].startswith(b"APETAGEX"):
        size, flags = (int.from_bytes(data[end - at : end - at + 4], "little") for at in (20, 12))
        length = size + (_APE if flags & _APE_HEADED else 0)
    elif data[end - _ID3 : end].startswith(b"3DI"):
        length = _id3_length(data[end - _ID3 : end])
    elif data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        length = int(data[end - 15 : end - 9]) + 15
    return length if length <= end - start else 0


@dataclass
class _Stream:
    """A logical stream of an Ogg file as far as it was read."""

    packets: int = 0
    parts: list[tuple[int, int]] = field(default_factory=list)
    codec: bytes = b""


def _ogg(data: bytes) -> bytes:
    """The comments of each stream are written anew, empty, over the same bytes; pages get their checksums again."""
    clean, streams = bytearray(data), dict[bytes, _Stream]()
    touched: set[int] = set()
    pages: list[tuple[int, int]] = []
    for start, body, lengths in _pages(data):
        serial, at = data[start + 14 : start + 18], body
        if data[start + 5] & _FIRST_PAGE:
            streams[serial] = _Stream()
        stream = streams.get(serial)
        if stream is None:
            raise damaged()
        for length in lengths:
            if stream.packets < _HEADERS:  # only the first two packets of a stream concern us
                stream.parts.append((at, at + length))
            at += length
            if length < _FULL:
                _packet(clean, stream, touched)
        pages.append((start, at))
    for start, end in pages:
        if any(start <= each < end for each in touched):
            clean[start + 22 : start + 26] = bytes(4)
            clean[start + 22 : start + 26] = _checksum(clean[start:end]).to_bytes(4, "little")
    return bytes(clean)


def _pages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(first byte, first byte of the content, lengths of the segments) of each page."""
    at = 0
    while at < len(data):
        body = at + _PAGE + data[at + 26]
        lengths = data[at + _PAGE : body]
        yield at, body, lengths
        at = body + sum(lengths)


def _packet(clean: bytearray, stream: _Stream, touched: set[int]) -> None:
    """A packet has ended: the first tells the codec, the second holds the comments."""
    parts, stream.parts, number = stream.parts, [], stream.packets
    stream.packets += 1
    if number > 1:
        return
    content = b"".join(bytes(clean[first:after]) for first, after in parts)
    if number == 0:
        stream.codec = next((each for each in _CODECS if content.startswith(each)), b"")
        if not stream.codec:
            raise RefusedFile(_("Âm thanh Ogg phải là Opus hoặc Vorbis. Hãy chuyển sang MP3 hoặc M4A rồi gửi lại."))
        return
    begins, ends = _CODECS[stream.codec]
    empty = begins + bytes(8) + ends
    if not content.startswith(begins) or len(content) < len(empty):
        raise damaged()
    fresh, at = empty.ljust(len(content), b"\0"), 0
    for first, after in parts:
        clean[first:after] = fresh[at : at + after - first]
        at += after - first
        touched.add(first)


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _bit in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        table.append(value)
    return table


_TABLE = _crc_table()


def _checksum(page: bytes | bytearray) -> int:
    """The checksum of an Ogg page whose own field is zero (RFC 3533)."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value


__all__ = ["without_tags"]
