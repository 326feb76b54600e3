"""Pictures in documents: SVG charts become PNG for Word, which has no safe SVG of its own."""

import struct
from functools import lru_cache
from typing import Final

import typst

from ttdn.docgen.fonts import typst_fonts
from ttdn.docgen.model import Figure

_PNG_MARK: Final = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD: Final = 24
_PIXELS_PER_INCH: Final = 200


def as_png(figure: Figure) -> bytes:
    """Give the picture as PNG; ValueError when the bytes are not a picture."""
    if figure.media_type == "image/png":
        if not figure.data.startswith(_PNG_MARK) or len(figure.data) < _PNG_HEAD:
            raise ValueError("the picture is not a PNG file")
        return figure.data
    return _svg_to_png(figure.data, figure.width_mm)


def png_size(data: bytes) -> tuple[int, int]:
    """Give width and height of a PNG in pixels."""
    wide, high = struct.unpack(">II", data[16:24])
    return wide, high


@lru_cache(maxsize=64)
def _svg_to_png(svg: bytes, width_mm: float) -> bytes:
    """Draw an SVG with Typst's own renderer: no other library, and the fonts of the document."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes((sys.inputs.svg)), format: "svg", width: {width_mm:.2f}mm)'
    )
    try:
        result = typst.Compiler(source.encode(), font_paths=typst_fonts()).compile(
            format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"svg": svg.decode("utf-8")}
        )
    except (UnicodeDecodeError, typst.TypstError) as error:
        raise ValueError(f"the picture is not a readable SVG file: {error}") from error
    return result if isinstance(result, bytes) else b"".join(result or ())
