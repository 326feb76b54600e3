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
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")


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
        raise HarvestFault(Stage.FETCH, _("Nguồn từ chối yêu cầu: %(code)s.") % {"code": code or "?"})
    body = root.find(f"{OAI}ListRecords")
    if root.tag != f"{OAI}OAI-PMH" or body is None:
        raise HarvestFault(Stage.PARSE, _("Nguồn không trả lời theo giao thức OAI-PMH 2.0."))
    token = body.find(f"{OAI}resumptionToken")
    size = token.get("completeListSize", "") if token is not None else ""
    return Page(
        records=[_sent(each) for each in body.findall(f"{OAI}record")],
        token=(token.text or "").strip() if token is not None else "",
        size=int(size) if size.isdigit() else None,
    )


def _sent(record: etree._Element) -> Sent:
    header = record.find(f"{OAI}header")
    identifier = (header.findtext(f"{OAI}identifier") or "").strip() if header is not None else ""
    datestamp = (header.findtext(f"{OAI}datestamp") or "").strip() if header is not None else ""
    if header is None or not identifier or len(identifier) > 300 or not _STAMP.fullmatch(datestamp):  # noqa: PLR2004
        raise HarvestFault(Stage.PARSE, _("Một bản ghi của nguồn thiếu mã hoặc mốc thời gian."))
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
    while True:
        page = list_page(base_url, arguments)
        yield page
        if not page.token:
            return
        arguments = {"resumptionToken": page.token}


def look_back(datestamp: str) -> str:
    """The `from` of the next harvest: the newest datestamp taken, less the overlap; a day stays a day."""
    if "T" not in datestamp:
        return datestamp
    moment = datetime.strptime(datestamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return (moment - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
