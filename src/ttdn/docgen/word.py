"""The Word writer: a document as .docx bytes, laid out by Nghị định 30/2020/NĐ-CP, Phụ lục I.

The XML is written as text in one pass. Going through python-docx cell by cell costs many times
more, and the file needs nothing that a template would bring.
"""

from datetime import date
from typing import Final

from ttdn.docgen.layout import (
    FOOT_LEFT_MM,
    FOOT_RIGHT_MM,
    FOOTER_FROM_EDGE_MM,
    HEAD_LEFT_MM,
    HEAD_RIGHT_MM,
    HEADER_FROM_EDGE_MM,
    LANDSCAPE_TEXT_WIDTH_MM,
    MARGIN_BOTTOM_MM,
    MARGIN_LEFT_MM,
    MARGIN_RIGHT_MM,
    MARGIN_TOP_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    QUOC_HIEU,
    SIGNATURE_ROOM_PT,
    TEXT_WIDTH_MM,
    TIEU_NGU,
    TIEU_NGU_WIDTH_MM,
    URGENCY_WIDTH_MM,
    WATERMARK_WIDTH_PT,
    rule_width_mm,
)
from ttdn.docgen.model import Annex, Document
from ttdn.docgen.text import nfc
from ttdn.docgen.word_blocks import BlockWriter, escape, paragraph
from ttdn.docgen.word_package import (
    APP_PART,
    FONT_TABLE,
    NO_MARGINS,
    PACKAGE_RELS,
    WORD_NS,
    XML_HEAD,
    content_types,
    document_rels,
    settings_part,
    styles_part,
    twips,
    zip_parts,
)
from ttdn.docgen.wording import (
    addressee_lines,
    annex_reference,
    date_line,
    document_title,
    issuer_lines,
    legal_basis_lines,
    number_line,
    recipient_lines,
    subject_line,
)

LANGUAGE_TAGS: Final = {"vi": "vi-VN", "en": "en-US"}
_SEPARATOR: Final = paragraph("TTDNDuongKe", "")


def render_docx(document: Document) -> bytes:
    """Give the document as a Word file; the same document gives the same bytes."""
    writer = BlockWriter()
    # encoded piece by piece: a report of thousands of bodies is never held as one long string of wide letters
    body = [each.encode() for each in (_head(document), *_title(document), *_opening(document))]
    body.extend(writer.blocks((block,), TEXT_WIDTH_MM).encode() for block in document.blocks)
    body.append(_foot(document).encode())
    landscape = False
    first = True
    for annex in document.annexes:
        section = _section(document, landscape=landscape, first=first)
        body.append(f'<w:p><w:pPr><w:pStyle w:val="TTDNDuongKe"/>{section}</w:pPr></w:p>'.encode())
        body.append(_annex(document, annex, writer).encode())
        landscape, first = annex.landscape, False
    body.append(_section(document, landscape=landscape, first=first).encode())
    language = LANGUAGE_TAGS.get(document.language, document.language)
    headers = {
        "header1": _header(document, numbered=False),
        "header2": _header(document, numbered=True),
    }
    footers = {}
    if document.footer_contact:
        footers = {"footer1": _contact(document.footer_contact), "footer2": _empty_footer()}
    parts = [
        ("[Content_Types].xml", content_types(headers, footers)),
        ("_rels/.rels", PACKAGE_RELS),
        (
            "word/document.xml",
            b"".join([f"{XML_HEAD}<w:document {WORD_NS}><w:body>".encode(), *body, b"</w:body></w:document>"]),
        ),
        ("word/_rels/document.xml.rels", document_rels(headers, footers, writer.images)),
        ("word/styles.xml", styles_part(language)),
        ("word/settings.xml", settings_part(language)),
        ("word/fontTable.xml", FONT_TABLE),
        ("docProps/core.xml", _core(document, language)),
        ("docProps/app.xml", APP_PART),
        *((f"word/{name}.xml", data) for name, data in headers.items()),
        *((f"word/{name}.xml", data) for name, data in footers.items()),
        *((f"word/media/{name}.png", data) for name, data in writer.images.items()),
    ]
    return zip_parts(parts)


def _rule(length_mm: float, available_mm: float) -> str:
    """Give a centred solid rule of a length: an empty small line with a border, drawn by indents."""
    side = twips(max(available_mm - length_mm, 0) / 2)
    border = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TTDNDuongKe"/>{border}'
        f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/></w:pPr></w:p>'
    )


def _columns(left_mm: float, right_mm: float, rows: list[tuple[str, str]]) -> str:
    """Give a two-column table without borders, for the head and the foot of the document."""
    left, right = twips(left_mm), twips(right_mm)
    cells = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        f'<w:tc><w:tcPr><w:tcW w:w="{left}" w:type="dxa"/></w:tcPr>{one}</w:tc>'
        f'<w:tc><w:tcPr><w:tcW w:w="{right}" w:type="dxa"/></w:tcPr>{two}</w:tc></w:tr>'
        for one, two in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{left + right}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{NO_MARGINS}</w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>{cells}</w:tbl>'
    )


def _boxed(text: str, width_mm: float, available_mm: float, color: str) -> str:
    """Give a stamp-like box (III.2): a bordered paragraph narrowed to the box by its indents."""
    side = twips(max(available_mm - width_mm, 0) / 2)
    sides = "".join(
        f'<w:{name} w:val="single" w:sz="8" w:space="1" w:color="{color}"/>'
        for name in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TTDNMucDo"/><w:pBdr>{sides}</w:pBdr>'
        '<w:spacing w:before="120" w:after="60"/>'
        f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/></w:pPr>'
        f'<w:r><w:rPr><w:color w:val="{color}"/></w:rPr><w:t>{escape(text.upper())}</w:t></w:r></w:p>'
    )


def _head(document: Document) -> str:
    """Give ô 1 to 4, 5b, 10b and 11: the two columns at the top of page one."""
    parent, name = issuer_lines(document)
    left = paragraph("TTDNChuQuan", "\n".join(parent)) if parent else ""
    left += paragraph("TTDNBanHanh", "\n".join(name))
    left += _rule(rule_width_mm(max(name, key=len), 12, HEAD_LEFT_MM), HEAD_LEFT_MM)
    right = paragraph("TTDNQuocHieu", QUOC_HIEU) + paragraph("TTDNTieuNgu", TIEU_NGU)
    right += _rule(TIEU_NGU_WIDTH_MM, HEAD_RIGHT_MM)
    second_left = paragraph("TTDNSoKyHieu", number_line(document), space_after=6)
    if document.type_name is None:
        second_left += paragraph("TTDNVeViec", subject_line(document))
    if document.urgency:
        width = URGENCY_WIDTH_MM.get(document.urgency.upper(), 40.0)
        second_left += _boxed(document.urgency, width, HEAD_LEFT_MM, "FF0000")
    second_right = paragraph("TTDNDiaDanh", date_line(document))
    if document.circulation:
        second_right += _boxed(document.circulation, 60.0, HEAD_RIGHT_MM, "000000")
    rows = [(left, right), (second_left, second_right)]
    return _columns(HEAD_LEFT_MM, HEAD_RIGHT_MM, rows) + paragraph("TTDNSauBang", "")


def _title(document: Document) -> list[str]:
    """Give ô 5a: type, subject, rule; nothing for a công văn."""
    if document.type_name is None:
        return []
    subject = subject_line(document)
    return [
        paragraph("TTDNTenLoai", document.type_name.upper()),
        paragraph("TTDNTrichYeu", subject),
        _rule(rule_width_mm(subject, 14, TEXT_WIDTH_MM), TEXT_WIDTH_MM),
    ]


def _opening(document: Document) -> list[str]:
    """Give the provisional note, ô 9a (Kính gửi) and the legal bases."""
    parts = []
    if document.provisional_note:
        parts.append(paragraph("TTDNTamDung", f"({document.provisional_note})"))
    lines = addressee_lines(document)
    if len(lines) == 1:
        parts.append(paragraph("TTDNKinhGui", lines[0]))
    elif lines:
        parts.append(paragraph("TTDNKinhGui", lines[0], keep_next=True))
        parts.extend(paragraph("TTDNKinhGuiDong", line) for line in lines[1:])
    parts.extend(paragraph("TTDNCanCu", line) for line in legal_basis_lines(document))
    return parts


def _foot(document: Document) -> str:
    """Give ô 7 and 9b side by side, on one page."""
    recipients = recipient_lines(document)
    lines = document.signature.lines
    if not recipients and not lines and not document.signature.name:
        return ""
    left = paragraph("TTDNNoiNhan", "Nơi nhận:") if recipients else paragraph("TTDNNoiNhan", "")
    left += "".join(paragraph("TTDNNoiNhanDong", line) for line in recipients)
    right = "".join(paragraph("TTDNChucVu", line.upper()) for line in lines)
    right += paragraph("TTDNChucVu", "", space_after=SIGNATURE_ROOM_PT - 17)
    right += paragraph("TTDNHoTen", document.signature.name or "")
    return paragraph("TTDNSauBang", "") + _columns(FOOT_LEFT_MM, FOOT_RIGHT_MM, [(left, right)]) + _SEPARATOR


def _annex(document: Document, annex: Annex, writer: BlockWriter) -> str:
    """Give an annex (III.1): label, title in capitals, the reference line, a rule, its blocks."""
    width = LANDSCAPE_TEXT_WIDTH_MM if annex.landscape else TEXT_WIDTH_MM
    return (
        paragraph("TTDNPhuLuc", annex.label)
        + paragraph("TTDNTenPhuLuc", annex.title.upper())
        + paragraph("TTDNKemTheo", annex_reference(document))
        + _rule(30.0, width)
        + writer.blocks(annex.blocks, width)
        + ("" if writer.ends_in_paragraph else _SEPARATOR)
    )


def _section(document: Document, *, landscape: bool, first: bool) -> str:
    """Give `w:sectPr`: A4, the margins, own page numbers from 1, no number on its first page."""
    width, height = twips(PAGE_WIDTH_MM), twips(PAGE_HEIGHT_MM)
    size = (
        f'<w:pgSz w:w="{height}" w:h="{width}" w:orient="landscape"/>'
        if landscape
        else f'<w:pgSz w:w="{width}" w:h="{height}"/>'
    )
    footer = ""
    if document.footer_contact:
        footer = f'<w:footerReference w:type="first" r:id="{"footer1" if first else "footer2"}"/>'
    return (
        '<w:sectPr><w:headerReference w:type="first" r:id="header1"/>'
        f'<w:headerReference w:type="default" r:id="header2"/>{footer}'
        f'<w:type w:val="nextPage"/>{size}'
        f'<w:pgMar w:top="{twips(MARGIN_TOP_MM)}" w:right="{twips(MARGIN_RIGHT_MM)}" '
        f'w:bottom="{twips(MARGIN_BOTTOM_MM)}" w:left="{twips(MARGIN_LEFT_MM)}" '
        f'w:header="{twips(HEADER_FROM_EDGE_MM)}" w:footer="{twips(FOOTER_FROM_EDGE_MM)}" '
        'w:gutter="0"/><w:pgNumType w:start="1"/><w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )


def _watermark(text: str, number: int) -> str:
    """Give the diagonal mark as the WordArt shape that Word itself writes for a watermark."""
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="1600,21600" o:spt="136" adj="10800" '
        'path="m@7,0l@8,0m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" '
        f'alt="{escape(text)}" '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{WATERMARK_WIDTH_PT}pt;height:40pt;rotation:315;'
        "z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9d9d9" stroked="f">'
        f'<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" '
        f'string="{escape(text)}"/></v:shape></w:pict></w:r>'
    )


def _header(document: Document, *, numbered: bool) -> bytes:
    """Give a header part: the page number in the top margin (I.7) and the mark, if any."""
    mark = _watermark(nfc(document.mark), 2 if numbered else 1) if document.mark else ""
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>' if numbered else ""
    return (
        f'{XML_HEAD}<w:hdr {WORD_NS}><w:p><w:pPr><w:pStyle w:val="TTDNSoTrang"/></w:pPr>{mark}{number}</w:p></w:hdr>'
    ).encode()


def _contact(text: str) -> bytes:
    """Give the foot of page one (III.4): a full-width rule over the address lines."""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="3" w:color="000000"/></w:pBdr>'
    lines = "<w:br/>".join(f"<w:t>{escape(line)}</w:t>" for line in text.splitlines())
    return (
        f'{XML_HEAD}<w:ftr {WORD_NS}><w:p><w:pPr><w:pStyle w:val="TTDNDiaChi"/>{border}</w:pPr>'
        f"<w:r>{lines}</w:r></w:p></w:ftr>"
    ).encode()


def _empty_footer() -> bytes:
    return f"{XML_HEAD}<w:ftr {WORD_NS}>{_SEPARATOR}</w:ftr>".encode()


def _core(document: Document, language: str) -> bytes:
    """Give the core properties; the date is the date of issue, never the clock."""
    created = ""
    on: date | None = document.issued_on
    if on is not None:
        created = f'<dcterms:created xsi:type="dcterms:W3CDTF">{on.isoformat()}T00:00:00Z</dcterms:created>'
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document_title(document))}</dc:title>"
        f"<dc:creator>{escape(document.issuer.name)}</dc:creator>"
        f"{created}<dc:language>{language}</dc:language></cp:coreProperties>"
    ).encode()
