"""What a composite is made of: its domains, and what each item counts in its score."""

from __future__ import annotations

import numpy as np

from survey_analysis.codebook import Codebook, Composite
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.survey import Survey

__all__ = ["CompositeParts", "composite_parts", "range_of"]


def composite_parts(survey: Survey, name: str) -> CompositeParts:
    """The parts of a composite of the codebook, its domains in codebook order.

    The items stand as in `survey.moments(parts.domains)` and `survey.patterns(parts.domains)`.

    Formula
    -------
    `lo + (hi - lo) sum_j W_j (x_j - low_j) / (high_j - low_j)` with `W_j = w_j / sum w`, x_j the
    mean of the items of domain j (reverse items turned), low_j and high_j the ends of its scale,
    lo and hi those of the composite: linear in the items.

    Errors
    ------
    UnknownNameError names the nearest composite.
    """
    book = survey.codebook
    composite = book.composite(name)
    given = dict(composite.weights)
    domains = tuple(domain.id for domain in book.domains if domain.id in given)
    weights = np.array([given[domain] for domain in domains], dtype=np.float64)
    weights /= weights.max()
    weights /= weights.sum()
    scales = [book.scale_of_domain(domain) for domain in domains]
    low = np.array([scale.low for scale in scales], dtype=np.float64)
    width = np.array([scale.high for scale in scales], dtype=np.float64) - low
    sizes = np.array([len(book.items_of(domain)) for domain in domains])
    lowest, highest = range_of(book, composite)
    steps = (highest - lowest) * weights / width
    return CompositeParts(
        name=name,
        domains=domains,
        weights=weights,
        items=tuple(np.split(np.arange(sizes.sum()), np.cumsum(sizes)[:-1])),
        coefficients=np.repeat(steps / sizes, sizes),
        constant=float(lowest - steps @ low),
        low=float(lowest),
        high=float(highest),
    )


def range_of(codebook: Codebook, composite: Composite) -> tuple[float, float]:
    """The lowest and highest number of a composite: its own range, or that of its domains."""
    if composite.range is not None:
        return composite.range
    scale = codebook.scale_of_domain(composite.domains[0])
    return scale.low, scale.high
