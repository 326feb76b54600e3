"""URLs of readers' pages; the last pattern is whatever was published under an address."""

from django.urls import path, register_converter

from ttdn.portal import (
    archive_views,
    authenticity_urls,
    bilingual_views,
    contact_views,
    file_views,
    public_views,
    search_views,
)
from ttdn.portal.addresses import pages

register_converter(file_views.Sha256Converter, "sha256")

urlpatterns = [
    path("", public_views.front_door, name="portal_front"),
    *authenticity_urls.urlpatterns,
    path("s/<uuid:public_id>", public_views.permanent, name="portal_permanent"),
    path("s/<uuid:public_id>/<str:language>", public_views.permanent, name="portal_permanent_language"),
    path("tep/<sha256:sha256>/<str:name>", file_views.public_bytes, name="portal_public_bytes"),
    path("<vi:language>/", public_views.home, name="portal_home"),
    path("<foreign:language>/", public_views.home, name="portal_home"),
    *pages("kind", public_views.kind_list),
    *pages("bodies", public_views.body_list),
    *pages("topics", public_views.topic_list),
    *pages("search", search_views.search_page),
    *pages("archive", archive_views.archive),
    *pages("archive_month", archive_views.archive_month),
    *pages("completeness", bilingual_views.completeness),
    *pages("contact", contact_views.contact_page),
    path("<vi:language>/<path:rest>/", public_views.page_at, name="portal_page"),
    path("<foreign:language>/<path:rest>/", public_views.page_at, name="portal_page"),
]
