"""A version as a file: Word, PDF, JSON."""

from ttdn.docgen.model import canonical_json
from ttdn.docgen.pdf import render_pdf
from ttdn.docgen.word import render_docx
from ttdn.files.actions import open_stored
from ttdn.filings.documents import build_document
from ttdn.filings.models import FilingVersion

EXPORTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}


def export(version: FilingVersion, kind: str) -> tuple[bytes, str, str]:
    """Content, file name and MIME type. What was issued in the product gives the very files kept at issue."""
    mime = EXPORTS[kind]
    stored = {"docx": version.docx, "pdf": version.pdf}.get(kind)
    if stored is not None and not stored.is_erased:
        with open_stored(stored) as file:
            return file.read(), stored.name, mime
    document = build_document(version)
    stem = version.number_and_symbol.replace("/", "-") or f"{version.filing.form_id}-{version.filing.period}"
    if kind == "json":
        return canonical_json(document.to_dict()).encode(), f"{stem}.json", mime
    return (render_docx if kind == "docx" else render_pdf)(document), f"{stem}.{kind}", mime
