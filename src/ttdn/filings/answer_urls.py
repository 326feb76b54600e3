"""Addresses that an answer link opens, without signing in."""

from django.urls import URLPattern, URLResolver, path

from ttdn.filings import answer_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:public_id>/<str:secret>/", answer_views.answer, name="filings_answer"),
    path("<uuid:public_id>/<str:secret>/xac-nhan/", answer_views.confirm, name="filings_answer_confirm"),
    path("<uuid:public_id>/<str:secret>/bien-nhan/", answer_views.receipt, name="filings_answer_receipt"),
]
