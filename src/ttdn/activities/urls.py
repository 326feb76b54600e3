"""URLs of activities."""

from django.urls import URLPattern, URLResolver, path

from ttdn.activities import entry_views, views

A = "hoat-dong/<uuid:public_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("hoat-dong/", views.activity_list, name="activities_list"),
    path("hoat-dong/moi/", entry_views.new, name="activities_new"),
    path("hoat-dong/truong/", entry_views.kind_fields, name="activities_kind_fields"),
    path("hoat-dong/xlsx/", views.export, name="activities_export"),
    path("hoat-dong/nhap/", views.import_sheet, name="activities_import"),
    path("hoat-dong/nhap/mau.xlsx", views.import_template, name="activities_import_template"),
    path("hoat-dong/uoc-thuc-hien/", views.estimates, name="activities_estimates"),
    path(f"{A}/", views.detail, name="activities_detail"),
    path(f"{A}/sua/", entry_views.edit, name="activities_edit"),
    path(f"{A}/huy/", entry_views.cancel, name="activities_cancel"),
    path(f"{A}/tep/", entry_views.add_evidence, name="activities_evidence_add"),
    path(f"{A}/tep/<uuid:evidence_id>/bo/", entry_views.remove_evidence, name="activities_evidence_remove"),
]
