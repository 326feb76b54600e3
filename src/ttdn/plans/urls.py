"""URLs of plans."""

from django.urls import URLPattern, URLResolver, path

from ttdn.plans import amend_views, budget_views, plan_views, programme_views, task_views

P = "ke-hoach/<uuid:public_id>"
T = "ke-hoach/nhiem-vu/<uuid:public_id>"
C = "chuong-trinh/<uuid:public_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ke-hoach/", plan_views.plan_list, name="plans_list"),
    path("ke-hoach/moi/", plan_views.new, name="plans_new"),
    path(f"{P}/", plan_views.page, name="plans_page"),
    path(f"{P}/sua/", plan_views.edit, name="plans_edit"),
    path(f"{P}/lay-nhiem-vu/", plan_views.draw_from, name="plans_draw_from"),
    path(f"{P}/lay-nhiem-vu/<uuid:source_id>/", plan_views.draw, name="plans_draw"),
    path(f"{P}/so-sanh/", amend_views.compare_page, name="plans_compare"),
    path(f"{P}/dieu-chinh/", amend_views.amend, name="plans_amend"),
    path(f"{P}/van-ban/", amend_views.document, name="plans_document"),
    path(f"{P}/nhiem-vu/moi/", task_views.new, name="plans_task_new"),
    path(f"{P}/kinh-phi/", budget_views.budget, name="plans_budget"),
    path(f"{P}/kinh-phi.xlsx", budget_views.sheet, name="plans_budget_sheet"),
    path(f"{P}/kinh-phi/<uuid:line_id>/", budget_views.line, name="plans_line"),
    path(f"{P}/kinh-phi/<uuid:line_id>/xoa/", budget_views.remove_line, name="plans_line_remove"),
    path(f"{T}/", task_views.page, name="plans_task_page"),
    path(f"{T}/sua/", task_views.edit, name="plans_task_edit"),
    path(f"{T}/thu-tu/", task_views.move, name="plans_task_move"),
    path(f"{T}/xoa/", task_views.remove, name="plans_task_remove"),
    path(f"{T}/kinh-phi/", task_views.add_line, name="plans_task_line"),
    path("chuong-trinh/", programme_views.programmes, name="plans_programmes"),
    path(f"{C}/", programme_views.programme, name="plans_programme"),
    path(f"{C}/bo-sung/", programme_views.add_task, name="plans_programme_add"),
    path(f"{C}/nhiem-vu/<uuid:task_id>/", programme_views.programme_task, name="plans_programme_task"),
    path(f"{C}/nhiem-vu/<uuid:task_id>/dieu-chinh/", programme_views.adjust, name="plans_programme_adjust"),
    path(f"{C}/nhiem-vu/<uuid:task_id>/ben/<uuid:party_id>/", programme_views.name_member, name="plans_member_name"),
    path(
        f"{C}/nhiem-vu/<uuid:task_id>/co-quan/<uuid:member_id>/bo/",
        programme_views.remove_member,
        name="plans_member_remove",
    ),
    path("huong-dan/<uuid:public_id>/", programme_views.guidance, name="plans_guidance"),
]
