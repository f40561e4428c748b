"""RFC 9162, 2.1, word for word: slow, recursive, with the whole list of leaves in hand."""

from collections.abc import Callable, Sequence

Hash = Callable[[bytes], bytes]


def split(n: int) -> int:
    """Return k, the largest power of two smaller than n (2.1.1)."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(hash_: Hash, d: Sequence[bytes]) -> bytes:
    """MTH(D_n), 2.1.1."""
    if len(d) == 0:
        return hash_(b"")
    if len(d) == 1:
        return hash_(b"\x00" + d[0])
    k = split(len(d))
    return hash_(b"\x01" + mth(hash_, d[:k]) + mth(hash_, d[k:]))


def path(hash_: Hash, m: int, d: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D_n), 2.1.3.1."""
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(hash_, m, d[:k]), mth(hash_, d[k:])]
    return [*path(hash_, m - k, d[k:]), mth(hash_, d[:k])]


def proof(hash_: Hash, m: int, d: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D_n), 2.1.4.1."""
    return subproof(hash_, m, d, whole=True)


def subproof(hash_: Hash, m: int, d: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D_n, b), 2.1.4.1."""
    if m == len(d):
        return [] if whole else [mth(hash_, d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(hash_, m, d[:k], whole=whole), mth(hash_, d[k:])]
    return [*subproof(hash_, m - k, d[k:], whole=False), mth(hash_, d[:k])]
