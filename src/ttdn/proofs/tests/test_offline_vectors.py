"""The Python verifier before the shared vectors; the page for browsers stands before the same in tests/e2e."""

import json
from pathlib import Path
from typing import Any

import pytest

from ttdn.proofs.tests.vectors import Case, cases, offline_verifier

offline: Any = offline_verifier()


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_answer_that_every_verifier_owes(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, arguments = tmp_path / "proof.json", ["--root", case.root]
    path.write_text(case.proof, encoding="utf-8")
    if case.text:
        (tmp_path / "text").write_text(case.text, encoding="utf-8")
        arguments += ["--text", str(tmp_path / "text")]
    if case.keys is not None:
        (tmp_path / "keys").write_text(json.dumps(case.keys), encoding="utf-8")
        arguments += ["--keys", str(tmp_path / "keys")]
    code = offline.main([str(path), *arguments])
    said = capsys.readouterr().out
    assert code == case.code, said
    if case.fault:
        assert said == f"{offline.SENTENCES[case.fault][0]}\n"
    else:
        assert "1. Có nguyên vẹn không? Có" in said
