"""The newsroom of the portal, for what leaves from it."""

from ttdn.portal.tests.conftest import make_newsroom, newsroom

__all__ = ["make_newsroom", "newsroom"]
