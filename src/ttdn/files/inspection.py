"""All checks of an upload, in order, on bytes in memory: size, kind, harm, marks of state secrets."""

import email
import email.policy
import re

from django.conf import settings
from django.utils.translation import gettext as _

from ttdn.files.books import read_book
from ttdn.files.errors import RefusedFile
from ttdn.files.kinds import FILMS, KINDS, PICTURES, RECORDINGS, Kind, decode_text, is_executable, sniff
from ttdn.files.packages import damaged, read_package
from ttdn.files.pdfs import read_pdf
from ttdn.files.pictures import open_picture
from ttdn.files.recordings import check_recording
from ttdn.files.secrets import refuse_if_secret_file

_MEGABYTE = 1024 * 1024
_PROGRAM_NAMES = re.compile(
    r"\.(exe|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|msi|scr|pif|jar|hta|lnk|reg|sh|py|php|html?|svg|xhtml|apk)$",
    re.IGNORECASE,
)
_MAX_PIXELS = 100_000_000


def inspect(data: bytes, name: str, *, allowed: frozenset[str], size: int | None = None) -> Kind:
    """The kind of an acceptable file.

    Args:
        data: the whole content.
        name: the name that the browser sent.
        allowed: extensions of the kinds that may be sent here.
        size: size in bytes when the content was dropped for being too large.

    Raises:
        RefusedFile: with the sentence for the user; SecretMark when the file carries a mark of a state secret.
    """
    _check_size(len(data) if size is None else max(size, len(data)))
    if is_executable(data) or _PROGRAM_NAMES.search(name.strip().rstrip(". ")):
        raise RefusedFile(_("Đây là chương trình hoặc mã lệnh, không phải tài liệu, nên không được nhận."))
    kind = sniff(data, name)
    if kind is None or kind.extension not in allowed:
        raise RefusedFile(_wrong_kind(data, kind, allowed))
    refuse_if_secret_file(name, _texts(data, name, kind, allowed))
    return kind


def _check_size(size: int) -> None:
    limit = settings.UPLOAD_MAX_BYTES
    if size > limit:
        raise RefusedFile(
            _(
                "Tệp nặng %(size)s MB, lớn hơn mức %(limit)s MB. Xin giảm dung lượng (nén ảnh, bớt trang) hoặc tách thành nhiều tệp."
            )
            % {"size": _megabytes(size), "limit": _megabytes(limit)}
        )
    if not size:
        raise RefusedFile(_("Tệp rỗng, không có nội dung. Xin chọn lại tệp."))


def _megabytes(size: int) -> str:
    """Megabytes rounded up to one decimal, so that a file over the limit never looks as if it were at the limit."""
    tenths = -(-size * 10 // _MEGABYTE)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}"


def _wrong_kind(data: bytes, kind: Kind | None, allowed: frozenset[str]) -> str:
    names = ", ".join(extension.upper() for extension in KINDS if extension in allowed)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _(
            "Tệp Word hoặc Excel kiểu cũ (.doc, .xls) hay có mật khẩu không được nhận. Xin bỏ mật khẩu và lưu lại dạng .docx hoặc .xlsx."
        )
    if kind is not None:
        return _("Ở đây không nhận tệp %(kind)s. Các loại được nhận: %(names)s.") % {
            "kind": kind.extension.upper(),
            "names": names,
        }
    return _("Không nhận loại tệp này (xét theo nội dung, không theo tên). Các loại được nhận: %(names)s.") % {
        "names": names
    }


def _texts(data: bytes, name: str, kind: Kind, allowed: frozenset[str]) -> list[str]:
    """Everything readable in a file, after the checks of its kind."""
    if kind.extension == "epub":
        return read_book(data)
    if kind.package:
        return read_package(data)
    if kind.extension == "pdf":
        return read_pdf(data)
    if kind.extension == "eml":
        return _letter_texts(data, allowed)
    if kind.extension in PICTURES:
        return _image_texts(data, kind)
    if kind.extension in FILMS | RECORDINGS:
        check_recording(data, kind.extension)
        return _runs(data)
    return [decode_text(data) or ""]


def _image_texts(data: bytes, kind: Kind) -> list[str]:
    """The readable runs of a picture file (titles and comments in its properties); refuses pictures beyond 100 megapixels."""
    if kind.extension == "png":
        width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
        if data[12:16] != b"IHDR" or not width or not height:
            raise damaged()
        if width * height > _MAX_PIXELS:
            raise RefusedFile(
                _("Ảnh quá lớn (%(width)s × %(height)s điểm). Xin thu nhỏ rồi gửi lại.")
                % {"width": width, "height": height}
            )
    if kind.extension in {"avif", "heic"}:
        open_picture(data).close()
    return _runs(data)


def _runs(data: bytes) -> list[str]:
    """The readable runs of a file of pictures or sound that could hold a mark (titles, comments)."""
    runs = re.findall(r"[\w\s:.,()=\-]{6,}", data.decode("utf-8", "replace"))
    return ["\n".join(run.strip() for run in runs if run.isprintable() and re.search("m[ậạâ]t", run, re.IGNORECASE))]


def _letter_texts(data: bytes, allowed: frozenset[str]) -> list[str]:
    """Subject and text of an e-mail; every attachment goes through the same checks as a file of its own."""
    letter = email.message_from_bytes(data, policy=email.policy.default)
    texts = [str(letter.get("Subject", ""))]
    for part in letter.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if part.get_filename() or part.get_content_maintype() != "text":
            inspect(content, part.get_filename() or "tep", allowed=allowed | {"png", "jpg", "webp"})
        else:
            texts.append(re.sub(r"<[^>]+>", "\n", content.decode(part.get_content_charset() or "utf-8", "replace")))
    return texts
