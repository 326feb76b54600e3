"""Template tags of the account pages."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def onload_ids(handler: str, **ids: str) -> SafeString:
    """The data block by which allauth's script finds the parts of a form: data, never run (as `json_script`).

    Args:
        handler: which of its functions to start, e.g. `allauth.webauthn.forms.addForm`.
        ids: element ids by the name that the function expects.
    """
    words = json.dumps({"ids": ids}).translate(_ESCAPES)
    return format_html(
        '<script data-allauth-onload="{}" type="application/json">{}</script>',
        handler,
        mark_safe(words),  # noqa: S308  (escaped above as json_script does)
    )
