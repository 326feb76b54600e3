"""Official items, their drafts, editions, public records and media."""

from ttdn.portal.models.editions import Edition, PublicationClock, PublicRecord, ReleaseGroup
from ttdn.portal.models.items import Item, PublicPath
from ttdn.portal.models.media import MediaAsset, MediaCaptions, MediaUse, Rendition
from ttdn.portal.models.pages import (
    PAGE_TYPES,
    ClarificationPage,
    DraftPage,
    EventPage,
    FactSheetPage,
    GalleryPage,
    NewsPage,
    PressReleasePage,
    ProfilePage,
    PublicationPage,
    ShelfPage,
    StatementPage,
    TopicPage,
)
from ttdn.portal.models.people import PublicContact, Spokesperson
from ttdn.portal.models.translations import TranslatedSegment, Translation

__all__ = [
    "PAGE_TYPES",
    "ClarificationPage",
    "DraftPage",
    "Edition",
    "EventPage",
    "FactSheetPage",
    "GalleryPage",
    "Item",
    "MediaAsset",
    "MediaCaptions",
    "MediaUse",
    "NewsPage",
    "PressReleasePage",
    "ProfilePage",
    "PublicContact",
    "PublicPath",
    "PublicRecord",
    "PublicationClock",
    "PublicationPage",
    "ReleaseGroup",
    "Rendition",
    "ShelfPage",
    "Spokesperson",
    "StatementPage",
    "TopicPage",
    "TranslatedSegment",
    "Translation",
]
