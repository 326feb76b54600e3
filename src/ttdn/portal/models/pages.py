"""Drafts: Wagtail pages in a tree language → body → section → year. No page is ever live in Wagtail's own sense.

Readers get editions (`ttdn.portal.models.editions`); what happens to a page in Wagtail can therefore publish nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from ttdn.audit import reaching
from ttdn.organisations.models import Body
from ttdn.portal.access import DraftPermissions
from ttdn.portal.blocks import BodyBlocks, PersonBlock
from ttdn.portal.choices import Kind
from ttdn.portal.models.items import Item

if TYPE_CHECKING:
    from ttdn.accounts.models import User


class ShelfPage(Page):
    """A place in the tree that holds drafts: a language, a body, a section or a year; readers never see it."""

    shelf_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    parent_page_types = ["wagtailcore.Page", "portal.ShelfPage"]
    is_creatable = False

    def permissions_for_user(self, user: User) -> DraftPermissions:
        """Nobody edits a shelf."""
        return DraftPermissions(user, self)


class DraftPage(Page):
    """What every kind of draft has: the item it is a language version of, a lead and a body of blocks."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    lead = models.TextField(gettext_lazy("Tóm tắt"), max_length=600, blank=True, default="")
    body = StreamField(BodyBlocks(), blank=True, verbose_name=gettext_lazy("Nội dung"))
    translated_from_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    machine_draft = models.BooleanField(default=False, editable=False)

    parent_page_types = ["portal.ShelfPage"]
    subpage_types: list[str] = []
    kind: str = ""
    own_fields: tuple[str, ...] = ()
    """The fields that only this kind has: they go into the snapshot by name."""
    show_in_menus_default = False

    class Meta:
        abstract = True

    @classmethod
    def editing_panels(cls) -> list[Panel]:
        """The panels of the editor: title and lead, what only this kind has, the body."""
        own: list[Panel] = [FieldPanel(name) for name in cls.own_fields]
        return [
            FieldPanel("title"),
            FieldPanel("lead"),
            *([MultiFieldPanel(own, heading=Kind(cls.kind).label)] if own else []),
            FieldPanel("body"),
        ]

    def permissions_for_user(self, user: User) -> DraftPermissions:
        """What the user may do with this draft: edit it as editor of its body, nothing else in Wagtail."""
        return DraftPermissions(user, self)

    @property
    def language(self) -> str:
        """Language code of the draft."""
        return str(self.locale.language_code)

    def clean(self) -> None:
        """Media of another body cannot be smuggled in, whatever the form says."""
        super().clean()
        from ttdn.portal.snapshots import assets_in  # noqa: PLC0415  (snapshots read models)

        with reaching.everything():  # the media of others are looked at only to refuse them
            foreign = [asset for asset in assets_in(self) if asset.body_id != self.item.body_id]
        if foreign:
            raise ValidationError(_("Có tư liệu không thuộc thư viện của cơ quan. Hãy chọn lại từ thư viện của mình."))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Drafts are previewed with the readers' template."""
        return "portal/item.html"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft exactly as readers would get it."""
        from ttdn.portal.rendering import render_draft  # noqa: PLC0415  (rendering reads models)

        return render_draft(request, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail serves nothing: readers come through `ttdn.portal.public_views`."""
        from django.http import Http404  # noqa: PLC0415

        raise Http404

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """No address of its own: the permanent address belongs to the item."""
        return


def _text(label: Any, *, length: int = 200, required: bool = False) -> models.CharField[str, str]:
    return models.CharField(label, max_length=length, blank=not required, default="")


class ProfilePage(DraftPage):
    kind = Kind.PROFILE
    field = models.TextField(gettext_lazy("Lĩnh vực quản lý"), blank=True, default="")
    functions = models.TextField(gettext_lazy("Chức năng, nhiệm vụ (mỗi dòng một ý)"), blank=True, default="")
    leadership = StreamField(
        [("person", PersonBlock())], blank=True, verbose_name=gettext_lazy("Lãnh đạo (theo thứ tự)")
    )
    address = _text(gettext_lazy("Địa chỉ trụ sở"), length=250)
    phone = _text(gettext_lazy("Điện thoại"), length=60)
    email = models.EmailField(gettext_lazy("Thư điện tử"), blank=True, default="")
    website = models.URLField(gettext_lazy("Trang thông tin hiện có"), blank=True, default="")
    own_fields = ("field", "functions", "leadership", "address", "phone", "email", "website")

    class Meta:
        verbose_name = Kind.PROFILE.label


class NewsPage(DraftPage):
    kind = Kind.NEWS

    class Meta:
        verbose_name = Kind.NEWS.label


class PressReleasePage(DraftPage):
    kind = Kind.PRESS_RELEASE
    contact_name = _text(gettext_lazy("Đầu mối cho báo chí"))
    contact_phone = _text(gettext_lazy("Điện thoại của đầu mối"), length=60)
    contact_email = models.EmailField(gettext_lazy("Thư điện tử của đầu mối"), blank=True, default="")
    own_fields = ("contact_name", "contact_phone", "contact_email")

    class Meta:
        verbose_name = Kind.PRESS_RELEASE.label


class StatementPage(DraftPage):
    kind = Kind.STATEMENT
    speaker = _text(gettext_lazy("Người phát ngôn"))
    speaker_position = _text(gettext_lazy("Chức vụ"))
    said_on = models.DateField(gettext_lazy("Ngày phát ngôn"), null=True, blank=True)
    place = _text(gettext_lazy("Nơi phát ngôn"))
    own_fields = ("speaker", "speaker_position", "said_on", "place")

    class Meta:
        verbose_name = Kind.STATEMENT.label


class ClarificationPage(DraftPage):
    kind = Kind.CLARIFICATION
    claim = models.TextField(gettext_lazy("Thông tin sai lệch (nêu ngắn, không dẫn đường tới)"), blank=True, default="")
    claim_source = _text(gettext_lazy("Nơi thông tin đó xuất hiện"))
    claim_on = models.DateField(gettext_lazy("Ngày xuất hiện"), null=True, blank=True)
    finding = models.TextField(gettext_lazy("Thông tin đúng"), blank=True, default="")
    own_fields = ("claim", "claim_source", "claim_on", "finding")

    class Meta:
        verbose_name = Kind.CLARIFICATION.label


class PublicationPage(DraftPage):
    kind = Kind.PUBLICATION
    publisher = _text(gettext_lazy("Nhà xuất bản"))
    year = models.PositiveSmallIntegerField(gettext_lazy("Năm xuất bản"), null=True, blank=True)
    isbn = _text(gettext_lazy("ISBN"), length=20)
    own_fields = ("publisher", "year", "isbn")

    class Meta:
        verbose_name = Kind.PUBLICATION.label


class EventPage(DraftPage):
    kind = Kind.EVENT
    starts_on = models.DateField(gettext_lazy("Từ ngày"), null=True, blank=True)
    ends_on = models.DateField(gettext_lazy("Đến ngày"), null=True, blank=True)
    place = _text(gettext_lazy("Địa điểm"))
    country = _text(gettext_lazy("Nước (mã hai chữ)"), length=2)
    organiser = _text(gettext_lazy("Đơn vị tổ chức"))
    own_fields = ("starts_on", "ends_on", "place", "country", "organiser")

    class Meta:
        verbose_name = Kind.EVENT.label


class FactSheetPage(DraftPage):
    kind = Kind.FACT_SHEET
    as_of = models.DateField(gettext_lazy("Số liệu tính đến ngày"), null=True, blank=True)
    own_fields = ("as_of",)

    class Meta:
        verbose_name = Kind.FACT_SHEET.label


class GalleryPage(DraftPage):
    kind = Kind.GALLERY

    class Meta:
        verbose_name = Kind.GALLERY.label


class TopicPage(DraftPage):
    kind = Kind.TOPIC

    class Meta:
        verbose_name = Kind.TOPIC.label


PAGE_TYPES: dict[str, type[DraftPage]] = {
    page.kind: page
    for page in (
        ProfilePage,
        NewsPage,
        PressReleasePage,
        StatementPage,
        ClarificationPage,
        PublicationPage,
        EventPage,
        FactSheetPage,
        GalleryPage,
        TopicPage,
    )
}
for _page in PAGE_TYPES.values():
    _page.edit_handler = TabbedInterface([ObjectList(_page.editing_panels(), heading=gettext_lazy("Nội dung"))])
