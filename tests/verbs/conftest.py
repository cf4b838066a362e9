"""Small surveys that the verbs are tried on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa


@pytest.fixture(scope="session")
def answers() -> pd.DataFrame:
    """Sixty respondents, four items that go together, two groupings, a weight."""
    rng = np.random.default_rng(11)
    latent = rng.normal(size=60)
    items = {
        f"q{i}": np.clip(np.round(3 + latent + rng.normal(size=60)), 1, 5) for i in range(1, 5)
    }
    frame = pd.DataFrame(items)
    frame["q3"] = 6 - frame["q3"]
    frame.loc[::9, "q2"] = np.nan
    frame["sex"] = np.where(np.arange(60) % 3, "f", "m")
    frame["age"] = 20 + np.arange(60) % 50
    frame["w"] = 0.5 + (np.arange(60) % 4) / 2
    return frame


@pytest.fixture(scope="session")
def survey(answers: pd.DataFrame) -> sa.Survey:
    return sa.survey_from_frame(
        answers,
        domains={"trust": ["q1", "q2", "q3"], "ties": ["q4"]},
        reverse=["q3"],
        groupings=["sex", "age"],
        bands={"age": [14, 30, 50]},
    )


@pytest.fixture(scope="session")
def weighted(answers: pd.DataFrame) -> sa.Survey:
    return sa.survey_from_frame(
        answers,
        domains={"trust": ["q1", "q2", "q3"]},
        reverse=["q3"],
        groupings=["sex"],
        weight="w",
    )
