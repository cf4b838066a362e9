"""Arguments of survey_from_frame: of whatever type, they are refused in words, never repeated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from survey_analysis.errors import OptionError, SurveyAnalysisError
from survey_analysis.ingest.frames import survey_from_frame

ANSWERS = pd.DataFrame(
    {"q1": [1, 5, 3], "q2": [2, 4, 4], "sex": ["f", "m", "f"], "words": ["secret words"] * 3}
)
KINDS_OF_VALUES = {
    "series": ANSWERS["words"],
    "array": ANSWERS["words"].to_numpy(),
    "list of series": [ANSWERS["words"]],
    "number": 7,
    "array without dimensions": np.array(3),
    "bytes": b"q1",
    "nested": [["q1"]],
    "function": len,
    "huge": 10**5000,
}


def survey(**given):
    return survey_from_frame(ANSWERS, **{"domains": {"trust": ["q1", "q2"]}, **given})


@pytest.mark.parametrize("value", KINDS_OF_VALUES.values(), ids=KINDS_OF_VALUES)
@pytest.mark.parametrize(
    "asked",
    [
        lambda value: {"domains": value},
        lambda value: {"domains": {"trust": value}},
        lambda value: {"scale": value},
        lambda value: {"scale": (value, 5)},
        lambda value: {"reverse": value},
        lambda value: {"groupings": value},
        lambda value: {"groupings": ["sex"], "bands": value},
        lambda value: {"groupings": ["sex"], "bands": {"sex": value}},
        lambda value: {"labels": {"q1": value}},
        lambda value: {"labels": {"q1": {"en": value}}},
        lambda value: {"weight": value},
    ],
)
def test_a_wrong_value_is_refused_without_repeating_answers(asked, value):
    with pytest.raises(SurveyAnalysisError) as caught:
        survey(**asked(value))
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "missing", [b"9", [[9]], [ANSWERS], {9: ["refused"]}, {(9, 8): "refused"}, len]
)
def test_missing_codes_of_no_type_are_refused(missing):
    with pytest.raises(OptionError):
        survey(missing=missing)


def test_names_may_come_in_any_collection():
    for names in (
        ANSWERS.columns[:2],
        pd.Series(["q1", "q2"]),
        np.array(["q1", "q2"]),
        {"q1": 0, "q2": 0},
    ):
        assert [item.id for item in survey(domains={"t": names}).codebook.items] == ["q1", "q2"]
    assert survey(missing=pd.Series([9, 8])).codebook.missing[1].code == "8"
    assert survey(missing=9).codebook.missing[0].code == "9"


def test_ids_that_are_the_same_as_text_are_refused():
    with pytest.raises(OptionError, match="same as text"):
        survey(domains={1: ["q1"], "1": ["q2"]})
