"""People and a newsroom for the tests of the read API."""

from ttdn.conftest import _catalogs, _vietnamese_and_calm, user_factory
from ttdn.portal.tests.conftest import make_newsroom, newsroom

__all__ = ["_catalogs", "_vietnamese_and_calm", "make_newsroom", "newsroom", "user_factory"]
