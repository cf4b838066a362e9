"""The benchmark's task with this package: `million_ours.py EXPORT CODEBOOK OUT.json`."""

from __future__ import annotations

import sys

from measured import Stopwatch, hand_back

watch = Stopwatch()
with watch.step("import"):
    from survey_analysis import compare, load_survey, reliability
    from survey_analysis.statistics.ranks import kruskal_wallis

export, codebook, out = sys.argv[1:]
with watch.step("load"):
    survey = load_survey(export, codebook)
with watch.step("analysis"):
    alphas = reliability(survey)
    means = compare(survey)
    ranks = compare(survey, statistic=kruskal_wallis)

numbers: dict[str, list[float]] = {}
for row in alphas.table.itertuples():
    numbers[f"alpha {row.domain}"] = [row.alpha]
domains = {domain.id for domain in survey.codebook.domains}
for result in (means, ranks):
    for row in result.table.itertuples():
        if row.outcome in domains:
            values = [row.statistic, row.df1, row.p_value]
            if result is means:
                values.insert(2, row.df2)
            numbers[f"{row.test} {row.outcome} {row.group_by}"] = values
for row in means.pairs.itertuples():
    if row.outcome in domains:
        name = f"pair {row.outcome} {row.group_by} {row.group1} {row.group2}"
        numbers[name] = [row.estimate, row.se, row.statistic, row.df, row.p_value]
hand_back(out, watch, numbers)
