"""Films and sound: the containers walked end to end, so that what is cut off or malformed is refused, not kept."""

from collections.abc import Iterator

from ttdn.files.packages import damaged

_BOX_HEAD = 8
_LONG_BOX = 16
_MANY = 200_000
_PAGE_HEAD = 27
_PARENTS = frozenset({b"moov", b"trak"})
_PLACES = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes of a film that carry words, the camera's number and the place: nothing that is played."""
_KILOBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KILOBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_RATES = {3: (44100, 48000, 32000, 0), 2: (22050, 24000, 16000, 0), 0: (11025, 12000, 8000, 0)}
_FRAMES_READ = 3
_TRACKS, _ENTRY, _PICTURE, _WIDTH, _HEIGHT = 0x1654AE6B, 0xAE, 0xE0, 0xB0, 0xBA
_SEGMENT = 0x18538067


def check_recording(data: bytes, extension: str) -> None:
    """Walk a film or recording.

    Args:
        data: the whole file.
        extension: of its kind: mp4, m4a, webm, ogg or mp3.

    Raises:
        RefusedFile: cut off or malformed.
    """
    {"mp4": _check_boxes, "m4a": _check_boxes, "webm": _check_webm, "ogg": _check_pages, "mp3": _check_frames}[
        extension
    ](data)


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, first byte, byte after the last) of each box in a range (ISO 14496-12)."""
    at, seen = start, 0
    while at < end:
        size, head = int.from_bytes(data[at : at + 4]), _BOX_HEAD
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), _LONG_BOX
        size = size or end - at
        seen += 1
        if size < head or at + size > end or seen > _MANY:
            raise damaged()
        yield bytes(data[at + 4 : at + 8]), at, at + size
        at += size


def _check_boxes(data: bytes) -> None:
    kinds = {}
    for kind, start, end in _boxes(data, 0, len(data)):
        kinds[kind] = (start, end)
    if b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds):
        raise damaged()
    start, end = kinds[b"moov"]
    if b"trak" not in {kind for kind, _start, _end in _boxes(data, start + _BOX_HEAD, end)}:
        raise damaged()


def without_place(data: bytes) -> bytes:
    """An MP4 or M4A without the boxes that say where, with which device and by whom it was taken.

    They become free space of the same size, so that nothing that is played moves.
    """
    clean = bytearray(data)

    def clear(start: int, end: int) -> None:
        for kind, first, after in _boxes(data, start, end):
            if kind in _PLACES:
                clean[first + 4 : first + 8] = b"free"
                clean[first + 8 : after] = bytes(after - first - 8)
            elif kind in _PARENTS:
                clear(first + _BOX_HEAD, after)

    clear(0, len(data))
    return bytes(clean)


def size_of(data: bytes, extension: str) -> tuple[int, int] | None:
    """Width and height of a film in pixels; None: sound, or the file does not say."""
    found = _webm_size(data) if extension == "webm" else _boxed_size(data)
    return found if found and all(found) else None


def _boxed_size(data: bytes) -> tuple[int, int] | None:
    largest = (0, 0)
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for track, first, after in _boxes(data, start + _BOX_HEAD, end):
            if track != b"trak":
                continue
            for inner, _from, to in _boxes(data, first + _BOX_HEAD, after):
                if inner == b"tkhd":
                    size = (int.from_bytes(data[to - 8 : to - 6]), int.from_bytes(data[to - 4 : to - 2]))
                    largest = max(largest, size)
    return largest


def ebml_number(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """A variable-length number of EBML and the byte after it; an unknown size is -1."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if not first or at + length > len(data):
        raise damaged()
    value = int.from_bytes(data[at : at + length])
    if not keep_mark:
        value &= (1 << (7 * length)) - 1
        if value == (1 << (7 * length)) - 1:
            value = -1
    return value, at + length


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(id, first byte of the content, byte after it) of each EBML element in a range."""
    at, seen = start, 0
    while at < end:
        name, at = ebml_number(data, at, keep_mark=True)
        size, at = ebml_number(data, at, keep_mark=False)
        after = end if size < 0 else at + size
        seen += 1
        if after > end or seen > _MANY:
            raise damaged()
        yield name, at, after
        at = after


def _check_webm(data: bytes) -> None:
    names = {name: (start, end) for name, start, end in _elements(data, 0, len(data))}
    if _SEGMENT not in names or _TRACKS not in {name for name, _start, _end in _elements(data, *names[_SEGMENT])}:
        raise damaged()


def _webm_size(data: bytes) -> tuple[int, int] | None:
    found: dict[int, int] = {}

    def walk(start: int, end: int) -> None:
        for name, first, after in _elements(data, start, end):
            if name in {_SEGMENT, _TRACKS, _ENTRY, _PICTURE}:
                walk(first, after)
            elif name in {_WIDTH, _HEIGHT}:
                found.setdefault(name, int.from_bytes(data[first:after]))

    walk(0, len(data))
    return (found[_WIDTH], found[_HEIGHT]) if {_WIDTH, _HEIGHT} <= set(found) else None


def _check_pages(data: bytes) -> None:
    at, pages = 0, 0
    while at < len(data):
        if data[at : at + 4] != b"OggS" or at + _PAGE_HEAD > len(data):
            raise damaged()
        segments = data[at + 26]
        at += _PAGE_HEAD + segments + sum(data[at + _PAGE_HEAD : at + _PAGE_HEAD + segments])
        pages += 1
    if at != len(data) or not pages:
        raise damaged()


def _check_frames(data: bytes) -> None:
    """An ID3 tag, then frames of layer III, each where the one before it ends."""
    at = 0
    if data.startswith(b"ID3"):
        size = 0
        for each in data[6:10]:
            size = size << 7 | each & 0x7F
        at = 10 + size
    for _frame in range(_FRAMES_READ):
        length = _frame_length(data[at : at + 4])
        if not length or at + length > len(data):
            raise damaged()
        at += length


def _frame_length(head: bytes) -> int:
    """Bytes of an MP3 frame; 0: not the head of one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] & 0x06 != 0x02:  # noqa: PLR2004  (the format)
        return 0
    version = head[1] >> 3 & 3
    rates = _RATES.get(version)
    if rates is None:
        return 0
    kilobits = (_KILOBITS_1 if version == 3 else _KILOBITS_2)[head[2] >> 4]  # noqa: PLR2004
    rate = rates[head[2] >> 2 & 3]
    if not kilobits or not rate:
        return 0
    return (144 if version == 3 else 72) * kilobits * 1000 // rate + (head[2] >> 1 & 1)  # noqa: PLR2004
