"""URLs of the officials' home."""

from django.urls import path

from ttdn.desk import views

urlpatterns = [
    path("lam-viec/", views.home_page, name="desk_home"),
    path("lam-viec/tim/", views.search_page, name="desk_search"),
]
