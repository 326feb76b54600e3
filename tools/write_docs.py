"""Write the pages of docs/ that are made from the code: settings, and `.env.example`."""

from pathlib import Path

from ttdn.config.env import ROOT, VARIABLES

SETTINGS = ROOT / "docs" / "reference" / "settings.md"
EXAMPLE = ROOT / ".env.example"


def _default(value: str) -> str:
    """The default as it is documented: never a path of the machine that wrote the page."""
    return value.replace(str(ROOT), ".")


def settings_page() -> str:
    """docs/reference/settings.md."""
    lines = [
        "# Settings",
        "",
        "Every environment variable the product reads. Made by `make docs` from `ttdn.config.env`.",
        "",
    ]
    for each in VARIABLES:
        lines += [f"## `{each.name}`", "", each.help, "", f"Default: `{_default(each.default) or '(empty)'}`", ""]
    return "\n".join(lines)


def example() -> str:
    """.env.example."""
    parts = ["# Copy to .env and change what you need; every variable is explained in docs/reference/settings.md.", ""]
    for each in VARIABLES:
        parts += [f"# {each.help}", f"#{each.name}={_default(each.default)}", ""]
    return "\n".join(parts)


def write(path: Path, text: str) -> None:
    """Write a page, and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    write(SETTINGS, settings_page())
    write(EXAMPLE, example())
