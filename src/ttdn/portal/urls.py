"""URLs of the content workspace, under `/lam-viec/`."""

from django.urls import path

from ttdn.portal import content_views

urlpatterns = [
    path("noi-dung/", content_views.content_list, name="portal_content"),
    path("noi-dung/ban/<uuid:public_id>/", content_views.edition_page, name="portal_edition"),
]
