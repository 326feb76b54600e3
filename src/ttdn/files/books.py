"""EPUB books: bombs, locks, scripts and foreign programs refused; the text of their chapters read for the scan."""

import re
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from ttdn.files.errors import RefusedFile
from ttdn.files.packages import damaged, read_parts

_CHAPTER = re.compile(r"\.(xhtml|html?|opf|ncx|xml)$", re.IGNORECASE)
_PROGRAM_PART = re.compile(r"\.(js|mjs|exe|bat|vbs|jar|svgz)$", re.IGNORECASE)
_SCRIPT = re.compile(rb"<\s*script|\son[a-z]{3,}\s*=|javascript:|<!ENTITY", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,4000}>")


def read_book(data: bytes) -> list[str]:
    """Check an EPUB and give the text of its parts.

    Raises:
        RefusedFile: bomb, damaged, locked (DRM), or with scripts or programs inside.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = read_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise damaged() from error
    if "META-INF/encryption.xml" in parts or "META-INF/rights.xml" in parts:
        raise RefusedFile(_("Sách điện tử bị khóa bản quyền nên không kiểm tra được. Xin gửi bản không khóa."))
    texts = []
    for name, part in parts.items():
        if _PROGRAM_PART.search(name) or part.startswith((b"MZ", b"\x7fELF")) or _holds_script(name, part):
            raise RefusedFile(_("Sách điện tử chứa mã lệnh nên không được nhận. Xin xuất lại bản không có mã lệnh."))
        if _CHAPTER.search(name):
            texts.append(_TAG.sub("\n", part.decode("utf-8", "replace")))
    return texts


def _holds_script(name: str, part: bytes) -> bool:
    return bool((_CHAPTER.search(name) or name.lower().endswith(".svg")) and _SCRIPT.search(part))
