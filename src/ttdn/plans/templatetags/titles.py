"""Titles on screen."""

from typing import Any

from django import template

from ttdn.plans.progress import in_language

register = template.Library()


@register.filter
def own_title(row: Any) -> str:
    """The title of a programme, a letter or one of their tasks in the reader's language."""
    return in_language(row, "title")
