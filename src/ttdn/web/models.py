"""Tables of the web floor."""

from django.db import models


class OnceToken(models.Model):
    """The token of a form that had its effect; a second submission finds it and has none."""

    token = models.CharField(max_length=64, unique=True)
    result = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.token
