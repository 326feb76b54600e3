"""PAdES: the digital signature of a body on a PDF, where the body has given its certificate (`TTDN_PADES_DIR`).

In the folder: `<code of the body>.p12` (PKCS #12) and `<code of the body>.pass` (its passphrase, one line). The
signature is invisible and lies outside the page, so that the file stays PDF/A and PDF/UA.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

logger = logging.getLogger(__name__)
FIELD = "ChuKySo"
_CODE = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class Certificate:
    """The certificate of a body, opened for signing; `fingerprint` is the hash of its file."""

    signer: signers.SimpleSigner
    fingerprint: str
    not_before: datetime
    not_after: datetime


def certificate_of(code: str, at: datetime) -> Certificate | None:
    """The certificate of a body by its code; None: it has none here that is good at that moment."""
    if not settings.PADES_DIR or not _CODE.fullmatch(code):
        return None
    path = Path(settings.PADES_DIR) / f"{code}.p12"
    if not path.is_file():
        return None
    found = _opened(path, path.stat().st_mtime_ns)
    if found is None or not found.not_before <= at <= found.not_after:
        return None
    return found


@lru_cache(maxsize=256)
def _opened(path: Path, _changed: int) -> Certificate | None:
    """The certificate of a file; one that cannot be opened is told to whoever runs the site, once, and not used."""
    try:
        phrase = path.with_suffix(".pass").read_text(encoding="utf-8").strip().encode()
    except OSError:
        logger.exception("The passphrase of %s cannot be read; PDFs of this body are not signed.", path.name)
        return None
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=phrase)  # type: ignore[no-untyped-call]
    own = signer.signing_cert if signer else None
    if signer is None or own is None:
        logger.error("The certificate %s cannot be opened; PDFs of this body are not signed.", path.name)
        return None
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    return Certificate(signer, fingerprint, own.not_valid_before, own.not_valid_after)


def sign(pdf: bytes, certificate: Certificate) -> bytes:
    """The PDF with a PAdES signature of the body appended; what stands before it stays the same bytes."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]
    while "/Kids" in page:
        page = page["/Kids"][0].get_object()
    page["/Tabs"] = NameObject("/S")  # PDF/UA-1, 7.18.3: a page with an annotation says its tab order
    writer.update_container(page)
    place = SigFieldSpec(
        FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True), readable_field_name="Chữ ký số"
    )
    meta = signers.PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    signed = signers.PdfSigner(meta, signer=certificate.signer, new_field_spec=place).sign_pdf(writer)
    signed.seek(0)
    return bytes(signed.read())
