"""Engines of the search index: one protocol, interchangeable by settings.SEARCH_ENGINE."""

import functools
from pathlib import Path

from django.conf import settings

from ttdn.search.engines.opensearch import OpenSearchEngine
from ttdn.search.engines.protocol import Engine
from ttdn.search.engines.sqlite import SqliteEngine
from ttdn.search.engines.tantivy import TantivyEngine

ENGINES: dict[str, type[SqliteEngine] | type[TantivyEngine]] = {"tantivy": TantivyEngine, "fts5": SqliteEngine}
"""The engines that keep their index in a folder."""
_SERVER = "opensearch:"


@functools.cache
def _engine(name: str, folder: Path) -> Engine:
    if name.startswith(_SERVER):
        return OpenSearchEngine(name.removeprefix(_SERVER))
    if name not in ENGINES:
        raise ValueError(
            f"TTDN_SEARCH_ENGINE: '{name}' is not an engine we know; use {', '.join(sorted(ENGINES))} or "
            "opensearch:https://user:password@host:9200/name."
        )
    return ENGINES[name](folder)


def current_engine() -> Engine:
    """The engine of the settings, one object per process."""
    return _engine(settings.SEARCH_ENGINE, Path(settings.SEARCH_ROOT))
