"""URLs of web: the language switch and the pattern page."""

from django.urls import URLPattern, URLResolver, path

from ttdn.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("ngon-ngu/", views.set_language, name="web_language"),
    path("-/patterns", views.patterns, name="web_patterns"),
]
