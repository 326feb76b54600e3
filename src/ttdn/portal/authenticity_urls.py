"""URLs of readers' pages of authenticity: verify, log, proofs, PDFs, press room, policies, well-known files."""

from django.urls import path

from ttdn.portal import log_views, press_views, proof_views, verify_views, wellknown_views
from ttdn.portal.addresses import pages

urlpatterns = [
    path("s/<uuid:public_id>/<slug:language>.pdf", proof_views.pdf, name="portal_pdf"),
    path("s/<uuid:public_id>/<slug:language>/proof.json", proof_views.proof, name="portal_proof"),
    path("s/<uuid:public_id>/bo-bao-chi.zip", press_views.kit, name="portal_kit"),
    path(".well-known/ttdn-keys.json", wellknown_views.keys_json, name="portal_keys_json"),
    path(".well-known/security.txt", wellknown_views.security_txt, name="portal_security_txt"),
    path("so-ghi/dau.json", log_views.head_json, name="portal_log_head"),
    path("so-ghi/muc.json", log_views.entries_json, name="portal_log_entries"),
    path("so-ghi/muc/<int:index>.json", log_views.entry_json, name="portal_log_entry"),
    path("so-ghi/nhat-quan.json", log_views.consistency_json, name="portal_log_consistency"),
    path("so-ghi/goc.json", log_views.roots_json, name="portal_log_roots"),
    path("so-ghi/goc.atom", log_views.roots_atom, name="portal_log_feed"),
    path("so-ghi/so.jsonl", log_views.log_jsonl, name="portal_log_lines"),
    path("<vi:language>/bao-chi.json", press_views.press_json, name="portal_press_json"),
    path("<foreign:language>/press.json", press_views.press_json, name="portal_press_json"),
    *pages("verify", verify_views.verify),
    *pages("log", log_views.log_page),
    *pages("press", press_views.press),
    *pages("corrections", wellknown_views.corrections),
    *pages("accessibility", wellknown_views.accessibility),
]
