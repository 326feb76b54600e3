"""What both offline verifiers are tried with: true proofs, and what somebody made of them.

`offline_vectors.json` holds proofs as this product made them; who writes a verifier of their own may use it too.
"""

import copy
import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import ttdn.proofs
from ttdn.proofs import jws

STATIC = Path(ttdn.proofs.__file__).parent / "static" / "proofs"
VERIFIER, VERIFIER_PAGE = STATIC / "verify_offline.py", STATIC / "verify_offline.html"
MADE: dict[str, Any] = json.loads(Path(__file__).with_name("offline_vectors.json").read_text(encoding="utf-8"))

RFC_8032 = [  # section 7.1: public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
]  # fmt: skip

PUBLISHED = (
    "Tuần văn hóa Việt Nam tại Viêng Chăn",
    "Khai mạc ngày 05/12/2026 tại Hà Nội, bế mạc ngày 09/12/2026 tại Huế.",
    "Các cơ quan báo chí đăng ký trước 30/11/2026 với Bộ.",
)
PASTED = (
    "Khai mạc ngày 05/12/2026 tại Hà Nội",
    "Khai mạc ngày 06/12/2026 tại Hà Nội, bế mạc ngày 09/12/2026 tại Huế.",
    "Khai mạc ngày 05/12/2026 tại Huế. Các cơ quan báo chí không đăng ký",
    "Bộ báo chí Các cơ quan đăng ký đăng ký ngày ngày ngày",
    "Chẳng có chữ nào giống ở đây cả",
    "KHAI MẠC",
)
"""Texts to compare with the published one; both verifiers must find the same words."""
RAW = (
    "“Lễ hội” – Đà Nẵng…\u00a0 ", "Tie\u0302\u0301ng Vie\u0323\u0302t", "\ufeffa\u200bb\u00adc\u202ed", "a\r\nb\u2028c\x0b\x85d\n\n",
    "‘’‚‛ʼ′«»„‟″‐‑‒–—―−ÐƉ", "\x00\x07\x7f\x9f", "", "  \t ", "ສະບາຍດີ\u200c 漢字\u3000かな", "e\u0301\u0323 ǆ ﬁ Å", "😀\u2066x\u2069",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A proof with what the reader gives beside it, and the answer that every verifier owes.

    `code` is the exit code (0 true and in force, 1 false or altered, 2 no longer in force, 3 unreadable), `fault` the name of the sentence.
    """

    name: str
    proof: str
    code: int
    fault: str = ""
    text: str = ""
    keys: Any = None
    root: str = ""


def offline_verifier() -> ModuleType:
    """The Python verifier, loaded from its file as it is given to readers."""
    spec = importlib.util.spec_from_file_location("verify_offline", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _written(proof: Any) -> str:
    return json.dumps(proof, ensure_ascii=False)


def _changed(name: str, change: Callable[[dict[str, Any]], Any]) -> str:
    proof = copy.deepcopy(MADE["proofs"][name])
    change(proof)
    return _written(proof)


def _bent(token: str, part: int) -> str:
    """A token in which one letter of a part is another."""
    parts = token.split(".")
    parts[part] = parts[part][:9] + ("A" if parts[part][9] != "A" else "B") + parts[part][10:]
    return ".".join(parts)


def _key(seed: int) -> tuple[Ed25519PrivateKey, dict[str, str]]:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return private, jws.public_jwk(private.public_key().public_bytes_raw())


def signed(kind: str, payload: Any, private: Ed25519PrivateKey, **header: Any) -> str:
    """A token of a stranger; `header` overrides what the header says."""
    kid = jws.thumbprint(private.public_key().public_bytes_raw())
    head = {"alg": "EdDSA", "kid": kid, "typ": kind} | header
    body = f"{jws.encode(jws.compact_json(head))}.{jws.encode(jws.compact_json(payload))}"
    return f"{body}.{jws.encode(private.sign(body.encode()))}"


def forged() -> dict[str, Any]:
    """A proof that agrees with itself in everything: another text, sealed and logged by somebody with keys of their own."""
    true = MADE["proofs"]["young"]
    (private, jwk), (log_private, log_jwk) = _key(7), _key(9)
    canonical = true["canonical"].replace("05/12/2026", "06/12/2026")
    content = hashlib.sha256(canonical.encode()).hexdigest()
    claims = json.loads(jws.decode(true["seal"].split(".")[1])) | {"hash": content}
    seal = signed("ttdn-seal+jws", claims, private)
    made = dict(true["key_history"][0]["leaf"]) | {
        "index": 0, "kind": "key_made", "body": claims["issuer"], "detail": jwk["kid"], "item": "01900000-0000-7000-8000-00000000aaaa",
    }  # fmt: skip
    entry = dict(true["entry"]["leaf"]) | {
        "index": 1, "content_hash": content, "seal_hash": hashlib.sha256(seal.encode()).hexdigest(),
    }  # fmt: skip
    left, right = (hashlib.sha256(b"\x00" + jws.compact_json(leaf)).digest() for leaf in (made, entry))
    places = {"entry": 1, "history": [], "key_history": [0]}
    head = json.loads(jws.decode(true["root"].split(".")[1])) | {
        "size": 2, "root": hashlib.sha256(b"\x01" + left + right).hexdigest(),
        "history": hashlib.sha256(jws.compact_json(places)).hexdigest(),
    }  # fmt: skip
    return true | {
        "canonical": canonical,
        "seal": seal,
        "keys": {"keys": [jwk, log_jwk]},
        "entry": {"leaf": entry, "path": [left.hex()]},
        "key_history": [{"leaf": made, "path": [right.hex()]}],
        "root": signed("ttdn-root+jws", head, log_private),
        "daily": None,
    }


def cases() -> Iterator[Case]:
    """True proofs, ended ones, and forgeries."""
    proofs, keys = MADE["proofs"], MADE["keys"]
    for name in ("true", "young", "foreign", "rotated"):
        yield Case(name, _written(proofs[name]), 0)
    for name in ("withdrawn", "replaced", "corrected"):
        yield Case(name, _written(proofs[name]), 2)
    true, daily = proofs["true"], proofs["true"]["daily"]["root"]
    sentence = true["canonical"].split("\n\n")[1].strip()
    yield Case("with keys and a root", _written(true), 0, keys=keys, root=daily.upper())
    yield Case("a part of the text", _written(true), 0, text=sentence.replace(" ", "\u00a0 "))
    yield Case("an altered text", _written(true), 1, text=sentence.replace("05/12/2026", "06/12/2026"))
    yield Case("an altered withdrawn text", _written(proofs["withdrawn"]), 1, text="Chẳng giống gì")
    yield Case("keys of nobody", _written(true), 1, "unknown_key", keys={"keys": []})
    yield Case("keys that are none", _written(true), 3, "unreadable", keys=[])
    yield Case("another root", _written(true), 1, "daily", root="0" * 64)
    yield Case("a leaked key", _written(proofs["leaked"]), 1, "leaked")
    yield Case("a key that leaked later", _written(proofs["rotated"]), 1, "leaked", keys=MADE["keys_after_leak"])
    log_lost = {"keys": [each | {"ttdn": {"revocation": "compromised", "compromised_from": "2030"}} if not each["ttdn"]["body"] else each for each in keys["keys"]]}  # fmt: skip
    yield Case("a log whose key leaked", _written(true), 1, "log_leaked", keys=log_lost)
    yield Case("a log whose key leaked, with a root", _written(true), 0, keys=log_lost, root=daily)
    yield Case("a forgery alone agrees with itself", _written(forged()), 0)
    yield Case("a forgery beside the true keys", _written(forged()), 1, "unknown_key", keys=keys)
    yield from _tampered(true)
    yield from _unreadable(true)


def _tampered(true: dict[str, Any]) -> Iterator[Case]:
    private, jwk = _key(7)
    claims = json.loads(jws.decode(true["seal"].split(".")[1]))

    def stranger(proof: dict[str, Any], **header: Any) -> None:
        proof["keys"]["keys"].append(jwk)
        proof["seal"] = signed("ttdn-seal+jws", claims, private, **header)

    longer = [true["entry"]["path"][0]] * 3
    changes: list[tuple[str, str, Callable[[dict[str, Any]], Any]]] = [
        ("an altered canonical text", "text", lambda p: p.update(canonical=p["canonical"].replace("05/12", "06/12"))),
        ("a bent signature", "seal", lambda p: p.update(seal=_bent(p["seal"], 2))),
        ("another payload", "seal", lambda p: p.update(seal=_bent(p["seal"], 1))),
        ("a seal of a stranger", "log", stranger),
        ("no algorithm", "seal", lambda p: stranger(p, alg="none")),
        ("a root as a seal", "seal", lambda p: p.update(seal=p["root"])),
        ("one more name in the header", "seal", lambda p: stranger(p, jwk=jwk)),
        ("a key that is not there", "unknown_key", lambda p: p["keys"].update(keys=p["keys"]["keys"][1:])),
        ("a bent root", "root", lambda p: p.update(root=_bent(p["root"], 2))),
        ("a path too long", "log", lambda p: p["entry"].update(path=p["entry"]["path"] + longer)),
        ("a path without end", "log", lambda p: p["entry"].update(path=longer * 20_000)),
        ("a path too short", "log", lambda p: p["entry"].update(path=p["entry"]["path"][:-1])),
        ("no path", "log", lambda p: p["entry"].update(path=[])),
        ("another place", "log", lambda p: p["entry"]["leaf"].update(index=p["entry"]["leaf"]["index"] + 1)),
        ("a place outside", "log", lambda p: p["entry"]["leaf"].update(index=10**9)),
        ("no history of the keys", "key", lambda p: p.update(key_history=[])),
        ("a bent daily root", "daily", lambda p: p["daily"].update(root="0" * 64)),
        ("a daily path too long", "log", lambda p: p["daily"].update(path=p["daily"]["path"] + longer)),
    ]
    for name, fault, change in changes:
        yield Case(name, _changed("true", change), 1, fault)
    for name in ("withdrawn", "replaced", "corrected"):
        yield Case(f"{name}, cut out", _changed(name, lambda p: p["history"].pop()), 1, "log")


def _unreadable(true: dict[str, Any]) -> Iterator[Case]:
    broken = {
        "empty": "", "a list": "[]", "an object": "{}", "a number": "5", "format only": '{"format": "ttdn-proof-1"}',
        "a name twice": '{"format":"ttdn-proof-1","format":"ttdn-proof-1"}', "endless nesting": "[" * 99_999,
        "a null character": "\x00", "more after the end": _written(true) + "x", "cut off": _written(true)[:5000],
        "no root": _changed("true", lambda p: p.pop("root")), "no seal": _changed("true", lambda p: p.pop("seal")),
        "a path of other things": _changed("true", lambda p: p["entry"].update(path=["xy"])),
        "a token in two parts": _changed("true", lambda p: p.update(seal="a.b")),
        "another version": _changed("true", lambda p: p.update(format="ttdn-proof-2")),
    }  # fmt: skip
    for name, proof in broken.items():
        yield Case(name, proof, 3, "unreadable")
