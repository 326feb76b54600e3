"""Engines of the search index: one protocol, interchangeable by settings.SEARCH_ENGINE."""

import functools
from pathlib import Path

from django.conf import settings

from ttdn.search.engines.protocol import Engine
from ttdn.search.engines.sqlite import SqliteEngine
from ttdn.search.engines.tantivy import TantivyEngine

ENGINES: dict[str, type[SqliteEngine] | type[TantivyEngine]] = {"tantivy": TantivyEngine, "fts5": SqliteEngine}


@functools.cache
def _engine(name: str, folder: Path) -> Engine:
    if name not in ENGINES:
        raise ValueError(f"TTDN_SEARCH_ENGINE: '{name}' is not an engine we know; use {' or '.join(sorted(ENGINES))}.")
    return ENGINES[name](folder)


def current_engine() -> Engine:
    """The engine of the settings, one object per process."""
    return _engine(settings.SEARCH_ENGINE, Path(settings.SEARCH_ROOT))
