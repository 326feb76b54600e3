"""Which rows of the portal PostgreSQL shows to a session (decision record 0006): drafts and what waits stay with the body.

An edition that was ever public is anybody's to read, like the public records, which have no policy; so are the renditions
that something published shows. Everything else follows the body of its item. Wagtail's tree of pages has no policy: it
finds free places by looking at all of them, and holds no text but titles; the text lies in the revisions and in the tables
of the kinds, which have one.
"""

from ttdn.audit.row_security import Policy, reached
from ttdn.portal.guards import EDITION, PUBLIC

KINDS = (
    "profile", "news", "pressrelease", "statement", "clarification", "publication", "event", "factsheet", "gallery", "topic",
)  # fmt: skip
ASSET = "portal_mediaasset"
_SHOWN = "SELECT 1 FROM portal_mediause u WHERE u.asset_id ="


def _with_item(table: str) -> str:
    """SQL: the item of a row is of a body reached."""
    return f"EXISTS (SELECT 1 FROM portal_item i WHERE i.id = {table}.item_id AND {reached('i.body_id')})"  # noqa: S608  (our own names, no input)


def _own_asset(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {ASSET} a WHERE a.id = {table}.asset_id AND {reached('a.body_id')})"  # noqa: S608


# The drafts of an item carry its public id as translation key; only pages have revisions here.
_REVISION = (
    "EXISTS (SELECT 1 FROM wagtailcore_page p JOIN portal_item i ON i.public_id = p.translation_key "  # noqa: S608
    "WHERE p.id = CASE WHEN wagtailcore_revision.object_id ~ '^[0-9]{1,9}$' "
    f"THEN wagtailcore_revision.object_id::integer END AND {reached('i.body_id')})"
)

POLICIES: tuple[Policy, ...] = (
    Policy(EDITION, f"state IN {PUBLIC} OR {_with_item(EDITION)}"),
    Policy("portal_releasegroup", reached("body_id")),
    Policy("portal_translation", _with_item("portal_translation")),
    Policy(
        "portal_translatedsegment",
        "EXISTS (SELECT 1 FROM portal_translation t WHERE t.id = portal_translatedsegment.translation_id)",
    ),
    Policy(ASSET, f"{reached('body_id')} OR EXISTS ({_SHOWN} {ASSET}.id)"),
    Policy("portal_mediacaptions", _own_asset("portal_mediacaptions")),
    Policy(
        "portal_rendition",
        f"{_own_asset('portal_rendition')} OR EXISTS ({_SHOWN} portal_rendition.asset_id "
        "AND u.made_from = portal_rendition.made_from)",
    ),
    *(Policy(f"portal_{kind}page", _with_item(f"portal_{kind}page")) for kind in KINDS),
    Policy("wagtailcore_revision", _REVISION, needs=("portal_item",)),
)
