"""Readers' pages by wrk on loopback, all in one run: nginx's own static file, the page cache, nginx in front, no cache.

Run on demand, with nginx and wrk installed: pytest tests/benchmarks/test_reader_speed.py -s
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "ops"))
from live_site import LiveSite, free_port, get  # noqa: E402

from ttdn.config.management.commands.serve import server_command  # noqa: E402

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
PLAIN = Path(__file__).resolve().parent / "plain_wagtail"
TITLE, PARAGRAPHS = "Họp báo thường kỳ tháng 11", 12


@dataclass
class Load:
    """What wrk saw in one round; `per_cpu` is requests per second of the processor that the servers used."""

    rate: float
    p50: float
    p99: float
    per_cpu: float = 0


def processes(root: int) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            below.setdefault(int(each.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(each.parent.name))
    found = [root]
    for each in found:
        found += below.get(each, [])
    return found


def processor(roots: list[int]) -> float:
    """Seconds of the processor that servers have used."""
    ticks = 0
    for root in roots:
        for each in processes(root):
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wrk(port: int, path: str, connections: int = CONNECTIONS) -> Load:
    """One round. Fails when any answer is not a success."""
    words = [
        "-t1",
        f"-c{connections}",
        f"-d{SECONDS}s",
        "--latency",
        "--timeout",
        "20s",
        f"http://localhost:{port}{path}",
    ]
    text = subprocess.run(["wrk", *words], capture_output=True, check=True, text=True).stdout
    assert "Non-2xx" not in text, text
    assert "Socket errors" not in text, text
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    times = {
        name: float(value) * unit[each] for name, value, each in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", text)
    }
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert rate is not None
    return Load(float(rate[1]), times["50"], times["99"])


def nginx(var: Path, stack: ExitStack, upstream: int, static: bytes) -> tuple[int, int, int, int]:
    """nginx with a static file (as Debian sets it up, and with open files kept), and with the caching part of ops/nginx in
    front of a server; gives the three ports and the process.
    """
    static_port, tuned_port, front_port = free_port(), free_port(), free_port()
    (var / "www").mkdir()
    (var / "www" / "page.html").write_bytes(static)
    zone, location, headers = nginx_parts()
    conf = var / "nginx.conf"
    conf.write_text(
        f"""worker_processes 2; pid {var}/nginx.pid; error_log {var}/nginx.log; daemon off; user root;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; types {{ text/html html; }}
  client_body_temp_path {var}/body; proxy_temp_path {var}/proxy;
  fastcgi_temp_path {var}/f; uwsgi_temp_path {var}/u; scgi_temp_path {var}/s;
  upstream ttdn {{ server 127.0.0.1:{upstream}; keepalive 16; }}
  {zone.replace("/var/cache/nginx/ttdn", str(var / "nginx-cache"))}
  server {{ listen 127.0.0.1:{static_port} reuseport; root {var}/www; }}
  server {{ listen 127.0.0.1:{tuned_port} reuseport; root {var}/www; open_file_cache max=1000; }}
  server {{
    listen 127.0.0.1:{front_port} reuseport;
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost;
    {headers}
    {location}
  }}
}}
""",
        encoding="utf-8",
    )
    server = stack.enter_context(subprocess.Popen(["nginx", "-c", str(conf)]))
    stack.callback(server.terminate)
    time.sleep(1)
    return static_port, tuned_port, front_port, server.pid


def nginx_parts() -> tuple[str, str, str]:
    """The caching lines of the shipped nginx file: what stands in `http`, the block of readers' pages, the headers."""
    text = (ROOT / "ops" / "nginx" / "ttdn.conf").read_text(encoding="utf-8")
    parts = re.findall(r"# \[page cache\]\n(.*?)# \[/page cache\]", text, re.DOTALL)
    assert len(parts) == 3
    return parts[0], parts[1], parts[2]


def plain_wagtail(var: Path, stack: ExitStack, content: dict[str, Any]) -> tuple[int, str, int]:
    """A plain Wagtail site with the same content behind the same server; gives port, path of the page, process."""
    (var / "content.json").write_text(json.dumps(content), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TTDN_", "DJANGO_"))}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "settings",
        "PLAIN_VAR": str(var),
        "PYTHONPATH": str(PLAIN),
        "PYTHONWARNINGS": "ignore",
    }
    path = subprocess.run(
        [sys.executable, str(PLAIN / "make.py"), str(var / "content.json")],
        env=environment, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    port = free_port()
    command = [
        each if each != "ttdn.config.wsgi:application" else "wsgi:application"
        for each in server_command("127.0.0.1", port, 2)
    ]
    server = stack.enter_context(subprocess.Popen(command, env=environment, cwd=PLAIN))
    stack.callback(server.terminate)
    deadline = time.monotonic() + 60
    while True:
        try:
            assert get(port, path).status == 200
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        else:
            return port, path, server.pid


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speed")


@pytest.fixture(scope="module")
def site(folder: Path, lay_tables: Callable[[Path], None]) -> Iterator[tuple[LiveSite, ExitStack]]:
    lay_tables(folder)
    with ExitStack() as stack:
        yield LiveSite(folder, stack, "ttdn.config.test_settings"), stack


def in_turns(
    targets: dict[str, tuple[int, str]], servers: list[int], connections: int = CONNECTIONS
) -> dict[str, list[Load]]:
    """Every target once a round, so that other work on the machine meets all of them."""
    seen: dict[str, list[Load]] = {name: [] for name in targets}
    for number in range(ROUNDS + 1):
        for name, (port, path) in targets.items():
            before = processor(servers)
            load = wrk(port, path, connections)
            load.per_cpu = load.rate * SECONDS / max(processor(servers) - before, 0.01)
            if number:
                seen[name].append(load)
    return seen


def ratio(of: list[Load], to: list[Load], value: str = "rate") -> tuple[float, float, float]:
    """Median, least and greatest of the ratios round by round."""
    all_of_them = [getattr(one, value) / getattr(other, value) for one, other in zip(of, to, strict=True)]
    return statistics.median(all_of_them), min(all_of_them), max(all_of_them)


def tail(loads: list[Load]) -> float:
    """The median of p99/p50."""
    return statistics.median(each.p99 / each.p50 for each in loads)


def tell(seen: dict[str, list[Load]], against: str) -> None:
    """The table for docs/benchmarks.md: ratios are medians of the rounds, with the least and the greatest."""
    print(f"\n| what | requests/s | of {against} | per processor second | of {against} | p50 ms | p99 ms | p99/p50 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, loads in seen.items():
        parts = [name]
        for value in ("rate", "per_cpu"):
            middle, least, most = ratio(loads, seen[against], value)
            parts.append(f"{statistics.median(getattr(each, value) for each in loads):,.0f}")
            parts.append(f"{middle:.2f} ({least:.2f} to {most:.2f})")
        parts += [f"{statistics.median(getattr(each, value) for each in loads):.2f}" for value in ("p50", "p99")]
        print(f"| {' | '.join(parts)} | {tail(loads):.1f} |")


def test_a_published_page(site: tuple[LiveSite, ExitStack], folder: Path) -> None:
    if not (shutil.which("wrk") and shutil.which("nginx")):
        pytest.fail("Install the Debian packages nginx and wrk to measure.")
    live, stack = site
    path = live.tell("publish", title=TITLE, paragraphs=PARAGRAPHS)["path"]
    cached, uncached = live.serve(2), live.serve(2, TTDN_PAGE_CACHE_MB="0")
    page = get(cached, path)
    print(f"\n{len(page.text.encode()):,} bytes")
    content = {
        "title": TITLE, "lead": f"Tóm tắt của {TITLE}.", "issuer": "Bộ Thử",
        "paragraphs": [f"<p>{TITLE}, đoạn {number}. {'Thông tin đối ngoại. ' * 20}</p>" for number in range(PARAGRAPHS)],
    }  # fmt: skip
    plain_port, plain_path, plain_process = plain_wagtail(folder, stack, content)
    static, tuned, front, nginx_process = nginx(folder, stack, cached, page.text.encode())
    assert get(front, path).text == page.text
    servers = [*live.servers, nginx_process]
    seen = in_turns(
        {
            "nginx, static file": (static, "/page.html"),
            "nginx, static file, open files kept": (tuned, "/page.html"),
            "page cache": (cached, path),
            "nginx in front": (front, path),
        },
        servers,
    )
    tell(seen, "nginx, static file")
    both = {"plain Wagtail": (plain_port, plain_path), "uncached page": (uncached, path)}
    own = in_turns(both, [*live.servers, plain_process], connections=4)
    tell(own, "plain Wagtail")
    for number in range(8):  # nginx in front shows a change within a second, whenever in the second it comes
        live.tell("prepare", path=path, lead=f"Sửa {number}.")
        get(front, path)
        live.tell("release")
        released = time.monotonic()
        while f"Sửa {number}." not in get(front, path).text:
            time.sleep(0.01)
        assert time.monotonic() - released < 1
    static_file = seen["nginx, static file"]
    assert ratio(seen["page cache"], static_file)[0] >= 0.5
    assert ratio(seen["nginx in front"], static_file)[0] >= 0.9
    assert tail(seen["page cache"]) <= 1.5 * tail(static_file)
    assert tail(seen["nginx in front"]) <= 1.5 * tail(static_file)
    assert ratio(own["uncached page"], own["plain Wagtail"])[0] >= 1
