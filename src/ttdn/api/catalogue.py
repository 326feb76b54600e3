"""The catalogue of the data that leaves from here: DCAT-AP 3, written as JSON-LD and as Turtle from one list of nodes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
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
    "dcatap": "http://data.europa.eu/r5r/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = f"{_EU}language/"
_OAI, _OPENAPI = "http://www.openarchives.org/OAI/openarchivesprotocol.html", "https://spec.openapis.org/oas/v3.1.0"
_THEME, _FREQUENCY, _STABLE = f"{_EU}data-theme/GOVE", f"{_EU}frequency/CONT", f"{_EU}planned-availability/STABLE"
_COUNTRY, _PUBLISHER_TYPE = f"{_EU}country/VNM", "http://purl.org/adms/publishertype/NationalAuthority"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_KEYWORDS = [
    {"@value": "thông tin đối ngoại", "@language": "vi"},
    {"@value": "thông cáo báo chí", "@language": "vi"},
    {"@value": "external information", "@language": "en"},
    {"@value": "press release", "@language": "en"},
]
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
        "dcat:themeTaxonomy": iri(f"{_EU}data-theme"),
        "dct:spatial": iri(_COUNTRY),
        "dct:rights": iri(f"{origin}/api/catalogue#rights"),
        "dct:language": [iri(_LANGUAGES + _CODES[code]) for code in languages if code in _CODES],
        "dcat:dataset": [iri(each) for each in datasets],
        "dcat:service": [iri(each) for each in services],
    }
    publisher: Node = {
        "@id": f"{origin}/api/catalogue#publisher",
        "@type": "foaf:Agent",
        "foaf:name": words("Các cơ quan nhà nước Việt Nam", "State bodies of Viet Nam"),
        "dct:type": iri(_PUBLISHER_TYPE),
    }
    if whole:
        catalogue["dct:modified"] = typed(moment(max(file.made_at for file in whole.values())), "xsd:dateTime")
    nodes: list[Node] = [catalogue, publisher, *_shared(origin), *_services(origin, services, datasets)]
    for code, dataset in zip(languages, datasets, strict=True):
        nodes += _dataset(origin, code, dataset, whole.get(code))
    return nodes + _terms(nodes, origin)


def _shared(origin: str) -> list[Node]:
    """Whom to ask, and what may be done with the texts."""
    return [
        {
            "@id": f"{origin}/api/catalogue#contact",
            "@type": "vcard:Kind",
            "vcard:fn": words("Đầu mối của các cơ quan", "Contact points of the bodies"),
            "vcard:hasURL": iri(f"{origin}/vi/lien-he/"),
        },
        {
            "@id": f"{origin}/api/catalogue#rights",
            "@type": "dct:RightsStatement",
            "rdfs:label": words(
                "Quyền dùng lại được ghi ở từng bài; ảnh và phim có quyền riêng.",
                "Each item states how it may be reused; pictures and films have rights of their own.",
            ),
        },
    ]


_SCHEMES = {
    "dct:LinguisticSystem": f"{_EU}language",
    "dct:Frequency": f"{_EU}frequency",
    "dct:Location": f"{_EU}country",
}
_PUBLISHER_TYPES = "http://purl.org/adms/publishertype/1.0"
_SCHEME_OF = {
    _THEME: f"{_EU}data-theme", _STABLE: f"{_EU}planned-availability", _PUBLISHER_TYPE: _PUBLISHER_TYPES,
}  # fmt: skip
_LABELS: dict[str, list[Node]] = {
    _THEME: words("Nhà nước và khu vực công", "Government and public sector"),
    _STABLE: words("Ổn định", "Stable"),
    _PUBLISHER_TYPE: words("Cơ quan nhà nước trung ương", "National authority"),
    _PUBLISHER_TYPES: words("Loại cơ quan phát hành", "Publisher type"),
    f"{_EU}data-theme": words("Chủ đề dữ liệu", "Data theme"),
}
_RANGES = {
    "dct:language": "dct:LinguisticSystem", "dct:accrualPeriodicity": "dct:Frequency", "dct:spatial": "dct:Location",
    "dcat:theme": "skos:Concept", "dcat:mediaType": "dct:MediaType", "dcat:compressFormat": "dct:MediaType",
    "dct:conformsTo": "dct:Standard", "foaf:homepage": "foaf:Document", "dcat:themeTaxonomy": "skos:ConceptScheme",
    "spdx:algorithm": "spdx:ChecksumAlgorithm", "dcatap:availability": "skos:Concept", "dct:type": "skos:Concept",
}  # fmt: skip
"""What the things are that others define: a validator that has not their vocabularies at hand finds it here."""


def _terms(nodes: Iterable[Node], origin: str) -> list[Node]:
    """Each thing defined elsewhere, once, with its class and its vocabulary."""
    found: dict[str, Node] = {}
    for name, value in (pair for node in nodes for pair in _pairs(node)):
        if name in _RANGES and "@id" in value and not value["@id"].startswith(f"{origin}/api/"):
            term = found.setdefault(value["@id"], {"@id": value["@id"], "@type": _RANGES[name]})
            if scheme := _SCHEME_OF.get(value["@id"]) or _SCHEMES.get(term["@type"]):
                term["skos:inScheme"] = iri(scheme)
            if label := _LABELS.get(value["@id"]):
                term["dct:title" if term["@type"] == "skos:ConceptScheme" else "skos:prefLabel"] = label
    types: Node = {"@id": _PUBLISHER_TYPES, "@type": "skos:ConceptScheme", "dct:title": _LABELS[_PUBLISHER_TYPES]}
    return [*found.values(), types]


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    """Every predicate of a node with each of its values, inner nodes included."""
    for name, value in node.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield name, each
                if "@type" in each and "@value" not in each:
                    yield from _pairs(each)


def _services(origin: str, names: Sequence[str], datasets: Sequence[str]) -> list[Node]:
    served: Node = {
        "dcat:servesDataset": [iri(each) for each in datasets],
        "dct:publisher": iri(f"{origin}/api/catalogue#publisher"),
        "dcat:contactPoint": iri(f"{origin}/api/catalogue#contact"),
        "dcat:theme": iri(_THEME),
        "dcat:keyword": _KEYWORDS,
    }
    return [
        {
            "@id": names[0],
            "@type": "dcat:DataService",
            "dct:title": words("API đọc", "Read API"),
            "dcat:endpointURL": iri(f"{origin}/api/v1/"),
            "dcat:endpointDescription": iri(f"{origin}/api/v1/openapi.json"),
            "dct:conformsTo": iri(_OPENAPI),
            **served,
        },
        {
            "@id": names[1],
            "@type": "dcat:DataService",
            "dct:title": words("OAI-PMH 2.0", "OAI-PMH 2.0"),
            "dcat:endpointURL": iri(f"{origin}/oai"),
            "dcat:endpointDescription": iri(f"{origin}/oai?verb=Identify"),
            "dct:conformsTo": iri(_OAI),
            **served,
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
        "dct:accrualPeriodicity": iri(_FREQUENCY),
        "dcat:contactPoint": iri(f"{origin}/api/catalogue#contact"),
        "dcat:keyword": _KEYWORDS,
        "dcat:theme": iri(_THEME),
        "dct:spatial": iri(_COUNTRY),
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
        "dct:description": words("40 bài mới nhất, toàn văn.", "The 40 newest items with their full text."),
        "dct:rights": iri(f"{origin}/api/catalogue#rights"),
        "dcatap:availability": iri(_STABLE),
        "dcat:accessURL": iri(f"{origin}/{code}/feed.atom"),
        "dcat:mediaType": iri(f"{_MEDIA}application/atom+xml"),
    }


def _bulk(origin: str, file: BulkFile) -> Node:
    address = f"{origin}/api/bulk/{file.name}"
    return {
        "@id": f"{origin}/api/catalogue#{file.language}-bulk",
        "@type": "dcat:Distribution",
        "dct:title": words("Toàn bộ, mỗi dòng một bản ghi JSON", "All of it, one JSON record a line"),
        "dct:description": words("Làm lại mỗi ngày.", "Made again every day."),
        "dct:rights": iri(f"{origin}/api/catalogue#rights"),
        "dcatap:availability": iri(_STABLE),
        "dcat:accessURL": iri(f"{origin}/api/bulk/"),
        "dcat:downloadURL": iri(address),
        "dcat:mediaType": iri(f"{_MEDIA}application/jsonl"),
        "dcat:compressFormat": iri(f"{_MEDIA}application/gzip"),
        "dcat:byteSize": typed(str(file.size), "xsd:nonNegativeInteger"),
        "dct:modified": typed(moment(file.made_at), "xsd:dateTime"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": iri(_SHA256),
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
