# Reference values for tests/statistics/test_omega.py and test_one_factor.py, from items.csv, the
# sample data and matrices made here, written to omega.json.
# Run in this folder: Rscript omega.R
# Packages: lavaan, semTools, jsonlite. lavaan stops at about seven digits.
suppressMessages({library(lavaan); library(semTools); library(jsonlite)})
syntax <- function(items) paste(c(
  paste("F =~", paste0("l", seq_along(items), "*", items, collapse = " + ")),
  paste0(items, " ~~ t", seq_along(items), "*", items),
  paste0("omega := (", paste0("l", seq_along(items), collapse = " + "), ")^2 / ((",
         paste0("l", seq_along(items), collapse = " + "), ")^2 + ",
         paste0("t", seq_along(items), collapse = " + "), ")")), collapse = "\n")
parts <- function(f) {
  est <- lavInspect(f, "est"); up <- if (sum(est$lambda) < 0) -1 else 1
  list(loadings = up * unname(est$lambda[, 1]), residuals = unname(diag(est$theta)),
       loadings_std = up * unname(lavInspect(f, "std")$lambda[, 1]),
       fit = as.list(unclass(fitMeasures(f, c("chisq", "df", "pvalue", "cfi", "rmsea", "srmr")))))
}
of_data <- function(x, weights = NULL) {
  x <- x[complete.cases(x), ]; items <- setdiff(names(x), weights)
  fit <- function(...) suppressWarnings(cfa(syntax(items), x, std.lv = TRUE, ...))
  if (is.null(weights)) { ml <- fit(); mlr <- fit(estimator = "MLR") }
  else { ml <- mlr <- fit(estimator = "MLR", sampling.weights = weights) }
  row <- subset(parameterEstimates(mlr), lhs == "omega"); n <- nrow(x)
  c(list(n = n, omega = row$est, se_mlr = row$se, se_ml = subset(parameterEstimates(ml), lhs == "omega")$se,
    omega_semtools = if (is.null(weights)) compRelSEM(ml, obs.var = FALSE)[[1]],
    observed_semtools = if (is.null(weights)) compRelSEM(ml, obs.var = TRUE)[[1]]), parts(ml))
}
of_matrix <- function(S, n) {
  items <- paste0("x", seq_len(ncol(S))); dimnames(S) <- list(items, items)
  ml <- suppressWarnings(cfa(syntax(items), sample.cov = S, sample.nobs = n, std.lv = TRUE,
                             sample.cov.rescale = FALSE))
  est <- lavInspect(ml, "est"); sum_l <- sum(est$lambda)^2
  c(list(S = unname(S), n = n, converged = lavInspect(ml, "converged"), observed = sum_l / sum(S),
    omega = sum_l / (sum_l + sum(diag(est$theta)))), parts(ml))
}
# standard error of omega by the observed variance: its derivative by every covariance, by central
# differences of fits that are carried on to the last digits, and the influence of every respondent
exact_observed <- function(S, start) {
  k <- ncol(S); value <- function(p) { M <- tcrossprod(p[1:k]) + diag(p[k + 1:k]); c(determinant(M)$modulus) + sum(diag(solve(M, S))) }
  slope <- function(p) {
    A <- solve(tcrossprod(p[1:k]) + diag(p[k + 1:k])); W <- A - A %*% S %*% A
    c(2 * W %*% p[1:k], diag(W))
  }
  p <- start
  for (i in 1:8) p <- p - solve(optimHess(p, value, slope, control = list(ndeps = rep(1e-5, 2 * k))), slope(p))
  stopifnot(max(abs(slope(p))) < 1e-11)
  sum(p[1:k])^2 / sum(S)
}
of_observed <- function(x, h = 1e-3) {
  x <- as.matrix(x[complete.cases(x), ]); n <- nrow(x); k <- ncol(x)
  z <- sweep(x, 2, colMeans(x)); S <- crossprod(z) / n; G <- matrix(0, k, k)
  ml <- of_matrix(S, n); start <- c(ml$loadings, ml$residuals)
  for (i in 1:k) for (j in i:k) {
    E <- matrix(0, k, k); E[i, j] <- E[j, i] <- h
    G[i, j] <- G[j, i] <- (exact_observed(S + E, start) - exact_observed(S - E, start)) / (2 * h) / (1 + (i != j))
  }
  inf <- rowSums((z %*% G) * z) - sum(G * S)
  list(estimate = exact_observed(S, start), se = sqrt(n / (n - 1) * sum(inf^2)) / n)
}
ref <- list()
d <- read.csv("items.csv"); q <- paste0("q", 1:6)
ref$all <- of_data(d[q]); ref$by_group <- lapply(split(d[q], d$group), of_data)
ref$three <- of_data(d[c("q1", "q2", "q3")]); ref$four <- of_data(d[q[1:4]])
complete <- d[complete.cases(d[q]), q]
ref$dropped <- sapply(1:6, function(i) of_data(complete[-i])$omega)
ref$weighted <- of_data(d[c(q, "weight")], "weight")
ref$observed <- of_observed(d[q]); ref$observed_three <- of_observed(d[c("q2", "q4", "q6")])
ref$pairwise <- of_matrix(cov(d[q], use = "pairwise"), 100)
# made-up matrices: a negative residual variance, one item against the others, hardly any relation
r <- function(...) { S <- diag(length(c(...)) |> (\(m) (1 + sqrt(1 + 8 * m)) / 2)()); S[upper.tri(S)] <- c(...); S[lower.tri(S)] <- t(S)[lower.tri(S)]; S }
ref$matrices <- list(
  heywood = of_matrix(r(.7, .6, .3, .5, .3, .2), 80),
  heywood_large = of_matrix(r(.6, .55, .25, .5, .2, .2, .45, .2, .15, .15) * outer(c(1, 2, 1, 3, 1), c(1, 2, 1, 3, 1)), 200),
  turned = of_matrix(r(.5, -.4, -.45, .35, .4, -.3), 150),
  weak = of_matrix(r(.1, .08, .12, .15, .05, .1), 500),
  strong = of_matrix(r(.97, .95, .96, .93, .94, .95), 60))
s <- read.csv("../../data/sample/responses.csv", colClasses = "character", check.names = FALSE)
turn <- readLines("../../data/sample/codebook.yaml")
turn <- sub(".*id: ([a-z0-9]+),.*", "\\1", turn[grepl("reverse: true", turn)])
answers <- function(id) {
  x <- suppressWarnings(as.numeric(s[[id]])); x[!(x %in% 1:5)] <- NA
  if (id %in% turn) 6 - x else x
}
domains <- list(skills = paste0("skl", 1:4), health = paste0("hlt", 1:4), recognition = paste0("rec", 1:3))
ref$sample <- lapply(domains, function(ids) of_data(as.data.frame(sapply(ids, answers))))
ref$meta <- list(script = "omega.R", date = "2026-11-23", r = R.version.string,
  packages = as.list(sapply(c("lavaan", "semTools"), function(p) as.character(packageVersion(p)))))
write_json(ref, "omega.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null", null = "null")
