"""The parts of the Word file that do not depend on the text: styles, settings, relations, the zip."""

import io
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ttdn.docgen.layout import (
    BORDER_PT,
    CELL_INSET_X_PT,
    CELL_INSET_Y_PT,
    STYLES,
    Style,
)

WORD_NS: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Zip stores no time zone and cannot count before 1980; a fixed time keeps equal documents equal.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_JUSTIFY: Final = {"left": "left", "center": "center", "right": "right", "justify": "both"}


NO_MARGINS: Final = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))


def twips(millimetres: float) -> int:
    """Give millimetres as twentieths of a point, Word's unit of length."""
    return round(millimetres * 72 / 25.4 * 20)


def justification(align: str) -> str:
    """Give Word's word for an alignment."""
    return _JUSTIFY[align]


def _style_xml(style: Style) -> str:
    """Give one `w:style`; the order of its children is the one the schema demands."""
    default = ' w:default="1"' if style.id == "Normal" else ""
    based = "" if style.id == "Normal" else '<w:basedOn w:val="Normal"/>'
    following = '<w:next w:val="Normal"/>' if style.id.startswith("Heading") else ""
    keep = "<w:keepNext/>" if style.keep_next else '<w:keepNext w:val="0"/>'
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    half_points = round(style.size * 2)
    bold = "<w:b/><w:bCs/>" if style.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    italic = "<w:i/><w:iCs/>" if style.italic else '<w:i w:val="0"/><w:iCs w:val="0"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}">'
        f'<w:name w:val="{style.name}"/>{based}{following}<w:qFormat/>'
        f"<w:pPr>{keep}<w:widowControl/>"
        f'<w:spacing w:before="0" w:after="{round(style.after_pt * 20)}" '
        f'w:line="{round(style.pitch * 20)}" w:lineRule="atLeast"/>'
        f'<w:ind w:left="{twips(style.left_mm)}" w:firstLine="{twips(style.first_line_mm)}"/>'
        f'<w:jc w:val="{justification(style.align)}"/>{outline}</w:pPr>'
        f"<w:rPr>{bold}{italic}"
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _table_styles() -> str:
    border = "".join(
        f'<w:{side} w:val="single" w:sz="{round(BORDER_PT * 8)}" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    x, y = round(CELL_INSET_X_PT * 20), round(CELL_INSET_Y_PT * 20)
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f"<w:tblPr><w:tblCellMar>{NO_MARGINS}</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="TTDNBang"><w:name w:val="TTDN Bảng"/>'
        '<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{border}</w:tblBorders><w:tblCellMar>"
        f'<w:top w:w="{y}" w:type="dxa"/><w:left w:w="{x}" w:type="dxa"/>'
        f'<w:bottom w:w="{y}" w:type="dxa"/><w:right w:w="{x}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


@lru_cache(maxsize=8)
def styles_part(language: str) -> bytes:
    """Give styles.xml for a language tag such as vi-VN."""
    fonts = " ".join(f'w:{slot}="Times New Roman"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    body = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        '<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="{language}"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        + "".join(_style_xml(style) for style in STYLES)
        + _table_styles()
    )
    return f"{XML_HEAD}<w:styles {WORD_NS}>{body}</w:styles>".encode()


@lru_cache(maxsize=8)
def settings_part(language: str) -> bytes:
    """Give settings.xml: Word 2013 layout rules, no automatic hyphens, the language."""
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", "15"),
            ("overrideTableStyleFontSizeAndJustification", "1"),
        )
    )
    return (
        f'{XML_HEAD}<w:settings {WORD_NS}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/><w:autoHyphenation w:val="0"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="{language}"/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    ).encode()


FONT_TABLE: Final = (
    f'{XML_HEAD}<w:fonts {WORD_NS}><w:font w:name="Times New Roman">'
    '<w:altName w:val="Tinos"/><w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/>'
    '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
).encode()
APP_PART: Final = (
    f'{XML_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>TTDN</Application></Properties>'
).encode()
PACKAGE_RELS: Final = (
    f'{XML_HEAD}<Relationships xmlns="{_PACKAGE_RELS}">'
    f'<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE_RELS}/metadata/core-properties" '
    'Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_RELS}/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
).encode()


def document_rels(headers: Iterable[str], footers: Iterable[str], images: Iterable[str]) -> bytes:
    """Give the relations of the main part; a part's id is its file name without the ending."""
    rows = [
        ("styles", "styles", "styles.xml"),
        ("settings", "settings", "settings.xml"),
        ("fonts", "fontTable", "fontTable.xml"),
    ]
    rows += [(name, "header", f"{name}.xml") for name in headers]
    rows += [(name, "footer", f"{name}.xml") for name in footers]
    rows += [(name, "image", f"media/{name}.png") for name in images]
    body = "".join(f'<Relationship Id="{key}" Type="{_RELS}/{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE_RELS}">{body}</Relationships>'.encode()


def content_types(headers: Iterable[str], footers: Iterable[str]) -> bytes:
    """Give [Content_Types].xml."""
    parts = [
        ("/word/document.xml", f"{_WORD_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{_WORD_TYPE}.settings+xml"),
        ("/word/fontTable.xml", f"{_WORD_TYPE}.fontTable+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        (
            "/docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        ),
    ]
    parts += [(f"/word/{name}.xml", f"{_WORD_TYPE}.header+xml") for name in headers]
    parts += [(f"/word/{name}.xml", f"{_WORD_TYPE}.footer+xml") for name in footers]
    body = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{XML_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{body}</Types>'
    ).encode()


def zip_parts(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Give the parts as one zip whose bytes depend on the parts alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
    return buffer.getvalue()
