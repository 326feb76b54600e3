"""The words of a reminder letter (công văn đôn đốc), from the duty that was not met."""

from datetime import date

from ttdn.activities.wording import count
from ttdn.consolidation.compliance import DUTY_KIND, document_name, duty_hash, end_of
from ttdn.filings.models import FilingVersion
from ttdn.filings.sources import Draft, DraftContext, Link, Sentence, SentenceFigure
from ttdn.law import last_day
from ttdn.law.text import format_date
from ttdn.obligations.models import Obligation
from ttdn.obligations.queries import answerer_of, status_of
from ttdn.organisations.queries import name_on

REQUEST_SECTION = "3"


def duty_behind(version: FilingVersion) -> Obligation | None:
    """The duty that a reminder letter urges."""
    if version.filing.subject_id is None:
        return None
    return Obligation.objects.select_related("bearer", "derivation").filter(public_id=version.filing.subject_id).first()


def draft_duty(context: DraftContext) -> Draft:
    """The grounds: which clause, which document, until when."""
    duty = duty_behind(context.version)
    if duty is None:
        return Draft()
    name = name_on(duty.bearer, context.on).name_vi
    text = f"Theo quy định tại {duty.citation}, {name} có trách nhiệm gửi {_document(duty)}"
    text += f"; hạn cuối là 23 giờ 59 phút 59 giây ngày {format_date(last_day(duty.due_at))}." if duty.due_at else "."
    heir = answerer_of(duty, context.on)
    if heir is not None and heir.pk != duty.bearer_id:
        text += f" {name_on(heir, context.on).name_vi} kế tục nhiệm vụ thông tin đối ngoại của {name} nên trả lời thay."
    return Draft(sentences=(Sentence("duty", text, (_link(duty),)),))


def draft_missing_of_letter(context: DraftContext) -> Draft:
    """What has not come, and how many days it is late."""
    duty = duty_behind(context.version)
    if duty is None:
        return Draft()
    sender = name_on(context.version.body, context.on).name_vi
    status = status_of(duty, end_of(context.on))
    late = duty.due_at is not None and duty.due_at <= end_of(context.on)
    days = f", chậm {count(status.days or 0)} ngày so với thời hạn" if late else ""
    text = f"Đến ngày {format_date(context.on)}, {sender} chưa nhận được văn bản nêu trên{days}."
    figures = (SentenceFigure("days_late", status.days or 0),) if late else ()
    return Draft(sentences=(Sentence("missing", text, (_link(duty),), figures),))


def request_text(duty: Obligation, answer_by: date, sender: str) -> str:
    """What is asked of the body, and until when."""
    return (
        f"Đề nghị Quý cơ quan chỉ đạo đơn vị đầu mối khẩn trương hoàn thành và gửi {_document(duty)} về {sender}"
        f" chậm nhất ngày {format_date(answer_by)}. Trường hợp đã gửi, đề nghị cho biết"
        " số, ký hiệu, ngày của văn bản và đường gửi để đối chiếu."
    )


def letter_title(duty: Obligation) -> str:
    """The subject of the letter, as printed after "V/v"."""
    return f"đôn đốc gửi {_document(duty)}"[:500]


def _document(duty: Obligation) -> str:
    title = duty.title_vi[:1].lower() + duty.title_vi[1:]
    return document_name(title, duty.period)


def _link(duty: Obligation) -> Link:
    return Link(DUTY_KIND, duty.public_id, duty_hash(duty))
