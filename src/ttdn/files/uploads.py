"""How the server takes an upload in: in memory only, so that a refused file never touches a disk."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class TooLargeUpload(InMemoryUploadedFile):
    """A file that went over the limit: its bytes were dropped while it came in, only its size is known."""


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps an upload in memory up to settings.UPLOAD_MAX_BYTES (and never in a temporary file).

    What goes over the limit is dropped as it arrives; `store_upload` then refuses the file with a sentence.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Refuse a request of more than four files of the largest size before any of it is read."""
        if content_length > 4 * settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("The files of one form are too large together.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._bytes = BytesIO()
        self._over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or drop everything once the limit is passed."""
        if self._over:
            return
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self._over = True
            self._bytes = BytesIO()
            return
        self._bytes.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Give the file to the form."""
        self._bytes.seek(0)
        kind = TooLargeUpload if self._over else InMemoryUploadedFile
        return kind(
            file=self._bytes,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
