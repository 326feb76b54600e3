"""Forms of the filing's screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.filings.choices import Authority, Channel, State, Urgency
from ttdn.filings.models import FilingVersion
from ttdn.law import Book
from ttdn.law.schema import Form
from ttdn.organisations.models import Body, BodyName
from ttdn.web.forms import DayField, MultipleChoice, TtdnForm


class FilterForm(TtdnForm):
    """What the list is narrowed to."""

    form = forms.ChoiceField(label=_("Mẫu văn bản"), required=False)
    year = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *State.choices])
    body = forms.CharField(label=_("Mã cơ quan"), required=False, max_length=80)

    def __init__(self, data: Any, *, titles: dict[str, str], year: int) -> None:
        """Offer the forms of the law and the years around this one."""
        super().__init__(data)
        self.fields["form"].choices = [("", _("Tất cả")), *titles.items()]  # type: ignore[attr-defined]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", _("Tất cả")),
            *((str(each), str(each)) for each in range(year + 1, 2015, -1)),
        ]


class StartForm(TtdnForm):
    """Begin a filing."""

    body = forms.ChoiceField(label=_("Cơ quan ban hành"))
    form = forms.ChoiceField(label=_("Mẫu văn bản"))
    year = forms.IntegerField(label=_("Năm của kỳ báo cáo, kế hoạch"), min_value=2015, max_value=2040)
    title = forms.CharField(
        label=_("Trích yếu"),
        required=False,
        max_length=500,
        help_text=_("Để trống thì lấy theo mẫu."),
    )

    duty = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, bodies: dict[str, str], titles: dict[str, str], **options: Any) -> None:
        """Offer the bodies the user may write for, and the forms in force."""
        super().__init__(data, **options)
        self.fields["body"].choices = list(bodies.items())  # type: ignore[attr-defined]
        self.fields["form"].choices = list(titles.items())  # type: ignore[attr-defined]


class HeaderForm(TtdnForm):
    """Everything around the text: grounds, addressees, recipients, signer."""

    subject_override = forms.CharField(
        label=_("Trích yếu"), required=False, max_length=500, help_text=_("Để trống thì dùng trích yếu của mẫu.")
    )
    urgency = forms.ChoiceField(label=_("Mức độ khẩn"), required=False, choices=Urgency.choices)
    legal_bases = MultipleChoice(label=_("Căn cứ (chọn trong danh mục văn bản)"), required=False)
    other_bases = forms.CharField(
        label=_("Căn cứ khác"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một căn cứ, viết cả chữ “Căn cứ”."),
    )
    addressees = MultipleChoice(label=_("Nơi nhận chính"), required=False)
    copies = MultipleChoice(label=_("Đồng gửi"), required=False)
    other_addressees = forms.CharField(
        label=_("Nơi nhận khác, ngoài danh mục"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng một nơi."),
    )
    recipients = forms.CharField(
        label=_("Các dòng thêm ở phần “Nơi nhận”"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một nơi. Nơi nhận chính và dòng “Lưu” được in tự động."),
    )
    signing_authority = forms.ChoiceField(label=_("Quyền hạn ký"), choices=Authority.choices)
    signer_position = forms.CharField(
        label=_("Chức vụ của người ký"),
        required=False,
        max_length=200,
        help_text=_("Cần khi ký thừa lệnh, thừa ủy quyền, ví dụ “Cục trưởng Cục Thông tin đối ngoại”."),
    )
    authorisation = forms.CharField(label=_("Văn bản giao quyền, ủy quyền"), required=False, max_length=300)
    authorised_from = DayField(label=_("Ủy quyền từ ngày"), required=False)
    authorised_to = DayField(label=_("Ủy quyền đến ngày"), required=False)
    signer_name = forms.CharField(label=_("Họ và tên người ký"), required=False, max_length=120)
    signer_lines = forms.CharField(
        label=_("Các dòng trên chữ ký, khi cần khác mặc định"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một dòng in, ví dụ “KT. BỘ TRƯỞNG” rồi “THỨ TRƯỞNG”."),
    )
    lock = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, version: FilingVersion, book: Book, bodies: list[tuple[Body, BodyName]]
    ) -> None:
        """Show what the version has; offer the register of instruments and the register of bodies."""
        super().__init__(data, initial=_initial(version, book))
        instruments = sorted(
            book.instruments.values(), key=lambda each: (each.id not in version.legal_bases, each.number or each.id)
        )
        self.fields["legal_bases"].choices = [  # type: ignore[attr-defined]
            (each.id, f"{book.instrument_name(each.id)} – {each.title_vi}"[:160]) for each in instruments
        ]
        choices = [(str(body.public_id), name.name_vi) for body, name in bodies]
        self.fields["addressees"].choices = choices  # type: ignore[attr-defined]
        self.fields["copies"].choices = choices  # type: ignore[attr-defined]
        self._names = dict(choices)

    def clean(self) -> dict[str, Any]:
        """An authorisation needs its paper; its dates run forward."""
        found = super().clean() or {}
        authority = found.get("signing_authority")
        if authority in (Authority.TL, Authority.TUQ) and not found.get("signer_position"):
            self.add_error("signer_position", _("Ký thừa lệnh, thừa ủy quyền thì phải ghi chức vụ của người ký."))
        if authority == Authority.TUQ and not found.get("authorisation"):
            self.add_error("authorisation", _("Ký thừa ủy quyền thì phải ghi văn bản ủy quyền."))
        first, last = found.get("authorised_from"), found.get("authorised_to")
        if first and last and last < first:
            self.add_error("authorised_to", _("Ngày cuối đứng trước ngày đầu."))
        return found

    def values(self) -> dict[str, Any]:
        """The header fields as the version keeps them."""
        found = dict(self.cleaned_data)
        found.pop("lock")
        typed = [{"text": line} for line in _lines(found.pop("other_bases"))]
        found["legal_bases"] = [*found["legal_bases"], *typed]
        copies = [each for each in found.pop("copies") if each not in found["addressees"]]
        found["addressees"] = [
            *({"body": each, "text": self._names[each], "part": "to"} for each in found["addressees"]),
            *({"body": each, "text": self._names[each], "part": "copy"} for each in copies),
            *({"body": None, "text": line, "part": "to"} for line in _lines(found.pop("other_addressees"))),
        ]
        found["recipients"] = _lines(found["recipients"])
        found["signer_lines"] = _lines(found["signer_lines"])
        return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _initial(version: FilingVersion, book: Book) -> dict[str, Any]:
    known = [each for each in version.legal_bases if isinstance(each, str) and each in book.instruments]
    typed = [each["text"] if isinstance(each, dict) else each for each in version.legal_bases if each not in known]
    return {
        "subject_override": version.subject_override,
        "urgency": version.urgency,
        "legal_bases": known,
        "other_bases": "\n".join(typed),
        "addressees": [each["body"] for each in version.addressees if each.get("body") and each["part"] == "to"],
        "copies": [each["body"] for each in version.addressees if each.get("body") and each["part"] != "to"],
        "other_addressees": "\n".join(each["text"] for each in version.addressees if not each.get("body")),
        "recipients": "\n".join(version.recipients),
        "signing_authority": version.signing_authority,
        "signer_position": version.signer_position,
        "authorisation": version.authorisation,
        "authorised_from": version.authorised_from,
        "authorised_to": version.authorised_to,
        "signer_name": version.signer_name,
        "signer_lines": "\n".join(version.signer_lines),
        "lock": version.header_lock,
    }


class IssueForm(TtdnForm):
    """Number and date."""

    number_text = forms.CharField(label=_("Số văn bản (do sổ văn thư của cơ quan cấp)"), max_length=30, required=False)
    issued_on = DayField(label=_("Ngày ban hành"))
    place = forms.CharField(label=_("Địa danh"), max_length=80, required=False)

    def __init__(self, data: Any = None, *, internal: bool, **options: Any) -> None:
        """A body numbered by the product is not asked for a number."""
        super().__init__(data, **options)
        if internal:
            del self.fields["number_text"]
        else:
            self.fields["number_text"].required = True


class ReasonForm(TtdnForm):
    """A reason, in words."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(TtdnForm):
    """One place of an issued document: as printed, and as it should read."""

    place = forms.ChoiceField(label=_("Vị trí"))
    printed = forms.CharField(
        label=_("Đã in"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Chép đúng từng chữ của văn bản.")
    )
    corrected = forms.CharField(label=_("Nay sửa là"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, places: list[str], **options: Any) -> None:
        """Offer the places of the document."""
        super().__init__(data, **options)
        self.fields["place"].choices = [(each, each) for each in places]  # type: ignore[attr-defined]

    def cells(self) -> list[str]:
        """The row of the letter."""
        return [str(self.cleaned_data[name]) for name in ("place", "printed", "corrected")]


class ReceiveForm(TtdnForm):
    """Entry in the register of incoming documents."""

    incoming_number = forms.CharField(label=_("Số đến"), max_length=40)
    incoming_on = DayField(label=_("Ngày đến"))
    remark = forms.CharField(label=_("Ghi chú"), required=False, max_length=500)


class SupplementForm(TtdnForm):
    """What is missing, and until when."""

    reason = forms.CharField(label=_("Cần bổ sung gì"), widget=forms.Textarea(attrs={"rows": 3}))
    supplement_due_on = DayField(label=_("Đề nghị bổ sung trước khi hết ngày"), required=False)


class SignedCopyForm(TtdnForm):
    """The signed original."""

    upload = forms.FileField(label=_("Bản chính đã ký (PDF, Word hoặc ảnh quét)"))


class AttachmentForm(TtdnForm):
    """A file to send along."""

    title = forms.CharField(label=_("Tên tài liệu kèm theo"), max_length=300)
    upload = forms.FileField(label=_("Tệp"))


class PaperForm(TtdnForm):
    """A document that came outside the product."""

    body = forms.ChoiceField(label=_("Cơ quan gửi"))
    form = forms.ChoiceField(label=_("Mẫu văn bản"))
    year = forms.IntegerField(label=_("Năm của kỳ báo cáo, kế hoạch"), min_value=2015, max_value=2040)
    number_text = forms.CharField(label=_("Số văn bản (không ghi ký hiệu)"), max_length=30)
    symbol = forms.CharField(label=_("Ký hiệu, ví dụ BC-UBND"), max_length=60)
    document_date = DayField(label=_("Ngày văn bản"))
    channel = forms.ChoiceField(
        label=_("Đến bằng"),
        choices=[(each.value, each.label) for each in (Channel.PAPER, Channel.EMAIL, Channel.PACKAGE)],
    )
    sent_on = DayField(label=_("Ngày gửi (dấu bưu điện, ngày thư)"))
    received_on = DayField(label=_("Ngày đến"))
    incoming_number = forms.CharField(label=_("Số đến"), max_length=40)
    signer_name = forms.CharField(label=_("Người ký"), required=False, max_length=120)
    upload = forms.FileField(label=_("Bản quét hoặc tệp"), required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        bodies: list[tuple[str, str]],
        titles: dict[str, str],
        law_form: Form | None = None,
        **options: Any,
    ) -> None:
        """Offer bodies and forms; once the form is known, one text field per section."""
        super().__init__(data, files, **options)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["form"].choices = list(titles.items())  # type: ignore[attr-defined]
        self.codes: dict[str, str] = {}
        for section in law_form.sections if law_form else ():
            if section.kind == "heading":
                continue
            name = f"text_{section.code}"
            self.codes[name] = section.code
            self.fields[name] = forms.CharField(
                label=f"{section.label or ''} {section.heading_vi}".strip(),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def texts(self) -> dict[str, str]:
        """Section texts by code."""
        return {code: self.cleaned_data.get(name, "") for name, code in self.codes.items()}
