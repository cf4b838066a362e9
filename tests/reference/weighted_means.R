# Reference values for tests/statistics/test_wald.py, test_weighted_effects.py, test_rao_scott.py
# and test_effect_sizes.py, from groups.csv (make_data.py) and clusters.csv (make_clusters.py).
# Run in this folder: Rscript weighted_means.R
# Means, tests and Rao-Scott are those of R survey. What no package has (weighted g, residuals with
# design-based standard errors) is written here as a function of svytotal, which svycontrast
# differentiates symbolically; omega squared and V are solved from pf(ncp =) by uniroot.
suppressMessages({library(jsonlite); library(survey)})
options(survey.lonely.psu = "fail")

g <- read.csv("groups.csv")
for (v in c("age", "region")) g[[v]] <- factor(g[[v]])
k <- read.csv("clusters.csv", na.strings = "")
k$group <- factor(k$group)
designs <- list(
  simple = svydesign(~1, weights = ~weight, data = g),
  clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = k),
  population = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~population,
                         nest = TRUE, data = k),
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = k),
  persons = svydesign(~1, strata = ~stratum, weights = ~weight, fpc = ~persons, data = k),
  unweighted = svydesign(~cluster, strata = ~stratum, weights = rep(1, nrow(k)), nest = TRUE,
                         data = k))

noncentral <- function(x, cdf, level) {
  at <- function(p) if (cdf(x, 0) <= p) 0 else
    uniroot(function(l) cdf(x, l) - p, c(0, 20 * x + 200), tol = 1e-13)$root
  c(at(1 - (1 - level) / 2), at((1 - level) / 2))
}
from_f <- function(f, df1, df2, level) noncentral(f, function(x, l)
  pf(x, df1, df2, ncp = l), level)

# weighted standardized difference of two groups by their average variance, by svycontrast
standardized <- function(des, y, by, pair) {
  v <- des$variables
  for (i in 1:2) {
    of <- !is.na(v[[y]]) & !is.na(v[[by]]) & v[[by]] == pair[i]; x <- ifelse(of, v[[y]], 0)
    v[[paste0("w", i)]] <- as.numeric(of); v[[paste0("y", i)]] <- x; v[[paste0("z", i)]] <- x^2
  }
  n <- c(sum(v$w1), sum(v$w2)); des$variables <- v
  total <- svytotal(~w1 + y1 + z1 + w2 + y2 + z2, des)
  bias <- n / (n - 1)
  found <- svycontrast(total, list(d = bquote((y1 / w1 - y2 / w2) /
    sqrt((.(bias[1]) * (z1 / w1 - (y1 / w1)^2) + .(bias[2]) * (z2 / w2 - (y2 / w2)^2)) / 2))))
  c(coef(found)[[1]], SE(found)[[1]])
}
# where clusters were drawn the standard deviation is as sure as there are effective respondents
df_of_unit <- function(des, by, pair, df) {
  if (length(unique(des$cluster[, 1])) == nrow(des$variables)) return(df)
  n <- sapply(pair, function(l) { w <- weights(des, "sampling")[des$variables[[by]] == l]
    sum(w)^2 / sum(w^2) })
  max(df, sum(n) - 2)
}
of_means <- function(des, y, by) {
  inside <- subset(des, !is.na(des$variables[[y]]))
  outcome <- as.formula(paste0("~", y)); grouping <- as.formula(paste0("~", by))
  m <- svyby(outcome, grouping, inside, svymean, covmat = TRUE)
  labels <- levels(des$variables[[by]]); G <- length(labels)
  fit <- svyglm(as.formula(paste(y, "~", by)), inside)
  wald <- regTermTest(fit, grouping)
  out <- list(mean = unname(coef(m)), se = unname(SE(m)), df = sapply(labels, function(l)
    degf(subset(inside, inside$variables[[by]] == l))), df_all = degf(inside),
    F = as.numeric(wald$Ftest), df1 = wald$df, df2 = wald$ddf, p = as.numeric(wald$p))
  pairs <- combn(labels, 2)
  out$pairs <- lapply(seq_len(ncol(pairs)), function(i) {
    p <- pairs[, i]
    d <- svycontrast(m, setNames(c(1, -1), p))
    two <- subset(inside, inside$variables[[by]] %in% p); ddf <- degf(two) - 1
    t <- coef(d)[[1]] / SE(d)[[1]]
    x <- standardized(inside, y, by, p); nu <- df_of_unit(inside, by, p, ddf)
    J <- exp(lgamma(nu / 2) - lgamma((nu - 1) / 2)) / sqrt(nu / 2)
    list(estimate = coef(d)[[1]], se = SE(d)[[1]], t = t, df = ddf, p = 2 * pt(-abs(t), ddf),
         ci = coef(d)[[1]] + c(-1, 1) * qt(.975, ddf) * SE(d)[[1]], d = x, J = J)
  })
  out$holm <- p.adjust(sapply(out$pairs, `[[`, "p"), "holm")
  # the share of variance between the groups: population, not sample
  w <- weights(inside, "sampling"); f <- inside$variables[[by]]; yy <- inside$variables[[y]]
  W <- tapply(w, f, sum); n <- table(f); share <- as.numeric(W / sum(W))
  s2 <- sapply(labels, function(l) { i <- f == l; n[[l]] / (n[[l]] - 1) *
    sum(w[i] * (yy[i] - out$mean[labels == l])^2) / sum(w[i]) })
  A <- diag(share) - outer(share, share); V <- vcov(m); AV <- A %*% V
  q <- as.numeric(out$mean %*% A %*% out$mean); tr <- sum(diag(AV)); tr2 <- sum(diag(AV %*% AV))
  B <- max(0, q - tr); within <- sum(share * s2)
  nu <- tr^2 / tr2; ends <- from_f(q / tr, nu, out$df2, .95) * tr2 / tr
  total <- sum(w * (yy - sum(w * yy) / sum(w))^2) / sum(w)
  out$omega <- list(estimate = B / (B + within), epsilon = B / total, q = q, within = within,
                    nu = nu, noncentral = ends / (ends + within))
  out
}
of_table <- function(des, rows, columns, ...) {
  test <- svychisq(as.formula(paste0("~", rows, "+", columns)), des, statistic = "F")
  first <- svychisq(as.formula(paste0("~", rows, "+", columns)), des, statistic = "Chisq")
  list(F = as.numeric(test$statistic), df = as.numeric(test$parameter), p = as.numeric(test$p.value),
       X2 = as.numeric(first$statistic), p_first = as.numeric(first$p.value))
}
# residuals (observed - expected shares) with linearized standard errors
of_residuals <- function(des, rows, columns) {
  v <- des$variables; inside <- !is.na(v[[rows]]) & !is.na(v[[columns]])
  r <- factor(v[[rows]][inside]); c <- factor(v[[columns]][inside])
  names <- outer(seq_along(levels(r)), seq_along(levels(c)), function(i, j) paste0("x", i, "_", j))
  for (i in seq_along(levels(r))) for (j in seq_along(levels(c))) {
    x <- numeric(nrow(v)); x[inside] <- as.integer(r) == i & as.integer(c) == j
    v[[names[i, j]]] <- as.numeric(x)
  }
  des$variables <- v
  total <- svytotal(as.formula(paste("~", paste(names, collapse = "+"))), des)
  plus <- function(which) paste0("(", paste(which, collapse = "+"), ")")
  N <- plus(names)
  found <- lapply(seq_len(nrow(names)), function(i) sapply(seq_len(ncol(names)), function(j) {
    e <- paste0(names[i, j], "/", N, "-", plus(names[i, ]), "*", plus(names[, j]), "/", N, "^2")
    x <- svycontrast(total, list(d = parse(text = e)[[1]])); coef(x)[[1]] / SE(x)[[1]]
  }))
  do.call(rbind, found)
}

out <- list(means = list(simple = of_means(designs$simple, "score", "age"),
                         region = of_means(designs$simple, "score", "region")))
for (name in names(designs)[-1]) out$means[[name]] <- of_means(designs[[name]], "q1", "group")

two <- update(designs$simple, rest = factor(region != "0"))
t <- svyttest(score ~ rest, two)
out$two <- list(t = -unname(t$statistic), df = unname(t$parameter), p = t$p.value,
                difference = -unname(t$estimate), d = standardized(two, "score", "rest", c("FALSE", "TRUE")))

complete <- function(des) subset(des, !is.na(des$variables$q1))
out$tables <- list(simple = of_table(designs$simple, "region", "item"),
                   age = of_table(designs$simple, "age", "item"),
                   sparse = of_table(designs$simple, "region", "score"))
out$residuals <- list(simple = of_residuals(designs$simple, "region", "item"))
for (name in names(designs)[-1]) {
  out$tables[[name]] <- of_table(complete(designs[[name]]), "group", "q1")
  out$residuals[[name]] <- of_residuals(complete(designs[[name]]), "group", "q1")
}
# the unweighted epsilon squared, and noncentralities of F that belong to it
suppressMessages(library(effectsize))
a <- aov(score ~ age, g); s <- summary(a)[[1]]
w <- oneway.test(score ~ age, g)
ends <- function(f, df1, df2, level) { l <- from_f(f, df1, df2, level); l / (l + nrow(g)) }
out$epsilon <- list(
  classical = epsilon_squared(a, ci = NULL, verbose = FALSE)$Epsilon2,
  ends = ends(s[1, "F value"], s[1, "Df"], s[2, "Df"], .95),
  welch_ends = ends(unname(w$statistic), unname(w$parameter[1]), unname(w$parameter[2]), .95))

out$meta <- list(script = "weighted_means.R", date = as.character(Sys.Date()), r = R.version.string,
                 packages = list(survey = as.character(packageVersion("survey")),
                                 effectsize = as.character(packageVersion("effectsize"))))
write_json(out, "weighted_means.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
