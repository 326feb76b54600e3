"""The catalogue of the data that leaves from here: DCAT-AP 3, written as JSON-LD and as Turtle from one list of nodes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ttdn.api.models import BulkFile
from ttdn.api.representations import moment
from ttdn.portal.languages import KNOWN

Node = dict[str, Any]
"""A subject: `@id`, `@type`, and predicates. A value is a text, `("lang", text)`, `iri(...)`, `typed(...)` or a list."""

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_CODES = {
    "vi": "VIE", "en": "ENG", "lo": "LAO", "km": "KHM", "zh-hans": "ZHO", "fr": "FRA", "ru": "RUS", "es": "SPA",
    "ja": "JPN", "ko": "KOR", "de": "DEU", "th": "THA", "id": "IND", "pt": "POR", "ar": "ARA",
}  # fmt: skip
_TITLE_VI, _TITLE_EN = "Thông tin đối ngoại Việt Nam: dữ liệu mở", "Viet Nam external information: open data"


def iri(value: str) -> Node:
    """A reference to another subject."""
    return {"@id": value}


def typed(value: str, datatype: str) -> Node:
    """A literal with its type, such as `xsd:dateTime`."""
    return {"@value": value, "@type": datatype}


def words(vietnamese: str, english: str) -> list[Node]:
    """The same words in two languages."""
    return [{"@value": vietnamese, "@language": "vi"}, {"@value": english, "@language": "en"}]


def catalogue_nodes(origin: str, languages: Sequence[str], files: Iterable[BulkFile]) -> list[Node]:
    """The catalogue, a dataset for each language with its files and feed, and the two services."""
    whole = {row.language: row for row in files if row.day is None}
    datasets = [f"{origin}/api/catalogue#{code}" for code in languages]
    services = [f"{origin}/api/catalogue#api", f"{origin}/api/catalogue#oai"]
    catalogue: Node = {
        "@id": f"{origin}/api/catalogue",
        "@type": "dcat:Catalog",
        "dct:title": words(_TITLE_VI, _TITLE_EN),
        "dct:description": words(
            "Tin, bài chính thức của các cơ quan nhà nước Việt Nam, nhiều thứ tiếng, có dấu xác thực của hệ thống.",
            "Official items of Vietnamese State bodies in several languages, each with a system authenticity seal.",
        ),
        "dct:publisher": iri(f"{origin}/api/catalogue#publisher"),
        "foaf:homepage": iri(f"{origin}/"),
        "dct:language": [iri(_LANGUAGES + _CODES[code]) for code in languages if code in _CODES],
        "dcat:dataset": [iri(each) for each in datasets],
        "dcat:service": [iri(each) for each in services],
    }
    publisher: Node = {
        "@id": f"{origin}/api/catalogue#publisher",
        "@type": "foaf:Agent",
        "foaf:name": words("Các cơ quan nhà nước Việt Nam", "State bodies of Viet Nam"),
    }
    nodes: list[Node] = [catalogue, publisher, *_services(origin, services, datasets)]
    for code, dataset in zip(languages, datasets, strict=True):
        nodes += _dataset(origin, code, dataset, whole.get(code))
    return nodes


def _services(origin: str, names: Sequence[str], datasets: Sequence[str]) -> list[Node]:
    served = [iri(each) for each in datasets]
    return [
        {
            "@id": names[0],
            "@type": "dcat:DataService",
            "dct:title": words("API đọc", "Read API"),
            "dcat:endpointURL": iri(f"{origin}/api/v1/"),
            "dcat:endpointDescription": iri(f"{origin}/api/v1/openapi.json"),
            "dcat:servesDataset": served,
        },
        {
            "@id": names[1],
            "@type": "dcat:DataService",
            "dct:title": words("OAI-PMH 2.0", "OAI-PMH 2.0"),
            "dcat:endpointURL": iri(f"{origin}/oai"),
            "dct:conformsTo": iri("http://www.openarchives.org/OAI/openarchivesprotocol.html"),
            "dcat:servesDataset": served,
        },
    ]


def _dataset(origin: str, code: str, dataset: str, file: BulkFile | None) -> list[Node]:
    language = KNOWN[code]
    distributions = [_feed(origin, code)] + ([_bulk(origin, file)] if file else [])
    node: Node = {
        "@id": dataset,
        "@type": "dcat:Dataset",
        "dct:identifier": code,
        "dct:title": words(f"Thông tin chính thức: {language.name_vi}", f"Official information: {language.name_en}"),
        "dct:description": words(
            f"Mọi tin, bài đã công bố bằng {language.name_vi}, kể cả tin đã đính chính hoặc đã rút (không kèm nội dung).",
            f"Every item published in {language.name_en}; corrected and withdrawn ones too (withdrawn ones without content).",
        ),
        "dct:publisher": iri(f"{origin}/api/catalogue#publisher"),
        "dct:accrualPeriodicity": iri("http://publications.europa.eu/resource/authority/frequency/CONT"),
        "dcat:distribution": [iri(each["@id"]) for each in distributions],
    }
    if code in _CODES:
        node["dct:language"] = iri(_LANGUAGES + _CODES[code])
    return [node, *distributions]


def _feed(origin: str, code: str) -> Node:
    return {
        "@id": f"{origin}/api/catalogue#{code}-feed",
        "@type": "dcat:Distribution",
        "dct:title": words("Nguồn cấp tin Atom", "Atom feed"),
        "dcat:accessURL": iri(f"{origin}/{code}/feed.atom"),
        "dcat:mediaType": iri(f"{_MEDIA}application/atom+xml"),
    }


def _bulk(origin: str, file: BulkFile) -> Node:
    address = f"{origin}/api/bulk/{file.name}"
    return {
        "@id": f"{origin}/api/catalogue#{file.language}-bulk",
        "@type": "dcat:Distribution",
        "dct:title": words("Toàn bộ, mỗi dòng một bản ghi JSON", "All of it, one JSON record a line"),
        "dcat:accessURL": iri(f"{origin}/api/bulk/"),
        "dcat:downloadURL": iri(address),
        "dcat:mediaType": iri(f"{_MEDIA}application/jsonl"),
        "dcat:compressFormat": iri(f"{_MEDIA}application/gzip"),
        "dcat:byteSize": typed(str(file.size), "xsd:nonNegativeInteger"),
        "dct:modified": typed(moment(file.made_at), "xsd:dateTime"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": iri(f"{PREFIXES['spdx']}checksumAlgorithm_sha256"),
            "spdx:checksumValue": typed(file.sha256, "xsd:hexBinary"),
        },
    }


def json_ld(nodes: Sequence[Node]) -> Node:
    """The nodes as one JSON-LD document."""
    return {"@context": PREFIXES, "@graph": list(nodes)}


def turtle(nodes: Sequence[Node]) -> str:
    """The nodes as Turtle."""
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return head + "".join(f"\n<{node['@id']}> {_predicates(node)} .\n" for node in nodes)


def _predicates(node: Node) -> str:
    rows = [f"a {node['@type']}"]
    for name, value in node.items():
        if not name.startswith("@"):
            values = value if isinstance(value, list) else [value]
            rows.append(f"{name} {', '.join(_object(each) for each in values)}")
    return " ;\n    ".join(row for row in rows if not row.endswith(" "))


def _object(value: Any) -> str:
    """A value in Turtle; JSON's escapes are Turtle's."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if "@id" in value:
        return f"<{value['@id']}>"
    if "@value" in value:
        literal = json.dumps(value["@value"], ensure_ascii=False)
        return f"{literal}@{value['@language']}" if "@language" in value else f"{literal}^^{value['@type']}"
    return f"[ {_predicates(value)} ]"
