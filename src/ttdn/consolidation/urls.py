"""URLs of consolidation, under the workspace."""

from django.urls import path

from ttdn.consolidation.views import board_views, remark_views, reminder_views, report_views

urlpatterns = [
    path("tinh-hinh/", board_views.board, name="consolidation_board"),
    path("tinh-hinh/bang-tinh.xlsx", board_views.board_xlsx, name="consolidation_board_xlsx"),
    path("tinh-hinh/qua-cac-nam/", board_views.compliance, name="consolidation_compliance"),
    path("tinh-hinh/cua-toi/", remark_views.own, name="consolidation_own"),
    path("bao-cao-quoc-gia/", report_views.index, name="consolidation_national_index"),
    path("bao-cao-quoc-gia/<int:year>/", report_views.national, name="consolidation_national"),
    path("bao-cao-quoc-gia/<int:year>/dau-vao/", report_views.inputs, name="consolidation_inputs"),
    path("bao-cao-quoc-gia/<int:year>/so-lieu/", report_views.facts, name="consolidation_facts"),
    path("bao-cao-quoc-gia/<int:year>/so-sanh/", report_views.compare, name="consolidation_compare"),
    path("bao-cao-quoc-gia/<int:year>/phu-luc.xlsx", report_views.annex, name="consolidation_annex"),
    path("bao-cao-quoc-gia/<int:year>/lap/", report_views.start, name="consolidation_start"),
    path("bao-cao-quoc-gia/<int:year>/bao-cao-bo-truong/", report_views.start_minister, name="consolidation_minister"),
    path("bao-cao-quoc-gia/<int:year>/chia-se/", report_views.share, name="consolidation_share"),
    path("nhan-xet/", remark_views.remarks, name="consolidation_remarks"),
    path("nhan-xet/<uuid:public_id>/", remark_views.remark, name="consolidation_remark"),
    path("don-doc/", reminder_views.batches, name="consolidation_batches"),
    path("don-doc/lap/<int:year>/", reminder_views.new_batch, name="consolidation_batch_new"),
    path("don-doc/<uuid:public_id>/", reminder_views.batch, name="consolidation_batch"),
    path("don-doc/<uuid:public_id>/lap-tiep/", reminder_views.fill, name="consolidation_batch_fill"),
    path("don-doc/<uuid:public_id>/trinh/", reminder_views.submit, name="consolidation_batch_submit"),
    path("don-doc/<uuid:public_id>/duyet/", reminder_views.approve, name="consolidation_batch_approve"),
    path("don-doc/<uuid:public_id>/phat-hanh/", reminder_views.issue, name="consolidation_batch_issue"),
]
