"""URLs of the coordinator's screens, under `/lam-viec/`."""

from django.urls import path

from ttdn.harvest import views

urlpatterns = [
    path("nguon-thu-thap/", views.sources, name="harvest_sources"),
    path("nguon-thu-thap/moi/", views.new_source, name="harvest_source_new"),
    path("nguon-thu-thap/<uuid:public_id>/", views.source_page, name="harvest_source"),
    path("nguon-thu-thap/<uuid:public_id>/tam-dung/", views.pause_source, name="harvest_source_pause"),
    path("nguon-thu-thap/<uuid:public_id>/dia-chi/", views.move, name="harvest_source_move"),
    path("nguon-thu-thap/<uuid:public_id>/khoa/", views.trust, name="harvest_source_trust"),
]
