"""README.md of the sample: what the files are, and every defect of the broken one."""

from __future__ import annotations

from survey_analysis.demo.exports import DEFECTS, N_BROKEN, N_RAGGED, Defect
from survey_analysis.demo.population import POPULATION
from survey_analysis.demo.questionnaire import CODEBOOK

_TEXT = """\
# Sample data: eight areas of life

**Synthetic.** Nobody answered these questions. {n:,} respondents were drawn from an invented
population by `survey_analysis.demo` (seed {seed}); no figure here says anything about real
people, regions or groups. You may use the files as you like (BSD-3-Clause, as the package).

**Синтетические данные.** Никто не отвечал на эти вопросы: {n_ru} респондентов получены
генератором случайных чисел. Ни одно число ничего не говорит о настоящих людях, регионах или
группах.

| File | What it is |
|---|---|
| `responses.csv` | the export: UTF-8, comma, LF, ids as headers |
| `codebook.yaml` | its codebook, English first |
| `responses_cp1251.csv` | the same answers as a Russian platform would send them: cp1251, `;`, \
CRLF, decimal comma, Russian headers; education, region and source of news in words |
| `codebook_ru.yaml` | its codebook, Russian first |
| `responses_broken.csv` | the first {broken} respondents with the defects listed below; \
for `codebook.yaml` |
| `responses_ragged.csv` | the first {ragged} respondents; line 8 has a field too many (a decimal \
comma without quotes), line 15 has two too few; for `codebook.yaml` |

Make them again, byte for byte: `survey-analysis demo DIR`.

## What was asked

{items} items on one five-point scale of agreement in eight domains, {reverse} of them reversed;
`finances` and `languages` are formative. Life satisfaction (0 to 10) and the main source of
news stand outside the domains. Age, education and region group the respondents; a few regions
have fewer respondents than may be shown. Answers are missing for different reasons: refused
(97), don't know (98), not applicable (99: the work items for those without work, two family
items for those who live alone), no answer (an empty cell).

| Domain | Items | Measurement | Depends on |
|---|---|---|---|
{domains}

The size of each effect, the loadings and the rates of missing answers are
`survey_analysis.demo.population.POPULATION`; `survey_analysis.demo.truth.domain_truth("health")`
gives the mean, alpha and group means that the sample estimates.

## What is wrong in `responses_broken.csv`

Each line of it is a line of `responses.csv`, so that the two can be compared. The header is
line 1.

| Column | Lines | What is wrong | Told as |
|---|---|---|---|
{defects}
"""


def readme() -> bytes:
    """The text of README.md."""
    text = _TEXT.format(
        n=POPULATION.n,
        n_ru=f"{POPULATION.n:,}".replace(",", " "),
        seed=POPULATION.seed,
        broken=N_BROKEN,
        ragged=N_RAGGED,
        items=len(CODEBOOK.items),
        reverse=sum(item.reverse for item in CODEBOOK.items),
        domains="\n".join(map(_domain_row, POPULATION.domains)),
        defects="\n".join(map(_defect_row, DEFECTS)),
    )
    return text.encode("utf-8")


def _domain_row(id: str) -> str:
    domain, model = CODEBOOK.domain(id), POPULATION.domains[id]
    effects = {"age": model.age, "education": model.education, "region": model.region}
    found = ", ".join(name for name, size in effects.items() if size) or "nothing"
    n_items = len(CODEBOOK.items_of(id))
    return f"| `{id}` {domain.label['en']} | {n_items} | {domain.measurement} | {found} |"


def _defect_row(defect: Defect) -> str:
    lines = ", ".join(map(str, defect.lines)) or "whole column"
    becomes = f"`{defect.becomes}`: " if defect.becomes else ""
    return f"| `{defect.column}` | {lines} | {becomes}{defect.says} | {defect.told} |"
