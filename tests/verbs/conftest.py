"""Small surveys that the verbs are tried on."""

from __future__ import annotations

from collections.abc import Callable

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


DRAWN_CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: drawn}
scales: {five: {type: ordinal, values: {"1": , "2": , "3": , "4": , "5": }}}
domains: {trust: {label: Trust}, ties: {label: Ties}}
items:
  - {id: q1, domain: trust, scale: five}
  - {id: q4, domain: ties, scale: five}
variables:
  sex: {role: grouping, type: nominal, values: {f: , m: }}
  stratum: {role: design, type: nominal, extra_codes: allowed}
  cluster: {role: design, type: text}
"""


@pytest.fixture(scope="session")
def drawn_survey(
    answers: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., sa.Survey]:
    """The sixty respondents drawn in two strata of six clusters each, by any design."""
    folder = tmp_path_factory.mktemp("drawn")
    place = np.arange(60)
    frame = answers[["q1", "q4", "sex"]].astype({"q1": "int", "q4": "int"}).astype(str)
    frame = frame.assign(stratum=(place % 2).astype(str), cluster=(place // 5 % 6).astype(str))

    def make(**design: str) -> sa.Survey:
        path = folder / f"{'_'.join(design.values())}.yaml"
        told = ", ".join(f"{key}: {name}" for key, name in design.items())
        path.write_text(f"{DRAWN_CODEBOOK}design: {{{told}}}\n", encoding="utf-8")
        return sa.load_survey(frame, sa.load_codebook(path))

    return make
