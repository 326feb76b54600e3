#!/usr/bin/env python3
"""Kiểm tra ngoại tuyến một bản chứng thực đã tải về / check a downloaded proof without the network.

    python3 verify_offline.py proof.json [--text pasted.txt] [--keys jwks.json] [--root HEX] [--lang vi|en]

Chỉ cần Python 3.9 trở lên, không cần thư viện nào khác / needs Python 3.9 or later and nothing else.
Mã thoát / exit code: 0 đúng và còn hiệu lực / true and in force; 1 sai / false; 2 không còn hiệu lực / no longer in
force; 3 không đọc được / unreadable. Format: docs/reference/authenticity.md of the product.
"""

from __future__ import annotations

import argparse
import base64
import difflib
import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Json = Any
Point = tuple[int, int, int, int]

# --- Ed25519 (RFC 8032, section 5.1): verification only ---------------------------------------------------------------

LENGTH = 32
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(one: Point, two: Point) -> Point:
    """The sum of two points in extended coordinates."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    """The point added to itself `scalar` times."""
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = add(found, point)
        point, scalar = add(point, point), scalar >> 1
    return found


def decompress(data: bytes) -> Point | None:
    """The point of 32 bytes; None when there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if len(data) != LENGTH or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the private half of the public key."""
    if len(signature) != 2 * LENGTH:
        return False
    point, commitment, scalar = decompress(public), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if point is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    one, two = multiply(scalar, BASE), add(commitment, multiply(challenge, point))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


# --- JWS and the Merkle tree ------------------------------------------------------------------------------------------


class Wrong(Exception):
    """What is wrong with the proof: the name of a sentence."""


def unbase64(text: str) -> bytes:
    """The bytes of base64url, of its one proper spelling only."""
    data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise Wrong("unreadable")
    return data


def compact(value: Json) -> bytes:
    """The JSON bytes that are hashed: sorted names, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def thumbprint(key: Json) -> str:
    """The identifier of a key, computed from the key itself (RFC 7638)."""
    digest = hashlib.sha256(compact({"crv": "Ed25519", "kty": "OKP", "x": key["x"]})).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def once(pairs: list[tuple[str, Json]]) -> Json:
    """An object of JSON in which no name stands twice."""
    if len(dict(pairs)) != len(pairs):
        raise Wrong("unreadable")
    return dict(pairs)


def open_jws(token: str, kind: str, keys: Json, fault: str) -> tuple[Json, Json]:
    """The payload and the key of a signed token; Wrong(fault) unless one of the keys signed it as this kind."""
    head, body, signature = token.split(".")
    header = json.loads(unbase64(head), object_pairs_hook=once)
    if header.get("alg") != "EdDSA" or header.get("typ") != kind or set(header) != {"alg", "typ", "kid"}:
        raise Wrong(fault)
    for key in keys:
        if thumbprint(key) == header["kid"]:
            if not ed25519_verify(unbase64(key["x"]), f"{head}.{body}".encode(), unbase64(signature)):
                raise Wrong(fault)
            return json.loads(unbase64(body), object_pairs_hook=once), key
    raise Wrong("unknown_key")


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 6962)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def climb(index: int, size: int, path: list[str]) -> Iterator[tuple[bytes, bool]]:
    """Steps from a leaf to the root: (sibling, is the sibling on the left?); Wrong when the path does not fit."""
    place, last = index, size - 1
    for sibling in path:
        if last == 0:
            raise Wrong("log")
        left = bool(place & 1) or place == last
        yield bytes.fromhex(sibling), left
        while left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("log")


def included(proven: Json, size: int, root: str) -> Json:
    """The entry, once its path has proven that it stands in the log."""
    leaf = proven["leaf"]
    if not 0 <= leaf["index"] < size:
        raise Wrong("log")
    current = hashlib.sha256(b"\x00" + compact(leaf)).digest()
    for sibling, left in climb(leaf["index"], size, proven["path"]):
        current = node(sibling, current) if left else node(current, sibling)
    if current.hex() != root:
        raise Wrong("log")
    return leaf


def consistent(old: int, old_root: str, size: int, root: str, path: list[str]) -> None:
    """Refuse a log that does not begin with the log of an earlier signed root."""
    if not 0 < old <= size:
        raise Wrong("daily")
    steps = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = bytes.fromhex(steps[0]) if steps else b""
    for sibling, left in climb(place, last + 1, steps[1:]):
        first = node(sibling, first) if left else first
        second = node(sibling, second) if left else node(second, sibling)
    if (first.hex(), second.hex()) != (old_root, root):
        raise Wrong("daily")


# --- The canonical text (ttdn-canon-1) --------------------------------------------------------------------------------

DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
BLANK = re.compile("[\x09-\x0d \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
LINE_END = re.compile("\r\n|[\n-\r\x85\u2028\u2029]")
LIKE = str.maketrans(
    {
        **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u2032"), "'"),
        **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\xab\xbb"), '"'),
        **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
        0x2026: "...",
        0xD0: "\u0110",
        0x189: "\u0110",
    }
)


def clean(text: str) -> str:
    """One line of canonical text."""
    return BLANK.sub(" ", unicodedata.normalize("NFC", DROPPED.sub("", text).translate(LIKE))).strip(" ")


def paragraphs(text: str) -> list[str]:
    """The lines of a text, cleaned, without the empty ones."""
    return [line for raw in LINE_END.split(text) if (line := clean(raw))]


def fields(canonical: str) -> tuple[dict[str, str], list[str]]:
    """The header of a canonical text, and its title and paragraphs."""
    head, _blank, rest = canonical.partition("\n\n")
    lines = head.rstrip("\n").split("\n")
    found = {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines[1:])}
    if lines[0] != "ttdn-canon-1" or list(found) != ["language", "issuer", "number", "date", "title"]:
        raise Wrong("unreadable")
    return found, [line for line in (found["title"], *rest.rstrip("\n").split("\n\n")) if line]


# --- The check --------------------------------------------------------------------------------------------------------


def same_seal(proof: Json, claims: Json, entry: Json) -> None:
    """Refuse a seal, a text and a log entry that do not speak of the same thing."""
    content = hashlib.sha256(proof["canonical"].encode()).hexdigest()
    if claims["hash"] != content or entry["content_hash"] != content:
        raise Wrong("text")
    said = (claims["item"], claims["language"], claims["edition"], claims["issuer"], claims["kind"])
    logged = (entry["item"], entry["language"], entry["edition"], entry["body"], entry["item_kind"])
    shown = fields(proof["canonical"])[0]
    if said != logged or entry["seal_hash"] != hashlib.sha256(proof["seal"].encode()).hexdigest():
        raise Wrong("log")
    if (claims["language"], claims["number"]) != (shown["language"], shown["number"]):
        raise Wrong("text")


def key_in_force(proof: Json, key: Json, claims: Json, entry: Json, root: Json) -> None:
    """Refuse a key that the log does not know as the issuer's, or that had leaked before the seal was logged."""
    told = [included(each, root["size"], root["root"]) for each in proof["key_history"]]
    made = [each for each in told if each["kind"] == "key_made" and each["detail"] == thumbprint(key)]
    if not made or made[0]["body"] != claims["issuer"] or made[0]["index"] > entry["index"]:
        raise Wrong("key")
    for each in told:
        if each["item"] != made[0]["item"] or each["kind"] == "key_made":
            continue
        if each["detail"] == "compromised":
            if entry["at"] >= each["effective"]:
                raise Wrong("leaked")
        elif each["index"] < entry["index"]:
            raise Wrong("key")


def known_keys(known: Json, key: Json, root_key: Json, entry: Json, trusted_root: str) -> None:
    """Refuse keys that the given list does not know, or knows as leaked."""
    states = {thumbprint(each): each.get("ttdn") or {} for each in known}
    if not {thumbprint(key), thumbprint(root_key)} <= set(states):
        raise Wrong("unknown_key")
    state = states[thumbprint(key)]
    if state.get("revocation") == "compromised" and entry["at"] >= state["compromised_from"]:
        raise Wrong("leaked")
    if states[thumbprint(root_key)].get("revocation") == "compromised" and not trusted_root:
        raise Wrong("log_leaked")


def check(proof: Json, known: Json = None, trusted_root: str = "") -> Json:
    """Check a proof; gives what it proves. Raises Wrong, or KeyError, TypeError, ValueError when it is malformed."""
    if proof.get("format") != "ttdn-proof-1":
        raise Wrong("unreadable")
    keys = proof["keys"]["keys"]
    root, root_key = open_jws(proof["root"], "ttdn-root+jws", keys, "root")
    size, top = root["size"], root["root"]
    if daily := proof.get("daily"):
        signed, _key = open_jws(daily["jws"], "ttdn-root+jws", keys, "root")
        if (signed["size"], signed["root"], signed["log"]) != (daily["size"], daily["root"], root["log"]):
            raise Wrong("daily")
        consistent(daily["size"], daily["root"], size, top, daily["path"])
    claims, key = open_jws(proof["seal"], "ttdn-seal+jws", keys, "seal")
    entry = included(proof["entry"], size, top)
    same_seal(proof, claims, entry)
    key_in_force(proof, key, claims, entry, root)
    history = [included(each, size, top) for each in proof["history"]]
    places = {name: [each["leaf"]["index"] for each in proof[name]] for name in ("history", "key_history")}
    listed = hashlib.sha256(compact({**places, "entry": entry["index"]})).hexdigest()
    if listed != root["history"] or [each for each in history if each["item"] != claims["item"]]:
        raise Wrong("log")
    if known is not None:
        known_keys(known, key, root_key, entry, trusted_root)
    if trusted_root and trusted_root.lower() not in {top, daily["root"] if daily else ""}:
        raise Wrong("daily")
    return {
        "claims": claims,
        "entry": entry,
        "history": history,
        "root": root,
        "kids": (thumbprint(key), thumbprint(root_key)),
        "daily": daily,
        "shown": fields(proof["canonical"]),
        "anchored": known is not None or bool(trusted_root),
    }


def differences(published: list[str], pasted: str) -> list[tuple[str, str]]:
    """Words altered in the pasted text: [(published words, pasted words)]; what lies around a fragment is left out."""
    ours, theirs = " ".join(published).split(), pasted.split()
    steps = difflib.SequenceMatcher(None, ours[:20000], theirs[:20000], autojunk=False).get_opcodes()
    found = []
    for number, (kind, a, a_end, b, b_end) in enumerate(steps):
        first = max(a, a_end - (b_end - b)) if number == 0 else a
        end = min(a_end, first + b_end - b) if number == len(steps) - 1 else a_end
        if kind != "equal" and (first < end or b < b_end):
            found.append((" ".join(ours[first:end]), " ".join(theirs[b:b_end])))
    return found


# fmt: off
SENTENCES = {
    "unreadable": ("Không đọc được bản chứng thực này.", "This proof cannot be read."),
    "seal": ("SAI: dấu xác thực của hệ thống là giả.", "FALSE: the system authenticity seal is forged."),
    "text": ("SAI: văn bản đã bị sửa sau khi đóng dấu.", "FALSE: the text was altered after it was sealed."),
    "log": ("SAI: sổ ghi công khai không chứng minh điều này.", "FALSE: the public log does not prove this."),
    "root": ("SAI: gốc của sổ ghi không được ký đúng.", "FALSE: the root of the log is not truly signed."),
    "daily": ("SAI: sổ ghi khác với gốc đã công bố.", "FALSE: the log contradicts a published root."),
    "key": ("SAI: khóa không phải của cơ quan ban hành.", "FALSE: the key is not the issuing body's."),
    "leaked": ("SAI: khóa đã bị lộ trước khi đóng dấu này.", "FALSE: the key had leaked before this seal was made."),
    "log_leaked": ("KHÔNG TIN ĐƯỢC: khóa của sổ ghi đã bị lộ.", "NOT TO BE TRUSTED: the key of the log has leaked."),
    "unknown_key": ("SAI: khóa không có trong danh sách khóa.", "FALSE: the key is not among the known keys."),
    "unchanged": ("1. Có nguyên vẹn không? Có, đúng văn bản đã công bố.", "1. Unchanged? Yes, this is the text as published."),
    "pasted": ("   Đoạn dán vào: đúng nguyên văn.", "   The pasted text: word for word the same."),
    "altered": ("   Đoạn dán vào ĐÃ BỊ SỬA (bản công bố → đoạn dán):", "   The pasted text WAS ALTERED (published → pasted):"),
    "in_force": ("2. Còn hiệu lực không? Còn, tính đến {at}.", "2. Still in force? Yes, as of {at}."),
    "withdrawal": ("2. Còn hiệu lực không? KHÔNG, đã rút lại lúc {at}.", "2. Still in force? NO, withdrawn at {at}."),
    "replacement": ("2. Còn hiệu lực không? KHÔNG, đã được thay thế lúc {at}.", "2. Still in force? NO, replaced at {at}."),
    "correction": ("2. Còn hiệu lực không? KHÔNG, đã đính chính lúc {at}.", "2. Still in force? NO, corrected at {at}."),
    "issued": ("3. Ai ban hành, khi nào? {issuer}, số {number}, công bố lúc {at}.",
               "3. Issued by whom, when? {issuer}, number {number}, published at {at}."),
    "keys": ("Hãy so hai khóa này với danh sách khóa cơ quan đã công bố:",
             "Compare these two keys with the list of keys that the body has published:"),
    "anchored": ("Khóa hoặc gốc đã được so với bản bạn đưa.", "Keys or root were compared with those you gave."),
    "seal_only": ("Đây là dấu xác thực của hệ thống, không phải chữ ký số của cơ quan.",
                  "This is a system authenticity seal, not the digital signature of the body."),
}
# fmt: on


def report(found: Json, pasted: str | None, say: Callable[[str], str]) -> int:
    """Print the three answers; gives the exit code."""
    write, code = sys.stdout.write, 0
    claims, (shown, lines) = found["claims"], found["shown"]
    write(f"{shown['title']}\n\n{say('unchanged')}\n")
    if pasted is not None:
        plain = " ".join(paragraphs(pasted))
        altered = [] if f" {plain} " in f" {' '.join(lines)} " else differences(lines, plain)
        write(f"{say('altered' if altered else 'pasted')}\n")
        for ours, theirs in altered:
            write(f"   - [{ours}] → [{theirs}]\n")
        code = 1 if altered else 0
    ended = [each for each in found["history"] if each["kind"] in {"withdrawal", "replacement", "correction"}]
    last = ended[-1] if ended else {"kind": "in_force", "at": found["root"]["signed_at"]}
    write(say(last["kind"]).format(at=last["at"]))
    write("\n" + say("issued").format(issuer=shown["issuer"], number=shown["number"] or "-", at=claims["published_at"]))
    write(f"\n\n{say('seal_only')}\n")
    write(say("anchored") + "\n" if found["anchored"] else "\n".join((say("keys"), *found["kids"])) + "\n")
    return code or (2 if ended else 0)


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, check, print; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof", type=Path)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--keys", type=Path)
    parser.add_argument("--root", default="")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    options = parser.parse_args(arguments)

    def say(name: str) -> str:
        return SENTENCES[name][options.lang == "en"]

    try:
        proof = json.loads(options.proof.read_text(encoding="utf-8"), object_pairs_hook=once)
        known = json.loads(options.keys.read_text(encoding="utf-8"))["keys"] if options.keys else None
        pasted = options.text.read_text(encoding="utf-8") if options.text else None
        found = check(proof, known, options.root)
    except Wrong as wrong:
        sys.stdout.write(say(str(wrong)) + "\n")
        return 3 if str(wrong) == "unreadable" else 1
    except (OSError, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        sys.stdout.write(say("unreadable") + "\n")
        return 3
    return report(found, pasted, say)


if __name__ == "__main__":
    sys.exit(main())
