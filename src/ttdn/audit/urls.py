"""URLs of audit."""

from django.urls import URLPattern, URLResolver, path

from ttdn.audit import views

urlpatterns: list[URLPattern | URLResolver] = [path("nhat-ky/", views.audit_list, name="audit_list")]
