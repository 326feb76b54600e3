"""URLs of consolidation, under the workspace."""

from django.urls import path

from ttdn.consolidation.views import board_views

urlpatterns = [
    path("tinh-hinh/", board_views.board, name="consolidation_board"),
    path("tinh-hinh/bang-tinh.xlsx", board_views.board_xlsx, name="consolidation_board_xlsx"),
    path("tinh-hinh/qua-cac-nam/", board_views.compliance, name="consolidation_compliance"),
]
