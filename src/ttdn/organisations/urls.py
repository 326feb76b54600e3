"""URLs of organisations."""

from django.urls import URLPattern, URLResolver, path

from ttdn.organisations import change_views, people_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("to-chuc/", views.register, name="organisations_list"),
    path("to-chuc/thay-doi/", change_views.record_change, name="organisations_change"),
    path("to-chuc/<uuid:public_id>/", views.detail, name="organisations_detail"),
    path("to-chuc/<uuid:public_id>/don-vi/them/", views.unit_add, name="organisations_unit_add"),
    path(
        "to-chuc/<uuid:public_id>/don-vi/<uuid:unit_id>/doi-ten/", views.unit_rename, name="organisations_unit_rename"
    ),
    path("to-chuc/<uuid:public_id>/don-vi/<uuid:unit_id>/ket-thuc/", views.unit_close, name="organisations_unit_close"),
    path("to-chuc/<uuid:public_id>/dau-moi/", views.focal_assign, name="organisations_focal_assign"),
    path("to-chuc/<uuid:public_id>/kenh-nhan/them/", views.channel_add, name="organisations_channel_add"),
    path(
        "to-chuc/<uuid:public_id>/kenh-nhan/<uuid:channel_id>/bo/",
        views.channel_remove,
        name="organisations_channel_remove",
    ),
    path("to-chuc/<uuid:public_id>/so-van-ban/", views.numbering, name="organisations_numbering"),
    path("to-chuc/<uuid:public_id>/nhan-su/", people_views.people, name="organisations_people"),
    path("to-chuc/<uuid:public_id>/nhan-su/them/", people_views.membership_add, name="organisations_membership_add"),
    path(
        "to-chuc/<uuid:public_id>/nhan-su/<uuid:membership_id>/ket-thuc/",
        people_views.membership_end,
        name="organisations_membership_end",
    ),
    path(
        "to-chuc/<uuid:public_id>/nhan-su/<uuid:membership_id>/ban-giao/",
        people_views.membership_hand_over,
        name="organisations_membership_hand_over",
    ),
    path("to-chuc/<uuid:public_id>/uy-quyen/them/", people_views.delegation_add, name="organisations_delegation_add"),
    path(
        "to-chuc/<uuid:public_id>/uy-quyen/<uuid:delegation_id>/ket-thuc/",
        people_views.delegation_end,
        name="organisations_delegation_end",
    ),
]
