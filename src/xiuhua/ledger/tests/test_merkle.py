"""The tree against vectors worked by hand, an oracle that shares no line with it, and forged proofs."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import merkle_oracle
from xiuhua.ledger.rules import merkle

# The eight leaves of the reference implementation of RFC 6962 (certificate-transparency, merkletree tests),
# whose shapes RFC 9162 keeps.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]


def sha256(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()


def counting_read(leaves: Sequence[bytes]) -> merkle.Read:
    """Read complete subtrees by the oracle's definition."""
    return lambda level, index: merkle_oracle.mth(sha256, leaves[index << level : (index + 1) << level])


def root_of(leaves: Sequence[bytes]) -> bytes:
    return merkle.range_root(sha256, 0, len(leaves), counting_read(leaves))


@pytest.mark.parametrize(
    ("size", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_roots_are_those_published_for_the_reference_leaves(size: int, root: str) -> None:
    assert root_of(LEAVES[:size]).hex() == root


def test_a_root_of_three_leaves_is_the_one_worked_by_hand() -> None:
    # MTH(D[3]) = H(01 || H(01 || H(00 a) || H(00 b)) || H(00 c))
    left = sha256(b"\x01" + sha256(b"\x00a") + sha256(b"\x00b"))
    assert root_of([b"a", b"b", b"c"]) == sha256(b"\x01" + left + sha256(b"\x00c"))


def test_the_paths_of_the_worked_example_in_the_rfc() -> None:
    # RFC 9162, 2.1.5: in the tree of seven leaves the path of d0 is [b, h, l] and that of d4 is [f, j, k].
    d = LEAVES[:7]
    a, b, c, e_d = (sha256(b"\x00" + leaf) for leaf in d[:4])
    e, f, j = (sha256(b"\x00" + leaf) for leaf in d[4:])
    g, h, i = (sha256(b"\x01" + left + right) for left, right in ((a, b), (c, e_d), (e, f)))
    k, l_ = sha256(b"\x01" + g + h), sha256(b"\x01" + i + j)
    read = counting_read(d)
    assert merkle.inclusion_path(sha256, 0, 7, read) == [b, h, l_]
    assert merkle.inclusion_path(sha256, 3, 7, read) == [c, g, l_]
    assert merkle.inclusion_path(sha256, 4, 7, read) == [f, j, k]
    assert merkle.inclusion_path(sha256, 6, 7, read) == [i, k]
    assert merkle.consistency_path(sha256, 3, 7, read) == [c, e_d, g, l_]
    assert merkle.consistency_path(sha256, 4, 7, read) == [l_]
    assert merkle.consistency_path(sha256, 6, 7, read) == [i, j, k]


@given(st.integers(1, 80), st.data())
def test_every_path_is_the_oracles_and_holds(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    leaf = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(sha256, leaf, size, counting_read(leaves))
    assert path == merkle_oracle.path(sha256, leaf, leaves)
    hash_ = merkle.leaf_hash(sha256, leaves[leaf])
    root = merkle_oracle.mth(sha256, leaves)
    assert merkle.inclusion_holds(sha256, leaf=leaf, size=size, hash_=hash_, path=path, root=root)


@given(st.integers(1, 80), st.data())
def test_every_consistency_path_is_the_oracles_and_holds(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    old = data.draw(st.integers(1, size))
    path = merkle.consistency_path(sha256, old, size, counting_read(leaves))
    assert path == merkle_oracle.proof(sha256, old, leaves)
    old_root, root = merkle_oracle.mth(sha256, leaves[:old]), merkle_oracle.mth(sha256, leaves)
    assert merkle.consistency_holds(sha256, old=old, size=size, old_root=old_root, root=root, path=path)


@given(st.integers(2, 40), st.data())
def test_a_forged_path_never_holds(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    leaf = data.draw(st.integers(0, size - 1))
    true = merkle_oracle.path(sha256, leaf, leaves)
    root, hash_ = merkle_oracle.mth(sha256, leaves), merkle.leaf_hash(sha256, leaves[leaf])
    forged = list(true)
    match data.draw(st.sampled_from(["flip", "drop", "add", "swap"])):
        case "flip":
            at = data.draw(st.integers(0, len(true) - 1))
            forged[at] = bytes([forged[at][0] ^ 1]) + forged[at][1:]
        case "drop":
            forged.pop()
        case "add":
            forged.append(root)
        case "swap":
            forged.insert(0, hash_)
    assert not merkle.inclusion_holds(sha256, leaf=leaf, size=size, hash_=hash_, path=forged, root=root)
    other = (leaf + 1) % size
    assert not merkle.inclusion_holds(sha256, leaf=other, size=size, hash_=hash_, path=true, root=root)


@given(st.integers(2, 40), st.data())
def test_a_rewritten_past_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    old = data.draw(st.integers(1, size - 1))
    rewritten = [b"other", *leaves[1:]]
    path = merkle_oracle.proof(sha256, old, rewritten)
    old_root, root = merkle_oracle.mth(sha256, leaves[:old]), merkle_oracle.mth(sha256, rewritten)
    assert not merkle.consistency_holds(sha256, old=old, size=size, old_root=old_root, root=root, path=path)


@pytest.mark.parametrize(("leaf", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_leaf_outside_the_tree_is_refused_and_never_holds(leaf: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_path(sha256, leaf, size, counting_read([b""] * size))
    assert not merkle.inclusion_holds(sha256, leaf=leaf, size=size, hash_=b"", path=[], root=b"")


@given(st.integers(0, 700), st.integers(0, 700))
def test_the_frontier_and_the_stored_tiles_give_the_oracles_root(before: int, added: int) -> None:
    leaves = [number.to_bytes(2) for number in range(before + added)]
    hashes = [merkle.leaf_hash(sha256, leaf) for leaf in leaves]
    stored: dict[int, list[bytes]] = {0: [], 8: [], 16: []}

    def fetch(level: int, tile: int) -> list[bytes]:
        return stored[level][tile * 256 : (tile + 1) * 256]

    for start, end in ((0, before), (before, before + added)):
        for node in merkle.nodes_completed(sha256, size=start, hashes=hashes[start:end], fetch=fetch):
            assert node.index == len(stored[node.level])
            stored[node.level].append(node.hash)
        stored[0] = hashes[:end]
    frontier = merkle.Frontier(sha256)
    for hash_ in hashes:
        frontier.append(hash_)
    root = merkle_oracle.mth(sha256, leaves)
    assert frontier.root() == root
    size = before + added
    assert merkle.range_root(sha256, 0, size, merkle.Tiles(sha256, fetch).read) == root


def test_a_proof_from_a_large_log_reads_few_tiles() -> None:
    fetched: list[tuple[int, int]] = []

    def fetch(level: int, tile: int) -> list[bytes]:
        fetched.append((level, tile))
        return [sha256(f"{level}/{tile}/{nth}".encode()) for nth in range(256)]

    path = merkle.inclusion_path(sha256, 3_000_000, 10_000_000, merkle.Tiles(sha256, fetch).read)
    assert len(path) == 24
    assert len(fetched) <= 7


def test_a_subtree_that_cannot_stand_here_is_refused() -> None:
    frontier = merkle.Frontier(sha256)
    frontier.append(b"leaf")
    with pytest.raises(ValueError, match="no subtree of 256 leaves"):
        frontier.append(b"node", level=8)
