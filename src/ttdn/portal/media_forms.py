"""Forms of the media library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ttdn.files.kinds import MEDIA
from ttdn.portal.actions.media import About
from ttdn.portal.choices import MediaKind, Rights
from ttdn.portal.languages import Language, content_languages
from ttdn.portal.media_queries import posters_for
from ttdn.portal.models import MediaAsset
from ttdn.web.forms import DayField, TtdnForm

MOST_FILES = 12
MOST_POSTERS = 100
Options = list[tuple[str, str]]


class SeveralFiles(forms.ClearableFileInput):
    """A file field of the browser that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class SeveralFilesField(forms.FileField):
    """Several files; each is checked by the action that keeps it."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """The files, at least one."""
        sent = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            raise forms.ValidationError(_now("Chưa chọn tệp nào."))
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(_now("Mỗi lần thêm nhiều nhất %(most)d tệp.") % {"most": MOST_FILES})
        return sent


class MediaFilter(TtdnForm):
    """What the library is narrowed to."""

    q = forms.CharField(label=_("Tên, tác giả, địa điểm"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Loại"), required=False)
    state = forms.ChoiceField(label=_("Tình trạng"), required=False)
    body = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, data: Any, *, bodies: Options) -> None:
        """Offer what there is."""
        super().__init__(data)
        everything = ("", _("Tất cả"))
        states = [("public", _("Đang công khai")), ("private", _("Chưa công khai")), ("retired", _("Đã cất"))]
        self.fields["kind"].choices = [everything, *MediaKind.choices]  # type: ignore[attr-defined]
        self.fields["state"].choices = [everything, *states]  # type: ignore[attr-defined]
        self.fields["body"].choices = [everything, *bodies]  # type: ignore[attr-defined]


class UploadForm(TtdnForm):
    """Files, and what is true of all of them; what a file says of itself fills the gaps."""

    body = forms.ChoiceField(label=_("Cơ quan"))
    uploads = SeveralFilesField(label=_("Tệp"))
    credit = forms.CharField(
        label=_("Tác giả, nguồn"),
        max_length=200,
        required=False,
        help_text=_("Để trống nếu ảnh đã ghi tác giả bên trong (IPTC)."),
    )
    rights = forms.ChoiceField(label=_("Quyền dùng lại"), choices=Rights.choices, initial=Rights.ATTRIBUTION)
    place = forms.CharField(label=_("Nơi chụp, quay"), max_length=200, required=False)
    taken_on = DayField(label=_("Ngày chụp, quay"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, bodies: Options) -> None:
        """Offer the bodies that the person writes for; one alone is not asked."""
        super().__init__(data, files)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].initial = bodies[0][0]
            self.fields["body"].widget = forms.HiddenInput()
        kinds = ", ".join(sorted(MEDIA))
        self.fields["uploads"].widget.attrs["accept"] = ",".join(
            f".{each}" for each in sorted({*MEDIA, "jpeg", "heif"})
        )
        self.fields["uploads"].help_text = _now(
            "Tối đa %(most)d tệp mỗi lần. Loại nhận: %(kinds)s. Không tệp nào công khai trước khi một bài có dùng nó được đăng."
        ) % {"most": MOST_FILES, "kinds": kinds}

    def about(self) -> About:
        """What is said of every file."""
        said = self.cleaned_data
        return About(credit=said["credit"], rights=said["rights"], place=said["place"], taken_on=said["taken_on"])


class AboutForm(TtdnForm):
    """What is said of one medium, its words in every content language, and the point that cuts keep."""

    title = forms.CharField(label=_("Tên trong thư viện"), max_length=200)
    credit = forms.CharField(label=_("Tác giả, nguồn"), max_length=200)
    rights = forms.ChoiceField(label=_("Quyền dùng lại"), choices=Rights.choices)
    place = forms.CharField(label=_("Nơi chụp, quay"), max_length=200, required=False)
    taken_on = DayField(label=_("Ngày chụp, quay"), required=False)
    focal_x = forms.IntegerField(label=_("Điểm chính: từ trái sang (%)"), min_value=0, max_value=100, required=False)
    focal_y = forms.IntegerField(label=_("Điểm chính: từ trên xuống (%)"), min_value=0, max_value=100, required=False)

    def __init__(self, data: Any = None, *, asset: MediaAsset) -> None:
        """Begin with what is said now; a picture has its words and its point, other kinds a caption only."""
        self.asset = asset
        is_picture = asset.kind == MediaKind.PICTURE
        initial: dict[str, Any] = {name: getattr(asset, name) for name in ("title", "credit", "rights", "place")}
        initial |= {"taken_on": asset.taken_on}
        initial |= {"focal_x": round(asset.focal_x * 100), "focal_y": round(asset.focal_y * 100)}
        super().__init__(data, initial=initial)
        if not is_picture:
            del self.fields["focal_x"], self.fields["focal_y"]
        if asset.kind == MediaKind.VIDEO:
            self._add_poster()
        for language in content_languages().values():
            self._add_words(language, is_picture=is_picture)

    def _add_poster(self) -> None:
        """The newest pictures of the library, and the one that is chosen now."""
        now = self.asset.poster
        newest = [each for each in posters_for(self.asset)[:MOST_POSTERS] if each != now]
        options = [(str(each.public_id), each.title) for each in ([now] if now else []) + newest]
        self.fields["poster"] = forms.ChoiceField(
            label=_("Ảnh bìa của phim"),
            choices=[("", _("Không có")), *options],
            initial=str(now.public_id) if now else "",
            required=False,
            help_text=_("Ảnh trong thư viện, hiện trước khi phim chạy. Ra ngoài cùng với bản được duyệt lần tới."),
        )

    def _add_words(self, language: Language, *, is_picture: bool) -> None:
        said = self.asset.words.get(language.code, {})
        speech = {"lang": language.code, "rows": 2}
        if is_picture:
            self.fields[f"alt_{language.code}"] = forms.CharField(
                label=_("Mô tả cho người không nhìn được"),
                max_length=400,
                required=False,
                initial=said.get("alt", ""),
                widget=forms.Textarea(attrs=speech),
            )
        self.fields[f"caption_{language.code}"] = forms.CharField(
            label=_("Chú thích"),
            max_length=1000,
            required=False,
            initial=said.get("caption", ""),
            widget=forms.Textarea(attrs=speech),
        )

    def main_fields(self) -> list[forms.BoundField]:
        """The fields that are the same in every language."""
        return [self[name] for name in self.fields if not name.startswith(("alt_", "caption_"))]

    def words_fields(self) -> Iterator[tuple[Language, list[forms.BoundField], bool]]:
        """Per language: its fields, and whether to show them open."""
        for language in content_languages().values():
            names = [f"{name}_{language.code}" for name in ("alt", "caption")]
            fields = [self[name] for name in names if name in self.fields]
            filled = any(field.value() or field.errors for field in fields)
            yield language, fields, language.code in {"vi", "en"} or filled

    def about(self) -> About:
        """What is said now."""
        said = self.cleaned_data
        words = {
            code: {
                "alt": said.get(f"alt_{code}") or "",
                "caption": said.get(f"caption_{code}") or "",
            }
            for code in content_languages()
        }
        x, y = said.get("focal_x"), said.get("focal_y")
        return About(
            title=said["title"],
            credit=said["credit"],
            rights=said["rights"],
            place=said["place"],
            taken_on=said["taken_on"],
            words=words,
            poster=said.get("poster") or "",
            focal=(0.5 if x is None else x / 100, 0.5 if y is None else y / 100),
        )


class SubtitlesForm(TtdnForm):
    """Subtitles in one language."""

    language = forms.ChoiceField(label=_("Ngôn ngữ"))
    file = forms.FileField(label=_("Tệp phụ đề (WebVTT, mã UTF-8)"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        """Offer the content languages."""
        super().__init__(data, files)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, each.name) for code, each in content_languages().items()
        ]
        self.fields["file"].widget.attrs["accept"] = ".vtt,text/vtt"
