"""OAI-PMH 2.0 at `/oai`: the national database and any other harvester take from here (decisions.md 25)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from ttdn.api.answers import answer, for_machines, is_known, never_kept, open_to_all, origin_of
from ttdn.api.markup import DECLARATION, attribute, element, open_element, text
from ttdn.api.oai_arguments import (
    FORMATS,
    TOKEN_HOURS,
    ListRequest,
    OaiError,
    checked,
    identifier_of,
    list_request,
    read_identifier,
    refuse_token,
    require_format,
)
from ttdn.api.oai_records import NAMESPACE, SCHEMA_PATH, Writer, stamp
from ttdn.organisations.queries import names_on
from ttdn.portal.languages import KNOWN
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import (
    PublicState,
    in_sequence,
    public_record,
    public_state,
    published_languages,
    publishing_bodies,
    selected,
)
from ttdn.portal.public_queries import body_label

PAGE = {"oai_dc": 500, "ttdn": 200}
"""Records in one answer: the memory of an answer does not grow with the list."""
XML = "text/xml; charset=utf-8"
_ROOT = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
_SCHEMAS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    "ttdn": (SCHEMA_PATH, NAMESPACE),
}


def repository_host() -> str:
    """The name in every identifier: the host of the site, whatever name a request came by."""
    return urlsplit(settings.SITE_ORIGIN).hostname or "localhost"


@csrf_exempt
def oai(request: HttpRequest) -> HttpResponse:
    """One request of the protocol, by GET or POST."""
    if request.method not in {"GET", "HEAD", "POST"}:
        response = HttpResponse(status=405)
        response["Allow"] = "GET, HEAD, POST"
        return open_to_all(response)
    at = timezone.now()
    data = request.POST if request.method == "POST" else request.GET
    given: dict[str, str] = {}
    state = public_state()
    try:
        given = checked(data)
        etag = _etag(request, given, state)
        if request.method != "POST" and "resumptionToken" not in given and is_known(request, etag, None):
            return open_to_all(answer(request, b"", XML, changed=state.changed_at, etag=etag))
        inner = f"<{given['verb']}>{_VERBS[given['verb']](request, given, at)}</{given['verb']}>"
    except OaiError as error:
        return _refused(request, given, error, at)
    response = answer(request, _envelope(request, given, inner, at), XML, changed=state.changed_at, etag=etag)
    if request.method == "POST" or "resumptionToken" in given:
        never_kept(response)
    return open_to_all(response)


def _etag(request: HttpRequest, given: dict[str, str], state: PublicState) -> str:
    """The answer tells the time and so is new in every second; what it tells of is the same until something changes."""
    asked = f"{origin_of(request)} {sorted(given.items())} {state.sequence}"
    return f"W/{quote_etag(hashlib.sha256(asked.encode()).hexdigest()[:32])}"


def _envelope(request: HttpRequest, given: dict[str, str], inner: str, at: datetime) -> bytes:
    told = "".join(f' {name}="{attribute(value)}"' for name, value in given.items())
    return (
        f"{DECLARATION}{_ROOT}<responseDate>{stamp(at)}</responseDate>"
        f"<request{told}>{text(origin_of(request))}/oai</request>{inner}</OAI-PMH>"
    ).encode()


def _refused(request: HttpRequest, given: dict[str, str], error: OaiError, at: datetime) -> HttpResponse:
    """A refusal is an ordinary answer of the protocol; after badVerb and badArgument it does not repeat the arguments."""
    told = {} if error.code in {"badVerb", "badArgument"} else given
    inner = element("error", error.sentence, code=error.code)
    response = answer(request, _envelope(request, told, inner, at), XML)
    return open_to_all(never_kept(response))


def _identify(request: HttpRequest, given: dict[str, str], at: datetime) -> str:
    first = PublicRecord.objects.order_by("changed_at").values_list("changed_at", flat=True).first()
    parts = [
        element("repositoryName", "Thông tin đối ngoại Việt Nam / Viet Nam external information"),
        element("baseURL", f"{origin_of(request)}/oai"),
        element("protocolVersion", "2.0"),
        element("adminEmail", _admin_email(settings.DEFAULT_FROM_EMAIL)),
        element("earliestDatestamp", stamp(first or at)),
        element("deletedRecord", "persistent"),
        element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        _identifier_description(repository_host()),
    ]
    return "".join(parts)


def _admin_email(address: str) -> str:
    """The address as the schema of the protocol wants it: with a dot in its host; `.invalid` says that there is none yet."""
    return address if "." in address.rpartition("@")[2] else f"{address}.invalid"


def _identifier_description(host: str) -> str:
    """How our identifiers are made, as the guidelines of OAI-PMH want it told."""
    address = "http://www.openarchives.org/OAI/2.0/oai-identifier"
    sample = identifier_of(UUID("0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4"), "vi", host)
    spaces = {
        "xmlns": address,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{address} {address}.xsd",
    }
    told = element("scheme", "oai") + element("repositoryIdentifier", host) + element("delimiter", ":")
    return open_element(
        "description", {}, open_element("oai-identifier", spaces, told + element("sampleIdentifier", sample))
    )


def _formats(request: HttpRequest, given: dict[str, str], _at: datetime) -> str:
    if "identifier" in given:
        _known_record(given["identifier"])
    return "".join(
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>"
        f"{text(_SCHEMAS[prefix][0] if prefix == 'oai_dc' else origin_of(request) + _SCHEMAS[prefix][0])}</schema>"
        f"<metadataNamespace>{_SCHEMAS[prefix][1]}</metadataNamespace></metadataFormat>"
        for prefix in FORMATS
    )


def _sets(_request: HttpRequest, given: dict[str, str], at: datetime) -> str:
    refuse_token(given)
    bodies = publishing_bodies()
    names = names_on(bodies, timezone.localdate(at))
    rows = [("body", "Issuing bodies"), ("lang", "Languages")]
    rows += [(f"body:{body.public_id}", body_label(names.get(body.pk), "vi") or body.code) for body in bodies]
    rows += [(f"lang:{code}", KNOWN[code].name_en if code in KNOWN else code) for code in published_languages()]
    return "".join(f"<set>{element('setSpec', spec)}{element('setName', name)}</set>" for spec, name in rows)


def _known_record(identifier: str) -> PublicRecord:
    record = public_record(*read_identifier(identifier, repository_host()))
    if record is None or record.item.harvested_from is not None:
        raise OaiError("idDoesNotExist", "No item of this repository has this identifier.")
    return record


def _get_record(request: HttpRequest, given: dict[str, str], at: datetime) -> str:
    record = _known_record(given["identifier"])
    require_format(given["metadataPrefix"])
    writer = Writer(origin_of(request), repository_host(), timezone.localdate(at))
    writer.prepare([record], given["metadataPrefix"])
    return writer.record(record, given["metadataPrefix"])


def _list(request: HttpRequest, given: dict[str, str], at: datetime) -> str:
    asked = list_request(given)
    selection, most = asked.selection(), PAGE[asked.prefix]
    whole = asked.verb == "ListRecords"
    found = in_sequence(selection, after=asked.after, limit=most + 1, content=whole and asked.prefix == "ttdn")
    if not found:
        raise OaiError("noRecordsMatch", "No record fits these arguments.")
    rows, more = found[:most], len(found) > most
    writer = Writer(origin_of(request), repository_host(), timezone.localdate(at))
    if whole:
        writer.prepare(rows, asked.prefix)
        parts = [writer.record(row, asked.prefix) for row in rows]
    else:
        parts = [writer.header(row) for row in rows]
    if more or asked.cursor:
        parts.append(_resumption(asked, rows, selected(selection).count() if asked.size < 0 else asked.size, more, at))
    return "".join(parts)


def _resumption(asked: ListRequest, rows: list[PublicRecord], size: int, more: bool, at: datetime) -> str:
    """The token of the next page; the last page has an empty one."""
    token = asked.resumed(after=rows[-1].sequence, given=len(rows), size=size) if more else ""
    expires = stamp(at + timedelta(hours=TOKEN_HOURS)) if more else None
    attributes = {"expirationDate": expires, "completeListSize": size, "cursor": asked.cursor}
    written = "".join(f' {name}="{attribute(value)}"' for name, value in attributes.items() if value is not None)
    return f"<resumptionToken{written}>{text(token)}</resumptionToken>"


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}


@for_machines
def schema(request: HttpRequest) -> HttpResponse:
    """The XML schema of the format `ttdn`."""
    body = (Path(__file__).parent / "data" / "ttdn-item-1.xsd.txt").read_bytes()
    return answer(request, body, "application/xml; charset=utf-8")
