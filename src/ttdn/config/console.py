"""The console script `ttdn`: every command of the product, with help in the language of the terminal."""

import os
import sys

from ttdn.law.terminal import terminal_language


def overview() -> str:
    """Our commands with one line each."""
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415  (settings first)
    from django.utils.translation import gettext as _  # noqa: PLC0415

    ours = sorted(name for name, app in get_commands().items() if str(app).startswith("ttdn."))
    lines = [_("Cách dùng: ttdn LỆNH [tham số]. Xem một lệnh: ttdn LỆNH --help."), ""]
    width = max(map(len, ours))
    for name in ours:
        parser = load_command_class(get_commands()[name], name).create_parser("ttdn", name)
        lines.append(f"  {name:<{width}}  {parser.description or ''}")
    return "\n".join(lines)


def main() -> None:
    """Run `ttdn COMMAND …`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")
    import django  # noqa: PLC0415  (settings first)
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    django.setup()
    from ttdn.config.help_words import speak  # noqa: PLC0415

    translation.activate(terminal_language())
    speak(terminal_language())
    if len(sys.argv) == 1 or (sys.argv[1] in {"help", "-h", "--help"} and len(sys.argv) == 2):  # noqa: PLR2004  (the command alone)
        sys.stdout.write(overview() + "\n")
        return
    from django.db import connection  # noqa: PLC0415
    from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415
    from django.utils.translation import gettext as _  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError):
        if "django_migrations" in connection.introspection.table_names():
            raise
        raise SystemExit(_("Chưa có dữ liệu ở đây. Hãy chạy `make run`, hoặc `ttdn migrate`, rồi thử lại.")) from None


if __name__ == "__main__":
    main()
