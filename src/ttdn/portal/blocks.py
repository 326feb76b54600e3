"""The blocks an editor composes an item from. What readers see is rendered from the frozen snapshot, not from here."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from ttdn.audit import reaching

INLINE = ["bold", "italic", "link"]
TEXT = [*INLINE, "ol", "ul"]


class MediaChooserBlock(blocks.ChooserBlock):
    """A choice from the body's media library; `kinds` narrows what may stand here."""

    class Meta:
        icon = "image"

    @cached_property
    def target_model(self) -> type:
        """The media model (resolved late: models import this module)."""
        from ttdn.portal.models import MediaAsset  # noqa: PLC0415

        return MediaAsset

    @cached_property
    def widget(self) -> object:
        """The chooser of the editor, which lists the body's own media only."""
        from ttdn.portal.media_chooser import media_chooser_viewset  # noqa: PLC0415

        return media_chooser_viewset.widget_class()

    def value_from_form(self, value: Any) -> Any:
        """What was chosen, whoever owns it: `DraftPage.clean` refuses the media of others, and must see them for that."""
        with reaching.everything():
            return super().value_from_form(value)


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Đề mục"), max_length=200)
    level = blocks.ChoiceBlock(label=_("Cấp"), choices=[("2", _("Lớn")), ("3", _("Nhỏ"))], default="2")

    class Meta:
        icon = "title"
        label = _("Đề mục")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Lời trích"))
    speaker = blocks.CharBlock(label=_("Người nói"), max_length=150)
    role = blocks.CharBlock(label=_("Chức vụ"), max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = _("Trích lời")


class PictureBlock(blocks.StructBlock):
    media = MediaChooserBlock(label=_("Ảnh"))
    caption = blocks.CharBlock(label=_("Chú thích (để trống: lấy ở thư viện)"), max_length=400, required=False)

    class Meta:
        icon = "image"
        label = _("Ảnh")


class VideoBlock(blocks.StructBlock):
    media = MediaChooserBlock(label=_("Phim hoặc âm thanh"))
    caption = blocks.CharBlock(label=_("Chú thích"), max_length=400, required=False)

    class Meta:
        icon = "media"
        label = _("Phim, âm thanh")


class DocumentBlock(blocks.StructBlock):
    media = MediaChooserBlock(label=_("Tài liệu"))
    label = blocks.CharBlock(label=_("Tên hiển thị"), max_length=200)
    language = blocks.CharBlock(label=_("Ngôn ngữ của tài liệu (vi, en …)"), max_length=12, default="vi")

    class Meta:
        icon = "doc-full"
        label = _("Tài liệu")


class FigureBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Chỉ tiêu"), max_length=200)
    value = blocks.CharBlock(label=_("Giá trị"), max_length=40)
    unit = blocks.CharBlock(label=_("Đơn vị"), max_length=60, required=False)
    as_of = blocks.CharBlock(label=_("Thời điểm"), max_length=60, required=False)
    source = blocks.CharBlock(label=_("Nguồn số liệu"), max_length=250)
    source_url = blocks.URLBlock(label=_("Địa chỉ nguồn"), required=False)

    class Meta:
        label = _("Số liệu")


class FiguresBlock(blocks.StructBlock):
    rows = blocks.ListBlock(FigureBlock(), label=_("Các số liệu"), min_num=1)

    class Meta:
        icon = "table"
        label = _("Bảng số liệu có nguồn")


class MomentBlock(blocks.StructBlock):
    on = blocks.DateBlock(label=_("Ngày"))
    text = blocks.CharBlock(label=_("Việc"), max_length=400)

    class Meta:
        label = pgettext_lazy("timeline", "Mốc")


class TimelineBlock(blocks.StructBlock):
    rows = blocks.ListBlock(MomentBlock(), label=_("Các mốc"), min_num=1)

    class Meta:
        icon = "history"
        label = _("Dòng thời gian")


class TileMapBlock(blocks.StructBlock):
    """Values by province on the tile map of the 34; Hoàng Sa and Trường Sa are always drawn (decisions.md 24)."""

    title = blocks.CharBlock(label=_("Tên bản đồ"), max_length=200)
    unit = blocks.CharBlock(label=_("Đơn vị"), max_length=60, required=False)
    values = blocks.TextBlock(
        label=_("Giá trị"), help_text=_("Mỗi dòng một tỉnh, thành phố: tên tỉnh, dấu hai chấm, con số."), required=False
    )
    source = blocks.CharBlock(label=_("Nguồn số liệu"), max_length=250)

    class Meta:
        icon = "site"
        label = _("Bản đồ tỉnh, thành phố")


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Họ và tên"), max_length=120)
    position = blocks.CharBlock(label=_("Chức vụ"), max_length=200)

    class Meta:
        label = _("Người")


class BodyBlocks(blocks.StreamBlock):
    """The body of an item."""

    paragraph = blocks.RichTextBlock(label=_("Đoạn văn"), features=TEXT, icon="pilcrow")
    heading = HeadingBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    video = VideoBlock()
    document = DocumentBlock()
    table = TableBlock(label=pgettext_lazy("block", "Bảng"))
    figures = FiguresBlock()
    timeline = TimelineBlock()
    tile_map = TileMapBlock()

    class Meta:
        required = False
