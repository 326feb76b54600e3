"""OAI-PMH 2.0 as a harvester reads it: lists, records, errors. The XML of strangers is read without entities or network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from lxml import etree

from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault, TokenExpired
from ttdn.harvest.fetching import fetch

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
ITEM = "{urn:ttdn:item:1}"
OVERLAP = timedelta(minutes=5)
"""So far each harvest looks back behind the last one: clocks differ, and changes are committed out of order."""
MOST_PAGES = 20_000
"""Answers to one list: four million records of ours; a source that goes on beyond never ends."""
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
_OLDEST = 1900
_SIZE = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Sent:
    """One record as the source sent it: its header, and the whole of it as text for the quarantine."""

    identifier: str
    datestamp: str
    deleted: bool
    metadata: etree._Element | None
    raw: str


@dataclass(frozen=True)
class Page:
    """One answer of a list: its records, the token of the next (empty: the end), the size that the source tells."""

    records: list[Sent] = field(default_factory=list)
    token: str = ""
    size: int | None = None
    unreadable: int = 0
    """Records without a usable identifier or datestamp: nobody can say what they are."""


def read_xml(data: bytes) -> etree._Element:
    """The root of an XML answer.

    Raises:
        HarvestFault: no XML, or XML with a document type (entities).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise HarvestFault(Stage.PARSE, _("Nguồn trả về dữ liệu không phải XML đọc được.")) from error
    if root.getroottree().docinfo.doctype:
        raise HarvestFault(Stage.PARSE, _("Dữ liệu của nguồn có khai báo kiểu tài liệu nên bị từ chối."))
    return root


def list_page(base_url: str, arguments: dict[str, str]) -> Page:
    """One answer to ListRecords; an empty list is no error.

    Raises:
        TokenExpired: the resumption token is no longer known.
        HarvestFault: anything else that went wrong.
    """
    root = read_xml(fetch(base_url, {"verb": "ListRecords", **arguments}))
    if (error := root.find(f"{OAI}error")) is not None:
        code = error.get("code", "")
        if code == "noRecordsMatch":
            return Page()
        if code == "badResumptionToken":
            raise TokenExpired(Stage.FETCH, _("Nguồn không còn giữ chỗ của lần lấy dở; sẽ lấy lại từ mốc trước."))
        raise HarvestFault(Stage.FETCH, _("Nguồn từ chối yêu cầu: %(code)s.") % {"code": code[:60] or "?"})
    body = root.find(f"{OAI}ListRecords")
    if root.tag != f"{OAI}OAI-PMH" or body is None:
        raise HarvestFault(Stage.PARSE, _("Nguồn không trả lời theo giao thức OAI-PMH 2.0."))
    token = body.find(f"{OAI}resumptionToken")
    size = token.get("completeListSize", "") if token is not None else ""
    found = [_sent(each) for each in body.findall(f"{OAI}record")]
    return Page(
        records=[each for each in found if each is not None],
        token=(token.text or "").strip() if token is not None else "",
        size=int(size) if _SIZE.fullmatch(size) else None,
        unreadable=found.count(None),
    )


def one_record(base_url: str, identifier: str, prefix: str) -> Sent | None:
    """One record as the source has it now; None: it answers, but has no such record.

    Raises:
        HarvestFault: it does not answer, or not in the words of the protocol.
    """
    asked = {"verb": "GetRecord", "identifier": identifier, "metadataPrefix": prefix}
    root = read_xml(fetch(base_url, asked))
    error, record = root.find(f"{OAI}error"), root.find(f"{OAI}GetRecord/{OAI}record")
    if error is not None and error.get("code") == "idDoesNotExist":
        return None
    sent = _sent(record) if record is not None else None
    if sent is None:
        raise HarvestFault(Stage.PARSE, _("Nguồn không trả lời theo giao thức OAI-PMH 2.0."))
    return sent


def _sent(record: etree._Element) -> Sent | None:
    """A record with its header; None: it says neither what it is nor when it changed."""
    header = record.find(f"{OAI}header")
    identifier = (header.findtext(f"{OAI}identifier") or "").strip() if header is not None else ""
    datestamp = (header.findtext(f"{OAI}datestamp") or "").strip() if header is not None else ""
    if header is None or not identifier or len(identifier) > 300 or not is_datestamp(datestamp):  # noqa: PLR2004
        return None
    metadata = record.find(f"{OAI}metadata")
    return Sent(
        identifier=identifier,
        datestamp=datestamp,
        deleted=header.get("status") == "deleted",
        metadata=metadata[0] if metadata is not None and len(metadata) else None,
        raw=etree.tostring(record, encoding="unicode"),
    )


def pages(base_url: str, *, prefix: str, set_spec: str, since: str, token: str) -> Iterator[Page]:
    """Every answer of a list, begun at a datestamp or taken up again at a token."""
    arguments = {"metadataPrefix": prefix}
    if set_spec:
        arguments["set"] = set_spec
    if since:
        arguments["from"] = since
    if token:
        arguments = {"resumptionToken": token}
    seen: set[str] = set()
    for _number in range(MOST_PAGES):
        page = list_page(base_url, arguments)
        if page.token in seen:
            raise HarvestFault(Stage.FETCH, _("Nguồn lặp lại một trang của danh sách; đã dừng lấy."))
        yield page
        if not page.token:
            return
        seen.add(page.token)
        arguments = {"resumptionToken": page.token}
    raise HarvestFault(Stage.FETCH, _("Danh sách của nguồn không có hồi kết; đã dừng lấy."))


def is_datestamp(text: str) -> bool:
    """Whether a text is a day or second of the calendar, as the protocol writes them."""
    if not _STAMP.fullmatch(text):
        return False
    try:
        return moment_of(text).year >= _OLDEST
    except ValueError:
        return False


def moment_of(datestamp: str) -> datetime:
    """The instant of a datestamp; of a day its first one."""
    form = "%Y-%m-%dT%H:%M:%SZ" if "T" in datestamp else "%Y-%m-%d"
    return datetime.strptime(datestamp, form).replace(tzinfo=UTC)


def look_back(datestamp: str, at: datetime) -> str:
    """The `from` of the next harvest: the newest datestamp taken, less the overlap; a day stays a day.

    A source whose clock runs ahead gives datestamps of tomorrow; were they believed, all that it publishes until tomorrow
    would never be asked for. So no harvest begins later than our own clock.
    """
    moment = min(moment_of(datestamp), at.astimezone(UTC))
    if "T" not in datestamp:
        return moment.strftime("%Y-%m-%d")
    return (moment - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
