"""The life of one filing, played through the filing's own actions at the moments of the story; resumable anywhere."""

from dataclasses import dataclass
from datetime import date, timedelta

from ttdn.accounts.models import User
from ttdn.config.demonstration.people import Cast
from ttdn.config.demonstration.script import filled, moment, script
from ttdn.filings import actions
from ttdn.filings.choices import DeliveryState, State
from ttdn.filings.models import Delivery, Filing, FilingVersion
from ttdn.filings.queries import find_filing, form_of, missing_sections, open_version
from ttdn.organisations.models import Body

ORDER = ("draft", "returned", "in_review", "approved", "sent", "received", "accepted", "supplement")


@dataclass(frozen=True)
class Way:
    """How far a filing goes, and when.

    It is begun, submitted three days and approved one day before it is issued, received the day after, judged ten days
    after.
    """

    until: str
    began: date
    issued: date

    def goes(self, step: str) -> bool:
        """Whether the filing gets as far as a step."""
        return ORDER.index(self.until) >= ORDER.index(step)


@dataclass(frozen=True)
class Receivers:
    """Who takes in and judges at the addressee."""

    body: Body
    clerk: User
    judge: User


def play(
    *,
    form_id: str,
    period: str,
    year: int,
    cast: Cast,
    way: Way,
    receivers: Receivers | None,
    field: str,
    texts: str = "",
) -> Filing:
    """Begin the filing (or take the one begun) and carry it as far as the way goes."""
    filing = find_filing(cast.body, form_id, period)
    if filing is None:
        filing = actions.start_filing(
            form_id=form_id,
            body=cast.body,
            period=period,
            year=year,
            acting_user=cast.officer,
            at=moment(way.began),
        )
    carry(
        filing,
        cast=cast,
        way=way,
        receivers=receivers,
        field=field,
        texts=texts or form_id.removesuffix("_province"),
    )
    return filing


def carry(filing: Filing, *, cast: Cast, way: Way, receivers: Receivers | None, field: str, texts: str) -> None:
    """Carry the open version of a filing (then its deliveries) as far as the way goes."""
    version = open_version(filing)
    if version is not None:
        version = _write(version, cast, way, field, texts)
        version = _decide(version, cast, way)
    if receivers is not None and way.goes("received"):
        for delivery in Delivery.objects.filter(
            version__filing=filing, version__state=State.ISSUED, addressee=receivers.body
        ):
            _take_in(delivery, way, receivers)


def _write(version: FilingVersion, cast: Cast, way: Way, field: str, texts: str) -> FilingVersion:
    """The sections that people write by hand: those of the script that no record drafted, and what is still missing."""
    if version.state != State.DRAFT:
        return version
    written = script("texts")[texts]
    year = version.filing.year
    at = moment(max(way.began, way.issued - timedelta(days=4)), 14)
    required = {section.code for section in missing_sections(version, form_of(version))}
    for section in version.sections.all():
        text = written.get(section.code) or written.get("default", "")
        if section.text.strip() or section.code not in required:
            continue
        actions.save_section(
            version=version,
            code=section.code,
            text=filled(text, field=field, year=year, next=year + 1),
            lock=section.lock,
            acting_user=cast.officer,
            at=at,
            blank_confirmed=not text,
        )
    version.refresh_from_db()
    return version


def _decide(version: FilingVersion, cast: Cast, way: Way) -> FilingVersion:
    """Submit, return or approve, and issue."""
    before = way.issued - timedelta(days=1)
    if version.state == State.DRAFT and way.goes("returned"):
        at = moment(max(way.began, way.issued - timedelta(days=3)), 16)
        version = actions.submit(version=version, acting_user=cast.officer, at=at)
    if version.state == State.IN_REVIEW and way.until == "returned":
        return actions.return_for_changes(
            version=version, reason=script("texts")["returned"], acting_user=cast.leader, at=moment(before, 10)
        )
    if version.state == State.IN_REVIEW and way.goes("approved"):
        version = actions.approve(
            version=version, content_hash=version.content_hash, acting_user=cast.leader, at=moment(before, 10)
        )
    if version.state == State.APPROVED and way.goes("sent"):
        version = actions.issue(
            version=version, issued_on=way.issued, acting_user=cast.clerk, at=moment(way.issued, 15)
        )
    return version


def _take_in(delivery: Delivery, way: Way, receivers: Receivers) -> None:
    received = way.issued + timedelta(days=1)
    judged = moment(way.issued + timedelta(days=10), 10)
    if delivery.state == DeliveryState.SENT:
        delivery = actions.receive(
            delivery=delivery,
            incoming_number=next_incoming(receivers.body, received.year),
            incoming_on=received,
            acting_user=receivers.clerk,
            at=moment(received, 8),
        )
    if delivery.state == DeliveryState.RECEIVED and way.until == "accepted":
        actions.accept(delivery=delivery, acting_user=receivers.judge, at=judged)
    if delivery.state == DeliveryState.RECEIVED and way.until == "supplement":
        actions.return_for_supplement(
            delivery=delivery,
            reason=script("texts")["supplement"],
            supplement_due_on=judged.date() + timedelta(days=14),
            acting_user=receivers.judge,
            at=judged,
        )


def next_incoming(body: Body, year: int) -> str:
    """The next number of the register of incoming documents."""
    taken = Delivery.objects.filter(addressee=body, incoming_on__year=year).count()
    return f"TD-{taken + 1}"
