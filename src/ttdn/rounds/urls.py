"""URLs of the collection rounds, under the workspace."""

from django.urls import path

from ttdn.rounds.views import answers_views, rounds_views

urlpatterns = [
    path("thu-thap/", rounds_views.round_list, name="rounds_list"),
    path("thu-thap/moi/", rounds_views.round_new, name="rounds_new"),
    path("thu-thap/<uuid:public_id>/", rounds_views.round_detail, name="rounds_detail"),
    path("thu-thap/<uuid:public_id>/dong/", rounds_views.round_close, name="rounds_close"),
    path("thu-thap/<uuid:public_id>/tong-hop/", rounds_views.round_merge, name="rounds_merge"),
    path("thu-thap/tra-loi/<uuid:public_id>/", answers_views.answer_page, name="rounds_answer"),
    path("thu-thap/tra-loi/<uuid:public_id>/trinh/", answers_views.answer_submit, name="rounds_submit"),
    path("thu-thap/tra-loi/<uuid:public_id>/duyet/", answers_views.answer_approve, name="rounds_approve"),
    path("thu-thap/tra-loi/<uuid:public_id>/tra-lai/", answers_views.answer_return, name="rounds_return"),
    path("thu-thap/tra-loi/<uuid:public_id>/<slug:ask>/", answers_views.item_edit, name="rounds_item_new"),
    path("thu-thap/tra-loi/<uuid:public_id>/<slug:ask>/<uuid:item_id>/", answers_views.item_edit, name="rounds_item"),
    path(
        "thu-thap/tra-loi/<uuid:public_id>/xoa-dong/<uuid:item_id>/xoa/",
        answers_views.item_remove,
        name="rounds_item_remove",
    ),
]
