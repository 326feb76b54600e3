"""URLs of the media library, under `/lam-viec/noi-dung/thu-vien/`."""

from django.urls import path

from ttdn.portal import media_views

urlpatterns = [
    path("", media_views.media_list, name="portal_media"),
    path("them/", media_views.media_new, name="portal_media_new"),
    path("<uuid:public_id>/", media_views.media_page, name="portal_media_page"),
    path("<uuid:public_id>/diem-chinh/", media_views.media_focal, name="portal_media_focal"),
    path("<uuid:public_id>/phu-de/", media_views.media_subtitles, name="portal_media_subtitles"),
    path("<uuid:public_id>/phu-de/bo/", media_views.media_subtitles_remove, name="portal_media_subtitles_remove"),
    path("<uuid:public_id>/cat/", media_views.media_retire, name="portal_media_retire"),
    path("<uuid:public_id>/xem/", media_views.media_look, name="portal_media_look"),
    path("<uuid:public_id>/tep/", media_views.media_bytes, name="portal_media_bytes"),
]
