"""URLs of the tests of the floor: pages that go wrong in every way."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from ttdn.web.errors import Clash, NotAllowed, UserError
from ttdn.web.once import AlreadyDone

SENTENCES = {
    "sai": UserError("Số văn bản 12 đã dùng trong năm 2024. Hãy ghi số khác."),
    "cam": NotAllowed("Chỉ lãnh đạo được ký duyệt."),
    "dung-do": Clash("Mục 3 vừa có người khác sửa."),
    "hai-lan": AlreadyDone(None),
    "khong-thay": Http404(),
    "khong-duoc": PermissionDenied(),
    "nghi-ngo": SuspiciousOperation(),
    "hong": ValueError("lỗi lập trình"),
    "ky-tu-nul": DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
}


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise SENTENCES[kind]


@csrf_protect
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/refused.html", {"sentence": "x"})


@csrf_protect
def written(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST["noi_dung"], content_type="text/plain")


urlpatterns = [
    path("lam-viec/viet", written),
    path("tai-khoan/thu", written),
    path("lam-viec/hong/<str:kind>", fail),
    path("trang", page),
    path("", include("ttdn.web.urls")),
]
