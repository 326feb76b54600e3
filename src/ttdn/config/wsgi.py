"""WSGI entry point, served by granian: the page cache, and Django behind it."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from ttdn.web.pagecache import Application, PageCache, Policy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")


def with_page_cache(site: Application) -> Application:
    """The site with the page cache of its settings in front; the site alone where the cache cannot be kept."""
    from django.conf import settings  # noqa: PLC0415  (the name of the settings is set above)

    if not settings.PAGE_CACHE_MEMORY:
        return site
    policy = Policy(
        hosts=frozenset(settings.ALLOWED_HOSTS),
        passed=settings.PAGE_CACHE_PASSED,
        queries=settings.PAGE_CACHE_QUERIES,
        memory=settings.PAGE_CACHE_MEMORY,
        behind_https=settings.SECURE_PROXY_SSL_HEADER is not None,
    )
    try:
        return PageCache(site, settings.PAGE_CACHE_ROOT, policy)
    except OSError:
        logging.getLogger("ttdn.pagecache").exception(
            "Không ghi được vào %s: chạy không có bộ đệm trang.", settings.PAGE_CACHE_ROOT
        )
        return site


application = with_page_cache(get_wsgi_application())
