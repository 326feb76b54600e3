"""Every URL of the site: an app's own urls are included under the workspace."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("ttdn.accounts.urls")),
    path("lam-viec/", include("ttdn.organisations.urls")),
    path("lam-viec/", include("ttdn.obligations.urls")),
    path("lam-viec/", include("ttdn.filings.urls")),
    path("lam-viec/", include("ttdn.plans.urls")),
    path("lam-viec/", include("ttdn.activities.urls")),
    path("lam-viec/", include("ttdn.rounds.urls")),
    path("lam-viec/", include("ttdn.consolidation.urls")),
    path("lam-viec/", include("ttdn.audit.urls")),
    path("lam-viec/", include("ttdn.files.urls")),
    path("lam-viec/", include("ttdn.notifications.urls")),
    path("lam-viec/", include("ttdn.portal.urls")),
    path("lam-viec/", include("ttdn.harvest.urls")),
    path("lam-viec/", include("ttdn.api.urls")),
    path("tra-loi/", include("ttdn.filings.answer_urls")),
    path("bien-tap/", include("ttdn.portal.editor_urls")),
    path("", include("ttdn.desk.urls")),
    path("", include("ttdn.web.urls")),
    path("", include("ttdn.api.public_urls")),
    path("", include("ttdn.harvest.public_urls")),
    path("", include("ttdn.portal.public_urls")),
]

handler404 = "ttdn.portal.wellknown_views.not_found"
