"""A year of a very large country: 1,000,000 frozen facts of 5,000 bodies, made by the database itself.

The facts are spread as offices would: 8 kinds of activity per body out of 16, one or two channels, one language, one
region each. The product's own code reads only what it would read of real reports: facts, their totals, sentences.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from ttdn.accounts.models import User
from ttdn.audit import triggers
from ttdn.filings.models import Delivery, DraftedSentence, Filing, FilingVersion
from ttdn.filings.totals import LISTS
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Request, RequestAddressee
from ttdn.organisations.models import Body, BodyName, BodyRole
from ttdn.plans.models import Plan, Task

YEAR = 2024
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
KINDS: list[tuple[str, str, tuple[str, ...]]] = [
    ("II.1", "directive_document", ("documents",)),
    ("II.2", "staffing", ("full_time", "part_time")),
    ("II.3", "training_course", ("courses", "participants", "days")),
    ("II.4", "scheme_project", ("schemes", "products")),
    ("II.5.a", "press_release", ("releases",)),
    ("II.5.a", "press_conference", ("conferences", "participants", "outlets")),
    ("II.5.a", "press_reply", ("replies", "outlets")),
    ("II.5.b", "database_update", ("records",)),
    ("II.5.b", "portal_item", ("items", "foreign_items", "reach")),
    ("II.5.c", "publication", ("titles", "copies")),
    ("II.5.c", "online_product", ("products", "reach")),
    ("II.5.d", "event_home", ("events", "participants")),
    ("II.5.d", "event_abroad", ("events", "participants")),
    ("II.5.dd", "foreign_press_support", ("delegations", "reporters", "products")),
    ("II.5.dd", "press_trip", ("trips", "reporters", "products")),
    ("II.5.e", "cooperation_programme", ("programmes",)),
]
CHANNELS = [
    "external_activities",
    "portal",
    "promotion_data",
    "publications",
    "domestic_press",
    "foreign_press",
    "internet",
]
LANGUAGES = ["vi", "en", "lo", "km", "zh", "fr"]
REGIONS = ["asean", "northeast_asia", "europe", "north_america"]


def bodies(number: int) -> list[Body]:
    """That many ministries, and the coordinator among them."""
    made = Body.objects.bulk_create(
        (
            Body(code=f"bo-{each}", kind="ministry", sort_key=f"1{each:06d}", established_on=date(2016, 1, 1))
            for each in range(number)
        ),
        batch_size=2000,
    )
    BodyName.objects.bulk_create(
        (
            BodyName(
                body=body,
                valid_from=date(2016, 1, 1),
                name_vi=f"Bộ số {place}",
                name_en=f"Ministry {place}",
                symbol=f"B{place}",
                place_vi="Hà Nội",
                head_title_vi="Bộ trưởng",
            )
            for place, body in enumerate(made)
        ),
        batch_size=2000,
    )
    BodyRole.objects.create(body=made[0], role="coordinator", valid_from=date(2016, 1, 1))
    return made


def reports(made: Iterable[Body], coordinator: Body) -> list[FilingVersion]:
    """An accepted report of each body, without its facts."""
    filings = Filing.objects.bulk_create(
        (
            Filing(form_id="annual_report", body=body, period=str(YEAR), year=YEAR, title="Báo cáo năm", created_at=AT)
            for body in made
        ),
        batch_size=2000,
    )
    versions = FilingVersion.objects.bulk_create(
        (
            FilingVersion(
                filing=filing,
                body=filing.body,
                ordinal=1,
                state="issued",
                form_effective=date(2019, 4, 22),
                book_hash="b",
                number_text=str(place + 1),
                symbol=f"BC-B{place}",
                issued_on=date(YEAR, 11, 25),
                issue_year=YEAR,
                issued_at=AT,
                snapshot_hash=uuid.uuid4().hex,
                created_at=AT,
                updated_at=AT,
            )
            for place, filing in enumerate(filings)
        ),
        batch_size=2000,
    )
    Delivery.objects.bulk_create(
        (
            Delivery(
                version=version,
                addressee=coordinator,
                addressee_text="Điều phối",
                state="accepted",
                document_date=date(YEAR, 11, 25),
                sent_at=AT,
                received_at=AT,
            )
            for version in versions
        ),
        batch_size=2000,
    )
    figures = [
        {"code": "budget.estimate", "value": 900_000_000, "estimated": False},
        {"code": "budget.spent", "value": 800_000_000, "estimated": False},
    ]
    DraftedSentence.objects.bulk_create(
        (
            DraftedSentence(version=version, code="II.6", key="budget.sum", text="…", figures=figures)
            for version in versions
        ),
        batch_size=2000,
    )
    return versions


def facts(per_body: int) -> int:
    """Facts of every report, made inside the database (SQLite); gives how many."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE shape (n INTEGER PRIMARY KEY, section TEXT, kind TEXT, figures TEXT)")
        rows = [
            (place, section, kind, json.dumps({code: 1 + place * 3 + index for index, code in enumerate(codes)}))
            for place, (section, kind, codes) in enumerate(KINDS)
        ]
        cursor.executemany("INSERT INTO shape VALUES (%s, %s, %s, %s)", rows)
        cursor.execute(
            """
            INSERT INTO filings_fact (version_id, body_id, year, section, kind, record_kind, record_id, record_hash,
                label, "on", month, place, country, region, channels, languages, topics, themes, programme_task,
                estimated, figures, unit_name)
            WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < %s - 1)
            SELECT v.id, v.body_id, %s, s.section, s.kind, 'activity', lower(hex(randomblob(16))), '',
                'Hoạt động số ' || number.n, date('2024-01-01', '+' || ((number.n * 7 + v.id) %% 330) || ' days'),
                1 + (number.n + v.id) %% 12, 'Hà Nội', 'vn', CASE WHEN number.n %% 3 = 0 THEN r.value ELSE '' END,
                CASE WHEN number.n %% 4 = 0 THEN json_array(c.value, 'events') ELSE json_array(c.value) END,
                json_array(l.value), '[]', '[]', '', number.n %% 10 = 9, s.figures, ''
            FROM filings_filingversion v, number
            JOIN shape s ON s.n = ((v.id %% 2) * 8 + number.n %% 8)
            JOIN json_each(%s) c ON c.key = (number.n + v.id) %% 7
            JOIN json_each(%s) l ON l.key = (number.n / 8 + v.id) %% 6
            JOIN json_each(%s) r ON r.key = (number.n / 3 + v.id) %% 4
            """,
            [per_body, YEAR, json.dumps(CHANNELS), json.dumps(LANGUAGES), json.dumps(REGIONS)],
        )
        return int(cursor.rowcount)


def totals() -> int:
    """The summary rows that issuing would have made, but those by month, which nothing here reads; gives how many."""
    columns = "version_id, body_id, year, section, kind, dimension, code, figure_code, records, actual, estimated"
    single = {"all": ("''", ""), "region": ("f.region", "AND f.region <> ''")}
    made = 0
    with connection.cursor() as cursor:
        sources: list[tuple[str, str, str, str]] = [
            (name, code, "filings_fact f", condition) for name, (code, condition) in single.items()
        ]
        sources += [
            (name, "j.value", f"filings_fact f, json_each(f.{_list(name)}) j", "") for name in ("channel", "language")
        ]
        for name, code, table, condition in sources:
            for figure, value, more in (("''", "1", ""), ("g.key", "g.value", ", json_each(f.figures) g")):
                cursor.execute(
                    f"""
                    INSERT INTO filings_facttotal ({columns})
                    SELECT f.version_id, f.body_id, f.year, f.section, f.kind, '{name}', {code}, {figure}, COUNT(*),
                        SUM(CASE WHEN f.estimated THEN 0 ELSE {value} END),
                        SUM(CASE WHEN f.estimated THEN {value} ELSE 0 END)
                    FROM {table}{more} WHERE 1 {condition} GROUP BY 1, 2, 3, 4, 5, 7, 8
                    """
                )
                made += int(cursor.rowcount)
    return made


def activities() -> int:
    """A recorded activity for every fact; one in ten belongs to the coordinator's own ministry. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO activities_activity (public_id, body_id, kind, section_code, title, starts_on, ends_on, year,
                month, place, country, region, channels, languages, topics, themes, partners, figures, cost,
                cost_source, links, note, notable, state, cancel_reason, folded, channel_key, lock, origin_kind, is_demo,
                created_at, updated_at)
            SELECT f.record_id, CASE WHEN f.id %% 10 = 0 THEN (SELECT MIN(id) FROM organisations_body) ELSE f.body_id END,
                f.kind, f.section, f.label, f."on", f."on", f.year, CAST(strftime('%%m', f."on") AS INTEGER), f.place,
                f.country, f.region, f.channels, f.languages, '[]', '[]', '', f.figures, 0, '', '[]', '', 0, 'recorded',
                '', 'hoat dong so ' || substr(f.label, 14),
                '|' || (SELECT group_concat(j.value, '|') FROM json_each(f.channels) j) || '|', 0, '', 0, %s, %s
            FROM filings_fact f
            """,
            [AT, AT],
        )
        made = int(cursor.rowcount)
        cursor.execute(
            """
            INSERT INTO activities_activitytotal (body_id, unit_key, year, month, kind, figure_code, records, value)
            SELECT body_id, 0, year, month, kind, '', COUNT(*), COUNT(*) FROM activities_activity GROUP BY 1, 3, 4, 5
            """
        )
        return made


def audit_entries() -> int:
    """An entry of the audit record for every activity, in the chain of its body. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO audit_auditentry (public_id, chain, sequence, at, actor_id, actor_name, action, object_kind,
                object_id, request_id, fields, previous_hash, hash)
            SELECT lower(hex(randomblob(16))), b.public_id, ROW_NUMBER() OVER (PARTITION BY a.body_id ORDER BY a.id), %s,
                NULL, 'Cán bộ', 'activities.activity.recorded', 'activity', a.public_id, NULL,
                '{"title": "00"}', '00', lower(hex(randomblob(32)))
            FROM activities_activity a JOIN organisations_body b ON b.id = a.body_id
            """,
            [AT],
        )
        return int(cursor.rowcount)


def plans(made: list[Body]) -> None:
    """An annual plan of each body, one of 60 tasks at the coordinator's own ministry, and ten ad hoc requests to all."""
    each_plan = [
        Plan(body=body, year_from=YEAR, year_to=YEAR, title=f"Kế hoạch năm {YEAR}", created_at=AT) for body in made
    ]
    first, *_others = Plan.objects.bulk_create(each_plan, batch_size=2000)
    Task.objects.bulk_create(
        Task(plan=first, body=first.body, section_code=f"II.{1 + place % 5}", title=f"Nhiệm vụ {place}", position=place)
        for place in range(60)
    )
    asking = User.objects.create_user(email="yeu-cau@thu.example", full_name="Người Hỏi", password="mật khẩu")
    for place in range(10):
        request = Request.objects.create(
            issuer=made[0],
            form_id="ad_hoc_report",
            title=f"Báo cáo {place}",
            document_number=f"{place}/B0",
            document_date=date(YEAR, 3, 1),
            due_on=date(YEAR, 4, 1),
            created_by=asking,
            created_at=AT,
        )
        RequestAddressee.objects.bulk_create(
            (RequestAddressee(request=request, body=body) for body in made), batch_size=2000
        )


def _list(dimension: str) -> str:
    assert dimension in LISTS
    return f"{dimension}s"


def make(number: int, per_body: int) -> dict[str, Any]:
    """The whole country: bodies, duties of the year, reports, facts, totals."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA cache_size = -600000")
    made = bodies(number)
    reports(made, made[0])
    found = {"bodies": number, "facts": facts(per_body), "totals": totals(), "activities": activities()}
    found["audit entries"] = audit_entries()
    plans(made)
    materialise_year(YEAR, book=shipped_book(), at=AT)
    triggers.install(connection)
    return found
