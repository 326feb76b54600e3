"""OAI-PMH 2.0: every verb, every error of the protocol, pages that go on after a restart, deletions that stay."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from lxml import etree

from ttdn.api import oai_views
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.models import PublicRecord
from ttdn.portal.snapshots import canonical_bytes
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
NS = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/", "t": "urn:ttdn:item:1"}


def ask(client: Client, **arguments: str) -> etree._Element:
    response = client.get("/oai", arguments)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(response.content)


def code(client: Client, query: str) -> str:
    root = etree.fromstring(client.get(f"/oai?{query}").content)
    (error,) = root.findall("o:error", NS)
    return error.get("code")


def ids(root: etree._Element) -> list[str]:
    return [each.text for each in root.iterfind(".//o:header/o:identifier", NS)]


def identifier(record: PublicRecord) -> str:
    return f"oai:localhost:{record.item.public_id}/{record.language}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=Nonsense", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=%00", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=ttdn", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=body:x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=lang:ja", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=forged", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:none/vi", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x%0d%0aSet-Cookie:a", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:other:0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4/vi", "idDoesNotExist"),
    ],
)
def test_errors_are_those_of_the_protocol(newsroom: Newsroom, client: Client, query: str, expected: str) -> None:
    newsroom.published()
    assert code(client, query) == expected


def test_a_refused_request_repeats_its_arguments_only_when_they_were_legal(client: Client) -> None:
    bad = etree.fromstring(client.get("/oai?verb=Bad&x=1").content).find("o:request", NS)
    assert dict(bad.attrib) == {}
    legal = ask(client, verb="ListRecords", metadataPrefix="marc21").find("o:request", NS)
    assert dict(legal.attrib) == {"verb": "ListRecords", "metadataPrefix": "marc21"}


def test_identify_formats_and_sets(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    root = ask(client, verb="Identify")
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", root.findtext("o:Identify/o:adminEmail", namespaces=NS)), "as the schema"
    assert root.findtext(".//o:deletedRecord", namespaces=NS) == "persistent"
    assert root.findtext(".//o:granularity", namespaces=NS) == "YYYY-MM-DDThh:mm:ssZ"
    assert root.findtext(".//o:earliestDatestamp", namespaces=NS) == AT.strftime("%Y-%m-%dT%H:%M:%SZ")
    prefixes = ask(client, verb="ListMetadataFormats").findall(".//o:metadataPrefix", NS)
    assert [each.text for each in prefixes] == ["oai_dc", "ttdn"]
    sets = [each.text for each in ask(client, verb="ListSets").iterfind(".//o:setSpec", NS)]
    assert sets == ["body", "lang", f"body:{newsroom.body.public_id}", "lang:vi"]


def test_get_and_post_give_the_same(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier(record)}
    with time_machine.travel(AT, tick=False):
        assert client.get("/oai", asked).content == client.post("/oai", asked).content
    assert client.put("/oai").status_code == 405


def test_dublin_core_says_what_it_is(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    root = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(record))
    told = {each.tag.split("}")[1]: each.text for each in root.find(".//o:metadata", NS)[0]}
    assert told["title"] == "Họp báo thường kỳ"
    assert told["creator"] == "Bộ Thử nghiệm"
    assert told["language"] == "vi"
    assert told["identifier"] == f"http://testserver/s/{record.item.public_id}/vi"


def test_the_rich_format_carries_the_whole_snapshot_its_hash_and_its_seal(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    root = ask(client, verb="ListRecords", metadataPrefix="ttdn")
    item = root.find(".//t:item", NS)
    snapshot = json.loads(item.findtext("t:snapshot", namespaces=NS))
    assert snapshot == record.edition.snapshot
    assert sha256(canonical_bytes(snapshot)).hexdigest() == item.find("t:snapshot", NS).get("hash")
    assert item.findtext("t:seal", namespaces=NS).count(".") == 2
    schema = client.get("/api/schema/ttdn-item-1.xsd").content
    etree.XMLSchema(etree.fromstring(schema)).assertValid(item)


def test_characters_that_xml_forbids_change_no_value_and_break_no_document(newsroom: Newsroom, client: Client) -> None:
    hostile = "Họp \x07báo\ufffe ]]> <b>&\u2028 đề"
    record = newsroom.published(newsroom.draft(title=hostile))
    root = ask(client, verb="ListRecords", metadataPrefix="ttdn")
    snapshot = json.loads(root.findtext(".//t:snapshot", namespaces=NS))
    assert snapshot == record.edition.snapshot
    title = ask(client, verb="ListRecords", metadataPrefix="oai_dc").findtext(".//dc:title", namespaces=NS)
    assert title == record.title.replace("\x07", "").replace("\ufffe", "")


def test_a_withdrawn_record_stays_as_deleted_without_a_word_of_it(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    withdraw(edition=record.edition, reason="Sai.", acting_user=newsroom.leader, at=AT + timedelta(hours=1))
    for prefix in ("oai_dc", "ttdn"):
        response = client.get("/oai", {"verb": "ListRecords", "metadataPrefix": prefix})
        root = etree.fromstring(response.content)
        assert root.find(".//o:header", NS).get("status") == "deleted"
        assert root.find(".//o:metadata", NS) is None
        assert "Họp báo" not in response.content.decode()


def test_a_list_goes_on_with_its_token_after_a_restart_and_gives_each_record_once(
    newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(oai_views.PAGE, "oai_dc", 2)
    records = [newsroom.published(newsroom.draft(title=f"Bài {number}")) for number in range(5)]
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    found, sizes = ids(root), []
    while token := root.findtext(".//o:resumptionToken", namespaces=NS):
        sizes.append(root.find(".//o:resumptionToken", NS).get("completeListSize"))
        assert code(client, f"verb=ListRecords&resumptionToken={token}") == "badResumptionToken"
        root = ask(Client(), verb="ListIdentifiers", resumptionToken=token)
        found += ids(root)
    assert found == [identifier(record) for record in records]
    assert sizes == ["5", "5"]
    assert root.find(".//o:resumptionToken", NS).get("cursor") == "4"


def test_what_changes_during_a_harvest_comes_at_its_end(
    newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(oai_views.PAGE, "oai_dc", 2)
    pages = [newsroom.draft(title=f"Bài {number}") for number in range(3)]
    records = [newsroom.published(page) for page in pages]
    root = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    write_draft(page=pages[0], values={"lead": "Mới."}, acting_user=newsroom.editor, at=AT)
    newsroom.published(pages[0], public_reason="Sửa.", at=AT + timedelta(minutes=1))
    token = root.findtext(".//o:resumptionToken", namespaces=NS)
    rest = ids(ask(client, verb="ListRecords", resumptionToken=token))
    assert rest == [identifier(records[2]), identifier(records[0])]


def test_tokens_expire_clearly(newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(oai_views.PAGE, "oai_dc", 1)
    newsroom.published()
    newsroom.published(newsroom.draft(title="Hai"))
    with time_machine.travel(AT, tick=False):
        root = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
        token = root.find(".//o:resumptionToken", NS)
        assert token.get("expirationDate") == (AT + timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with time_machine.travel(AT + timedelta(hours=23), tick=False):
        assert ids(ask(client, verb="ListRecords", resumptionToken=token.text))
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        assert code(client, f"verb=ListRecords&resumptionToken={token.text}") == "badResumptionToken"
    assert code(client, f"verb=ListRecords&resumptionToken={token.text[:-1]}x") == "badResumptionToken"


def test_from_and_until_count_whole_seconds_and_days(newsroom: Newsroom, client: Client) -> None:
    first = newsroom.published(at=AT + timedelta(milliseconds=500))
    second = newsroom.published(newsroom.draft(title="Sau"), at=AT + timedelta(days=1))

    def between(**moments: str) -> list[str]:
        return ids(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", **moments))

    stamp = AT.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert between(**{"from": stamp, "until": stamp}) == [identifier(first)]
    assert between(until="2026-11-20") == [identifier(first)]
    assert between(**{"from": "2026-11-21"}) == [identifier(second)]
    assert len(between(set=f"body:{newsroom.body.public_id}")) == 2
    assert (
        code(client, "verb=ListRecords&metadataPrefix=ttdn&set=body:0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4")
        == "noRecordsMatch"
    )


def test_an_answer_that_is_known_is_not_sent_again_until_something_changes(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    url = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
    etag = client.get(url).headers["ETag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    newsroom.published(newsroom.draft(title="Mới"))
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_the_schema_of_the_rich_format_is_a_schema() -> None:
    path = Path(oai_views.__file__).parent / "data" / "ttdn-item-1.xsd.txt"
    assert etree.XMLSchema(etree.parse(path)) is not None
