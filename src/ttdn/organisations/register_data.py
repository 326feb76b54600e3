"""The register of bodies as shipped in `data/*.yaml`: read, checked and spread out into plain rows; no database."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ttdn.law.text import fold, normalise, sort_key
from ttdn.organisations.choices import KIND_ORDER, Attribute, BodyKind, Function, StateRole, SuccessionKind
from ttdn.organisations.dated import REGISTER_BEGINS
from ttdn.organisations.errors import WrongEntry

SHIPPED = Path(__file__).parent / "data"


@dataclass
class Entry:
    """One body as plain rows, ready to be written; `parents` and `heirs` name bodies by code."""

    code: str
    kind: str
    sort_key: str
    established_on: date | None = None
    dissolved_on: date | None = None
    note: str = ""
    names: list[dict[str, Any]] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)
    roles: list[dict[str, Any]] = field(default_factory=list)
    parents: list[dict[str, Any]] = field(default_factory=list)
    heirs: list[dict[str, Any]] = field(default_factory=list)

    def hash(self) -> str:
        """A hash of everything in the entry: an entry with the same hash has nothing new to load."""
        plain = json.dumps(asdict(self), default=str, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, str_strip_whitespace=True)


class _Dates(_Strict):
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None

    def days(self, body: _Body) -> dict[str, date | None]:
        """First and last day of the row; without dates of its own it lasts as long as the body."""
        return {"valid_from": self.from_ or body.from_ or REGISTER_BEGINS, "valid_to": self.until or body.until}


class _Name(_Dates):
    use: str = ""
    vi: str
    en: str = ""
    symbol: str = ""
    short: str = ""
    place: str = ""
    head: str = ""
    deputy: str = ""
    collective: bool = False
    instrument: str = ""


class _Code(_Dates):
    scheme: str
    code: str


class _Attribute(_Dates):
    attribute: Attribute
    checked: bool = False


class _Role(_Dates):
    role: StateRole
    instrument: str = ""


class _Parent(_Dates):
    parent: str


class _Heir(_Strict):
    to: str
    function: Function
    kind: SuccessionKind
    instrument: str = ""
    act: str = ""
    note: str = ""


class _Renaming(_Strict):
    from_: date = Field(alias="from")
    instrument: str = ""
    act: str


class _Body(_Dates):
    code: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: BodyKind
    order: int | None = None
    note: str = ""
    names: list[_Name] = Field(min_length=1)
    codes: list[_Code] = []
    attributes: list[_Attribute] = []
    roles: list[_Role] = []
    parents: list[_Parent] = []
    heirs: list[_Heir] = []
    renamings: list[_Renaming] = []


class _Mission(_Strict):
    code: str
    vi: str
    en: str
    place: str
    short: str


class _File(_Strict):
    acts: dict[str, str] = {}
    defaults: dict[str, dict[str, str]] = {}
    bodies: list[_Body] = []
    missions: list[_Mission] = []


class _Province(_Strict):
    code: str
    name: str
    gso: str
    gso_2025: str = ""
    merged_into: str = ""
    attributes: list[Attribute] = []
    h: str = ""
    until_2024: str = ""


class _Act(_Strict):
    instrument: str
    text: str
    on: date = Field(alias="from")


class _ProvinceRenaming(_Strict):
    code: str
    on: date = Field(alias="from")
    act: str


class _Provinces(_Strict):
    act: _Act
    provinces: list[_Province]
    renaming: _ProvinceRenaming


def shipped_entries() -> list[Entry]:
    """Every body that the package ships, provinces included."""
    return [
        *entries_of(SHIPPED / "central.yaml"),
        *_provinces(_Provinces.model_validate(_read(SHIPPED / "provinces.yaml"))),
        *entries_of(SHIPPED / "others.yaml"),
    ]


def entries_of(path: Path) -> list[Entry]:
    """The bodies of one file in the format of `data/central.yaml`.

    Raises:
        WrongEntry: the file cannot be read; the sentence names the place, what was found and what is allowed.
    """
    try:
        file = _File.model_validate(_read(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = " › ".join(str(part) for part in first["loc"])
        raise WrongEntry(f"{path.name}: {place}: {first['msg']} ({first.get('input')!r:.80})") from error
    entries = [_entry(body, file) for body in file.bodies]
    return [*entries, *(_mission(each, file.defaults["embassy"]) for each in file.missions)]


def _read(path: Path) -> Any:
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongEntry(f"{path.name}: {error}") from error


def _entry(body: _Body, file: _File) -> Entry:
    following = body.until + timedelta(days=1) if body.until else None
    heirs: list[dict[str, Any]] = []
    for heir in body.heirs:
        if following is None:
            raise WrongEntry(f"{body.code}: heirs without until")
        act = heir.act or file.acts.get(heir.instrument, "")
        heirs.append({**heir.model_dump(), "act": act, "effective_on": following})
    heirs += [
        {
            "to": body.code, "function": Function.ALL, "kind": SuccessionKind.RENAMING, "act": each.act,
            "instrument": each.instrument, "effective_on": each.from_, "note": "",
        }
        for each in body.renamings
    ]  # fmt: skip
    order = f"{body.order:03d}" if body.order is not None else sort_key(body.names[-1].vi)
    return Entry(
        code=body.code,
        kind=body.kind,
        sort_key=f"{KIND_ORDER[body.kind]}{order}"[:120],
        established_on=body.from_,
        dissolved_on=following,
        note=body.note,
        names=[_name(name, body, file.defaults) for name in body.names],
        codes=[{"scheme": each.scheme, "code": each.code, **each.days(body)} for each in body.codes],
        attributes=[
            {"attribute": each.attribute, "checked": each.checked, **each.days(body)} for each in body.attributes
        ],
        roles=[{"role": each.role, "instrument": each.instrument, **each.days(body)} for each in body.roles],
        parents=[{"parent": each.parent, **each.days(body)} for each in body.parents],
        heirs=heirs,
    )


def _name(name: _Name, body: _Body, defaults: dict[str, dict[str, str]]) -> dict[str, Any]:
    usual = defaults.get(name.use, {})
    return {
        "name_vi": normalise(name.vi),
        "name_en": name.en,
        "symbol": name.symbol,
        "short_vi": name.short,
        "place_vi": name.place or usual.get("place", ""),
        "head_title_vi": name.head or usual.get("head", ""),
        "deputy_title_vi": name.deputy or usual.get("deputy", ""),
        "collective": name.collective,
        "instrument": name.instrument,
        **name.days(body),
    }


def _mission(mission: _Mission, titles: dict[str, str]) -> Entry:
    first = {"valid_from": REGISTER_BEGINS, "valid_to": None}
    return Entry(
        code=f"dsq-{mission.code}",
        kind=BodyKind.MISSION,
        sort_key=f"{KIND_ORDER[BodyKind.MISSION]}{sort_key(mission.short)}"[:120],
        names=[
            {
                "name_vi": f"Đại sứ quán nước Cộng hòa xã hội chủ nghĩa Việt Nam tại {mission.vi}",
                "name_en": f"Embassy of the Socialist Republic of Viet Nam in {mission.en}",
                "symbol": "ĐSQ",
                "short_vi": f"ĐSQ tại {mission.short}",
                "place_vi": mission.place,
                "head_title_vi": titles["head"],
                "deputy_title_vi": titles["deputy"],
                "collective": False,
                "instrument": "",
                **first,
            }
        ],
        parents=[{"parent": "bng", **first}],
    )


def _provinces(file: _Provinces) -> list[Entry]:
    """The provincial units; after the merger each has the attributes of the units it took in."""
    eve = file.act.on - timedelta(days=1)
    gained: dict[str, set[Attribute]] = {}
    for each in file.provinces:
        if each.merged_into:
            gained.setdefault(each.merged_into, set()).update(each.attributes)
    return [_province(each, file, gained.get(each.code, set()) - set(each.attributes), eve) for each in file.provinces]


def _province(each: _Province, file: _Provinces, gained: set[Attribute], eve: date) -> Entry:
    ends = eve if each.merged_into else None
    whole = {"valid_from": REGISTER_BEGINS, "valid_to": ends}
    attributes = [{"attribute": name, "checked": False, **whole} for name in each.attributes]
    attributes += [
        {"attribute": name, "checked": False, "valid_from": file.act.on, "valid_to": None} for name in sorted(gained)
    ]
    code_ends = eve if each.merged_into or each.gso_2025 else None
    codes = [{"scheme": "gso", "code": each.gso, "valid_from": REGISTER_BEGINS, "valid_to": code_ends}]
    if each.gso_2025:
        codes.append({"scheme": "gso", "code": each.gso_2025, "valid_from": file.act.on, "valid_to": None})
    if each.h:
        codes.append({"scheme": "qd20", "code": each.h, "valid_from": REGISTER_BEGINS, "valid_to": eve})
    names = [_province_name(each.name, REGISTER_BEGINS, ends)]
    heirs: list[dict[str, Any]] = []
    if each.until_2024:
        new = file.renaming.on
        names = [
            _province_name(each.until_2024, REGISTER_BEGINS, new - timedelta(days=1)),
            _province_name(each.name, new, ends),
        ]
        heirs.append(_succession(each.code, SuccessionKind.RENAMING, new, file.renaming.act, ""))
    if each.merged_into:
        heirs.append(
            _succession(each.merged_into, SuccessionKind.MERGER, file.act.on, file.act.text, file.act.instrument)
        )
    return Entry(
        code=each.code,
        kind=BodyKind.PROVINCE,
        sort_key=f"{KIND_ORDER[BodyKind.PROVINCE]}{sort_key(_bare(each.name))}"[:120],
        dissolved_on=file.act.on if each.merged_into else None,
        names=names,
        codes=codes,
        attributes=attributes,
        heirs=heirs,
    )


def _succession(to: str, kind: SuccessionKind, on: date, act: str, instrument: str) -> dict[str, Any]:
    return {
        "to": to, "function": Function.ALL, "kind": kind, "act": act, "instrument": instrument,
        "effective_on": on, "note": "",
    }  # fmt: skip


def _bare(name: str) -> str:
    return name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _province_name(name: str, first: date, last: date | None) -> dict[str, Any]:
    """The People's Committee of a unit: it decides as a body, so its documents are signed TM. ỦY BAN NHÂN DÂN."""
    bare = _bare(name)
    city = name.startswith("Thành phố ")
    english = " ".join(word.capitalize() for word in fold(bare).split())
    # A place named after a person is always written whole (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    whole = city and bare == "Hồ Chí Minh"
    written = name if whole else name[0].lower() + name[1:]
    return {
        "name_vi": f"Ủy ban nhân dân {written}",
        "name_en": f"People's Committee of {english} {'City' if city else 'Province'}",
        "symbol": "UBND",
        "short_vi": f"UBND {'TP' if city else 'tỉnh'} {bare}",
        "place_vi": name if whole else bare,
        "head_title_vi": "Chủ tịch",
        "deputy_title_vi": "Phó Chủ tịch",
        "collective": True,
        "instrument": "",
        "valid_from": first,
        "valid_to": last,
    }
