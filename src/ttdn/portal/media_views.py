"""The media library in the workspace: the list, adding, one medium, its subtitles, and its private bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.models import Body
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.media import (
    About,
    add_media,
    describe_media,
    remove_subtitles,
    retire_media,
    set_subtitles,
)
from ttdn.portal.choices import MediaKind
from ttdn.portal.content_queries import body_names, content_bodies, written_bodies
from ttdn.portal.file_views import stored_response
from ttdn.portal.looks import PREVIEW
from ttdn.portal.media_forms import AboutForm, MediaFilter, SubtitlesForm, UploadForm
from ttdn.portal.media_queries import library, look_alikes, uses_of
from ttdn.portal.models import MediaAsset
from ttdn.portal.permissions import may_write
from ttdn.portal.queries import access_media
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset

SIZE = 24


@login_required
@require_safe
def media_list(request: HttpRequest) -> HttpResponse:
    """The media of the reader's bodies, the newest first."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    bodies = Body.objects.filter(pk__in=content_bodies(reach)).order_by("sort_key", "pk")
    names = body_names(bodies, on)
    filters = MediaFilter(request.GET, bodies=[(str(each.public_id), names.get(each.pk, each.code)) for each in bodies])
    chosen = {name: value for name, value in filters.cleaned_data.items() if value} if filters.is_valid() else {}
    own = MediaAsset.objects.visible_to(user_of(request), on, reach)
    page = keyset(library(own, chosen), order=("-id",), cursor=request.GET.get("cursor"), size=SIZE)
    context = {
        "page": page,
        "filters": filters,
        "narrowed": bool(chosen),
        "many_bodies": len(names) > 1,
        "may_add": any(may_write(roles) for roles in reach.roles.values()),
        "tab": "media",
    }
    return render(request, "portal/workspace/media_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def media_new(request: HttpRequest) -> HttpResponse:
    """Add files; each is taken or refused with its own sentence."""
    on = timezone.localdate()
    bodies = written_bodies(reach_in(request, on), on)
    if not bodies:
        raise NotAllowed(_("Chỉ biên tập viên của cơ quan được thêm và sửa tư liệu."))
    names = body_names(bodies, on)
    options = [(str(each.public_id), names.get(each.pk, each.code)) for each in bodies]
    form = UploadForm(request.POST or None, request.FILES or None, bodies=options)
    if request.method == "POST" and form.is_valid():
        body = next(each for each in bodies if str(each.public_id) == form.cleaned_data["body"])
        added = [_take(request, form.about(), body, at, file) for at, file in enumerate(form.cleaned_data["uploads"])]
        taken = [each for each in added if each is not None]
        if len(taken) == 1 and len(added) == 1:
            return redirect("portal_media_page", public_id=taken[0])
        if taken or not form.errors:
            return redirect("portal_media")
    return render(request, "portal/workspace/media_new.html", {"form": form, "tab": "media"})


def _take(request: HttpRequest, about: About, body: Body, index: int, file: UploadedFile[bytes]) -> UUID | None:
    """One file into the library, with a message about it; None: refused."""
    token = request.POST.get("once", "")[:50]
    try:
        added = add_media(
            body=body,
            upload=file,
            about=about,
            acting_user=user_of(request),
            at=timezone.now(),
            once=f"{token}:{index}" if token else "",
        )
    except AlreadyDone as already:
        return already.result
    except NotAllowed:
        raise
    except UserError as error:
        messages.error(request, f"{file.name}: {error.sentence}")
        return None
    messages.success(request, _("Đã thêm “%(title)s”.") % {"title": added.asset.title})
    if added.alike is not None:
        messages.warning(
            request,
            _("“%(title)s” trông giống “%(earlier)s” đã có trong thư viện. Hãy xem có phải cùng một ảnh không.")
            % {"title": added.asset.title, "earlier": added.alike.title},
        )
    return added.asset.public_id


@login_required
@require_http_methods(["GET", "POST"])
def media_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One medium: what is said of it, what shows it, what looks like it."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    form = AboutForm(request.POST if request.method == "POST" else None, asset=asset)
    if request.method == "POST" and form.is_valid():
        try:
            describe_media(asset=asset, about=form.about(), acting_user=user_of(request), at=timezone.now())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Đã lưu thông tin của tư liệu."))
            return redirect("portal_media_page", public_id=public_id)
    return _show(request, asset, on, form, SubtitlesForm())


def _show(request: HttpRequest, asset: MediaAsset, on: date, form: AboutForm, subtitles: SubtitlesForm) -> HttpResponse:
    timed = asset.kind in {MediaKind.VIDEO, MediaKind.AUDIO}
    context = {
        "asset": asset,
        "form": form,
        "subtitles": subtitles if timed else None,
        "captions": asset.captions.order_by("language") if timed else [],
        "alike": look_alikes(asset),
        "uses": uses_of(asset),
        "may_edit": asset.harvested_from is None and may_write(reach_in(request, on).roles_at(asset.body_id)),
        "look_size": _look_size(asset),
        "body_name": body_names([asset.body], on).get(asset.body_id, ""),
        "tab": "media",
    }
    return render(request, "portal/workspace/media_page.html", context)


def _look_size(asset: MediaAsset) -> tuple[int, int]:
    """Width and height in which the preview is shown: at most half of its longest side, never larger than the picture."""
    if not asset.width or not asset.height:
        return (0, 0)
    share = min(PREVIEW / 2 / max(asset.width, asset.height), 1.0)
    return max(round(asset.width * share), 1), max(round(asset.height * share), 1)


@login_required
@require_POST
def media_focal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The point of a picture that every cut keeps: where the preview was clicked."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    width, height = _look_size(asset)
    try:
        x, y = int(request.POST.get("diem.x", "")), int(request.POST.get("diem.y", ""))
    except ValueError:
        x = y = 0
    if not width or (x, y) == (0, 0):  # pressed from the keyboard: a browser sends no place
        messages.info(request, _("Hãy bấm chuột vào điểm chính trên ảnh, hoặc ghi hai con số phần trăm ở biểu mẫu."))
    else:
        about = replace(about_of(asset), focal=(x / width, y / height))
        describe_media(asset=asset, about=about, acting_user=user_of(request), at=timezone.now())
        messages.success(request, _("Đã ghi điểm chính của ảnh."))
    return redirect("portal_media_page", public_id=public_id)


def about_of(asset: MediaAsset) -> About:
    """What is said of a medium now."""
    return About(
        title=asset.title,
        credit=asset.credit,
        rights=asset.rights,
        place=asset.place,
        taken_on=asset.taken_on,
        words=asset.words,
        focal=(asset.focal_x, asset.focal_y),
        poster=str(asset.poster.public_id) if asset.poster else "",
    )


@login_required
@require_POST
def media_subtitles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add or replace the subtitles of a language."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    form = SubtitlesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_subtitles(
                asset=asset,
                language=form.cleaned_data["language"],
                upload=form.cleaned_data["file"],
                acting_user=user_of(request),
                at=timezone.now(),
            )
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error("file", error.sentence)
        else:
            messages.success(request, _("Đã lưu phụ đề. Người xem có phụ đề này khi bài được trình và đăng lần tới."))
            return redirect("portal_media_page", public_id=public_id)
    return _show(request, asset, on, AboutForm(asset=asset), form)


@login_required
@require_POST
def media_subtitles_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the subtitles of a language away."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    language = request.POST.get("language", "")
    remove_subtitles(asset=asset, language=language, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ phụ đề."))
    return redirect("portal_media_page", public_id=public_id)


@login_required
@require_POST
def media_retire(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a medium away, or take it out again."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    back = asset.retired_at is not None
    retire_media(asset=asset, acting_user=user_of(request), at=timezone.now(), back=back)
    messages.success(request, _("Tư liệu dùng lại được.") if back else _("Đã cất tư liệu; bài đã đăng vẫn giữ nó."))
    return redirect("portal_media_page", public_id=public_id)


@login_required
@require_safe
def media_look(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The small private picture of a medium."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    if asset.preview is None:
        raise Http404
    return stored_response(request, asset.preview, asset.preview.name, public=False)


@login_required
@require_safe
def media_bytes(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The private bytes of a medium: a film plays in the preview of its own body; the rest is downloaded."""
    on = timezone.localdate()
    asset = access_media(user_of(request), public_id, on, reach_in(request, on))
    return stored_response(request, asset.file, asset.file.name, public=False)
