"""One LibreOffice run for all page comparisons: starting it costs more than converting."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ttdn.docgen.model import Document
from ttdn.docgen.pdf import render_pdf
from ttdn.docgen.tests.samples import letter, mixed, plan, report
from ttdn.docgen.word import render_docx


@dataclass(frozen=True)
class Pair:
    """A document, our PDF of it, and LibreOffice's PDF of our Word file."""

    document: Document
    ours: bytes
    word: bytes


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Documents of 1 to 40 pages, each through both writers."""
    folder = tmp_path_factory.mktemp("word")
    documents = {
        "letter": letter(),
        "plan": plan(),
        "five": report(2, 6, 8, annexes=False),
        "twenty": report(5, 8, 40),
        "forty": report(7, 12, 200, annexes=False),
        "mixed": mixed(),
        "no-mark": replace(report(1, 3, 0, annexes=False), mark=None),
    }
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(render_docx(document))
    result = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{name}.docx") for name in documents),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    missing = [name for name in documents if not (folder / f"{name}.pdf").exists()]
    assert not missing, f"LibreOffice gave no PDF of {missing}: {result.stdout} {result.stderr}"
    return {
        name: Pair(document, render_pdf(document), (folder / f"{name}.pdf").read_bytes())
        for name, document in documents.items()
    }


@pytest.fixture
def poppler(tmp_path: Path) -> Callable[..., str]:
    """Run a poppler tool on PDF bytes and give what it prints."""

    def run(tool: str, data: bytes, *options: str, after: tuple[str, ...] = ()) -> str:
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        done = subprocess.run([tool, *options, str(path), *after], capture_output=True, text=True, check=True)
        return done.stdout

    return run
