"""Who may do what to the content of a body: pure predicates over roles there and the people of an edition."""

from ttdn.organisations.choices import MemberRole
from ttdn.portal.choices import APPROVED, OPEN, State

CONTENT_ROLES = frozenset(
    {
        MemberRole.EDITOR,
        MemberRole.TRANSLATOR,
        MemberRole.OFFICER,
        MemberRole.UNIT_HEAD,
        MemberRole.LEADER,
        MemberRole.CLERK,
        MemberRole.AUDITOR,
    }
)
"""Whoever acts for a body sees the body's own content; what each may do with it is below."""

WRITERS = frozenset({MemberRole.EDITOR})
TRANSLATORS = frozenset({MemberRole.EDITOR, MemberRole.TRANSLATOR})
REVIEWERS = frozenset({MemberRole.EDITOR, MemberRole.OFFICER, MemberRole.UNIT_HEAD, MemberRole.LEADER})
APPROVERS = frozenset({MemberRole.LEADER})
RELEASERS = frozenset({MemberRole.EDITOR, MemberRole.CLERK, MemberRole.UNIT_HEAD, MemberRole.LEADER})

Roles = frozenset[str]


def may_see(roles: Roles) -> bool:
    """Drafts, editions and media of the body."""
    return bool(roles & CONTENT_ROLES)


def may_write(roles: Roles) -> bool:
    """Begin an item, edit its draft, add media; the Wagtail editor opens for these people only (decisions.md 18)."""
    return bool(roles & WRITERS)


def may_translate(roles: Roles) -> bool:
    """Write a translation and put it forward."""
    return bool(roles & TRANSLATORS)


def may_review(roles: Roles, *, is_submitter: bool) -> bool:
    """Read as the second person: never the one who put it forward."""
    return bool(roles & REVIEWERS) and not is_submitter


def may_approve(roles: Roles, *, is_submitter: bool) -> bool:
    """Approve exactly this edition: the leader of the body, unless the leader put it forward."""
    return bool(roles & APPROVERS) and not is_submitter


def may_release(roles: Roles, state: str) -> bool:
    """Publish or schedule what is approved."""
    return bool(roles & RELEASERS) and state in APPROVED


def may_withdraw(roles: Roles, state: str) -> bool:
    """Take a published text out of force, with a public reason."""
    return bool(roles & APPROVERS) and state == State.PUBLISHED


def may_drop(roles: Roles, state: str) -> bool:
    """Take an edition out of the flow before it is public."""
    return bool(roles & (WRITERS | APPROVERS)) and state in OPEN


def may_group(roles: Roles) -> bool:
    """Make and release groups of approved editions."""
    return bool(roles & RELEASERS)


def may_name_spokesperson(roles: Roles) -> bool:
    """Name who speaks for the body, and show the focal unit's contact: readers see both at once, so the leader decides."""
    return bool(roles & APPROVERS)


def may_keep_body_keys(roles: Roles) -> bool:
    """Make, rotate and revoke the keys that seal what the body publishes."""
    return bool(roles & APPROVERS)
