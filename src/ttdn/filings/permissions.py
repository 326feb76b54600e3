"""Who may do what to a filing: pure predicates over the roles a person holds at the body, and the state."""

from ttdn.filings.choices import (
    EDITABLE_STATES,
    FROZEN_STATES,
    ISSUED_STATES,
    OPEN_STATES,
    Channel,
    DeliveryState,
    State,
)

Roles = frozenset[str]

EDITORS: Roles = frozenset({"officer", "unit_head", "coordinator_staff"})
RETURNERS: Roles = frozenset({"unit_head", "leader"})
APPROVERS: Roles = frozenset({"leader"})
CLERKS: Roles = frozenset({"clerk"})
RECEIVERS: Roles = frozenset({"clerk", "coordinator_staff"})
JUDGES: Roles = frozenset({"coordinator_staff", "unit_head", "leader"})
KEYERS: Roles = frozenset({"coordinator_staff"})
SPEAKERS: Roles = EDITORS | APPROVERS | CLERKS


def may_start(roles: Roles) -> bool:
    """Begin a filing of the body."""
    return bool(roles & EDITORS)


def may_edit(roles: Roles, state: str) -> bool:
    """Change the text; in review or approved, the change sends it back to draft and voids the approval."""
    return bool(roles & EDITORS) and state in OPEN_STATES


def may_submit(roles: Roles, state: str) -> bool:
    """Put it before the leader."""
    return bool(roles & EDITORS) and state in EDITABLE_STATES


def may_reopen(roles: Roles, state: str) -> bool:
    """Take it back to change it."""
    return bool(roles & EDITORS) and state in FROZEN_STATES


def may_return(roles: Roles, state: str) -> bool:
    """Send it back with a reason."""
    return bool(roles & RETURNERS) and state in FROZEN_STATES


def may_approve(roles: Roles, state: str) -> bool:
    """Approve exactly what is shown."""
    return bool(roles & APPROVERS) and state == State.IN_REVIEW


def may_issue(roles: Roles, state: str) -> bool:
    """Give number and date, and send."""
    return bool(roles & CLERKS) and state == State.APPROVED


def may_comment(roles: Roles, state: str) -> bool:
    """Remark on a section while it is being made."""
    return bool(roles & SPEAKERS) and state in OPEN_STATES


def may_attach_signed(roles: Roles, state: str) -> bool:
    """Attach the signed original of what was issued."""
    return bool(roles & CLERKS) and state in ISSUED_STATES


def may_revise(roles: Roles, state: str) -> bool:
    """Begin a replacing document; also for one that was recalled, whose duty is open again."""
    return bool(roles & EDITORS) and state in (State.ISSUED, State.RECALLED)


def may_correct(roles: Roles, state: str) -> bool:
    """Begin a letter of correction about an issued document (Nghị định 30/2020/NĐ-CP, Điều 18, khoản 3)."""
    return bool(roles & EDITORS) and state == State.ISSUED


def may_recall(roles: Roles, state: str) -> bool:
    """Begin a notice of recall; the leader approves it like any document (Điều 18, khoản 4)."""
    return bool(roles & EDITORS) and state == State.ISSUED


def may_give_back(addressee_roles: Roles, state: str) -> bool:
    """Say that a recalled document was sent back or destroyed."""
    return bool(addressee_roles & RECEIVERS) and state == State.RECALLED


def may_take_back(sender_roles: Roles, state: str, channel: str) -> bool:
    """Note it for an addressee that does not work in the product."""
    return bool(sender_roles & CLERKS) and state == State.RECALLED and channel != Channel.PRODUCT


def may_receive(addressee_roles: Roles, state: str) -> bool:
    """Enter a delivery in the addressee's register of incoming documents."""
    return bool(addressee_roles & RECEIVERS) and state == DeliveryState.SENT


def may_judge(addressee_roles: Roles, state: str) -> bool:
    """Accept a delivery, or return it for supplement."""
    return bool(addressee_roles & JUDGES) and state in (DeliveryState.SENT, DeliveryState.RECEIVED)


def may_key_in(coordinator_roles: Roles) -> bool:
    """Enter a document that came on paper, for the body that sent it."""
    return bool(coordinator_roles & KEYERS)


def may_ask_by_link(issuer_roles: Roles) -> bool:
    """Make or revoke the link by which a body without a login answers a request of one's own body."""
    return bool(issuer_roles & EDITORS)
