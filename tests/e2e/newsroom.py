"""The furnished country's newsroom: an editor, an item on its way, one approved in a release group, a spokesperson."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from ttdn.filings.tests.builders import AT, World, person
from ttdn.portal.actions.drafting import begin_item, write_draft
from ttdn.portal.actions.groups import add_member, make_group
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.people import Naming, name_spokesperson
from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.actions.translating import Written, begin_translation, save_translation
from ttdn.portal.models import Edition, Item, MediaAsset, ReleaseGroup
from ttdn.portal.queries import draft_of
from ttdn.portal.tests.media_makers import jpeg


@dataclass
class NewsDesk:
    """What the screens of content speak of."""

    editor: object
    item: Item
    correction: Edition
    group: ReleaseGroup
    medium: MediaAsset


def furnish_newsroom(world: World) -> NewsDesk:
    """A published item with a correction that waits for the leader, and a release group with one member."""
    body, editor, leader = world.ministry, person("Biên tập Viên", world.ministry, "editor"), world.leader
    second = person("Người Đọc Thứ Hai", world.ministry, "unit_head")

    def approved(title: str, reason: str = "") -> Edition:
        page = begin_item(
            body=body,
            kind="news",
            language="vi",
            title=title,
            acting_user=editor,
            at=AT,
            content={"lead": "Bộ thông tin về công tác tháng 11."},
        )
        edition = submit(item=page.item, language="vi", acting_user=editor, at=AT, public_reason=reason)
        edition = pass_review(edition=edition, acting_user=second, at=AT)
        return approve(edition=edition, content_hash=edition.content_hash, acting_user=leader, at=AT)

    record = release(edition=approved("Họp báo thường kỳ"), acting_user=editor, at=AT)
    draft = draft_of(record.item, "vi")
    assert draft is not None
    write_draft(page=draft, values={"lead": "Bộ thông tin về công tác tháng 12."}, acting_user=editor, at=AT)
    correction = submit(item=record.item, language="vi", acting_user=editor, at=AT, public_reason="Sửa tháng.")
    correction = pass_review(edition=correction, acting_user=second, at=AT)
    english = begin_translation(item=record.item, language="en", acting_user=editor, at=AT)
    save_translation(translation=english, written=[Written("title", "Regular briefing", 0)], acting_user=editor, at=AT)
    group = make_group(body=body, title="Công bố báo cáo năm", acting_user=editor, at=AT)
    add_member(group=group, edition=approved("Báo cáo năm"), acting_user=editor, at=AT)
    naming = Naming(
        name="Nguyễn Văn Phát",
        title_vi="Chánh Văn phòng",
        title_en="Chief of Office",
        first_day=date(2026, 1, 5),
        email="phatngon@thu.example",
    )
    name_spokesperson(body=body, naming=naming, acting_user=leader, at=AT)
    about = About(title="Lễ khai mạc", credit="Trần Văn A", words={"vi": {"alt": "Sân khấu", "caption": "Lễ khai mạc"}})
    upload = SimpleUploadedFile("anh.jpg", jpeg(1, 480, 320))
    medium = add_media(body=body, upload=upload, about=about, acting_user=editor, at=AT).asset
    return NewsDesk(editor=editor, item=record.item, correction=correction, group=group, medium=medium)
