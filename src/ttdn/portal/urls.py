"""URLs of the content workspace, under `/lam-viec/`."""

from django.urls import include, path

from ttdn.portal import content_views, edition_views, group_views, item_views, key_views, media_urls, people_views

urlpatterns = [
    path("noi-dung/khoa/", key_views.key_list, name="portal_keys"),
    path("noi-dung/khoa/so-ghi/", key_views.log_key_change, name="portal_log_key"),
    path("noi-dung/khoa/co-quan/<uuid:public_id>/", key_views.key_change, name="portal_key_change"),
    path("noi-dung/khoa/<uuid:public_id>/thu-hoi/", key_views.key_revoke, name="portal_key_revoke"),
    path("noi-dung/thu-vien/", include(media_urls.urlpatterns)),
    path("noi-dung/", content_views.content_list, name="portal_content"),
    path("noi-dung/moi/", item_views.new_item, name="portal_item_new"),
    path("noi-dung/moi/tu-van-ban/", item_views.sources, name="portal_item_sources"),
    path("noi-dung/bai/<uuid:public_id>/", item_views.item_page, name="portal_item"),
    path("noi-dung/bai/<uuid:public_id>/thong-tin/", item_views.item_details, name="portal_item_details"),
    path("noi-dung/bai/<uuid:public_id>/trinh/<str:language>/", item_views.submit_draft, name="portal_item_submit"),
    path("noi-dung/ban/<uuid:public_id>/", edition_views.edition_page, name="portal_edition"),
    path("noi-dung/ban/<uuid:public_id>/trang/", edition_views.edition_frame, name="portal_edition_frame"),
    path("noi-dung/ban/<uuid:public_id>/chuyen-duyet/", edition_views.edition_pass, name="portal_edition_pass"),
    path("noi-dung/ban/<uuid:public_id>/duyet/", edition_views.edition_approve, name="portal_edition_approve"),
    path("noi-dung/ban/<uuid:public_id>/tra-lai/", edition_views.edition_return, name="portal_edition_return"),
    path("noi-dung/ban/<uuid:public_id>/bo/", edition_views.edition_drop, name="portal_edition_drop"),
    path("noi-dung/ban/<uuid:public_id>/dang/", edition_views.edition_release, name="portal_edition_release"),
    path("noi-dung/ban/<uuid:public_id>/hen-gio/", edition_views.edition_schedule, name="portal_edition_schedule"),
    path("noi-dung/ban/<uuid:public_id>/huy-hen/", edition_views.edition_unschedule, name="portal_edition_unschedule"),
    path("noi-dung/ban/<uuid:public_id>/rut/", edition_views.edition_withdraw, name="portal_edition_withdraw"),
    path("noi-dung/ban/<uuid:public_id>/vao-dot/", edition_views.edition_join, name="portal_edition_join"),
    path("noi-dung/dot-dang/", group_views.group_list, name="portal_groups"),
    path("noi-dung/dot-dang/moi/", group_views.group_new, name="portal_groups_new"),
    path("noi-dung/dot-dang/<uuid:public_id>/", group_views.group_page, name="portal_group"),
    path("noi-dung/dot-dang/<uuid:public_id>/them/", group_views.group_add, name="portal_group_add"),
    path(
        "noi-dung/dot-dang/<uuid:public_id>/bot/<uuid:edition_id>/",
        group_views.group_remove,
        name="portal_group_remove",
    ),
    path("noi-dung/dot-dang/<uuid:public_id>/hen-gio/", group_views.group_schedule, name="portal_group_schedule"),
    path("noi-dung/dot-dang/<uuid:public_id>/dang/", group_views.group_release, name="portal_group_release"),
    path("noi-dung/dot-dang/<uuid:public_id>/huy/", group_views.group_cancel, name="portal_group_cancel"),
    path("noi-dung/phat-ngon/", people_views.spokesperson_list, name="portal_spokespersons"),
    path("noi-dung/phat-ngon/<uuid:public_id>/cu/", people_views.spokesperson_new, name="portal_body_spokesperson"),
    path("noi-dung/phat-ngon/<uuid:public_id>/dau-moi/", people_views.contact_public, name="portal_body_contact"),
    path("noi-dung/phat-ngon/<uuid:public_id>/thoi/", people_views.spokesperson_end, name="portal_spokesperson_end"),
]
