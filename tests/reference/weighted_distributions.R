# Reference values for tests/statistics/test_weighted_shares.py, test_distributions.py,
# test_quantiles.py and test_single_units.py, from groups.csv (make_data.py) and clusters.csv
# (make_clusters.py). Run in this folder: Rscript weighted_distributions.R
# All of it is R survey as it is: svymean(deff = "replace"), confint, svyciprop(method = "beta"),
# svyquantile, and options(survey.lonely.psu = "adjust") for strata of one sampling unit.
suppressMessages({library(jsonlite); library(survey)})
options(survey.lonely.psu = "fail")

g <- read.csv("groups.csv")
g$continuous <- g$score + (seq_len(nrow(g)) * 0.6180339887) %% 1
k <- read.csv("clusters.csv", na.strings = "")
k$part <- ifelse(k$group == "a", 0, 1)
designs <- list(
  clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = k),
  population = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~population,
                         nest = TRUE, data = k),
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = k),
  persons = svydesign(~1, strata = ~stratum, weights = ~weight, fpc = ~persons, data = k),
  unweighted = svydesign(~cluster, strata = ~stratum, weights = rep(1, nrow(k)), nest = TRUE,
                         data = k))

# mean, its deff and t interval of one subpopulation; the beta interval of the share of each value
of_part <- function(des, y, values) {
  des$variables$y <- des$variables[[y]]
  des <- subset(des, !is.na(y)); df <- degf(des)
  m <- svymean(~y, des, deff = "replace")
  shares <- lapply(values, function(v) {
    des$variables$x <- as.numeric(des$variables$y == v)
    x <- svymean(~x, des, deff = "replace"); p <- coef(x)[[1]]; n_e <- p * (1 - p) / vcov(x)[[1]]
    t2 <- (qt(.975, nrow(des) - 1) / qt(.975, df))^2
    list(share = p, var = vcov(x)[[1]], deff = deff(x)[[1]], n_e = n_e * t2,
         ci = as.numeric(attr(svyciprop(~x, des, method = "beta"), "ci")))
  })
  list(n = nrow(des), df = df, mean = coef(m)[[1]], se = SE(m)[[1]], deff = deff(m)[[1]],
       ci = as.numeric(confint(m, df = df)), share = sapply(shares, `[[`, "share"),
       var = sapply(shares, `[[`, "var"), share_deff = sapply(shares, `[[`, "deff"),
       n_e = sapply(shares, `[[`, "n_e"), low = sapply(shares, function(s) s$ci[1]),
       high = sapply(shares, function(s) s$ci[2]))
}
parts <- function(des) lapply(0:1, function(i) of_part(subset(des, part == i), "q1", 1:5))
simple <- svydesign(~1, weights = ~weight, data = g)
out <- list(
  simple = list(all = of_part(simple, "score", 8:22),
                age = lapply(0:3, function(a) of_part(subset(simple, age == a), "score", 10:20)),
                item = lapply(0:2, function(r) of_part(subset(simple, region == r), "item", 1:5))),
  designs = lapply(designs, function(des) list(all = of_part(des, "q1", 1:5), parts = parts(des))))
top <- svyciprop(~I(score >= 24), simple, method = "beta")
out$top <- list(share = coef(top)[[1]], ci = as.numeric(attr(top, "ci")))

# quantiles: on answers without ties, and with them
quantiles <- function(y, type) unname(svyquantile(as.formula(paste0("~", y)), simple,
  c(.25, .5, .75), interval.type = type, df = 599)[[1]][, 1:3])
out$quantiles <- list(continuous = quantiles("continuous", "beta"),
                      woodruff = quantiles("continuous", "mean"),
                      score = quantiles("score", "mean"), item = quantiles("item", "mean"))

# strata of one sampling unit, centred at the mean over all units
options(survey.lonely.psu = "adjust")
fewer <- subset(k, !(stratum == "west" & cluster == 2))
alone <- subset(k, stratum != "west" | seq_len(nrow(k)) == which(k$stratum == "west")[1])
single <- list(
  clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = fewer),
  population = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~population,
                         nest = TRUE, data = fewer),
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = alone),
  persons = svydesign(~1, strata = ~stratum, weights = ~weight, fpc = ~persons, data = alone))
items <- paste0("q", 1:5)
alpha <- function(des) {
  v <- des$variables; y <- as.matrix(v[items]); w <- weights(des); of <- complete.cases(y)
  y <- y[of, ]; w <- w[of]; W <- sum(w); m <- colSums(w * y) / W; z <- sweep(y, 2, m)
  t <- rowSums(z); S <- crossprod(z * w, z) / W; tr <- sum(diag(S)); T <- sum(S)
  x <- numeric(nrow(v))
  x[of] <- w / W * -5 / 4 * (rowSums(z^2) / T - tr * t^2 / T^2)
  list(alpha = 5 / 4 * (1 - tr / T), se = sqrt(svyrecvar(as.matrix(x), des$cluster, des$strata,
                                                         des$fpc))[1])
}
out$single <- lapply(single, function(des)
  list(all = of_part(des, "q1", 1:5), parts = parts(des), alpha = alpha(des)))

out$meta <- list(script = "weighted_distributions.R", date = as.character(Sys.Date()),
                 r = R.version.string,
                 packages = list(survey = as.character(packageVersion("survey"))))
write_json(out, "weighted_distributions.json", auto_unbox = TRUE, digits = 15, pretty = TRUE,
           na = "null")
