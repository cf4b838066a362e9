"""The catalogue of statistics: a table in, a frozen result out.

The path that is typed is the file that is opened, so nothing is imported here.

One table of a discrete outcome (`Counts`), described for every group at once:

- `distributions.describe_counts`: n, mean, sd, t interval, median, quartiles, floor and ceiling
- `distributions.shares`: share of every value with its interval (Wilson, Korn-Graubard)
- `distributions.top_boxes`: share of agreement with its interval

Tests of groups (`Callable[[Counts], GroupTest]`), each with an effect size and its pairs:

- `means.welch`: Welch's t for two groups, Welch's ANOVA for more
- `means.welch_t`: two means, unequal variances; Hedges' g
- `means.welch_anova`: several means, unequal variances; omega squared; Games-Howell pairs
- `means.anova`: several means, one common variance; omega squared; Tukey-Kramer pairs
- `wald.wald`: linearized t for two weighted groups, Wald's F for more
- `wald.linearized_t`: two weighted means and any design; weighted Hedges' g
- `wald.wald_f`: several weighted means and any design; weighted omega squared; linearized t pairs
- `ranks.mann_whitney`: two groups by ranks; Cliff's delta
- `ranks.brunner_munzel`: how often one group is higher than another, whatever their spread
- `ranks.kruskal_wallis`: several groups by ranks; rank epsilon or eta squared; Dunn's pairs
- `weighted_ranks.weighted_rank_test`: two or more groups by weighted ranks and any design
- `contingency.chi_square`: a nominal outcome by groups; bias-corrected Cramer's V, residuals
- `rao_scott.rao_scott`: the same of weighted shares and any design, second order as F

Trends over ordered groups, in the order of the table (also `Callable[[Counts], GroupTest]`):

- `trends.linear_trend`: means in a straight line, unequal variances; slope, Hedges' g per step
- `trends.jonckheere_terpstra`: by ranks, with ties; Kendall's tau-b or Somers' d
- `linear_by_linear.cochran_armitage`: the share of one of two answers; slope, Somers' d
- `linear_by_linear.linear_by_linear`: graded answers by scores; slope, Pearson's r
- `rank_association.kendall_tau_b`, `rank_association.somers_d`: how strongly, with intervals
- `score_association.pearson_r`, `score_association.slope`: the same by scores of the groups

How large, and how sure of no difference (`Counts`)?

- `equivalence.equivalence`: are the means of every pair alike, by two one-sided tests of g
- `power.smallest_detectable`: the smallest difference of every pair that would have been found
- `effect_labels.effect_label`: what a named rule calls an effect of this size

Groups beside what comes from other characteristics (`Counts` by crossed groupings, and levels):

- `adjusted_means.adjusted_means`: marginal means, differences, tests of the terms; HC3 or by design
- `simple_effects.simple_effects`: groups at each level of another grouping, and the interaction
- `ordinal_adjusted.ordinal_adjusted`: odds ratios of an ordered answer (proportional odds)
- `intraclass.intraclass_correlation`: how alike a group is; the design effect of such clusters

How consistent are the items of a domain (`Moments`, `Patterns`)?

- `reliability.cronbach_alpha`: alpha raw and standardized, five intervals, mean r, SEM
- `omega.mcdonald_omega`: omega in both denominators with interval, one-factor model and its fit
- `omega.omega_if_dropped`: omega without each item
- `items.item_analysis`: n, mean, sd, item-rest correlation with interval, SMC, alpha if dropped
- `guttman.guttman_lambdas`: lambda 1 to 6, covariance metric, with intervals
- `split_half.split_half`: smallest, mean and largest over all splits into halves
- `alpha_differences.alpha_differences`: do groups differ in alpha, every pair, equal error
- `bootstrap.bca_intervals`: the interval of any number, by drawing the respondents again

Are they one thing (joint answers to pairs of items, `PairCounts`)?

- `polychoric.polychoric_correlations`: correlations behind the categories, by two steps
- `polychoric.ordinal_alpha`: alpha of the variables behind the items, with Chalmers' caution
- `parallel_analysis.parallel_analysis`: eigenvalues beside those of independent items

How exact is a score (`Patterns`)?

- `measurement_error.measurement_error`: SEM of a domain or composite, also by score; what is real
- `retest.retest`: which pairs and which of the top a second test would keep

Do groups answer the items alike (`Patterns`, `ItemByRest`)?

- `item_bias.differential_item_functioning`: items that groups answer differently though alike on
  the others
- `mantel.mantel`, `mantel.generalized_mantel_haenszel`: one item across strata of rest scores
- `mantel.standardized_mean_differences`: by how much, in standard deviations of the item
- `ordinal_logistic.logistic_bias`: uniform and non-uniform, by proportional odds
- `matching_error.smd_if_fair`: what an item without bias would show, matched with error
- `score_gaps.score_gaps`: gaps between groups in a domain, with and without some items

How do two domains go together (`Patterns` side by side, incomplete rows as well)?

- `score_correlations.score_correlations`: Pearson, Spearman, disattenuated, with intervals

Which domains stand higher in the same respondents (`ScoreMoments`)?

- `paired_means.paired_means`: means, Hotelling's test or Wald's F, paired differences with d
- `friedman.friedman`: the same by ranks within respondents; Kendall's W with interval
- `profile_differences.profile_differences`: do groups differ in which domains stand higher

How reliable is a composite of domains (`Patterns` of their items side by side)?

- `stratified_alpha.stratified_alpha`: reliability, interval, SEM, error and truth by domain
- `lengthening.lengthening`: which domain needs how many items for a target reliability

Which weights make a sample agree with known margins (raking cells)?

- `raking.rake`: raking, with a cap inside the cycle, many tables at once
- `raking_limits.smallest_cap`, `raking_limits.weightless_cells`: can the margins be met at all
- `raking_replicates.raked_replicates`: the weights raked again without each unit
- `raked_jackknife.jackknife_covariance`: how numbers vary over them
- `weight_spread.weight_spread`: how unequal weights are, and what they cost

Parts that the above are made of, for use on their own:

- `multiple_correlation`: squared multiple correlations of the items
- `total_variance`: variance of the sum of the items, intervals of shares of it
- `interval`: t and normal quantiles, t interval, intervals of Wilson and of Korn and Graubard
- `quantiles`: quartiles and their intervals from a frequency table
- `group_variances`: variance of a number of each group by the design, quick for many groups
- `weighted_shares`: shares with their variance by weights and design, and an effective n
- `group_means`: n, mean and variance of every group
- `rank_effects`: what part of the variance of ranks goes with the groups
- `effect_sizes`: Hedges' g, omega and epsilon squared with noncentral intervals
- `weighted_effects`: the same of weighted means, with linearized intervals
- `explained_variance`: what goes with the groups, of any means with their covariance
- `cell_influence`: variance of a number of all groups from the influence of each cell
- `linear_contrast`: slope of the means over the scores of the groups, and in standard deviations
- `trend_test`: what a test of ordered groups returns, and which groups take part
- `cliffs_delta`, `dunn`, `games_howell`: statistics of every pair of groups
- `superiority`: P(X > Y) and Cliff's delta of every pair, also by weights and design
- `bivariate_normal`: distribution and density of two correlated normal variables
- `polychoric_estimation`, `polychoric_likelihood`: polychoric correlations of many tables at once
- `independent_items`: correlations that items without anything in common have by chance
- `one_factor`: the one-factor model by maximum likelihood, for stacks of covariances
- `one_factor_minimum`, `one_factor_likelihood`: Newton's method for it, and its derivatives
- `composite_variance`: error forms, stratified alpha and its gradient, for stacks of covariances
- `composite_intervals`: jackknife, influence values and bootstrap for stratified alpha
- `resampled_covariances`, `resampled_pairs`: covariances, joint tables under many weightings
- `studentized_range`: tail and quantile of the studentized range
- `noncentral`: noncentrality parameters of t, F and chi-square
- `moment_influence`: what a respondent adds to alpha and to the error variance
- `linearization`: variance and degrees of freedom by strata, clusters and population sizes
- `grouped_linearization`: covariances of numbers of many groups, by weights and any design
- `linear_model`, `model_columns`: least squares on crossed counts, aliased columns, estimability
- `expected_counts`: whether a table is too sparse for a chi-square
- `joint_test`: Wald's F test
- `score_means`, `domain_pairs`: means of domains with their covariance, paired differences
- `within_share`: share of the differences within respondents that all have, with interval
- `score_covariance`: covariance of numbers made of scores, by the sampling design
- `multiplicity`: Holm, Benjamini-Hochberg

To add a statistic:

1. One new module named after the question, one public function named after the textbook. It
   takes a table and keyword options, and returns a frozen, keyword-only dataclass with slots;
   a test of groups returns `group_test.GroupTest`.
2. What the data do not allow is nan with a `Note` that says why (a new sentence in
   `survey_analysis/sentences/`), never an exception and never a numpy warning.
3. A docstring in the order of this folder: question, Parameters, Returns, Missing data,
   Formula, Source, Verified against, Examples.
4. `tests/statistics/test_<module>.py` with four kinds of tests: oracle, identity, edge, message.
5. One line above.
"""
