"""The table of bad input (docs/explanation/architecture.md) names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "explanation" / "architecture.md"


def test_every_row_names_a_test_that_exists() -> None:
    rows = re.findall(r"\| `([\w/.]+)::(test_\w+)` \|", TABLE.read_text(encoding="utf-8"))
    assert len(rows) > 20
    for place, name in rows:
        assert f"def {name}(" in (ROOT / place).read_text(encoding="utf-8"), (place, name)
