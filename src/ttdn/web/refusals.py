"""One way to refuse: the form comes again with what was typed and the sentence above it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise

from ttdn.web.errors import NotAllowed, UserError

_NEVER_SENT_AGAIN = {"csrfmiddlewaretoken", "once"}

View = TypeVar("View", bound=Callable[..., Any])
Label = str | Promise


class shown_on:  # noqa: N801  (reads as a statement)
    """Put what an action refuses above the form (or at a field), so that the view shows it again as it was typed.

    A lack of rights stays a page of its own: there is nothing to correct. So does what `passing` names, for views with
    a screen of their own for it. `AlreadyDone` is no refusal and passes.
    """

    def __init__(self, form: forms.BaseForm, *, field: str = "", passing: type[UserError] | None = None) -> None:
        """Keep the form to show again."""
        self.form = form
        self.field = field
        self.passing = passing

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        """Take the sentence of a refusal."""
        if not isinstance(error, UserError) or isinstance(error, NotAllowed):
            return False
        if self.passing is not None and isinstance(error, self.passing):
            return False
        self.form.add_error(self.field if self.field in self.form.fields else None, error.sentence)
        self.form.refused_status = error.status  # type: ignore[attr-defined]  # read by `status_of` alone
        return True


def status_of(form: forms.BaseForm) -> int:
    """HTTP status of a page with this form: 200 unsent, 422 filled in wrongly, or the status of the refusal."""
    if not form.is_bound or not form.errors:
        return HTTPStatus.OK
    return int(getattr(form, "refused_status", HTTPStatus.UNPROCESSABLE_ENTITY))


@dataclass(frozen=True)
class Typed:
    """What a refused form carried.

    Attributes:
        action: where it was sent.
        texts: name, label and every value that people typed.
        files: name and label of files, which a browser must be given again.
        hidden: name and value of all else, sent again as it came.
    """

    action: str
    texts: list[tuple[str, Label, list[str]]]
    files: list[tuple[str, Label]]
    hidden: list[tuple[str, str]]


def keeps_typed(*, files: dict[str, Label] | None = None, **texts: Label) -> Callable[[View], View]:
    """For an address that only takes a form shown on another page: a refusal gives that form again, as typed.

    Args:
        files: label of each file that the form takes.
        texts: label of each value that people type; all others go along hidden, as they came.
    """

    def marked(view: View) -> View:
        view.keeps_typed = (texts, files or {})  # type: ignore[attr-defined]  # read by `typed_in` alone
        return view

    return marked


def typed_in(request: HttpRequest) -> Typed | None:
    """What was typed in the refused form; None where its address keeps nothing."""
    match = request.resolver_match
    described = getattr(match.func, "keeps_typed", None) if match else None
    if request.method != "POST" or described is None:
        return None
    texts, files = described
    sent = request.POST
    return Typed(
        action=request.get_full_path(),
        texts=[
            (name, label, [str(each) for each in sent.getlist(name)]) for name, label in texts.items() if name in sent
        ],
        files=list(files.items()),
        hidden=[
            (name, str(value))
            for name, values in sent.lists()
            if name not in texts and name not in _NEVER_SENT_AGAIN
            for value in values
        ],
    )


def renew_lock(form: forms.BaseForm, lock: int) -> None:
    """Let the form that is shown again be saved over what is kept now, by a person who was told of it."""
    data: Any = form.data
    data["lock"] = str(lock)
