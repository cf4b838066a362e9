# Reference values for tests/statistics/test_equivalence.py and test_power.py, from groups.csv.
# Run in this folder: Rscript equivalence.R
# `tost` is Schuirmann's pair of one-sided tests by the noncentral t on Welch's degrees of freedom,
# respondent by respondent; `effectsize` is what that package says of the same pairs.
suppressMessages({library(jsonlite); library(effectsize); library(survey)})

d <- read.csv("groups.csv")
J <- function(df) exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))
tost <- function(x, y, bound) {
  t <- t.test(x, y); df <- unname(t$parameter); se <- t$stderr
  s <- sqrt((var(x) + var(y)) / 2); edge <- bound * s / (J(df) * se); tt <- unname(t$statistic)
  list(n = c(length(x), length(y)), g = J(df) * unname(diff(rev(t$estimate))) / s,
       p_lower = pt(tt, df, ncp = -edge, lower.tail = FALSE), p_upper = pt(tt, df, ncp = edge),
       p_difference = t$p.value, t = tt, df = df, se = se, s = s)
}
of <- function(by, i, j, bound) {
  x <- d$score[d[[by]] == i]; y <- d$score[d[[by]] == j]
  found <- tost(x, y, bound)
  g <- hedges_g(x, y, pooled_sd = FALSE, ci = .90)
  said <- as.data.frame(equivalence_test(g, range = c(-bound, bound), rule = "classic"))
  found$effectsize <- list(g = g$Hedges_g, ci = c(g$CI_low, g$CI_high),
                           accepted = said$ROPE_Equivalence == "Accepted")
  found
}
pairs <- function(by, levels, bound) {
  two <- combn(levels, 2)
  lapply(seq_len(ncol(two)), function(k) of(by, two[1, k], two[2, k], bound))
}
power <- list(
  t = lapply(list(c(10, 1, .8, .05), c(30, 2.5, .8, .05), c(200, .7, .9, .01), c(5, 1, .5, .1)),
    function(a) list(n = a[1], sd = a[2], power = a[3], alpha = a[4],
      delta = power.t.test(n = a[1], sd = a[2], power = a[3], sig.level = a[4], strict = TRUE,
                           tol = 1e-10)$delta)),
  f = lapply(list(c(3, 20, .8, .05), c(5, 100, .9, .01)),
    function(a) {
      var <- power.anova.test(groups = a[1], n = a[2], within.var = 1, power = a[3],
                              sig.level = a[4])$between.var
      N <- a[1] * a[2]; of <- function(lambda) lambda / (lambda + N)
      miss <- function(l) pf(qf(1 - a[4], a[1] - 1, N - a[1]), a[1] - 1, N - a[1], ncp = l) - 1 + a[3]
      # power.anova.test searches to five digits only
      list(groups = a[1], n = a[2], power = a[3], alpha = a[4],
           omega = of(uniroot(miss, c(.1, 100), tol = 1e-12)$root),
           power_anova_test = of((a[1] - 1) * a[2] * var))
    }),
  welch = lapply(list(c(12.3, 1.7, .8, .05), c(4.5, .3, .6, .05)), function(a) {
    beyond <- qt(1 - a[4] / 2, a[1])
    f <- function(l) pt(beyond, a[1], ncp = l, lower.tail = FALSE) + pt(-beyond, a[1], ncp = l) - a[3]
    list(df = a[1], se = a[2], power = a[3], alpha = a[4],
         difference = a[2] * uniroot(f, c(.01, 20), tol = 1e-12)$root)
  }))

# weighted: influence of every respondent on g, variances by R survey
weighted <- function(i, j, bound) {
  des <- svydesign(~1, weights = ~weight, data = d)
  x <- d$region == i; y <- d$region == j; w <- d$weight
  side <- function(of) {
    n <- sum(of); W <- sum(w[of]); m <- sum(w[of] * d$score[of]) / W
    v <- n / (n - 1) * sum(w[of] * (d$score[of] - m)^2) / W
    z <- d$score - m
    # HC3: the mean weight of those with this score, in that of the group
    h <- ave(w^2 * of, d$score, FUN = sum) / pmax(ave(w * of, d$score, FUN = sum), 1e-12) / W
    list(n = n, h = ifelse(of, h, 0), m = m, v = v, um = ifelse(of, z / W, 0),
         uv = ifelse(of, (n / (n - 1) * z^2 - v) / W, 0))
  }
  a <- side(x); b <- side(y); s <- sqrt((a$v + b$v) / 2); dd <- (a$m - b$m) / s
  u <- (a$um - b$um) / s - dd / (4 * s^2) * (a$uv + b$uv)
  u <- u / (1 - a$h - b$h)
  se <- sqrt(svyrecvar(as.matrix(w * u), des$cluster, des$strata, des$fpc))[1]
  df <- sum(x | y) - 2
  list(d = dd, se_d = se, df = df, difference = a$m - b$m, s = s,
       se = sqrt(svyrecvar(as.matrix(w * (a$um - b$um)), des$cluster, des$strata, des$fpc))[1])
}
sizes <- list(g = c(-.1, .19, .2, -.5, .79, .8, 3), omega = c(0, .005, .01, .03, .06, .1, .14, .3))
labels <- list(
  g = list(size = sizes$g, label = c(interpret_cohens_d(sizes$g, "cohen1988"))),
  omega = list(size = sizes$omega, label = c(interpret_omega_squared(sizes$omega, "field2013"))))
out <- list(
  about = sprintf("R %s, effectsize %s, survey %s, %s", getRversion(),
                  packageVersion("effectsize"), packageVersion("survey"), Sys.Date()),
  region = pairs("region", 0:2, .2), region_wide = pairs("region", 0:2, .5),
  age = pairs("age", 0:3, .3), power = power, labels = labels,
  weighted = list(weighted(0, 1, .2), weighted(0, 2, .2), weighted(1, 2, .2)))
write(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "equivalence.json")
