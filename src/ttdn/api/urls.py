"""Workspace screens of API keys."""

from django.urls import path

from ttdn.api import key_views

urlpatterns = [
    path("khoa-api/", key_views.keys, name="api_keys"),
    path("khoa-api/moi/", key_views.key_new, name="api_key_new"),
    path("khoa-api/<uuid:public_id>/thu-hoi/", key_views.key_revoke, name="api_key_revoke"),
]
