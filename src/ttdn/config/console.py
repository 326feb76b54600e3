"""The console script `ttdn`: Django's command line under our settings."""

import os
import sys


def main() -> None:
    """Run `ttdn COMMAND …`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (settings first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
