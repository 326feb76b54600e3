"""The register that the package ships, on the days that matter."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

import ttdn.law
from ttdn.audit.models import AuditEntry
from ttdn.law.text import sort_key
from ttdn.organisations.loading import load_register
from ttdn.organisations.models import Body, BodyAttribute, BodyCode, BodyName, BodyRole, Succession
from ttdn.organisations.queries import (
    CLASSES,
    bodies_of_kind,
    body_by_code,
    body_by_symbol,
    holder_of_role,
    name_on,
    names_on,
    predecessors_map,
    predecessors_of,
    resolve_class,
    successor_for,
    successors_for,
    units_of,
)
from ttdn.organisations.register_data import shipped_entries
from ttdn.organisations.tests.builders import AT, the_country

pytestmark = pytest.mark.django_db

YEAR_2024 = date(2024, 6, 1)
TODAY = date(2026, 11, 21)


def kinds_on(on: date) -> list[int]:
    kinds = ("ministry", "ministerial_agency", "government_agency", "province")
    return [bodies_of_kind([kind], on).count() for kind in kinds]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2016, 6, 1), [18, 4, 8, 63]),
        (date(2019, 3, 8), [18, 4, 8, 63]),
        (YEAR_2024, [18, 4, 8, 63]),
        (date(2025, 2, 28), [18, 4, 8, 63]),
        (date(2025, 3, 1), [14, 3, 5, 63]),
        (date(2025, 6, 30), [14, 3, 5, 63]),
        (date(2025, 7, 1), [14, 3, 5, 34]),
        (TODAY, [14, 3, 5, 34]),
    ],
)
def test_the_government_and_the_provinces_have_the_right_size_on_each_day(on: date, expected: list[int]) -> None:
    the_country()
    assert kinds_on(on) == expected


def test_loading_twice_changes_nothing(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    the_country()
    before = [list(model.objects.order_by("pk").values()) for model in (Body, BodyName, BodyCode, BodyRole, Succession)]
    entries = AuditEntry.objects.count()
    with django_assert_max_num_queries(4):  # the codes with their hashes, and the transaction itself
        the_country_again()
    assert AuditEntry.objects.count() == entries
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Body, BodyName, BodyCode, BodyRole, Succession)
    ]


def the_country_again() -> None:
    assert load_register(entries=shipped_entries(), at=AT).added == 0


def test_loading_again_leaves_alone_what_people_ended() -> None:
    bodies = the_country()
    body = bodies["bct"]
    BodyName.objects.filter(body=body).update(valid_to=date(2026, 5, 31))
    BodyName.objects.create(body=body, valid_from=date(2026, 6, 1), name_vi="Bộ Thương mại mới", symbol="BTMM")
    Body.objects.filter(pk=body.pk).update(shipped_hash="của bản trước")
    the_country()
    assert name_on(body, date(2026, 7, 1)).symbol == "BTMM"
    assert name_on(body, date(2026, 5, 1)).symbol == "BCT"


@pytest.mark.parametrize(
    ("role", "on", "code"),
    [
        ("coordinator", date(2019, 3, 8), "btttt"),
        ("coordinator", date(2025, 2, 28), "btttt"),
        ("coordinator", date(2025, 3, 1), "bvhttdl"),
        ("coordinator", TODAY, "bvhttdl"),
        ("foreign_affairs", YEAR_2024, "bng"),
        ("finance", TODAY, "btc"),
        ("government_office", TODAY, "vpcp"),
        ("prime_minister", TODAY, "thu-tuong"),
    ],
)
def test_state_roles_have_their_holder(role: str, on: date, code: str) -> None:
    the_country()
    assert holder_of_role(role, on).code == code


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("btttt", YEAR_2024, "Bộ Thông tin và Truyền thông"),
        ("tp-hue", date(2024, 12, 31), "Ủy ban nhân dân tỉnh Thừa Thiên Huế"),
        ("tp-hue", date(2025, 1, 1), "Ủy ban nhân dân thành phố Huế"),
        ("ban-tuyen-giao-tw", YEAR_2024, "Ban Tuyên giáo Trung ương"),
        ("ban-tuyen-giao-tw", TODAY, "Ban Tuyên giáo và Dân vận Trung ương"),
        ("tinh-an-giang", TODAY, "Ủy ban nhân dân tỉnh An Giang"),
        ("btttt", TODAY, "Bộ Thông tin và Truyền thông"),  # a body that ended keeps its last name
        ("bnnmt", YEAR_2024, "Bộ Nông nghiệp và Môi trường"),  # and one that is to come has its first
    ],
)
def test_names_on_a_day(code: str, on: date, name: str) -> None:
    bodies = the_country()
    assert name_on(bodies[code], on).name_vi == name


def test_names_of_many_bodies_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bodies = the_country()
    with django_assert_num_queries(1):
        names = names_on(bodies.values(), YEAR_2024)
    assert len(names) == len(bodies)


def test_every_province_of_2024_leads_to_one_of_the_34_and_none_counts_twice() -> None:
    the_country()
    now = set(bodies_of_kind(["province"], TODAY))
    heirs = [successor_for(body, "ttdn", TODAY) for body in bodies_of_kind(["province"], YEAR_2024)]
    assert len(heirs) == 63
    assert set(heirs) == now
    parts = [predecessors_of(body, "ttdn", TODAY) for body in now]
    assert sum(len(part) for part in parts) == len(set().union(*parts)) == 29


def test_statistics_codes_before_and_after() -> None:
    bodies = the_country()
    for on, number in ((date(2025, 6, 30), 63), (date(2025, 7, 1), 34)):
        codes = BodyCode.objects.on(on).filter(scheme="gso", body__in=bodies_of_kind(["province"], on))
        assert codes.count() == codes.values("code").distinct().count() == number
    assert BodyCode.objects.on(TODAY).get(body=bodies["tinh-an-giang"], scheme="gso").code == "91"
    assert BodyCode.objects.on(YEAR_2024).get(body=bodies["tinh-an-giang"], scheme="gso").code == "89"


@pytest.mark.parametrize(("function", "code"), [("ttdn", "bvhttdl"), ("other", "bkhcn"), ("all", "bkhcn")])
def test_the_ministry_of_information_was_divided(function: str, code: str) -> None:
    bodies = the_country()
    assert successor_for(bodies["btttt"], function, TODAY).code == code
    assert successor_for(bodies["btttt"], function, YEAR_2024).code == "btttt"


def test_heirs_of_the_ministries_of_2025() -> None:
    bodies = the_country()
    heirs = {
        "bkhdt": "btc", "bgtvt": "bxd", "bnnptnt": "bnnmt", "btnmt": "bnnmt", "bldtbxh": "bnv", "ubdt": "bdttg",
        "bhxh": "btc", "ubqlv": "btc", "bql-lang": "bqp", "cuc-ttdn": "cuc-ttcs-ttdn",
    }  # fmt: skip
    for before, after in heirs.items():
        assert successor_for(bodies[before], "ttdn", TODAY).code == after, before
    assert predecessors_of(bodies["bnnmt"], "ttdn", TODAY) == {bodies["bnnptnt"].pk, bodies["btnmt"].pk}
    assert predecessors_of(bodies["bnnmt"], "ttdn", date(2025, 2, 28)) == set()
    assert predecessors_map("ttdn", TODAY)[bodies["btc"].pk] == {
        bodies["bkhdt"].pk, bodies["bhxh"].pk, bodies["ubqlv"].pk,
    }  # fmt: skip
    assert successors_for("ttdn", TODAY)[bodies["btttt"].pk] == bodies["bvhttdl"].pk


def test_every_body_that_ended_has_an_heir_alive() -> None:
    bodies = the_country()
    for body in bodies.values():
        for function in ("ttdn", "all", "other"):
            assert successor_for(body, function, TODAY).alive_on(TODAY) or not body.alive_on(TODAY)
            assert successor_for(body, function, TODAY).dissolved_on is None


@pytest.mark.parametrize(
    ("class_code", "on", "number"),
    [
        ("ministries_all", YEAR_2024, 30),
        ("ministries_all", TODAY, 22),
        ("provinces_all", YEAR_2024, 63),
        ("provinces_all", TODAY, 34),
        ("border_cambodia_provinces", date(2018, 11, 6), 10),
        ("border_cambodia_provinces", TODAY, 8),
        ("border_laos_provinces", YEAR_2024, 10),
        ("border_laos_provinces", TODAY, 9),
        ("border_china_provinces", YEAR_2024, 7),
        ("border_china_provinces", TODAY, 7),
        ("coast_provinces", YEAR_2024, 28),
        ("coast_provinces", TODAY, 21),
    ],
)
def test_classes_of_bodies_on_a_day(class_code: str, on: date, number: int) -> None:
    the_country()
    assert len(resolve_class(class_code, on) or []) == number


def test_open_classes_are_not_guessed() -> None:
    the_country()
    assert resolve_class("ministries_related", TODAY) is None
    assert resolve_class("open", TODAY) is None
    assert all(resolve_class(code, TODAY) for code in CLASSES)


def test_land_and_sea_are_marked_unchecked() -> None:
    the_country()
    assert BodyAttribute.objects.exists()
    assert not BodyAttribute.objects.filter(checked=True).exists()


def test_symbols_find_the_one_body_that_signs_with_them() -> None:
    bodies = the_country()
    assert body_by_symbol("BTTTT", YEAR_2024) == bodies["btttt"]
    assert body_by_symbol("BTTTT", TODAY) is None
    assert body_by_symbol("BVHTTDL", TODAY) == bodies["bvhttdl"]
    assert body_by_symbol("UBND", TODAY) is None
    assert body_by_code("bvhttdl") == bodies["bvhttdl"]


def test_every_body_that_the_programme_names_is_known() -> None:
    """Quyết định 1486/QĐ-TTg names its parties by symbol, by code or by class."""
    the_country()
    on = date(2018, 11, 6)
    text = (Path(ttdn.law.__file__).parent / "data" / "programmes" / "qd-1486-ttg-2018.yaml").read_text(
        encoding="utf-8"
    )
    refs = set(re.findall(r"kind: (?:body|other), ref: ([^,}]+)", text))
    assert len(refs) > 10
    assert [ref for ref in sorted(refs) if not (body_by_symbol(ref, on) or body_by_code(ref))] == []


def test_units_follow_their_ministry() -> None:
    bodies = the_country()
    assert list(units_of(bodies["btttt"], YEAR_2024)) == [bodies["cuc-ttcs"], bodies["cuc-ttdn"]]
    assert list(units_of(bodies["bvhttdl"], TODAY)) == [bodies["cuc-ttcs-ttdn"]]


def test_provinces_stand_in_the_order_of_the_alphabet() -> None:
    the_country()
    names = [name_on(body, TODAY).short_vi.split(" ", 2)[2] for body in bodies_of_kind(["province"], TODAY)]
    assert names[0] == "An Giang"
    assert names == sorted(names, key=sort_key)


def test_province_committees_sign_as_a_body() -> None:
    bodies = the_country()
    name = name_on(bodies["tp-ho-chi-minh"], TODAY)
    assert (name.name_vi, name.symbol, name.collective, name.head_title_vi, name.place_vi) == (
        "Ủy ban nhân dân Thành phố Hồ Chí Minh", "UBND", True, "Chủ tịch", "Thành phố Hồ Chí Minh",
    )  # fmt: skip
    assert name.name_en == "People's Committee of Ho Chi Minh City"
    assert not name_on(bodies["bvhttdl"], TODAY).collective


def test_every_cited_instrument_is_in_the_law_book() -> None:
    the_country()
    shipped = {path.stem for path in (Path(ttdn.law.__file__).parent / "data" / "instruments").glob("*.yaml")}
    cited = set(Succession.objects.values_list("instrument", flat=True))
    cited |= set(BodyRole.objects.values_list("instrument", flat=True))
    cited |= set(BodyName.objects.values_list("instrument", flat=True))
    assert cited - {""} <= shipped
    assert not Succession.objects.filter(legal_act="").exists()


def test_the_command_loads_a_file_of_further_bodies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_bodies")
    assert "thêm" in capsys.readouterr().out
    call_command("load_bodies")
    assert "đã đủ" in capsys.readouterr().out
    file = tmp_path / "them.yaml"
    file.write_text(
        "bodies:\n- {code: bao-vhtt, kind: press_body, names: [{vi: Báo Văn hóa, symbol: BVH}],"
        " parents: [{parent: bvhttdl}]}\n",
        encoding="utf-8",
    )
    call_command("load_bodies", file=file)
    assert Body.objects.get(code="bao-vhtt").parents.get().parent.code == "bvhttdl"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bodies:\n- {code: x, kind: kingdom, names: [{vi: X}]}\n", "them.yaml: bodies › 0 › kind"),
        ("bodies: [\n", "them.yaml"),
        ("bodies:\n- {code: x, kind: press_body, names: [{vi: X}], parents: [{parent: nobody}]}\n", "nobody"),
        (
            "bodies:\n- {code: x, kind: press_body, names: [{vi: X}], heirs: [{to: y, function: all, kind: merger}]}\n",
            "x",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_nothing_is_kept(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "them.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        call_command("load_bodies", file=file)
    assert not Body.objects.exists()
