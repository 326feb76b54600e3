"""URLs of files."""

from django.urls import URLPattern, URLResolver, path

from ttdn.files import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("tep/<uuid:public_id>/", views.files_download, name="files_download")
]
