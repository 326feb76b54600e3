"""Wagtail's admin under `/bien-tap/`, every route of it behind the gate."""

from wagtail.admin import urls as wagtail_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from ttdn.portal.editor_guard import guarded

urlpatterns = decorate_urlpatterns(wagtail_urls.urlpatterns, guarded)
