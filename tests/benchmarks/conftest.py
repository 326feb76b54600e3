"""Fixtures of the apps for the benchmarks."""

from ttdn.conftest import user_factory
from ttdn.portal.tests.conftest import make_newsroom, newsroom

__all__ = ["make_newsroom", "newsroom", "user_factory"]
