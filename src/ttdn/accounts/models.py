"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from ttdn.law.text import name_sort_key, normalise
from ttdn.web.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is compared without regard to case."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields: Any) -> "User":
        """A new user; no password given means one that never matches.

        The address counts as verified: the administrator who opens the account answers for it (allauth refuses a
        second factor to an address that nobody verified).
        """
        from allauth.account.models import EmailAddress  # noqa: PLC0415  (that app's models load after ours)

        user = self.model(email=email.strip().lower(), full_name=normalise(full_name).strip(), **fields)
        user.set_password(password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an e-mail address typed in any case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: e-mail sign-in, one full name in the order entered, as little else as possible."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(_("Thư điện tử"), unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=1000, editable=False, default="")
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    is_system_administrator = models.BooleanField(
        default=False, help_text=_("Quản trị tài khoản và cấu hình; không đọc được nội dung.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta(AbstractBaseUser.Meta):
        indexes = [models.Index(fields=["sort_key", "id"], name="accounts_user_sort")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the place of the name in lists (given name first, Vietnamese alphabet)."""
        self.sort_key = name_sort_key(self.full_name)
        fields = kwargs.get("update_fields")
        if fields is not None and "full_name" in fields:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name in the order it was entered (Vietnamese order)."""
        return self.full_name
