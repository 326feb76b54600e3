"""URLs of notifications."""

from django.urls import URLPattern, URLResolver, path

from ttdn.notifications import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("thong-bao/", views.notifications_list, name="notifications_list"),
    path("thong-bao/da-doc/", views.notifications_read_all, name="notifications_read_all"),
    path("thong-bao/<uuid:public_id>/", views.notifications_open, name="notifications_open"),
]
