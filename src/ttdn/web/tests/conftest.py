"""A small site behind a page cache, for the tests of it."""

from pathlib import Path

import pytest

from ttdn.web.pagecache import PageCache
from ttdn.web.tests.cached_site import POLICY, Site


@pytest.fixture
def site() -> Site:
    """The application behind the cache."""
    return Site()


@pytest.fixture
def cache(site: Site, tmp_path: Path) -> PageCache:
    """A page cache in front of `site`, with its copies in `tmp_path`."""
    return PageCache(site, tmp_path, POLICY)
