"""Media made for the tests: good ones of every kind, and the hostile ones that people and programs send."""

import io
import struct
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, TiffImagePlugin

from ttdn.portal.metadata import Written, with_iptc, xmp_packet

EPUB_MIME = "application/epub+zip"


def drawing(width: int = 900, height: int = 600, seed: int = 1) -> Image.Image:
    """A picture with something to see: a slope of light and some bars, different for each seed."""
    picture = Image.linear_gradient("L").rotate(seed * 37).resize((width, height)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for number in range(6):
        left = (number * 131 + seed * 97) % width
        pen.rectangle((left, (number * seed * 53) % height, left + width // 9, height), fill=(40 * number, 90, 200))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def jpeg(seed: int = 1, width: int = 900, height: int = 600, **options: Any) -> bytes:
    """A JPEG that says nothing of itself."""
    return encoded(drawing(width, height, seed), **options)


def telling_jpeg(seed: int = 2, width: int = 900, height: int = 600) -> bytes:
    """A JPEG of a camera: place by satellite, numbers of camera and lens, author; and the words of an agency in IPTC."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Nikon", "Z 9"
    exif[0x8769] = {0x9003: "2026:11:18 09:30:00", 0xA431: "SERIAL-123456", 0xA435: "LENS-987654"}
    exif[0x8825] = {1: "N", 2: tuple(TiffImagePlugin.IFDRational(each) for each in (21, 1, 42)), 3: "E"}
    words = Written(
        title="Lễ khai mạc Tuần văn hoá",
        captions={"vi": "Đoàn nghệ thuật biểu diễn tại lễ khai mạc."},
        credit="Trần Văn A",
        source="Báo Thử",
        copyright="© Trần Văn A",
        usage="",
        place="Hà Nội",
    )
    return with_iptc(encoded(drawing(width, height, seed), exif=exif), words)


def xmp_webp(words: Written, seed: int = 3) -> bytes:
    """A WebP with words in XMP."""
    return encoded(drawing(700, 500, seed), "WEBP", xmp=xmp_packet(words))


def box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of the container of films."""
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(*, brand: bytes = b"isom", place: bytes = b"+21.0285+105.8542/", tail: bytes = b"") -> bytes:
    """A film of one track, 640 by 360, that says where it was taken."""
    header = b"\0" * 76 + struct.pack(">II", 640 << 16, 360 << 16)
    track = box(b"trak", box(b"tkhd", header) + box(b"udta", box(b"name", b"SERIAL-77")))
    places = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7) + place))
    moov = box(b"moov", box(b"mvhd", b"\0" * 100) + track + places)
    return box(b"ftyp", brand + b"\0\0\0\1" + b"isom") + moov + box(b"mdat", b"film" * 500) + tail


def element(name: bytes, content: bytes) -> bytes:
    """An EBML element with a size of four bytes."""
    return name + struct.pack(">I", 0x10000000 | len(content)) + content


def webm(*, unsized: bool = False) -> bytes:
    """A WebM of one track, 320 by 180, with tags; `unsized`: as browsers record, tags behind clusters without a size."""
    head = element(b"\x1a\x45\xdf\xa3", b"\x42\x82\x84webm")
    pixels = element(b"\xe0", b"\xb0\x82\x01\x40" + b"\xba\x81\xb4")
    info = element(b"\x15\x49\xa9\x66", element(b"\xbf", b"crc!") + element(b"\x7b\xa9", b"SERIAL-77 bi mat"))
    tracks = element(b"\x16\x54\xae\x6b", element(b"\xae", pixels + element(b"\x53\x6e", b"May SERIAL-77")))
    tags = element(b"\x12\x54\xc3\x67", b"LOCATION +21.0285+105.8542/" + b"x" * 200)
    block = element(b"\xa3", b"film" * 40)
    unknown = b"\x1f\x43\xb6\x75\xff" + block
    inner = info + tracks + (unknown * 2 if unsized else element(b"\x1f\x43\xb6\x75", block)) + tags
    return head + (b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + inner if unsized else element(b"\x18\x53\x80\x67", inner))


def mp3(frames: int = 5) -> bytes:
    """Silence at 128 kbit/s with tags before and behind: ID3v2, APE, ID3v1."""
    place = b"TXXX LOCATION +21.0285"
    ape = b"Artist=SERIAL-77" + b"APETAGEX" + struct.pack("<IIII", 2000, 16 + 32, 1, 0) + bytes(8)
    silence = (b"\xff\xfb\x90\x00" + b"\0" * 413) * frames
    old = b"TAG" + b"SERIAL-77".ljust(125, b"\0")
    return b"ID3\x03\x00\x00\x00\x00\x00" + bytes([len(place)]) + place + silence + ape + old


def ogg_page(content: bytes, number: int, *, flags: int = 0, goes_on: bool = False) -> bytes:
    """A page of one packet (or of the beginning of one), without its checksum."""
    lengths = [255] * (len(content) // 255) + ([] if goes_on else [len(content) % 255])
    head = b"OggS\0" + bytes([flags]) + bytes(8) + struct.pack("<IIIB", 7, number, 0, len(lengths))
    return head + bytes(lengths) + content


def ogg(kind: bytes = b"OpusHead") -> bytes:
    """A stream whose comments, over two pages, tell place and author."""
    begins, ends = (b"OpusTags", b"") if kind == b"OpusHead" else (b"\x03vorbis", b"\x01")
    said = [b"LOCATION=+21.0285+105.8542/", b"ARTIST=SERIAL-77", b"x" * 400]
    told = b"".join(struct.pack("<I", len(each)) + each for each in said)
    comments = begins + struct.pack("<I", 4) + b"Lavf" + struct.pack("<I", len(said)) + told + ends
    pages = ogg_page(kind + bytes(11), 0, flags=2) + ogg_page(comments[:255], 1, goes_on=True)
    return pages + ogg_page(comments[255:], 2, flags=1) + ogg_page(b"sound" * 20, 3, flags=4)


def epub(**extra: str) -> bytes:
    """A book of one chapter; `extra`: parts by name, `_` for `/`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", EPUB_MIME)
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("OEBPS/c1.xhtml", "<html><body><p>Sách về Việt Nam</p></body></html>")
        for name, text in extra.items():
            archive.writestr(name.replace("_", "/").replace("//", "."), text)
    return out.getvalue()


def sent(data: bytes, name: str) -> SimpleUploadedFile:
    """What a form gives."""
    return SimpleUploadedFile(name, data)
