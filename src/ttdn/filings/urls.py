"""URLs of filings."""

from django.urls import URLPattern, URLResolver, path

from ttdn.filings import (
    delivery_views,
    editor_views,
    issue_views,
    letter_views,
    link_views,
    list_views,
    paper_views,
    review_views,
    table_views,
)

V = "van-ban/ban/<uuid:public_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("van-ban/", list_views.filing_list, name="filings_list"),
    path("van-ban/den/", list_views.inbox, name="filings_inbox"),
    path("van-ban/lap/", list_views.start, name="filings_start"),
    path("van-ban/nhap-giay/", paper_views.key_in, name="filings_key_in"),
    path("van-ban/lien-ket/<uuid:public_id>/", link_views.make, name="filings_link_make"),
    path("van-ban/lien-ket/<uuid:public_id>/thu-hoi/", link_views.revoke, name="filings_link_revoke"),
    path("van-ban/<uuid:public_id>/", list_views.detail, name="filings_detail"),
    path(f"{V}/", editor_views.editor, name="filings_editor"),
    path(f"{V}/muc/<str:code>/", editor_views.section, name="filings_section"),
    path(f"{V}/muc/<str:code>/xem-truoc/", editor_views.live_preview, name="filings_live_preview"),
    path(f"{V}/soan-lai/", editor_views.redraft, name="filings_redraft"),
    path(f"{V}/cau/<uuid:sentence_id>/", editor_views.sentence, name="filings_sentence"),
    path(f"{V}/nguon/<uuid:sentence_id>/", editor_views.sentence_sources, name="filings_sentence_sources"),
    path(f"{V}/trang/<int:page>.svg", editor_views.page, name="filings_page"),
    path(f"{V}/the-thuc/", editor_views.header, name="filings_header"),
    path(f"{V}/tep/", editor_views.attach, name="filings_attach"),
    path(f"{V}/muc/<str:code>/hang/<str:table>/", table_views.add, name="filings_row_add"),
    path(f"{V}/hang/<uuid:row_id>/", table_views.row, name="filings_row"),
    path(f"{V}/muc/<str:code>/gop-y/", review_views.comment, name="filings_comment"),
    path(f"{V}/gop-y/<uuid:comment_id>/", review_views.resolve, name="filings_comment_resolve"),
    path(f"{V}/trinh/", review_views.submit, name="filings_submit"),
    path(f"{V}/xet/", review_views.review, name="filings_review"),
    path(f"{V}/duyet/", review_views.approve, name="filings_approve"),
    path(f"{V}/tra-lai/", review_views.return_for_changes, name="filings_return"),
    path(f"{V}/mo-lai/", review_views.reopen, name="filings_reopen"),
    path(f"{V}/so-sanh/", review_views.compare, name="filings_compare"),
    path(f"{V}/phat-hanh/", issue_views.issue, name="filings_issue"),
    path(f"{V}/thay-the/", letter_views.revise, name="filings_revise"),
    path(f"{V}/dinh-chinh/", letter_views.correct, name="filings_correct"),
    path(f"{V}/thu-hoi/", letter_views.recall, name="filings_recall"),
    path(f"{V}/ban-ky/", issue_views.signed_copy, name="filings_signed_copy"),
    path(f"{V}/ban-ky/<uuid:copy_id>/", issue_views.confirm_signed_copy, name="filings_signed_copy_confirm"),
    path(f"{V}/tai/<str:kind>/", issue_views.download, name="filings_download"),
    path("van-ban/giao/<uuid:public_id>/nhan/", delivery_views.receive, name="filings_receive"),
    path("van-ban/giao/<uuid:public_id>/chap-nhan/", delivery_views.accept, name="filings_accept"),
    path("van-ban/giao/<uuid:public_id>/tra-lai/", letter_views.give_back, name="filings_give_back"),
    path("van-ban/giao/<uuid:public_id>/bo-sung/", delivery_views.return_for_supplement, name="filings_supplement"),
]
