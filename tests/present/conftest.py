"""Results made by hand: a small codebook, and frames as the verbs make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from survey_analysis.codebook import Category, Codebook, Domain, Item, Scale, Variable
from survey_analysis.findings import Note
from survey_analysis.present.provenance import Provenance
from survey_analysis.present.result import Result

ANSWERS = {
    "1": {"en": "Disagree", "ru": "Не согласен"},
    "2": {"en": "Neither", "ru": "И да, и нет"},
    "3": {"en": "Agree", "ru": "Согласен"},
}
EDUCATION = {
    "1": {"en": "School", "ru": "Школа"},
    "2": {"en": "College", "ru": "Колледж"},
    "3": {"en": "University", "ru": "Вуз"},
}

HOSTILE = (
    "<script>alert(\"1\")</script> $x^2$ \\input{a} 50% & #1 _a_ | 'q' `c`\n"
    "[l](http://e.org) --\u202e"
)


def categories(labels: Mapping[str, Mapping[str, str]]) -> tuple[Category, ...]:
    return tuple(Category(code=code, label=label) for code, label in labels.items())


@pytest.fixture
def hostile() -> str:
    """A label that wants to be HTML, Markdown, LaTeX and a command to the terminal."""
    return HOSTILE


@pytest.fixture
def make_codebook() -> Callable[..., Codebook]:
    """A codebook of two domains, with other labels where a test asks for them."""

    def make(*, trust: str = "Trust", school: str = "School", min_cell: int = 10) -> Codebook:
        education = {**EDUCATION, "1": {"en": school, "ru": "Школа"}}
        return Codebook(
            id="wellbeing",
            title={"en": "Well-being", "ru": "Благополучие"},
            scales=(Scale(name="agree", type="ordinal", categories=categories(ANSWERS)),),
            domains=(
                Domain(id="trust", label={"en": trust, "ru": "Доверие"}),
                Domain(id="health", label={"en": "Health", "ru": "Здоровье"}),
            ),
            items=(
                _item("tr1", "trust", "People can be trusted", "Людям можно доверять"),
                _item("tr2", "trust", "One must be careful", "Надо быть осторожным", reverse=True),
                _item("he1", "health", "I feel well", "Я чувствую себя хорошо"),
            ),
            variables=(
                Variable(
                    id="age",
                    role="grouping",
                    type="integer",
                    label={"en": "Age", "ru": "Возраст"},
                    range=(14, 99),
                    bands=(14, 18, 65),
                ),
                Variable(
                    id="education",
                    role="grouping",
                    type="ordinal",
                    label={"en": "Education", "ru": "Образование"},
                    categories=categories(education),
                ),
                Variable(
                    id="region",
                    role="grouping",
                    type="nominal",
                    label={"en": "Region", "ru": "Регион"},
                    standard="ISO 3166-2:RU",
                ),
            ),
            min_cell=min_cell,
        )

    return make


def _item(id: str, domain: str, en: str, ru: str, *, reverse: bool = False) -> Item:
    return Item(id=id, domain=domain, scale="agree", label={"en": en, "ru": ru}, reverse=reverse)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DistributionResult(Result):
    """A result with shares and missing answers."""

    title: ClassVar[str] = "Distributions"
    frames: ClassVar[tuple[str, ...]] = ("table", "shares", "missing")

    shares: pd.DataFrame
    missing: pd.DataFrame


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ReliabilityResult(Result):
    """A result with items."""

    title: ClassVar[str] = "Reliability"
    frames: ClassVar[tuple[str, ...]] = ("table", "items")

    items: pd.DataFrame


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ComparisonResult(Result):
    """A result with groups and pairs."""

    title: ClassVar[str] = "Comparisons"
    frames: ClassVar[tuple[str, ...]] = ("table", "groups", "pairs")

    groups: pd.DataFrame
    pairs: pd.DataFrame


@pytest.fixture
def reliability(make_codebook: Callable[..., Codebook]) -> Callable[..., ReliabilityResult]:
    """Reliability of the domain "trust": groups of education with the given sizes, or everybody.

    Every number of a group shows the group: its alpha is 0.n, so that 0.123 belongs to n = 123.
    """

    def make(
        sizes: Sequence[int] = (1234,),
        *,
        groups: Sequence[str] = ("School", "College", "University"),
        notes: tuple[Note, ...] = (),
        reasons: Sequence[str] = (),
        language: str = "en",
        **codebook: Any,
    ) -> ReliabilityResult:
        whole = len(sizes) == 1
        n = np.array(sizes, dtype=np.int64)
        alpha = np.where(n > 1, n / 10.0 ** np.ceil(np.log10(np.maximum(n, 2) + 1)), np.nan)
        named = [""] if whole else list(groups)[: len(n)]
        place = {
            "domain": "trust",
            "group_by": "" if whole else "education",
            "group": named,
        }
        table = pd.DataFrame(
            {
                **place,
                "n_items": np.int64(2),
                "n_total": n,
                "n_used": n,
                "alpha": alpha,
                "alpha_se": alpha / 10,
                "alpha_ci_low": alpha - 0.05,
                "alpha_ci_high": alpha + 0.05,
                "ci_method": np.where(n >= 300, "adf", "jackknife"),
                "alpha_std": alpha,
                "mean_r": alpha,
                "sem": alpha,
                "note": list(reasons) or [""] * len(n),
            }
        )
        items = pd.concat(
            [
                pd.DataFrame(
                    {
                        **place,
                        "item": item,
                        "label": label,
                        "reverse": item == "tr2",
                        "n": n,
                        "missing_share": 0.0123,
                        "mean": alpha + 2,
                        "sd": 1.0,
                        "item_rest_r": alpha,
                        "alpha_if_dropped": alpha,
                        "note": "",
                    }
                )
                for item, label in (("tr1", "People can be trusted"), ("tr2", "Be careful"))
            ]
        ).sort_values("group", kind="stable", key=lambda g: [named.index(x) for x in g])
        return ReliabilityResult(
            table=table,
            items=items.reset_index(drop=True),
            notes=notes,
            method="Cronbach's alpha (Cronbach 1951), unweighted.",
            provenance=Provenance(n_respondents=int(n.sum()), options={"confidence": 0.95}),
            codebook=make_codebook(**codebook),
            language=language,
        )

    return make


@pytest.fixture
def distribution(make_codebook: Callable[..., Codebook]) -> Callable[..., DistributionResult]:
    """Distribution of the domain "trust" in groups of education, or for everybody."""

    def make(sizes: Sequence[int] = (90,), **codebook: Any) -> DistributionResult:
        whole = len(sizes) == 1
        groups = [""] if whole else ["School", "College", "University"][: len(sizes)]
        n = np.array(sizes, dtype=np.int64)
        place = {"outcome": "trust", "group_by": "" if whole else "education"}
        table = pd.DataFrame(
            {**place, "group": groups, "n": n, "n_missing": 3, "mean": 2.0 + n / 1000, "sd": 0.5,
             "se": 0.05, "ci_low": 1.9, "ci_high": 2.1, "median": 2.0, "median_ci_low": 2.0,
             "median_ci_high": 2.5, "q25": 1.5, "q75": 2.5, "floor_share": 0.25,
             "ceiling_share": 0.5}
        )  # fmt: skip
        shares = pd.DataFrame(
            [
                {**place, "group": group, "value": code, "label": ANSWERS[code]["en"],
                 "n": size // 3, "share": share, "ci_low": share - 0.01, "ci_high": share + 0.01}
                for group, size in zip(groups, sizes, strict=True)
                for code, share in (("1", 0.25), ("2", 0.25), ("3", 0.5))
            ]
        )  # fmt: skip
        missing = pd.DataFrame(
            [
                {**place, "group": group, "kind": kind, "n": size, "share": size / 100}
                for group in groups
                for kind, size in (("refused", 3), ("dont_know", 0))
            ]
        )
        return DistributionResult(
            table=table,
            shares=shares,
            missing=missing,
            method="Distributions, unweighted.",
            provenance=Provenance(n_respondents=int(n.sum()), options={"confidence": 0.9}),
            codebook=make_codebook(**codebook),
        )

    return make


@pytest.fixture
def comparison(make_codebook: Callable[..., Codebook]) -> Callable[..., ComparisonResult]:
    """Comparison of the domain "trust" between groups of education."""

    def make(
        sizes: Sequence[int] = (200, 100, 50), *, note: Note | None = None, **codebook: Any
    ) -> ComparisonResult:
        groups = ["School", "College", "University"][: len(sizes)]
        n = np.array(sizes, dtype=np.int64)
        place = {"outcome": "trust", "group_by": "education"}
        effect = {"effect_name": "omega_squared", "effect": 0.0213, "effect_ci_low": 0.0,
                  "effect_ci_high": 0.06}  # fmt: skip
        table = pd.DataFrame(
            [{**place, "test": "welch_anova", "n": n.sum(), "statistic": 3.456, "df1": 2.0,
              "df2": 98.76, "p_value": 0.0004, "p_adjusted": 0.0123, "adjust": "holm", **effect,
              "note": note.text if note else ""}]
        )  # fmt: skip
        means = pd.DataFrame(
            {**place, "group": groups, "n": n, "mean": 2 + n / 1000, "sd": 0.5, "se": 0.1,
             "ci_low": 1.8, "ci_high": 2.2, "median": 2.0}
        )  # fmt: skip
        pairs = pd.DataFrame(
            [
                {**place, "group1": groups[i], "group2": groups[j], "n1": n[i], "n2": n[j],
                 "estimate": -0.25, "se": 0.1, "ci_low": -0.5, "ci_high": 0.01, "statistic": -2.5,
                 "df": 77.7, "p_value": 0.02, "p_adjusted": 0.04,
                 **{**effect, "effect_name": "hedges_g"}, "note": ""}
                for i in range(len(groups))
                for j in range(i + 1, len(groups))
            ]
        )  # fmt: skip
        about = Note("SA371", "note", {"where": "trust by education", "what": note})
        return ComparisonResult(
            table=table,
            groups=means,
            pairs=pairs,
            notes=(about,) if note else (),
            method="Comparisons, unweighted.",
            provenance=Provenance(n_respondents=int(n.sum()), options={"confidence": 0.95}),
            codebook=make_codebook(**codebook),
        )

    return make
