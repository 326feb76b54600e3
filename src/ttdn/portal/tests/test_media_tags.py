"""What films and recordings say of themselves is taken out; what is played stays, byte for byte and in its place."""

import struct

import pytest

from ttdn.files.errors import RefusedFile
from ttdn.files.recordings import check_recording, size_of
from ttdn.files.tags import without_tags
from ttdn.portal.tests import media_makers as make

SAID = (b"SERIAL-77", b"+21.0285", b"LOCATION", b"ARTIST")
FILES = {
    "mp4": make.mp4(),
    "webm": make.webm(),
    "webm as browsers record": make.webm(unsized=True),
    "mp3": make.mp3(),
    "ogg": make.ogg(),
    "ogg vorbis": make.ogg(b"\x01vorbis"),
}


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_is_said_is_left_and_the_file_is_whole(name: str) -> None:
    data, extension = FILES[name], name.split(maxsplit=1)[0]
    assert any(each in data for each in SAID)
    clean = without_tags(data, extension)
    assert not [each for each in SAID if each in clean]
    check_recording(clean, extension)
    assert without_tags(clean, extension) == clean
    if extension in {"mp4", "webm"}:
        assert size_of(clean, extension) == {"mp4": (640, 360), "webm": (320, 180)}[extension]
        assert clean.count(b"film") == data.count(b"film")
    if extension != "mp3":
        assert len(clean) == len(data), "offsets inside stay true"


def test_an_mp3_is_its_frames() -> None:
    frames = (b"\xff\xfb\x90\x00" + b"\0" * 413) * 5
    assert without_tags(make.mp3(), "mp3") == frames
    footed = b"ID3\x04\x00\x10\x00\x00\x00\x02ab" + b"3DI\x04\x00\x10\x00\x00\x00\x02"
    lyrics = b"LYRICSBEGINbi mat" + b"000017LYRICS200"
    assert without_tags(footed + frames + lyrics + footed, "mp3") == frames
    assert without_tags(frames + b"999999LYRICS200", "mp3").startswith(frames), "a size beyond the file is no tag"


def test_pages_of_an_ogg_file_get_their_checksum_again() -> None:
    """The polynomial of RFC 3533, counted here bit by bit."""
    clean = without_tags(make.ogg(), "ogg")
    second = clean.index(b"OggS", 4)
    end = clean.index(b"OggS", second + 4)
    page = clean[second : second + 22] + bytes(4) + clean[second + 26 : end]
    value = 0
    for byte in page:
        value ^= byte << 24
        for _bit in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    assert struct.unpack("<I", clean[second + 22 : second + 26])[0] == value


@pytest.mark.parametrize(
    "data",
    [
        make.ogg(b"Speex   "),
        make.ogg_page(b"OpusHead" + bytes(11), 0, flags=2) + make.ogg_page(b"something else", 1),
        make.ogg_page(b"OpusHead" + bytes(11), 0),
    ],
    ids=["another codec", "no comments", "no beginning"],
)
def test_an_ogg_file_that_we_cannot_clean_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedFile):
        without_tags(data, "ogg")


def test_a_tag_that_claims_the_sound_itself_is_refused() -> None:
    frames = (b"\xff\xfb\x90\x00" + b"\0" * 413) * 5
    greedy = b"APETAGEX" + struct.pack("<IIII", 2000, len(frames) + 32, 0, 0) + bytes(8)
    with pytest.raises(RefusedFile):
        without_tags(frames + greedy, "mp3")
