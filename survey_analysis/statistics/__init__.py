"""The catalogue of statistics: a table in, a frozen result out.

The path that is typed is the file that is opened, so nothing is imported here.

One table of a discrete outcome (`Counts`), described for every group at once:

- `distributions.describe_counts`: n, mean, sd, t interval, median, quartiles, floor and ceiling
- `distributions.shares`: share of every value with its Wilson interval
- `distributions.top_boxes`: share of agreement with its Wilson interval

Tests of groups (`Callable[[Counts], GroupTest]`), each with an effect size and its pairs:

- `means.welch`: Welch's t for two groups, Welch's ANOVA for more
- `means.welch_t`: two means, unequal variances; Hedges' g
- `means.welch_anova`: several means, unequal variances; omega squared; Games-Howell pairs
- `means.anova`: several means, one common variance; omega squared; Tukey-Kramer pairs
- `ranks.mann_whitney`: two groups by ranks; Cliff's delta
- `ranks.kruskal_wallis`: several groups by ranks; rank epsilon or eta squared; Dunn's pairs
- `contingency.chi_square`: a nominal outcome by groups; bias-corrected Cramer's V, residuals

The items of a domain (`Moments`, `Patterns`):

- `reliability.cronbach_alpha`: alpha raw and standardized, five intervals, mean r, SEM
- `items.item_analysis`: n, mean, sd, item-rest correlation, alpha if dropped

Parts that the above are made of, for use on their own:

- `interval`: t and normal quantiles, t interval, Wilson interval
- `quantiles`: quartiles and the median's interval from a frequency table
- `group_means`: n, mean and variance of every group
- `effect_sizes`: Hedges' g, omega squared with noncentral intervals
- `cliffs_delta`, `dunn`, `games_howell`: statistics of every pair of groups
- `studentized_range`: tail and quantile of the studentized range
- `noncentral`: noncentrality parameters of t, F and chi-square
- `multiplicity`: Holm, Benjamini-Hochberg

To add a statistic:

1. One new module named after the question, one public function named after the textbook. It
   takes a table and keyword options, and returns a frozen, keyword-only dataclass with slots;
   a test of groups returns `group_test.GroupTest`.
2. What the data do not allow is nan with a `Note` that says why (a new sentence in
   `survey_analysis/sentences/results.py`), never an exception and never a numpy warning.
3. A docstring in the order of this folder: question, Parameters, Returns, Missing data,
   Formula, Source, Verified against, Examples.
4. `tests/statistics/test_<module>.py` with four kinds of tests: oracle, identity, edge, message.
5. One line above.
"""
