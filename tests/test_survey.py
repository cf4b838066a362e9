"""Survey: the tables it makes, the frames it gives, what it says of itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest

from survey_analysis.codebook import (
    Category,
    Codebook,
    Design,
    Domain,
    Item,
    MissingCode,
    Scale,
    Variable,
)
from survey_analysis.errors import OptionError, UnknownNameError
from survey_analysis.survey import Survey
from survey_analysis.survey.answers import Answers, Grouping
from survey_analysis.tables import domain as domain_table

REFUSED, DONT_KNOW, NO_ANSWER = -1, -2, -4


def both(en: str, ru: str) -> dict[str, str]:
    return {"en": en, "ru": ru}


@pytest.fixture
def codebook() -> Codebook:
    return Codebook(
        id="small",
        title=both("Small survey", "Малый опрос"),
        default_language="en",
        missing=(
            MissingCode(code="97", kind="refused", label=both("Refused", "Отказ")),
            MissingCode(code="98", kind="dont_know", label=both("Don't know", "Не знаю")),
        ),
        scales=(
            Scale(
                name="agree5",
                type="ordinal",
                categories=tuple(
                    Category(code=str(c), label={"": f"level {c}"}) for c in range(1, 6)
                ),
                missing=("97", "98"),
            ),
        ),
        domains=(
            Domain(id="trust", label=both("Trust", "Доверие"), min_answered=0.5),
            Domain(id="ties", label=both("Ties", "Связи"), min_answered=2),
        ),
        items=(
            Item(id="t1", domain="trust", scale="agree5", label={"": "T1"}),
            Item(id="t2", domain="trust", scale="agree5", label={"": "T2"}, reverse=True),
            Item(id="t3", domain="trust", scale="agree5", label={"": "T3"}),
            Item(id="s1", domain="ties", scale="agree5", label={"": "S1"}),
            Item(id="s2", domain="ties", scale="agree5", label={"": "S2"}),
        ),
        variables=(
            Variable(
                id="sex",
                role="grouping",
                type="nominal",
                label={"": "Sex"},
                categories=(
                    Category(code="f", label=both("women", "женщины")),
                    Category(code="m", label=both("men", "мужчины")),
                    Category(code="x", label=both("other", "другое")),
                ),
            ),
            Variable(id="income", role="outcome", type="number", label={"": "Income"}),
            Variable(
                id="news",
                role="outcome",
                type="nominal",
                label={"": "News"},
                categories=(
                    Category(code="tv", label={"": "TV"}),
                    Category(code="web", label={"": "Web"}),
                ),
            ),
            Variable(id="w", role="design", type="number", label={"": "Weight"}),
        ),
    )


def scale_answers(codes: list[int]) -> Answers:
    """Answers on the scale 1 to 5, given as codes; negative = missing kind."""
    column = np.array([code - 1 if code > 0 else code for code in codes], dtype=np.int8)
    return Answers(
        codes=column, support=np.arange(1.0, 6.0), texts=("1", "2", "3", "4", "5"),
        labels=tuple({"": f"level {c}"} for c in range(1, 6)),
    )  # fmt: skip


@pytest.fixture
def survey(codebook: Codebook) -> Survey:
    return Survey(
        codebook=codebook,
        n_respondents=6,
        answers={
            "t1": scale_answers([5, 4, 1, DONT_KNOW, 3, NO_ANSWER]),
            "t2": scale_answers([1, 2, 5, 4, 3, NO_ANSWER]),
            "t3": scale_answers([5, 5, 1, REFUSED, 3, NO_ANSWER]),
            "s1": scale_answers([2, 3, 4, 4, 5, 1]),
            "s2": scale_answers([2, 3, 4, REFUSED, 5, 1]),
            "income": Answers(
                codes=np.array([0, 2, 1, 2, NO_ANSWER, 0], dtype=np.int8),
                support=np.array([10.5, 20.0, 30.0]),
                texts=("10.5", "20", "30"),
            ),
            "news": Answers(
                codes=np.array([0, 1, 1, 0, 1, REFUSED], dtype=np.int8),
                support=np.array([0.0, 1.0]),
                texts=("tv", "web"),
                labels=({"": "TV"}, {"": "Web"}),
                nominal=True,
            ),
        },
        groupings={
            "sex": Grouping(
                labels=(both("women", "женщины"), both("men", "мужчины"), both("other", "другое")),
                codes=np.array([0, 0, 1, 1, 3, 1], dtype=np.uint8),
            )
        },
        columns=("sex", "t1", "t2", "t3", "s1", "s2", "income", "news"),
    )


def test_scores_are_means_of_answered_items_with_reverse_items_turned(survey):
    trust = survey.scores["trust"].to_numpy()
    np.testing.assert_array_equal(trust, [5, 13 / 3, 1, np.nan, 3, np.nan])
    np.testing.assert_array_equal(survey.scores["ties"], [2, 3, 4, np.nan, 5, 1])


def test_the_answered_minimum_counts_items_or_takes_a_share(survey):
    # trust needs half of three items, so two; the fourth respondent answered one
    assert np.isnan(survey.scores["trust"][3])
    book = replace(
        survey.codebook,
        domains=(replace(survey.codebook.domains[0], min_answered=1), survey.codebook.domains[1]),
    )
    assert replace(survey, codebook=book, _made={}).scores["trust"][3] == 2


def test_counts_of_a_score_have_the_fractions_that_occurred(survey):
    counts = survey.counts("trust", by="sex")
    assert counts.groups == ("women", "men", "other", "")
    np.testing.assert_array_equal(counts.values, [1, 3, 13 / 3, 5])
    np.testing.assert_array_equal(
        counts.n, [[0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0]]
    )
    np.testing.assert_array_equal(counts.n_missing, [0, 2, 0, 0])


def test_counts_of_an_item_have_every_declared_code(survey):
    counts = survey.counts("t1")
    assert counts.groups == ("",)
    np.testing.assert_array_equal(counts.values, [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(counts.n, [[1, 0, 1, 1, 1]])
    np.testing.assert_array_equal(counts.n_missing, [2])


def test_counts_of_numbers_and_nominal_answers(survey):
    np.testing.assert_array_equal(survey.counts("income").n, [[2, 1, 2]])
    np.testing.assert_array_equal(
        survey.counts("news", by="sex").n, [[1, 1], [1, 1], [0, 0], [0, 1]]
    )


def test_missing_kinds_are_kept_apart(survey):
    missing = survey.missing_counts("t1")
    np.testing.assert_array_equal(missing.n, [[0, 1, 0, 1, 0, 0]])
    np.testing.assert_array_equal(missing.n_missing, [4])


def test_moments_use_complete_answers_and_pairs_use_what_there_is(survey):
    moments = survey.moments("trust")
    assert moments.n_total == 6
    assert moments.n == 4
    assert moments.pair_n[0, 1, 1] == 5
    turned = np.array([[5, 5, 5], [4, 4, 5], [1, 1, 1], [3, 3, 3]], dtype=float)
    np.testing.assert_allclose(moments.covariance[0], np.cov(turned.T), rtol=1e-12)


def test_patterns_say_the_same_as_the_moments(survey):
    patterns = survey.patterns("trust")
    np.testing.assert_array_equal(patterns.values, [[1, 1, 1], [3, 3, 3], [4, 4, 5], [5, 5, 5]])
    np.testing.assert_array_equal(patterns.n, [[1, 1, 1, 1]])


def test_many_items_take_the_other_way_to_the_same_tables(survey, monkeypatch):
    few = survey.counts("trust", by="sex"), survey.moments("trust", by="sex")
    monkeypatch.setattr(domain_table, "MAX_PATTERNS", 1)
    again = replace(survey, _made={})
    counts, moments = again.counts("trust", by="sex"), again.moments("trust", by="sex")
    np.testing.assert_array_equal(counts.values, few[0].values)
    np.testing.assert_array_equal(counts.n, few[0].n)
    np.testing.assert_array_equal(moments.M1, few[1].M1)
    np.testing.assert_array_equal(moments.pair_product, few[1].pair_product)
    np.testing.assert_array_equal(again.patterns("trust").values, survey.patterns("trust").values)


def test_respondents_of_weight_zero_are_not_counted(survey):
    weights = np.array([1.0, 2.0, 0.0, 1.0, 0.5, 0.0])
    book = replace(survey.codebook, design=Design(weight="w"))
    weighted = replace(survey, weights=weights, codebook=book, _made={})
    counts = weighted.counts("s1")
    assert counts.n.sum() == 4
    assert counts.w.sum() == 4.5
    assert counts.w2.sum() == 6.25
    assert weighted.moments("ties").n_total == 4
    assert weighted.patterns("ties").n.sum() == 3
    assert len(weighted.scores) == 6


def test_looking_at_the_scores_first_does_not_lose_the_weights(survey):
    book = replace(survey.codebook, design=Design(weight="w"))
    weights = np.array([1.0, 2.0, 3.0, 1.0, 0.5, 4.0])
    weighted = replace(survey, weights=weights, codebook=book, _made={})
    np.testing.assert_array_equal(weighted.scores, survey.scores)
    assert weighted.counts("trust").weighted
    assert weighted.counts("trust").w.sum() != weighted.counts("trust").n.sum()
    assert weighted.moments("trust").weighted


def test_the_frame_is_a_copy_in_the_order_of_the_export(survey):
    frame = survey.frame
    assert list(frame.columns) == list(survey.columns)
    assert frame["t1"].dtype == np.float64
    np.testing.assert_array_equal(frame["t1"], [5, 4, 1, np.nan, 3, np.nan])
    assert list(frame["sex"].cat.categories) == ["women", "men", "other"]
    assert frame["sex"].cat.ordered
    assert pd.isna(frame["sex"][4])
    assert list(frame["news"].astype(object)[:5]) == ["TV", "Web", "Web", "TV", "Web"]
    frame.loc[0, "t1"] = 99
    assert survey.frame["t1"][0] == 5


def test_a_survey_cannot_be_changed(survey):
    with pytest.raises(FrozenInstanceError):
        survey.n_respondents = 7


def test_tables_are_kept_and_cannot_be_changed(survey):
    counts = survey.counts("trust", "sex")
    assert survey.counts("trust", "sex") is counts
    moments, patterns = survey.moments("trust"), survey.patterns("trust")
    kept = (counts.n, counts.w, counts.values, counts.group_n, moments.M1, patterns.n)
    for array in kept:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize("make", ["counts", "moments", "patterns", "missing_counts"])
def test_a_table_is_of_one_outcome_by_one_grouping(survey, make):
    with pytest.raises(OptionError, match=r"by=\['sex'\] is not allowed here"):
        getattr(survey, make)("trust", ["sex"])
    with pytest.raises(OptionError, match="Give the id of one outcome"):
        getattr(survey, make)(["trust"])


def test_labels_follow_the_language(survey):
    assert survey.in_language("ru").counts("t1", by="sex").groups[:2] == ("женщины", "мужчины")
    assert survey.in_language("ru").label("trust") == "Доверие"
    assert survey.label("trust") == "Trust"


def test_an_unknown_name_suggests_the_nearest(survey):
    with pytest.raises(UnknownNameError, match="did you mean 'trust'"):
        survey.counts("trsut")
    with pytest.raises(UnknownNameError, match="did you mean 'sex'"):
        survey.counts("trust", by="sexx")
    with pytest.raises(UnknownNameError, match="domain"):
        survey.moments("t1")
    with pytest.raises(UnknownNameError, match="t1"):
        survey.label("t0")


def test_it_tells_at_a_glance_what_it_is_and_what_comes_next(survey):
    text = repr(survey)
    for part in ("Small survey", "respondents  6", "trust (3), ties (2)", "sex", "unweighted"):
        assert part in text
    assert "sa.reliability(survey)" in text
    assert "<script" not in replace(survey, codebook=hostile(survey))._repr_html_()
    assert "&lt;script" in replace(survey, codebook=hostile(survey))._repr_html_()


def hostile(survey: Survey) -> Codebook:
    return replace(survey.codebook, title={"": "<script>alert(1)</script>"})


def test_several_domains_stand_side_by_side(survey):
    both = survey.patterns(("trust", "ties"))
    assert both.values.shape[1] == 5
    frame = pd.DataFrame(np.repeat(both.values, both.n[-1].astype(int), axis=0))
    covariance = survey.moments(("trust", "ties")).covariance[-1]
    np.testing.assert_allclose(covariance, frame.cov().to_numpy(), rtol=1e-12)
    with pytest.raises(UnknownNameError):
        survey.moments(("trust", "tiez"))


@pytest.mark.parametrize("many", [False, True])
def test_patterns_can_hold_incomplete_rows(survey, monkeypatch, many):
    if many:
        monkeypatch.setattr(domain_table, "MAX_PATTERNS", 0)
    every = survey.patterns("trust", complete=False)
    complete = ~np.isnan(every.values).any(axis=1)
    np.testing.assert_array_equal(every.values[complete], survey.patterns("trust").values)
    assert every.n.sum() == survey.moments("trust").n_any.sum()
    assert len(every.values) == len(np.unique(np.nan_to_num(every.values, nan=-1), axis=0))
