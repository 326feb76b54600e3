"""The tree of RFC 6962: known answers, and proofs that hold for every size and for nothing else."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ttdn.proofs import merkle

# the eight leaves and roots of the test vectors of the reference implementation of certificate transparency
LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Kept:
    """A tree with its nodes, as the database keeps them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[merkle.Place, bytes] = {}
        self.roots = [merkle.EMPTY_ROOT]
        frontier: list[bytes] = []
        for size, leaf in enumerate(leaves):
            frontier, made = merkle.append(frontier, size, merkle.leaf_hash(leaf))
            assert not self.nodes.keys() & {place for place, _digest in made}
            self.nodes |= dict(made)
            self.roots.append(merkle.fold(frontier))

    def node(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]

    def path(self, ranges: list[tuple[int, int]]) -> list[bytes]:
        return merkle.hashes_of(ranges, self.node)


def naive(leaves: list[bytes]) -> bytes:
    """The root as the text of the RFC defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(naive(leaves[:split]), naive(leaves[split:]))


def test_known_answers() -> None:
    kept = Kept([bytes.fromhex(each) for each in LEAVES])
    assert [root.hex() for root in kept.roots[1:]] == ROOTS


def test_every_proof_of_every_small_tree() -> None:
    leaves = [bytes([number]) for number in range(34)]
    kept = Kept(leaves)
    for size in range(1, len(leaves) + 1):
        root = kept.roots[size]
        assert root == naive(leaves[:size])
        assert merkle.hashes_of([(0, size)], kept.node) == [root]
        for index in range(size):
            path = kept.path(merkle.inclusion_ranges(index, size))
            assert len(path) <= size.bit_length()
            assert merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), index, size, path, root)
            wrong = (index + 1) % size
            assert size == 1 or not merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), wrong, size, path, root)
            assert not merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), index, size, [*path, root], root)
            if path:
                assert not merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), index, size, path[:-1], root)
        for old in range(1, size + 1):
            path = kept.path(merkle.consistency_ranges(old, size))
            assert merkle.verify_consistency(old, kept.roots[old], size, root, path)
            assert old == size or not merkle.verify_consistency(old, root, size, root, path)


@settings(deadline=None)
@given(st.data())
def test_a_changed_byte_breaks_a_proof(data: st.DataObject) -> None:
    leaves = data.draw(st.lists(st.binary(max_size=8), min_size=2, max_size=70))
    kept = Kept(leaves)
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    place, bit = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7))

    def flipped(value: bytes) -> bytes:
        changed = bytearray(value)
        changed[place] ^= 1 << bit
        return bytes(changed)

    leaf, root = merkle.leaf_hash(leaves[index]), kept.roots[size]
    path = kept.path(merkle.inclusion_ranges(index, size))
    step = data.draw(st.integers(0, len(path) - 1))
    bent = [*path[:step], flipped(path[step]), *path[step + 1 :]]
    assert merkle.verify_inclusion(leaf, index, size, path, root)
    assert not merkle.verify_inclusion(leaf, index, size, bent, root)
    assert not merkle.verify_inclusion(flipped(leaf), index, size, path, root)
    assert not merkle.verify_inclusion(leaf, index, size, path, flipped(root))
    steps = kept.path(merkle.consistency_ranges(old, size))
    step = data.draw(st.integers(0, len(steps) - 1))
    bent = [*steps[:step], flipped(steps[step]), *steps[step + 1 :]]
    assert merkle.verify_consistency(old, kept.roots[old], size, root, steps)
    assert not merkle.verify_consistency(old, kept.roots[old], size, root, bent)
    assert not merkle.verify_consistency(old, flipped(kept.roots[old]), size, root, steps)


def test_work_grows_with_the_logarithm() -> None:
    size = 1_000_000
    for index in (0, 1, 524_288, 999_999):
        ranges = merkle.inclusion_ranges(index, size)
        assert len(ranges) <= 20
        assert len(merkle.places(ranges)) <= 40
    for old in (1, 3, 524_287, 999_999):
        assert len(merkle.places(merkle.consistency_ranges(old, size))) <= 60


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_ranges(index, size)
    with pytest.raises(ValueError, match="does not begin"):
        merkle.consistency_ranges(size + 1, size)
    assert not merkle.verify_inclusion(b"", index, size, [], b"")
    assert not merkle.verify_consistency(size + 1, b"", size, b"", [])
