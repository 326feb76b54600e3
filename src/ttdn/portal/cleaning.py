"""Rich text of the editor cut down to what an official text needs; everything else is dropped (hostile HTML included)."""

import unicodedata

import nh3

TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
_RENAMED = (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>"))
SCHEMES = {"http", "https", "mailto", "tel"}


def compose(text: str) -> str:
    """Text in Unicode NFC with plain line ends.

    Unlike `ttdn.law.text.normalise` it keeps the writer's spaces and dashes: French, Lao and Khmer need theirs.
    """
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def clean_html(html: str) -> str:
    """The paragraphs, lists, emphasis and links of a rich text; links lead to web pages, mail or telephone only."""
    for old, new in _RENAMED:
        html = html.replace(old, new)
    return nh3.clean(compose(html), tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener")


def text_of(html: str) -> list[str]:
    """The plain paragraphs of a cleaned rich text: one entry per paragraph or list item, no markup."""
    broken = html
    for end in ("</p>", "</li>", "<br>"):
        broken = broken.replace(end, end + "\n")
    plain = nh3.clean(broken, tags=set())
    lines = (" ".join(_unescape(line).split(" ")).strip() for line in plain.split("\n"))
    return [line for line in lines if line]


def _unescape(text: str) -> str:
    import html  # noqa: PLC0415  (the name is the parameter's above)

    return html.unescape(text)
