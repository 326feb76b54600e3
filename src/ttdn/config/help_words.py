"""The words of `--help` that belong to Python and Django, in the language of the terminal."""

from django.core.management.base import BaseCommand

from ttdn.law import terminal

#: options that every Django command has and that nobody of ours needs to read about
QUIET = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


def speak(language: str) -> None:
    """Make argparse speak the language (it asks a module-level `_`), and keep Django's own options out of the help."""
    BaseCommand.suppressed_base_arguments = QUIET
    terminal.speak(language)
