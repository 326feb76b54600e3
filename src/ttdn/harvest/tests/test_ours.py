"""Another instance of this product: what is checked on the way in, what readers are told, and what a hostile one gains."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ttdn.accounts.models import User
from ttdn.harvest.actions.runs import run_due
from ttdn.harvest.actions.sources import move_source, trust_keys
from ttdn.harvest.choices import Agreement, RunState
from ttdn.harvest.models import Harvested, Quarantined, Run, Source
from ttdn.harvest.tests.conftest import AT
from ttdn.harvest.tests.ministry import Key, Ministry
from ttdn.harvest.tests.sources import Repository
from ttdn.organisations.models import Body
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import set_details
from ttdn.portal.choices import Standing
from ttdn.portal.errors import WrongState
from ttdn.portal.models import Item, PublicRecord
from ttdn.proofs.choices import SealCode
from ttdn.proofs.models import LogEntry, ReceivedText, SealedText

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def paste(client: Client, words: str, address: str = "/vi/xac-thuc/") -> str:
    return client.post(address, {"van-ban": words}).content.decode()


def test_a_pasted_text_is_found_with_its_source_and_the_check_of_its_seal(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    assert (visit().state, visit().unchanged) == (RunState.DONE, 1)
    page = paste(client, f"{text.title}\n{text.lead}")
    assert "Đúng: nguyên văn" in page
    assert "Còn: theo nguồn, đây là bản đang có hiệu lực." in page
    assert "Bộ Thử nghiệm" in page
    assert "Thu thập từ nguồn “Cổng của Bộ” lúc 09:00 22/11/2026" in page
    assert "kiểm bằng khóa của nguồn lúc" in page
    assert "dấu đúng." in page
    assert f'href="{ministry.url.removesuffix("/oai")}/s/{text.item}/vi"' in page
    assert "elsewhere.example" not in page
    english = paste(client, text.lead, "/en/verify/")
    assert "Collected from the source “Cổng của Bộ”" in english
    assert "Thu thập" not in english


def test_an_altered_word_of_a_collected_text_is_shown(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    visit()
    page = paste(client, text.lead.replace("Hà Nội", "Huế"))
    assert "có chữ đã bị thay đổi" in page
    assert "Huế" in page


def test_a_corrected_and_a_withdrawn_text_say_so(ministry: Ministry, visit: Callable[..., Run], client: Client) -> None:
    text = ministry.publish()
    old = text.lead
    visit()
    text.lead, text.edition, text.sequence = old.replace("11", "12"), 2, 5
    text.at += timedelta(minutes=10)
    visit(at=LATER)
    assert "Không: bản này đã được đính chính." in paste(client, old)
    assert "Còn: theo nguồn" in paste(client, text.lead)
    text.deleted = True
    visit(at=LATER + timedelta(hours=1))
    page = paste(client, text.lead)
    assert "Không: cơ quan đã rút lại văn bản này." in page
    assert "Cơ quan đã rút bài tại nguồn." in page


def test_a_collected_text_is_found_by_address_code_and_proof(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    visit()
    record = PublicRecord.objects.get()
    for asked in (record.path, f"https://cong.bo-thu.example/s/{text.item}/vi", str(text.item)):
        page = client.get("/vi/xac-thuc/", {"dia-chi": asked}).content.decode()
        assert "đúng từng chữ với văn bản nguồn đã đóng dấu" in page, asked
    kept = ReceivedText.objects.get()
    named = {"id": str(text.item), "language": "vi", "edition": 1}
    proof = {"format": "ttdn-proof-1", "item": named, "seal": kept.seal, "canonical": kept.canonical}
    for words, said in ((kept.canonical, "trùng với bản thu thập ở đây"), ("x", "khác với bản thu thập ở đây")):
        data = json.dumps(proof | {"canonical": words}).encode()
        upload = SimpleUploadedFile("proof.json", data, "application/json")
        assert said in client.post("/vi/xac-thuc/", {"tep": upload}).content.decode()


def test_the_page_tells_where_it_came_from_and_leads_to_the_original(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    visit()
    ministry.texts[0].sequence += 1
    visit(at=LATER)
    original = f"{ministry.url.removesuffix('/oai')}/s/{text.item}/vi"
    page = client.get(PublicRecord.objects.get().path).content.decode()
    assert f'<link rel="canonical" href="{original}">' in page
    assert f'<meta property="og:url" content="{original}">' in page
    assert "Bài này thu thập từ nguồn “Cổng của Bộ”." in page
    assert "Dấu xác thực của hệ thống nguồn đã được kiểm và đúng." in page
    assert "09:00 22/11/2026" in page  # collected
    assert "10:00 22/11/2026" in page  # last seen
    assert f"{original}/proof.json" in page
    assert "bo-bao-chi.zip" not in page
    assert f"/s/{text.item}/vi.pdf" not in page


def test_nothing_is_given_on_or_logged_as_our_own(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    visit()
    listed = client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "ttdn"}).content.decode()
    assert "noRecordsMatch" in listed
    identifier = f"oai:testserver:{text.item}/vi"
    one = client.get("/oai", {"verb": "GetRecord", "metadataPrefix": "ttdn", "identifier": identifier})
    assert "idDoesNotExist" in one.content.decode()
    assert client.get("/api/v1/agreement").json()["count"] == 0
    assert client.get("/sitemap-items-1.xml").status_code == 404  # there is nothing of our own to list
    assert not SealedText.objects.exists()
    assert not LogEntry.objects.filter(item=text.item).exists()
    told = client.get(f"/api/v1/items/{text.item}/vi").json()
    assert told["harvested_from"] == str(Source.objects.get().public_id)


def test_nobody_here_changes_a_collected_item(
    ministry: Ministry, visit: Callable[..., Run], user_factory: Callable[..., User]
) -> None:
    ministry.picture(ministry.publish())
    visit()
    record, user = PublicRecord.objects.get(), user_factory()
    from ttdn.portal.actions.drafting import Details  # noqa: PLC0415  (one test)

    with pytest.raises(WrongState):
        withdraw(edition=record.edition, reason="x", acting_user=user, at=AT)
    with pytest.raises(WrongState):
        set_details(item=record.item, details=Details(), acting_user=user, at=AT)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text, _of: setattr(text, "seal", ""), "Bài không có dấu xác thực."),
        (lambda text, of: setattr(text, "seal", of.sealed(of.publish("Bài khác"))), "thuộc về một bài khác"),
        (lambda text, of: (setattr(text, "seal", of.sealed(text)), setattr(text, "lead", "Khác.")), "lời của bài"),
        (lambda text, of: (setattr(text, "seal", of.sealed(text)), setattr(text, "at", AT)), "thời điểm khác"),
        (lambda text, _of: setattr(text, "at", AT + timedelta(hours=2)), "tương lai"),
        (lambda text, _of: text.more.update(title="x\x00y"), "không theo khuôn"),
        (lambda text, _of: text.more.update(number_on="hôm qua"), "không theo khuôn"),
        (lambda text, _of: text.more.update(topics=["1"]), "không theo khuôn"),
        (lambda text, _of: text.more.update(slug="../x"), "không theo khuôn"),
        (lambda text, _of: text.blocks.append({"type": "paragraph", "html": "<script>1</script>"}), "không theo khuôn"),
        (lambda text, _of: setattr(text, "edition", 2**40), "thiếu phần bắt buộc"),
        (lambda text, _of: setattr(text, "sequence", 10**30), "thiếu phần bắt buộc"),
        (lambda text, _of: setattr(text, "media", '<media id="x"/>'), "thiếu phần bắt buộc"),
    ],
)
def test_what_does_not_hold_is_kept_aside_and_the_others_come(
    ministry: Ministry, visit: Callable[..., Run], spoil: Callable[[Any, Ministry], Any], reason: str
) -> None:
    bad = ministry.publish("Bài hỏng")
    spoil(bad, ministry)
    good = ministry.publish("Bài tốt")
    run = visit()
    assert run.state == RunState.DONE
    assert run.refused >= 1
    assert reason in Quarantined.objects.get(identifier=ministry.identifier(bad)).reason
    assert PublicRecord.objects.filter(item__public_id=good.item).exists()
    assert not PublicRecord.objects.filter(item__public_id=bad.item).exists()


def test_a_key_that_leaked_later_is_told_beside_the_words_it_sealed(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    visit()
    ministry.keys[0].told = {
        "state": "revoked",
        "revocation": "compromised",
        "revoked_at": "2026-11-22T02:30:00.000000Z",
        "compromised_from": "2026-11-01T00:00:00.000000Z",
    }
    visit(at=LATER)
    assert ReceivedText.objects.get().seal_code == SealCode.COMPROMISED
    page = client.get(PublicRecord.objects.get().path).content.decode()
    assert "Dấu xác thực của hệ thống nguồn không còn tin được:" in page
    assert "Không tin được" in paste(client, text.lead)


def test_while_both_sides_differ_in_the_same_the_whole_list_is_taken_once(
    ministry: Ministry, repository: Repository, visit: Callable[..., Run], source: Source
) -> None:
    ministry.publish()
    ministry.publish("Bài hỏng").seal = "x"
    visit()
    for hour, lists in ((1, 2), (2, 3), (3, 4)):  # what is kept aside explains the difference since the first list
        visit(at=AT + timedelta(hours=hour))
        assert source.agreement == Agreement.DIFFERENT
        assert len([each for each in repository.asked if each.get("verb") == "ListRecords"]) == lists
    ministry.publish("Bài mới")
    ministry.listed = []
    visit(at=AT + timedelta(hours=5))
    whole = [each for each in repository.asked if each.get("verb") == "ListRecords"][-1]
    assert "from" not in whole  # something else differs now: the whole list is asked for


def test_what_a_leaked_key_sealed_does_not_come_in(ministry: Ministry, visit: Callable[..., Run]) -> None:
    ministry.publish()
    ministry.keys[0].told = {
        "state": "revoked",
        "revocation": "compromised",
        "revoked_at": "2026-11-22T01:59:00.000000Z",
        "compromised_from": "2026-11-01T00:00:00.000000Z",
    }
    assert visit().refused >= 1
    assert "Khóa đã bị lộ" in Quarantined.objects.get().reason
    assert not PublicRecord.objects.exists()


def test_a_new_key_counts_once_a_person_pinned_it(
    ministry: Ministry, visit: Callable[..., Run], source: Source, coordinator_staff: User
) -> None:
    first = ministry.publish("Bài đầu")
    first.seal = ministry.sealed(first)
    visit()
    ministry.keys.append(Key(AT - timedelta(hours=2)))
    text = ministry.publish("Bài bằng khóa mới")
    visit(at=LATER)
    assert Quarantined.objects.get().identifier == ministry.identifier(text)
    trust_keys(source=source, keys=[], acting_user=coordinator_staff, at=LATER)
    visit(at=LATER + timedelta(minutes=2))
    assert not Quarantined.objects.exists()
    assert PublicRecord.objects.count() == 2


def test_what_waited_for_its_body_comes_in_although_the_source_does_not_list_it_again(
    ministry: Ministry, visit: Callable[..., Run], body: Body
) -> None:
    Body.objects.filter(pk=body.pk).update(code="ten-cu")
    text = ministry.publish()
    visit()
    assert "không phải cơ quan của nguồn này" in Quarantined.objects.get().reason
    Body.objects.filter(pk=body.pk).update(code="bo-thu")
    ministry.listed = []
    run = visit(at=LATER)
    assert (run.kept, Quarantined.objects.count()) == (1, 0)
    assert PublicRecord.objects.get().title == text.title


def test_a_record_that_the_source_has_no_more_is_no_longer_kept_aside(
    ministry: Ministry, visit: Callable[..., Run]
) -> None:
    ministry.publish().seal = "x"
    visit()
    assert Quarantined.objects.exists()
    ministry.texts.clear()
    visit(at=LATER)
    assert not Quarantined.objects.exists()


def test_a_source_under_another_name_is_the_same_source(
    ministry: Ministry, visit: Callable[..., Run], source: Source, user_factory: Callable[..., User]
) -> None:
    text = ministry.publish()
    visit()
    ministry.host = "cong-moi.bo-thu.example"
    assert visit(at=LATER).refused == 0
    assert Harvested.objects.get().identifier == ministry.identifier(text)
    text.deleted = True
    ministry.host = "cong-moi-nua.bo-thu.example"
    assert visit(at=LATER + timedelta(hours=1)).withdrawn == 1
    assert PublicRecord.objects.get().standing == Standing.WITHDRAWN


def test_identifier_and_item_must_be_one(ministry: Ministry, visit: Callable[..., Run]) -> None:
    text = ministry.publish()
    true = ministry.record(text)
    ministry.record = lambda _text: true.replace(f"{text.item}/vi<", f"{uuid.uuid4()}/vi<")  # type: ignore[method-assign]
    assert visit().refused >= 1
    assert not PublicRecord.objects.exists()


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b'{"keys": [1]}', b'{"keys": [{"kid": 1, "ttdn": {}}]}', b'{"keys": [{"kid": "x", "ttdn": []}]}'],
)
def test_a_key_document_of_another_form_stops_the_visit(
    ministry: Ministry, visit: Callable[..., Run], document: bytes
) -> None:
    ministry.publish()
    ministry.answers["/.well-known/ttdn-keys.json"] = (200, {}, document)
    run = visit()
    assert run.state == RunState.FAILED
    assert run.faults.get().sentence == "Không đọc được khóa công khai của nguồn."
    assert not PublicRecord.objects.exists()


def test_an_item_of_our_own_is_never_taken_from_another(
    ministry: Ministry, visit: Callable[..., Run], body: Body
) -> None:
    text = ministry.publish()
    Item.objects.create(public_id=text.item, kind="news", body=body, created_at=AT)
    visit()
    assert "của hệ thống này" in Quarantined.objects.get().reason


def test_a_visit_that_breaks_off_keeps_no_other_source_from_its_own(
    ministry: Ministry, source: Source, make_source: Callable[..., Source]
) -> None:
    ministry.publish()
    make_source("http://127.0.0.1:9/oai", name="Hỏng", kind="unknown", next_run_at=AT - timedelta(hours=1))
    assert run_due(AT) == 1
    source.refresh_from_db()
    assert source.last_success_at == AT
    assert not Run.objects.filter(state=RunState.RUNNING).exists()


def test_the_address_of_a_source_that_moved(
    ministry: Ministry,
    visit: Callable[..., Run],
    source: Source,
    coordinator_staff: User,
) -> None:
    ministry.publish()
    visit()
    keys = source.trusted_keys
    move_source(source=source, base_url=f"{ministry.url}2", acting_user=coordinator_staff, at=AT)
    source.refresh_from_db()
    assert (source.base_url, source.datestamp, source.trusted_keys) == (f"{ministry.url}2", "", keys)
    run = visit(at=LATER)
    assert (run.unchanged, run.refused, source.agreement) == (1, 0, Agreement.AGREED)
    trust_keys(source=source, keys=[], acting_user=coordinator_staff, at=LATER)
