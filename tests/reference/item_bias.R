# Reference values for tests/statistics/test_item_bias.py and its neighbours, written to
# tests/reference/item_bias.json. Run from the root of the repository:
# Rscript tests/reference/item_bias.R
# Data: tests/reference/items.csv (groups a and b) and data/sample/responses.csv (domains skills
# and civic by education). Strata are joined as tables/item_by_rest.py says; polr is run until its
# likelihood stands still. The SMD is written out respondent by respondent.
suppressMessages({library(coin); library(MASS); library(jsonlite); library(survey)})

strata_of <- function(rest, group, least = 2) {
  levels <- sort(unique(rest)); starts <- c(); held <- NULL
  for (level in levels) {
    if (is.null(held) || all(held >= least)) { starts <- c(starts, level); held <- 0 * table(group) }
    held <- held + table(group[rest == level])
  }
  if (length(starts) > 1 && any(held < least)) starts <- starts[-length(starts)]
  list(starts = starts, of = findInterval(rest, starts))
}

smd_of <- function(y, focal, stratum) {
  d <- 0
  for (s in unique(stratum)) {
    f <- y[focal & stratum == s]; r <- y[!focal & stratum == s]
    if (length(f) && length(r)) d <- d + length(f) * (mean(f) - mean(r))
  }
  nf <- sum(focal); nr <- sum(!focal)
  d / nf / sqrt(((nf - 1) * var(y[focal]) + (nr - 1) * var(y[!focal])) / (nf + nr - 2))
}

# two answers are a logistic regression, which polr leaves to glm
fit <- function(formula, data) {
  if (nlevels(data$y) > 2) return(polr(formula, data, Hess = FALSE, control = list(reltol = 1e-16, maxit = 5000)))
  f <- glm(formula, binomial, data, epsilon = 1e-14, maxit = 100)
  f$zeta <- -coef(f)[[1]]; f$coefficients <- coef(f)[-1]; f
}

one_item <- function(y, rest, group) {
  joined <- strata_of(rest, group); s <- factor(joined$of)
  ordered_y <- factor(y, ordered = TRUE)
  m <- cmh_test(ordered_y ~ group | s, scores = list(ordered_y = sort(unique(y))))
  g <- mantelhaen.test(table(group, factor(y), s), correct = FALSE)
  z <- (rest - mean(rest)) / sqrt(mean((rest - mean(rest))^2))
  d <- data.frame(y = ordered_y, z = z, group = group)
  fits <- list(fit(y ~ z, d), fit(y ~ z + group, d), fit(y ~ z * group, d))
  ll <- sapply(fits, function(f) as.numeric(logLik(f)))
  share <- table(y) / length(y); null <- sum(table(y) * log(share)); n <- length(y)
  r2 <- (1 - exp(2 * (null - ll) / n)) / (1 - exp(2 * null / n))
  list(n = n, starts = joined$starts, answers = sort(unique(y)),
    mantel = list(statistic = if (nlevels(group) == 2) statistic(m)[[1]]^2 else statistic(m)[[1]], df = nlevels(group) - 1, p = pvalue(m)[[1]]),
    gmh = list(statistic = g$statistic[[1]], df = g$parameter[[1]], p = g$p.value),
    smd = sapply(levels(group), function(label) smd_of(y, group == label, joined$of), USE.NAMES = FALSE),
    log_likelihood = ll, coefficients = lapply(fits, function(f) I(unname(coef(f)))),
    thresholds = lapply(fits, function(f) I(unname(f$zeta))),
    statistic = 2 * diff(ll), df = rep(nlevels(group) - 1, 2),
    p = pchisq(2 * diff(ll), nlevels(group) - 1, lower.tail = FALSE), r2_change = diff(r2))
}

domain <- function(x, group, least = 50) {
  ok <- complete.cases(x) & !is.na(group)
  x <- x[ok, ]; group <- group[ok]
  kept <- names(which(table(group) >= least))
  x <- x[group %in% kept, ]; group <- factor(group[group %in% kept], kept)
  list(groups = kept, n = as.numeric(table(group)),
    items = lapply(seq_len(ncol(x)), function(i) one_item(x[, i], rowSums(x[, -i, drop = FALSE]), group)))
}

ref <- list()
d <- read.csv("tests/reference/items.csv")
x <- as.matrix(d[, paste0("q", 1:6)])
ref$two_groups <- domain(x, factor(d$group))
ref$two_answers <- domain((x >= 5) + 0, factor(d$group))

# gaps with and without items 2 and 5, unweighted and weighted
ok <- complete.cases(x); all <- rowMeans(x[ok, ]); left <- rowMeans(x[ok, -c(2, 5)])
g <- d$group[ok]; w <- d$weight[ok]
welch <- function(v) { t <- t.test(v[g == "a"], v[g == "b"]); list(estimate = -diff(t$estimate)[[1]], se = t$stderr, ci = t$conf.int[1:2]) }
ref$gaps <- list(gap = welch(all), without = welch(left), change = welch(left - all))
weighted <- function(v) {
  one <- function(label) { m <- svymean(~v, svydesign(~1, weights = ~w, data = data.frame(v = v, w = w)[g == label, ])); c(coef(m), SE(m)^2) }
  a <- one("a"); b <- one("b"); c(a[[1]] - b[[1]], sqrt(a[[2]] + b[[2]]))
}
ref$weighted_gaps <- list(gap = weighted(all), without = weighted(left), change = weighted(left - all))

# several groups: the sample by education
s <- read.csv("data/sample/responses.csv", colClasses = "character", check.names = FALSE)
book <- readLines("data/sample/codebook.yaml")
reversed <- sub(".*id: ([a-z0-9]+),.*", "\\1", book[grepl("reverse: true", book)])
answers <- function(id) {
  v <- suppressWarnings(as.numeric(s[[id]])); v[!(v %in% 1:5)] <- NA
  if (id %in% reversed) 6 - v else v
}
education <- factor(s$education, 1:6)
ref$skills <- domain(sapply(paste0("skl", 1:4), answers), education)
ref$civic <- domain(sapply(paste0("civ", 1:4), answers), education)

ref$meta <- list(script = "item_bias.R", date = as.character(Sys.Date()), r = R.version.string,
  packages = sapply(c("coin", "MASS", "survey"), function(p) as.character(packageVersion(p))))
write_json(ref, "tests/reference/item_bias.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
