"""The console script where nothing was set up yet."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_command_before_any_data_says_what_to_run(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TTDN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "ttdn.config.console", "verify_audit"],
        env=kept | {"TTDN_VAR": str(tmp_path), "TTDN_LANG": "vi"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "Chưa có dữ liệu ở đây. Hãy chạy `make run`, hoặc `ttdn migrate`, rồi thử lại."
