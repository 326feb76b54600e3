"""The arguments of an OAI-PMH request: what is allowed with which verb, and the protocol's own error for everything else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.http import QueryDict

from ttdn.portal.outgoing_queries import Selection

FORMATS = ("oai_dc", "ttdn")
TOKEN_HOURS = 24
"""How long a resumption token may be used."""
_SALT = "ttdn.api.oai"
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
}
"""Required and optional arguments of each verb; a resumption token stands alone."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_IDENTIFIER = re.compile(r"oai:([A-Za-z0-9.-]+):([0-9a-fA-F-]{36})/([a-z-]{2,12})")


class OaiError(Exception):
    """A refusal in the words of the protocol; the sentence is English, as the whole protocol is."""

    def __init__(self, code: str, sentence: str) -> None:
        """Keep the code of the protocol and the sentence."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class ListRequest:
    """What a list verb asks for, first or resumed.

    `after` is the sequence number of the last record that the harvester has, `cursor` how many it has, `size` how many
    there were when the list began.
    """

    verb: str
    prefix: str
    set_spec: str = ""
    since: str = ""
    until: str = ""
    after: int = 0
    cursor: int = 0
    size: int = -1

    def selection(self) -> Selection:
        """Which records these are.

        Raises:
            OaiError: a set that does not exist, or moments that are none.
        """
        since, before = _moment(self.since, "from"), _moment(self.until, "until", end=True)
        body, language = _set(self.set_spec)
        return Selection(body=body, language=language, since=since, before=before, own=True)

    def resumed(self, *, after: int, given: int, size: int) -> str:
        """The token with which the harvester goes on; it is signed and carries everything, so it survives a restart."""
        rest = replace(self, after=after, cursor=self.cursor + given, size=size)
        return signing.dumps([getattr(rest, name) for name in self.__dataclass_fields__], salt=_SALT)


def checked(data: QueryDict) -> dict[str, str]:
    """The arguments of a request, each once, all of them allowed.

    Raises:
        OaiError: badVerb or badArgument.
    """
    verbs = data.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in _ALLOWED:
        raise OaiError("badVerb", "Give exactly one verb of OAI-PMH 2.0, for example verb=Identify.")
    required, optional = _ALLOWED[verbs[0]]
    given = {name: data.getlist(name) for name in data if name != "verb"}
    for name, values in given.items():
        if name not in required | optional:
            raise OaiError("badArgument", f"The verb {verbs[0]} takes no argument of this name.")
        if len(values) != 1 or not values[0] or "\x00" in values[0]:
            raise OaiError("badArgument", f"The argument {name} must be given once and not be empty.")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise OaiError("badArgument", "A resumptionToken stands alone: leave out every other argument.")
    elif missing := sorted(required - set(given)):
        raise OaiError("badArgument", f"The argument {missing[0]} is missing.")
    return {"verb": verbs[0]} | {name: values[0] for name, values in given.items()}


def list_request(arguments: dict[str, str]) -> ListRequest:
    """The list asked for.

    Raises:
        OaiError: badResumptionToken, cannotDisseminateFormat, badArgument.
    """
    if token := arguments.get("resumptionToken"):
        return _from_token(token, arguments["verb"])
    require_format(arguments["metadataPrefix"])
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until:
        first, last = _moment(since, "from"), _moment(until, "until")
        if len(since) != len(until):
            raise OaiError("badArgument", "from and until must have the same granularity.")
        if first and last and first > last:
            raise OaiError("badArgument", "from is later than until.")
    return ListRequest(arguments["verb"], arguments["metadataPrefix"], arguments.get("set", ""), since, until)


def require_format(prefix: str) -> None:
    """Raises OaiError(cannotDisseminateFormat) for a metadata format that we do not have."""
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"The formats are {' and '.join(FORMATS)}.")


def refuse_token(arguments: dict[str, str]) -> None:
    """Raises OaiError(badResumptionToken) where lists are never parted."""
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "This list is always given whole; no token was ever made for it.")


def identifier_of(item: UUID, language: str, host: str) -> str:
    """The OAI identifier of an item in a language."""
    return f"oai:{host}:{item}/{language}"


def read_identifier(identifier: str, host: str) -> tuple[UUID, str]:
    """Item and language of an identifier of ours.

    Raises:
        OaiError: idDoesNotExist.
    """
    found = _IDENTIFIER.fullmatch(identifier)
    item = _uuid(found.group(2)) if found else None
    if found is None or item is None or found.group(1) != host:
        raise OaiError("idDoesNotExist", "No item of this repository has this identifier.")
    return item, found.group(3)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _from_token(token: str, verb: str) -> ListRequest:
    try:
        values = signing.loads(token, salt=_SALT, max_age=timedelta(hours=TOKEN_HOURS))
        asked = ListRequest(*values)
    except signing.SignatureExpired:
        raise OaiError(
            "badResumptionToken", f"The token is older than {TOKEN_HOURS} hours. Begin the list again."
        ) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise OaiError("badResumptionToken", "This token was not made here, or it was altered.") from None
    if asked.verb != verb:
        raise OaiError("badResumptionToken", f"This token belongs to the verb {asked.verb}.")
    return asked


def _moment(value: str, name: str, *, end: bool = False) -> datetime | None:
    """The instant of `from`, or the first instant after `until` (a day or second counts whole)."""
    if not value:
        return None
    form = "%Y-%m-%d" if _DAY.fullmatch(value) else "%Y-%m-%dT%H:%M:%SZ" if _SECOND.fullmatch(value) else "no date"
    try:
        moment = datetime.strptime(value, form).replace(tzinfo=UTC)
        return moment + (timedelta(days=1) if "T" not in value else timedelta(seconds=1)) if end else moment
    except (ValueError, OverflowError):
        raise OaiError("badArgument", f"{name} must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") from None


def _set(spec: str) -> tuple[UUID | None, str | None]:
    kind, _colon, value = spec.partition(":")
    if spec in {"", "body", "lang"}:
        return None, None
    body = _uuid(value) if kind == "body" else None
    if body is None and (kind != "lang" or not value):
        raise OaiError("badArgument", "There is no such set; ask ListSets.")
    return body, value if kind == "lang" else None
