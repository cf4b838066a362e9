"""Moments: how the items of a domain vary together in each group."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError
from survey_analysis.tables.counts import FloatArray, IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Moments:
    """Sums of products of the items of a domain: the table behind reliability.

    With y the answers (reverse items turned) minus `centre` and `r = sum y_j`, the vector of a
    respondent is `u = (1, y_1..y_k, y_1^2..y_k^2, y_1 r..y_k r, r^2)`, of length `p = 3k + 2`.

    Attributes
    ----------
    centre : (k,) what is subtracted from the answers: the middle of the scale, or on a long one
        the rounded mean of the item.
    groups : (G,) labels in codebook order; the last is "" for respondents without a group.
    n_total : (G,) respondents, complete or not.
    n_any : (G,) respondents who answered at least one item.
    n : (G,) respondents who answered all items.
    M1 : (G, p, p) `sum w u u'` over respondents who answered all items.
    M2 : (G, p, p) `sum w^2 u u'` over the same.
    pair_n, pair_w : (G, k, k) respondents, and their weight, who answered both items.
    pair_sum : (G, k, k) `sum w y_i` over those who answered items i and j.
    pair_square : (G, k, k) `sum w y_i^2` over the same.
    pair_product : (G, k, k) `sum w y_i y_j` over the same.
    weighted : whether the weights are other than one for everybody.
    """

    centre: FloatArray
    groups: tuple[str, ...]
    n_total: FloatArray
    n_any: FloatArray
    n: FloatArray
    M1: FloatArray
    M2: FloatArray
    pair_n: FloatArray
    pair_w: FloatArray
    pair_sum: FloatArray
    pair_square: FloatArray
    pair_product: FloatArray
    weighted: bool = False

    @property
    def n_items(self) -> int:
        """k, the number of items."""
        return self.centre.size

    @property
    def w(self) -> FloatArray:
        """(G,) sum of weights of the respondents who answered all items."""
        return self.M1[:, 0, 0]

    @property
    def w2(self) -> FloatArray:
        """(G,) sum of squared weights of the respondents who answered all items."""
        return self.M2[:, 0, 0]

    @property
    def means(self) -> FloatArray:
        """(G, k) item means of the respondents who answered all items, centred."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.M1[:, 0, 1 : self.n_items + 1] / self.w[:, None]

    @property
    def covariance(self) -> FloatArray:
        """(G, k, k) covariances with divisor n - 1 (weighted: `n / ((n - 1) W)`)."""
        k = self.n_items
        means = self.means
        with np.errstate(invalid="ignore", divide="ignore"):
            second = self.M1[:, 1 : k + 1, 1 : k + 1] / self.w[:, None, None]
            unbiased = (self.n / (self.n - 1))[:, None, None]
            return (second - means[:, :, None] * means[:, None, :]) * unbiased

    @property
    def pair_covariance(self) -> FloatArray:
        """(G, k, k) covariances of each pair over the respondents who answered both."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.pair_sum / self.pair_w
            product = self.pair_product / self.pair_w
            unbiased = self.pair_n / (self.pair_n - 1)
            return (product - mean * mean.transpose(0, 2, 1)) * unbiased

    @property
    def pair_correlation(self) -> FloatArray:
        """(G, k, k) correlations of each pair over the respondents who answered both."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.pair_sum / self.pair_w
            variance = self.pair_square / self.pair_w - mean**2
            covariance = self.pair_product / self.pair_w - mean * mean.transpose(0, 2, 1)
            return covariance / np.sqrt(variance * variance.transpose(0, 2, 1))

    def keep(self, rows: npt.ArrayLike) -> Moments:
        """The table of the chosen groups, given as positions in the order wanted."""
        positions = np.asarray(rows, dtype=np.intp)
        tables = {name: getattr(self, name)[positions] for name in TABLES}
        groups = tuple(self.groups[row] for row in positions)
        return Moments(centre=self.centre, groups=groups, weighted=self.weighted, **tables)

    @property
    def pooled(self) -> Moments:
        """All respondents in one row."""
        tables = {name: getattr(self, name).sum(axis=0, keepdims=True) for name in TABLES}
        return Moments(centre=self.centre, groups=("",), weighted=self.weighted, **tables)

    def recentred(self, centre: npt.ArrayLike) -> Moments:
        """The same table about another centre; exact, because the new u is linear in the old."""
        new_centre = np.asarray(centre, dtype=np.float64)
        d = new_centre - self.centre
        if not d.any():
            return self
        change = _shift(d)
        step = d[None, :, None]
        other = self.pair_sum.transpose(0, 2, 1)
        return Moments(
            centre=new_centre,
            groups=self.groups,
            n_total=self.n_total,
            n_any=self.n_any,
            n=self.n,
            M1=change @ self.M1 @ change.T,
            M2=change @ self.M2 @ change.T,
            pair_n=self.pair_n,
            pair_w=self.pair_w,
            pair_sum=self.pair_sum - step * self.pair_w,
            pair_square=self.pair_square - 2 * step * self.pair_sum + step**2 * self.pair_w,
            pair_product=self.pair_product
            - step.transpose(0, 2, 1) * self.pair_sum
            - step * other
            + step * step.transpose(0, 2, 1) * self.pair_w,
            weighted=self.weighted,
        )

    def __add__(self, other: Moments) -> Moments:
        """The table of both sets of respondents; both must have the same groups and items."""
        if not isinstance(other, Moments):
            return NotImplemented
        if self.groups != other.groups or self.n_items != other.n_items:
            raise OptionError("Moments of different groups or items cannot be added.")
        moved = other.recentred(self.centre)
        tables = {name: getattr(self, name) + getattr(moved, name) for name in TABLES}
        weighted = self.weighted or other.weighted
        return Moments(centre=self.centre, groups=self.groups, weighted=weighted, **tables)


TABLES = tuple(
    entry.name for entry in fields(Moments) if entry.name not in {"centre", "groups", "weighted"}
)
"""The fields that add."""


Block = tuple[FloatArray, npt.NDArray[np.integer] | None, FloatArray | None]
"""Answers (B, k) with nan = missing; group rows (B,) or None; weights (B,) or None."""


def tabulate_blocks(
    blocks: Iterable[Block], centre: FloatArray, groups: tuple[str, ...], *, weighted: bool
) -> Moments:
    """Moments of respondents that arrive in blocks, so that memory stays flat.

    Parameters
    ----------
    blocks : answers with reverse items turned, group rows (None puts everybody into the last
        row) and positive weights (None without weights).
    centre : (k,) what is subtracted, such as the middle of the scale.
    groups : (G,) labels, the last one "".
    """
    total = _Sums(len(groups), centre.size)
    for answers, codes, weights in blocks:
        rows = answers - centre
        one = np.ones(rows.shape[0])
        w = one if weights is None else weights
        if codes is None:
            total.add(len(groups) - 1, rows, one, w, w * w)
            continue
        for group in np.unique(codes):
            chosen = codes == group
            total.add(int(group), rows[chosen], one[chosen], w[chosen], w[chosen] ** 2)
    return total.finish(centre, groups, weighted=weighted)


def tabulate_rows(
    answers: FloatArray,
    centre: FloatArray,
    groups: tuple[str, ...],
    cells: tuple[IntArray, IntArray],
    sums: tuple[FloatArray, FloatArray, FloatArray],
    *,
    weighted: bool,
) -> Moments:
    """Moments from distinct answer rows and how often each occurred in each group.

    Parameters
    ----------
    answers : (P, k) distinct rows, reverse items turned, nan = missing.
    cells : group and row of each cell, groups first.
    sums : three arrays (C,): respondents, sum of weights, sum of squared weights of each cell.
    """
    rows = answers - centre
    total = _Sums(len(groups), centre.size)
    starts = np.searchsorted(cells[0], np.arange(len(groups) + 1))
    for group, (start, stop) in enumerate(itertools.pairwise(starts)):
        n, w, w2 = (one[start:stop] for one in sums)
        total.add(group, rows[cells[1][start:stop]], n, w, w2)
    return total.finish(centre, groups, weighted=weighted)


class _Sums:
    """The growing sums of a tabulation."""

    def __init__(self, n_groups: int, k: int) -> None:
        p = 3 * k + 2
        self.total = np.zeros((3, n_groups))
        self.products = np.zeros((2, n_groups, p, p))
        self.pairs = np.zeros((5, n_groups, k, k))

    def add(
        self, group: int, rows: FloatArray, n: FloatArray, w: FloatArray, w2: FloatArray
    ) -> None:
        """Add centred rows (nan = missing) that stand for `n` respondents each."""
        answered = ~np.isnan(rows)
        complete = answered.all(axis=1)
        self.total[0, group] += n.sum()
        self.total[1, group] += n[answered.any(axis=1)].sum()
        self.total[2, group] += n[complete].sum()
        u = u_vectors(rows[complete])
        self.products[0, group] += (u * w[complete, None]).T @ u
        self.products[1, group] += (u * w2[complete, None]).T @ u
        a = answered.astype(np.float64)
        y = np.where(answered, rows, 0.0)
        wy = y * w[:, None]
        self.pairs[0, group] += (a * n[:, None]).T @ a
        self.pairs[1, group] += (a * w[:, None]).T @ a
        self.pairs[2, group] += wy.T @ a
        self.pairs[3, group] += (wy * y).T @ a
        self.pairs[4, group] += wy.T @ y

    def finish(self, centre: FloatArray, groups: tuple[str, ...], *, weighted: bool) -> Moments:
        """The sums as a table."""
        return Moments(
            centre=centre,
            groups=groups,
            n_total=self.total[0],
            n_any=self.total[1],
            n=self.total[2],
            M1=self.products[0],
            M2=self.products[1],
            pair_n=self.pairs[0],
            pair_w=self.pairs[1],
            pair_sum=self.pairs[2],
            pair_square=self.pairs[3],
            pair_product=self.pairs[4],
            weighted=weighted,
        )


def u_vectors(y: FloatArray) -> FloatArray:
    """(N, p) the vector u of each centred row of complete answers (N, k)."""
    r = y.sum(axis=1, keepdims=True)
    return np.concatenate([np.ones_like(r), y, y * y, y * r, r * r], axis=1)


def _shift(d: FloatArray) -> FloatArray:
    """The matrix A with `u(y - d) = A u(y)`."""
    k = d.size
    one, last = 0, 3 * k + 1
    y, square, cross = slice(1, k + 1), slice(k + 1, 2 * k + 1), slice(2 * k + 1, 3 * k + 1)
    total = d.sum()
    a = np.zeros((3 * k + 2, 3 * k + 2))
    a[one, one] = 1
    a[y, y] = np.eye(k)
    a[y, one] = -d
    a[square, square] = np.eye(k)
    a[square, y] = -2 * np.diag(d)
    a[square, one] = d * d
    # (y_j - d_j)(r - D) = y_j r - D y_j - d_j sum_i y_i + d_j D
    a[cross, cross] = np.eye(k)
    a[cross, y] = -total * np.eye(k) - d[:, None]
    a[cross, one] = d * total
    a[last, last] = 1
    a[last, y] = -2 * total
    a[last, one] = total * total
    return a
