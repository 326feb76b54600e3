"""URLs of readers' pages; the last pattern is whatever was published under an address."""

from django.urls import path

from ttdn.portal import contact_views, public_views
from ttdn.portal.addresses import pages

urlpatterns = [
    path("", public_views.front_door, name="portal_front"),
    path("s/<uuid:public_id>", public_views.permanent, name="portal_permanent"),
    path("s/<uuid:public_id>/<str:language>", public_views.permanent, name="portal_permanent_language"),
    path("<vi:language>/", public_views.home, name="portal_home"),
    path("<foreign:language>/", public_views.home, name="portal_home"),
    *pages("kind", public_views.kind_list),
    *pages("bodies", public_views.body_list),
    *pages("topics", public_views.topic_list),
    *pages("contact", contact_views.contact_page),
    path("<vi:language>/<path:rest>/", public_views.page_at, name="portal_page"),
    path("<foreign:language>/<path:rest>/", public_views.page_at, name="portal_page"),
]
