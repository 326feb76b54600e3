"""URLs of the obligations app, under the workspace."""

from django.urls import path

from ttdn.obligations.views import duties_views, law_views, requests_views

urlpatterns = [
    path("nghia-vu/", duties_views.duty_list, name="obligations_list"),
    path("nghia-vu/<uuid:public_id>/", duties_views.duty_detail, name="obligations_detail"),
    path("nghia-vu/<uuid:public_id>/mien-gia-han/", duties_views.duty_relieve, name="obligations_relieve"),
    path("nghia-vu/<uuid:public_id>/da-lam/", duties_views.duty_record_act, name="obligations_record_act"),
    path("yeu-cau/", requests_views.request_list, name="obligations_requests"),
    path("yeu-cau/moi/", requests_views.request_new, name="obligations_request_new"),
    path("yeu-cau/<uuid:public_id>/", requests_views.request_detail, name="obligations_request"),
    path("phap-luat/", law_views.law_register, name="obligations_law"),
    path("phap-luat/van-ban/<slug:instrument_id>/", law_views.instrument_page, name="obligations_instrument"),
    path("phap-luat/tinh-han/", law_views.calculator, name="obligations_calculator"),
    path("phap-luat/lich/<int:year>/", law_views.calendar_page, name="obligations_calendar"),
    path("phap-luat/lich/sua/", law_views.calendar_change, name="obligations_calendar_change"),
]
