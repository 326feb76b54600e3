"""Citations on screen."""

from django import template
from django.utils.translation import get_language

from ttdn.law.wording import clause_en

register = template.Library()


@register.filter
def cited(citation: str) -> str:
    """A citation in the reader's language: "khoản 5 Điều 10 Thông tư số …" or "clause 5 Article 10 Circular No. …"."""
    return clause_en(citation) if get_language() == "en" else citation
