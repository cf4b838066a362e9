"""The names of weights and comparisons that others rely on."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.present.result import Result
from survey_analysis.statistics import contingency, means, ranks, trends

N = 300
WEIGHTED = ("sum_w", "n_eff", "deff_kish", "deff")
TEXT = frozenset(
    {
        "outcome", "item", "domain", "domain1", "domain2", "label", "group_by", "grouping", "group",
        "group1", "group2", "within", "within_group", "value", "kind", "test", "adjust", "term",
        "effect_name", "effect_label", "weights", "which", "highest", "lowest", "note",
    }
)  # fmt: skip
COUNTS = frozenset(
    {
        "n", "n1", "n2", "n_missing", "n_groups", "refused", "dont_know", "not_applicable",
        "no_answer", "technical", "not_asked",
    }
)  # fmt: skip
FLAGS = frozenset({"reverse", "equivalent"})

TABLE = (
    "outcome", "group_by", "test", "n", "statistic", "df1", "df2", "p_value", "p_adjusted",
    "adjust", "effect_name", "effect", "effect_ci_low", "effect_ci_high", "note",
)  # fmt: skip
GROUPS = (
    "outcome", "group_by", "group", "n", "mean", "sd", "se", "ci_low", "ci_high", "median",
)  # fmt: skip
PAIRS = (
    "outcome", "group_by", "group1", "group2", "n1", "n2", "estimate", "se", "ci_low", "ci_high",
    "statistic", "df", "p_value", "p_adjusted", "effect_name", "effect", "effect_ci_low",
    "effect_ci_high", "note",
)  # fmt: skip
ADJUSTED_PAIRS = (
    "outcome", "group_by", "group1", "group2", "estimate", "se", "ci_low", "ci_high", "statistic",
    "df", "p_value", "p_adjusted", "estimate_raw", "note",
)  # fmt: skip
TESTS = ("statistic", "df1", "df2", "p_value", "p_adjusted", "note")

COMPARISON = {
    "table": TABLE,
    "groups": GROUPS,
    "pairs": PAIRS,
    "residuals": (
        "outcome", "group_by", "group", "value", "label", "n", "expected", "residual",
    ),
    "trend": (
        "outcome", "group_by", "test", "statistic", "p_value", "p_adjusted", "effect_name",
        "effect", "effect_ci_low", "effect_ci_high", "note",
    ),
    "adjusted": (
        "outcome", "group_by", "group", "mean", "se", "ci_low", "ci_high", "weights", "n",
        "mean_raw", "note",
    ),
    "adjusted_tests": ("outcome", "group_by", "term", "test", *TESTS),
    "adjusted_pairs": ADJUSTED_PAIRS,
    "simple": ("outcome", "group_by", "within", "within_group", "test", *TESTS),
    "simple_means": (
        "outcome", "group_by", "within", "within_group", "group", "n", "mean", "se", "ci_low",
        "ci_high", "note",
    ),
    "simple_pairs": (
        "outcome", "group_by", "within", "within_group", *ADJUSTED_PAIRS[2:],
    ),
    "odds": (
        "outcome", "group_by", "group1", "group2", "n1", "n2", "odds_ratio", "ci_low", "ci_high",
        "log_odds", "se", "statistic", "df", "p_value", "p_adjusted", "note",
    ),
    "equivalence": (
        "outcome", "group_by", "group1", "group2", "n1", "n2", "bound", "effect_name", "effect",
        "ci_low", "ci_high", "p_lower", "p_upper", "p_value", "p_adjusted", "equivalent",
        "smallest_detectable", "smallest_detectable_effect", "note",
    ),
    "clustering": (
        "outcome", "group_by", "n_groups", "icc", "icc_ci_low", "icc_ci_high", "deff", "note",
    ),
}  # fmt: skip
OVERVIEW = {
    "table": (
        "outcome", "group_by", "test", "n", "p_value", "p_adjusted", "adjust", "effect_name",
        "effect", "effect_ci_low", "effect_ci_high", "effect_label", "note",
    ),
    "groups": GROUPS,
}  # fmt: skip
DISTRIBUTION = {
    "table": (
        "outcome", "group_by", "group", "n", "n_missing", "mean", "sd", "se", "ci_low", "ci_high",
        "median", "median_ci_low", "median_ci_high", "q25", "q75", "floor_share", "ceiling_share",
    ),
    "shares": (
        "outcome", "group_by", "group", "value", "label", "n", "share", "ci_low", "ci_high",
    ),
    "missing": ("outcome", "group_by", "group", "kind", "n", "share"),
    "quantiles": ("outcome", "group_by", "group", "below", "quantile", "ci_low", "ci_high"),
}  # fmt: skip
DESCRIPTION = {
    "table": (
        "item", "domain", "label", "reverse", "group_by", "group", "n", "n_missing", "refused",
        "dont_know", "not_applicable", "no_answer", "technical", "not_asked", "mean", "sd",
        "median", "floor_share", "ceiling_share",
    ),
}  # fmt: skip
DOMAINS = {
    "table": (
        "group_by", "group", "n", "highest", "lowest", *TABLE[2:3], *TABLE[4:],
    ),
    "means": (
        "group_by", "group", "domain", "n", "mean", "sd", "se", "ci_low", "ci_high", "mean_rank",
    ),
    "pairs": (
        "group_by", "group", "domain1", "domain2", "n", *PAIRS[6:],
    ),
}  # fmt: skip
REPORT = {
    "margins": ("grouping", "group", "before", "after", "target"),
    "effects": ("domain", "grouping", "shift"),
    "groups": ("grouping", "group", "n"),
    "domains": ("domain", "group_by", "group", "n", "mean_before", "mean_after", "shift"),
    "distribution": (
        "which", "n", *WEIGHTED[:3], "smallest", "p5", "q25", "median", "q75", "p95", "largest",
        "top_1_share", "top_5_share", "top_10_share",
    ),
}  # fmt: skip

UNWEIGHTED_BESIDE = {"mean": "mean_unweighted", "share": "share_unweighted"}
MARGINS = {"school": {"low": 0.3, "mid": 0.4, "high": 0.3}}


def answers() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, N) for i in range(6)})
    frame["age"] = rng.integers(14, 70, N)
    frame["school"] = pd.Categorical(
        rng.choice(["low", "mid", "high"], N), categories=["low", "mid", "high"], ordered=True
    )
    frame["region"] = rng.choice(["N", "S", "E"], N)
    frame["sex"] = rng.choice(["f", "m"], N)
    frame["w"] = np.round(rng.uniform(0.5, 2, N), 2)
    return frame


def survey_of(frame: pd.DataFrame, weight: str | None = None) -> sa.Survey:
    return sa.survey_from_frame(
        frame,
        domains={"trust": ["q0", "q1", "q2"], "mood": ["q3", "q4", "q5"]},
        groupings=["age", "school", "region", "sex"],
        bands={"age": [14, 30, 50]},
        weight=weight,
    )


@pytest.fixture(scope="module")
def surveys() -> dict[str, sa.Survey]:
    plain = survey_of(answers())
    return {
        "plain": plain,
        "weighted": survey_of(answers(), "w"),
        "raked": sa.weight(plain, MARGINS),
    }


@pytest.fixture(params=["plain", "weighted", "raked"])
def survey(request: pytest.FixtureRequest, surveys: dict[str, sa.Survey]) -> sa.Survey:
    return surveys[request.param]


def expected(columns: tuple[str, ...], frame: str, survey: sa.Survey) -> list[str]:
    """The columns, with those of weights behind n where the frame has them."""
    if not survey.weighted:
        return list(columns)
    listed = list(columns)
    if frame in {"table", "groups", "shares", "means", "adjusted"} and "highest" not in columns:
        weights = WEIGHTED[:2] if frame == "adjusted" else WEIGHTED
        at = listed.index("n") + 1
        listed[at:at] = weights
    return listed


def check_kinds(frame: pd.DataFrame) -> None:
    for name in frame.columns:
        wanted = "float64"
        if name in TEXT:
            wanted = "str"
        elif name in COUNTS:
            wanted = "int64"
        elif name in FLAGS:
            wanted = "bool"
        assert frame[name].dtype.name == wanted, name


def check(result: Result, frames: dict[str, tuple[str, ...]], survey: sa.Survey) -> None:
    for name, columns in frames.items():
        frame = getattr(result, name)
        found = [c for c in frame.columns if c not in UNWEIGHTED_BESIDE.values()]
        assert found == expected(columns, name, survey), name
        check_kinds(frame)
        assert isinstance(frame.index, pd.RangeIndex)


def test_frames_of_a_comparison(survey: sa.Survey) -> None:
    result = sa.compare(survey, by=["school", "region"], adjust_for="sex", equivalence=0.2)
    assert result.frames == tuple(COMPARISON)
    check(result, COMPARISON, survey)
    for name in ("table", "groups", "pairs", "trend", "adjusted", "equivalence", "clustering"):
        assert len(getattr(result, name)), name
    assert list(dict.fromkeys(result.adjusted["weights"])) == ["equal", "population"]
    assert set(result.trend["group_by"]) == {"school"}
    assert set(result.clustering["group_by"]) == {"region"}
    within = sa.compare(survey, by="region", within="sex")
    check(within, COMPARISON, survey)
    assert len(within.simple) == len(within.simple_means) / 3 == len(within.simple_pairs) / 3 == 4
    ordinal = sa.compare(survey, by="region", outcomes="q0", adjust_for="sex", model="ordinal")
    check(ordinal, COMPARISON, survey)
    assert len(ordinal.odds) == 2


def test_frames_of_an_overview(survey: sa.Survey) -> None:
    result = sa.compare_all(survey, by=["school", "region", "sex"])
    assert result.frames == tuple(OVERVIEW)
    check(result, OVERVIEW, survey)
    assert result.matrix.shape == (2, 3)
    assert list(result.matrix.columns) == ["school", "region", "sex"]
    assert list(result.matrix.index) == ["trust", "mood"]


def test_frames_of_distributions_and_descriptions(survey: sa.Survey) -> None:
    result = sa.distribution(survey, by="region")
    assert result.frames == tuple(DISTRIBUTION)
    check(result, DISTRIBUTION, survey)
    description = sa.describe(survey, by="region")
    check(description, DESCRIPTION, survey)
    beside = {"mean_unweighted"} if survey.weighted else set()
    assert set(UNWEIGHTED_BESIDE.values()) & set(result.table) == beside
    assert set(UNWEIGHTED_BESIDE.values()) & set(description.table) == beside
    assert ("share_unweighted" in result.shares) == survey.weighted
    for frame, name in ((result.table, "mean"), (result.shares, "share")):
        if survey.weighted:
            columns = list(frame.columns)
            assert columns.index(UNWEIGHTED_BESIDE[name]) == columns.index(name) + 1


def test_frames_of_domains_compared_within_persons(survey: sa.Survey) -> None:
    result = sa.compare_domains(survey, by="region")
    check(result, DOMAINS, survey)
    assert list(dict.fromkeys(result.table["group"])) == ["E", "N", "S"]


def test_tests_of_weighted_surveys(surveys: dict[str, sa.Survey]) -> None:
    for name in ("weighted", "raked"):
        several = sa.compare(surveys[name], by="region").table
        two = sa.compare(surveys[name], by="sex").table
        assert set(several["test"]) == {"wald_f"}
        assert set(two["test"]) == {"linearized_t"}
        assert several[["df1", "df2"]].notna().all(axis=None)
        assert set(several["effect_name"]) == {"omega_squared"}
        assert set(two["effect_name"]) == {"hedges_g"}
        assert set(sa.compare(surveys[name], by="region").adjusted_tests["test"]) <= {"wald_f"}
    plain = surveys["plain"]
    assert set(sa.compare(plain, by="region").table["test"]) == {"welch_anova"}
    assert set(sa.compare(plain, by="sex").table["test"]) == {"welch_t"}


@pytest.mark.parametrize(
    ("statistic", "by", "unweighted", "weighted"),
    [
        (means.welch_t, "sex", "welch_t", "linearized_t"),
        (means.welch_anova, "region", "welch_anova", "wald_f"),
        (ranks.mann_whitney, "sex", "mann_whitney", "weighted_rank_t"),
        (ranks.brunner_munzel, "sex", "brunner_munzel", "weighted_brunner_munzel"),
        (ranks.kruskal_wallis, "region", "kruskal_wallis", "weighted_rank_f"),
        (contingency.chi_square, "region", "chi_square", "rao_scott"),
        (trends.linear_trend, "school", "linear_trend", "weighted_linear_trend"),
        (
            trends.jonckheere_terpstra,
            "school",
            "jonckheere_terpstra",
            "weighted_jonckheere_terpstra",
        ),
    ],
)
def test_statistics_are_passed_as_values(
    surveys: dict[str, sa.Survey], statistic: Any, by: str, unweighted: str, weighted: str
) -> None:
    for name, test in (("plain", unweighted), ("weighted", weighted), ("raked", weighted)):
        found = sa.compare(surveys[name], by=by, outcomes=["trust", "q0"], statistic=statistic)
        assert set(found.table["test"]) == {test}
        assert found.table["p_value"].between(0, 1).all()


def defaults(function: Any) -> dict[str, Any]:
    """Name and default of every parameter behind the first ones, all by keyword only."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def positional(function: Any) -> list[str]:
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]


def test_signatures() -> None:
    assert positional(sa.weight) == ["survey", "margins"]
    assert defaults(sa.weight) == {
        "base": None, "trim": None, "tolerance": 1e-8, "max_iterations": 500,
        "variance": "linearized",
    }  # fmt: skip
    assert positional(sa.compare) == ["survey"]
    assert defaults(sa.compare) == {
        "outcomes": None, "by": None, "statistic": None, "adjust": "holm", "confidence": 0.95,
        "adjust_for": None, "within": None, "equivalence": None, "model": "linear",
    }  # fmt: skip
    assert positional(sa.compare_all) == positional(sa.compare_domains) == ["survey"]
    assert defaults(sa.compare_all) == {
        "by": None, "outcomes": None, "statistic": None, "adjust": "holm", "confidence": 0.95,
    }  # fmt: skip
    assert {"by": None, "confidence": 0.95}.items() <= defaults(sa.compare_domains).items()


def test_a_report_on_weights(surveys: dict[str, sa.Survey]) -> None:
    report = surveys["raked"].weighting
    assert report is not None
    for name, columns in REPORT.items():
        assert list(getattr(report, name).columns) == list(columns), name
        check_kinds(getattr(report, name))
    assert type(report).__name__ == "WeightingReport"
    assert isinstance(report.deff_kish, float)
    assert isinstance(report.n_eff, float)
    assert report.deff_kish == pytest.approx(N / report.n_eff)
    assert report.converged is True
    assert isinstance(report.iterations, int)
    assert report.by == ("school",)
    np.testing.assert_allclose(report.margins["after"], report.margins["target"], rtol=1e-8)
    assert report.margins["group"].tolist() == ["low", "mid", "high"]
    assert set(report.effects["domain"]) == {"trust", "mood"}
    assert surveys["plain"].weighting is None
    assert surveys["weighted"].weighting is None


def test_weights_stand_in_the_order_of_the_respondents_and_keep_their_sum(
    surveys: dict[str, sa.Survey],
) -> None:
    report = surveys["raked"].weighting
    assert report is not None
    weights = report.weights
    assert weights.shape == (N,)
    assert weights.dtype == np.float64
    assert weights.sum() == pytest.approx(N, rel=1e-12)
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 1.0
    shares = answers()["school"].map(lambda group: MARGINS["school"][group]).astype(float)
    counts = answers()["school"].map(answers()["school"].value_counts()).astype(float)
    np.testing.assert_allclose(weights, N * shares / counts, rtol=1e-8)
    own = sa.weight(surveys["weighted"], MARGINS).weighting
    assert own is not None
    base = answers()["w"].to_numpy()
    assert own.weights.sum() == pytest.approx(base.sum(), rel=1e-12)
    ratio = pd.Series(own.weights / base).groupby(answers()["school"], observed=True)
    assert (ratio.max() - ratio.min()).max() < 1e-9


def test_the_given_survey_stays_as_it_was(surveys: dict[str, sa.Survey]) -> None:
    plain = surveys["plain"]
    before = sa.distribution(plain).table
    again = sa.weight(plain, {"sex": {"f": 0.9, "m": 0.1}})
    assert again is not plain
    pd.testing.assert_frame_equal(sa.distribution(plain).table, before)
    assert "weighted to sex" in sa.distribution(again).method
    assert "unweighted" in sa.distribution(plain).method
    assert "weighted by w" in sa.distribution(surveys["weighted"]).method


@pytest.mark.parametrize("factor", [100.0, 0.01])
def test_the_scale_of_weights_moves_nothing_but_their_sum(factor: float) -> None:
    frame = answers()
    one, other = (survey_of(frame.assign(w=frame["w"] * scale), "w") for scale in (1.0, factor))
    for ask in (
        lambda survey: sa.compare(survey, by=["school", "sex"], adjust_for="region"),
        lambda survey: sa.distribution(survey, by="school"),
        lambda survey: sa.compare(sa.weight(survey, MARGINS), by=["school", "sex"]),
    ):
        found, scaled = ask(one), ask(other)
        for name in found.frames:
            left, right = getattr(found, name), getattr(scaled, name)
            if "sum_w" in left:
                np.testing.assert_allclose(right["sum_w"], left["sum_w"] * factor, rtol=1e-9)
            without = [column for column in left if column not in {"sum_w", "note"}]
            pd.testing.assert_frame_equal(left[without], right[without], rtol=1e-7, atol=1e-10)


def test_equal_weights_are_no_weights() -> None:
    plain, equal = survey_of(answers()), survey_of(answers().assign(w=2.5), "w")
    for by in (["school", "region", "sex"], "age"):
        one, other = sa.compare(plain, by=by), sa.compare(equal, by=by)
        for name in one.frames:
            left, right = getattr(one, name), getattr(other, name)
            pd.testing.assert_frame_equal(left, right[left.columns])


def test_the_order_of_respondents_does_not_matter() -> None:
    frame = answers()
    shuffled = frame.sample(frac=1, random_state=3).reset_index(drop=True)
    one, other = (sa.weight(survey_of(f, "w"), MARGINS, trim=3) for f in (frame, shuffled))
    for name in ("table", "groups", "pairs", "trend"):
        left, right = (getattr(sa.compare(s, by=["school", "sex"]), name) for s in (one, other))
        pd.testing.assert_frame_equal(left, right, rtol=1e-7, atol=1e-9)


def test_the_jackknife_is_near_the_residuals_from_the_margins() -> None:
    plain = survey_of(answers())
    margins = {**MARGINS, "sex": {"f": 0.52, "m": 0.48}}
    one, other = (
        sa.distribution(sa.weight(plain, margins, variance=v), by="region").table["se"]
        for v in ("linearized", "jackknife")
    )
    np.testing.assert_allclose(one, other, rtol=0.01)
