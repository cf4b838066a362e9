"""Domains by ranks within respondents: against R, by other routes, at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.friedman import friedman
from survey_analysis.statistics.score_covariance import ScoreCovariance


@pytest.fixture(scope="module")
def expected(reference):
    return reference("paired")


def test_it_is_friedmans_test_of_r(paired_scores, expected):
    found, r = friedman(paired_scores("items", ranked=True)), expected["plain"]["friedman"]
    assert found.test == "friedman"
    np.testing.assert_allclose(found.means.mean[0], r["mean_rank"], rtol=1e-12)
    assert found.equal.statistic[0] == pytest.approx(r["chi2"], rel=1e-10)
    assert found.equal.df1[0] == r["df"]
    assert np.isnan(found.equal.df2[0])
    assert found.equal.p_value[0] == pytest.approx(r["p"], rel=1e-10)
    assert found.share.estimate[0] == pytest.approx(r["w"], rel=1e-10)


def test_pairs_are_paired_t_tests_of_the_ranks(paired_scores, expected):
    pairs = friedman(paired_scores("items", ranked=True)).pairs
    for place, pair in enumerate(expected["plain"]["rank_pairs"]):
        for name, field in (
            ("estimate", "estimate"), ("se", "se"), ("statistic", "t"), ("p_value", "p"),
        ):  # fmt: skip
            assert getattr(pairs, name)[0, place] == pytest.approx(pair[field], rel=1e-9)


@pytest.mark.parametrize("name", ["items", "clusters"])
def test_weighted_it_is_the_wald_test_of_the_mean_ranks(paired_scores, expected, name):
    key = "weighted" if name == "items" else "clusters"
    everybody = friedman(paired_scores(name, by_design=True, ranked=True))
    groups = friedman(paired_scores(name, by_design=True, by_group=True, ranked=True))
    places = [(everybody, 0, expected[key]["all"])] if name == "items" else []
    places += [(groups, group, expected[key]["groups"][group]) for group in (0, 1)]
    for found, group, r in places:
        assert found.test == "domain_rank_wald_f"
        np.testing.assert_allclose(found.means.mean[group], r["mean_rank"], rtol=1e-11)
        for field in ("statistic", "df1", "df2"):
            value = getattr(found.equal, field)[group]
            assert value == pytest.approx(r["rank_wald"][field], rel=1e-8)
        assert found.equal.p_value[group] == pytest.approx(r["rank_wald"]["p"], rel=1e-8)
        assert found.share.estimate[group] == pytest.approx(r["w"]["q"], rel=1e-9)


def test_the_share_varies_as_its_influence_says(paired_scores, expected):
    """R: sd of the influence of W over the respondents, over the root of n."""
    table = paired_scores("items", ranked=True)
    found, r = friedman(table), expected["plain"]["friedman"]
    apart, spread = found.means.mean[0] - 2, found.means.spread[0]
    b = np.zeros((1, 8))
    b[0, 1:4], b[0, 7] = 2 * apart, -found.share.estimate[0]
    b[0, 0] = -(b[0, 1:] @ table.group_u[0, 1:]) / table.group_u[0, 0]
    variance = ScoreCovariance(moments=table).of(np.array([0]), b / spread / table.group_u[0, 0])
    assert np.sqrt(variance[0, 0]) == pytest.approx(r["se_w"], rel=1e-9)


def test_two_domains_give_the_sign_test(scores_of):
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 5, (50, 2))
    found = friedman(scores_of(codes, ranked=True))
    up, down = (codes[:, 0] > codes[:, 1]).sum(), (codes[:, 0] < codes[:, 1]).sum()
    assert found.equal.statistic[0] == pytest.approx((up - down) ** 2 / (up + down), rel=1e-12)


def test_only_the_order_of_scores_matters(scores_of):
    codes = np.random.default_rng(4).integers(0, 5, (40, 3))
    one = friedman(scores_of(codes, ranked=True))
    other = friedman(scores_of(codes, support=np.array([1, 2, 10, 20, 21.0]), ranked=True))
    np.testing.assert_array_equal(one.pairs.estimate, other.pairs.estimate)
    np.testing.assert_array_equal(one.equal.p_value, other.equal.p_value)


def test_scores_that_are_all_equal_order_nothing(scores_of):
    codes = np.repeat(np.arange(5), 3).reshape(5, 3)
    found = friedman(scores_of(codes, ranked=True))
    assert np.isnan([found.equal.statistic[0], found.share.estimate[0]]).all()
    assert found.equal.notes[0].code == "SA773"


def test_one_order_for_all_is_a_w_of_one(scores_of):
    codes = np.array([[4, 2, 1], [3, 2, 0], [4, 1, 0]])
    found = friedman(scores_of(codes, ranked=True))
    assert found.equal.statistic[0] == pytest.approx(6)
    share = found.share
    assert (share.estimate[0], share.ci_low[0], share.ci_high[0]) == pytest.approx((1, 1, 1))


def test_one_respondent_is_not_enough(scores_of):
    found = friedman(scores_of(np.array([[4, 2, 1]]), ranked=True))
    assert found.equal.notes[0].code == "SA771"
    assert np.isnan(found.equal.p_value[0])


def test_confidence_is_checked(scores_of):
    with pytest.raises(OptionError, match="confidence"):
        friedman(scores_of(np.zeros((4, 2), dtype=int), ranked=True), confidence=0)
