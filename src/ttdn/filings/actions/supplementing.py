"""A return for supplement with a date opens a duty of its own; the date of the first sending goes on counting."""

from datetime import date, datetime

from ttdn.filings.models import Delivery, FilingVersion
from ttdn.filings.queries import law_of
from ttdn.obligations.choices import Counts, Fulfilling, Origin
from ttdn.obligations.derivations import fixed_derivation
from ttdn.obligations.models import Obligation
from ttdn.obligations.totals import key_of, recount
from ttdn.organisations.queries import name_on

SUPPLEMENT_RULE = "supplement"


def ask_for_supplement(delivery: Delivery, due_on: date, *, at: datetime) -> Obligation:
    """Building block: the sender owes a replacing document by the day named (decisions 5).

    All supplements of one form and period share `origin_id`, so that they stand together on the board.
    """
    filing = delivery.version.filing
    book, form = law_of(delivery.version)
    number = delivery.version.number_and_symbol
    derivation = fixed_derivation(
        book,
        term_id=f"supplement/{delivery.public_id}",
        due_on=due_on,
        citation=number,
        sentences={
            "vi": f"{delivery.addressee_text} đề nghị bổ sung văn bản số {number} chậm nhất ngày {due_on:%d/%m/%Y}.",
            "en": f"{_english_name(delivery)} asks for a supplement to document {number} by {due_on:%d/%m/%Y}.",
        },
    )
    duty = Obligation.objects.create(
        rule_id=SUPPLEMENT_RULE,
        book_hash=book.hash,
        bearer=delivery.version.body,
        first_bearer=delivery.version.body,
        origin=Origin.REQUEST,
        origin_id=f"{SUPPLEMENT_RULE}/{filing.form_id}",
        period=filing.period,
        year=due_on.year,
        trigger_key=str(delivery.public_id),
        title_vi=f"Bổ sung: {form.title_vi}",
        title_en=f"Supplement: {form.title_en}",
        form_id=filing.form_id,
        fulfilment=Fulfilling.FILING,
        counts=Counts.SENT,
        derivation=derivation,
        citation=derivation.citation,
        addressee_role="coordinator",
        is_demo=filing.is_demo,
        created_at=at,
    )
    recount([key_of(duty)])
    return duty


def _english_name(delivery: Delivery) -> str:
    """The addressee's English name on the day of its document, where the register has one."""
    if delivery.addressee is None:
        return delivery.addressee_text
    return name_on(delivery.addressee, delivery.document_date).name_en or delivery.addressee_text


def supplements_asked(version: FilingVersion) -> list[str]:
    """Trigger keys of the supplements asked of earlier versions of the same filing."""
    earlier = Delivery.objects.filter(version__filing=version.filing, returned_at__isnull=False)
    return [str(each) for each in earlier.values_list("public_id", flat=True)]
