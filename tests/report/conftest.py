"""A small bilingual survey, and the results that pictures and pages are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa

CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: small, title: {en: "Small survey", ru: "Малый опрос"}}
default_language: en
missing:
  "98": {kind: dont_know, label: {en: "Don't know", ru: "Затрудняюсь ответить"}}
  "97": {kind: refused, label: {en: "Refused", ru: "Отказ"}}
scales:
  agree5:
    type: ordinal
    values:
      "1": {en: "Strongly disagree", ru: "Совсем не согласен"}
      "2": {en: "Disagree", ru: "Скорее не согласен"}
      "3": {en: "Neither", ru: "И да, и нет"}
      "4": {en: "Agree", ru: "Скорее согласен"}
      "5": {en: "Strongly agree", ru: "Полностью согласен"}
domains:
  trust: {label: {en: "Trust", ru: "Доверие"}}
  money: {label: {en: "Money", ru: "Деньги"}, measurement: formative}
items:
  - {id: t1, domain: trust, scale: agree5,
     label: {en: "People can be trusted", ru: "Людям можно верить"}}
  - {id: t2, domain: trust, scale: agree5, reverse: true,
     label: {en: "One must be careful", ru: "Надо быть осторожным"}}
  - {id: t3, domain: trust, scale: agree5, label: {en: "People help", ru: "Люди помогают"}}
  - {id: m1, domain: money, scale: agree5, label: {en: "Income is enough", ru: "Дохода хватает"}}
  - {id: m2, domain: money, scale: agree5, label: {en: "I have savings", ru: "Есть сбережения"}}
variables:
  age:
    role: grouping
    type: integer
    range: [14, 99]
    bands: [14, 18, 40, 65]
    label: {en: "Age", ru: "Возраст"}
  school:
    role: grouping
    type: ordinal
    label: {en: "Education", ru: "Образование"}
    values:
      "1": {en: Lower, ru: Низшее}
      "2": {en: Middle, ru: Среднее}
      "3": {en: Higher, ru: Высшее}
  life:
    role: outcome
    type: integer
    range: [0, 10]
    label: {en: "Life satisfaction", ru: "Удовлетворённость"}
  news:
    role: outcome
    type: nominal
    label: {en: "Main news", ru: "Новости"}
    values:
      "1": {en: Radio, ru: Радио}
      "2": {en: Papers, ru: Газеты}
      "3": {en: Sites, ru: Сайты}
"""


def answers(n: int = 240, seed: int = 7) -> pd.DataFrame:
    """Answers with a trust factor; four respondents are younger than 18."""
    rng = np.random.default_rng(seed)
    trust = rng.normal(size=n)

    def item(loading: float, sign: int = 1) -> np.ndarray:
        raw = 3 + sign * (loading * trust + rng.normal(scale=0.8, size=n))
        return np.clip(np.rint(raw), 1, 5).astype(int).astype(str)

    frame = pd.DataFrame(
        {
            "t1": item(0.9),
            "t2": item(0.8, -1),
            "t3": item(0.7),
            "m1": item(0.3),
            "m2": item(0.2),
            "age": rng.integers(18, 90, n).astype(str),
            "school": rng.choice(["1", "2", "3"], n),
            "life": np.clip(np.rint(6 + trust + rng.normal(size=n)), 0, 10).astype(int).astype(str),
            "news": rng.choice(["1", "2", "3"], n, p=[0.2, 0.3, 0.5]),
        }
    )
    frame.loc[frame.index[:4], "age"] = ["14", "15", "16", "17"][: min(4, n)]
    frame.loc[frame.index[4:24], "t1"] = "98"
    frame.loc[frame.index[10:16], "m1"] = "97"
    return frame


@pytest.fixture(scope="session")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> sa.Codebook:
    path = tmp_path_factory.mktemp("small") / "codebook.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return sa.load_codebook(path)


@pytest.fixture(scope="session")
def survey(codebook: sa.Codebook) -> sa.Survey:
    return sa.load_survey(answers(), codebook)


@pytest.fixture(scope="session")
def items(survey: sa.Survey):
    return sa.distribution(survey, outcomes=["t1", "t2", "t3", "m1", "m2"])


@pytest.fixture(scope="session")
def scores(survey: sa.Survey):
    return sa.distribution(survey)


@pytest.fixture(scope="session")
def by_school(survey: sa.Survey):
    return sa.distribution(survey, by="school")


@pytest.fixture(scope="session")
def by_age(survey: sa.Survey):
    return sa.distribution(survey, by="age")


@pytest.fixture(scope="session")
def compared(survey: sa.Survey):
    return sa.compare(survey, by=["age", "school"])


@pytest.fixture(scope="session")
def alpha(survey: sa.Survey):
    return sa.reliability(survey)
