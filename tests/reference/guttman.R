# Reference values for tests/statistics/test_guttman.py, test_split_half.py,
# test_multiple_correlation.py and test_items.py, from items.csv (make_data.py).
# Run in this folder: Rscript guttman.R
# The formulas on covariances are written out here, on the answers themselves where that is
# another route; standard errors are of influence values by numeric differentiation, respondent
# by respondent. psych gives the correlation metric.
suppressMessages({ library(jsonlite); library(psych) })
it <- read.csv("items.csv"); q <- paste0("q", 1:6)

halves <- function(k) {
  s <- combn(k, k %/% 2, simplify = FALSE)
  if (k %% 2 == 0) Filter(function(h) 1 %in% h, s) else s
}
wcov <- function(x, w) {   # divisor n - 1, with weights n / ((n - 1) W)
  n <- nrow(x); z <- sweep(x, 2, colSums(w * x) / sum(w)); crossprod(z * w, z) * n / ((n - 1) * sum(w))
}
splits_of <- function(x, w) {   # of the answers: sums of the halves, not of covariances
  v <- function(y) wcov(cbind(y), w)[1]
  sapply(halves(ncol(x)), function(h)
    2 * (1 - (v(rowSums(x[, h, drop = FALSE])) + v(rowSums(x[, -h, drop = FALSE]))) / v(rowSums(x))))
}
smc_of <- function(S) 1 - 1 / (diag(S) * diag(solve(S)))
lambdas_of <- function(S) {
  k <- ncol(S); T <- sum(S); o <- S - diag(diag(S)); l1 <- 1 - sum(diag(S)) / T
  l4 <- max(sapply(halves(k), function(h) 4 * sum(S[h, -h]) / T))
  c(l1, l1 + sqrt(k / (k - 1) * sum(o^2)) / T, k / (k - 1) * l1, l4,
    l1 + 2 * sqrt(max(rowSums(o^2))) / T, 1 - sum(diag(S) * (1 - smc_of(S))) / T)
}
rest_of <- function(S) sapply(seq_len(ncol(S)), function(i) sum(S[i, -i]) / sqrt(S[i, i] * sum(S[-i, -i])))
mean_split_of <- function(S) mean(sapply(halves(ncol(S)), function(h) 4 * sum(S[h, -h]) / sum(S)))

influence_of <- function(f, x, w) {   # (n, m): the derivative of f along z z' - S, Richardson
  W <- sum(w); z <- sweep(x, 2, colSums(w * x) / W); S <- crossprod(z * w, z) / W
  t(sapply(seq_len(nrow(x)), function(i) {
    D <- tcrossprod(z[i, ]) - S; h <- 1e-3
    slope <- function(h) (f(S + h * D) - f(S - h * D)) / (2 * h)
    (4 * slope(h / 2) - slope(h)) / 3
  }))
}
se_of <- function(f, x, w) {
  n <- nrow(x); IF <- influence_of(f, x, w); if (nrow(IF) == 1) IF <- t(IF)
  sqrt(n / (n - 1) * colSums(w^2 * IF^2)) / sum(w)
}
log_ends <- function(l, se, n, p = .975) {
  half <- qt(p, n - 1) * se / (1 - l)
  list(low = 1 - (1 - l) * exp(half), high = 1 - (1 - l) * exp(-half))
}
one <- function(x, w = rep(1, nrow(x))) {
  force(w)
  ok <- complete.cases(x); x <- as.matrix(x[ok, ]); w <- w[ok]; n <- nrow(x); dimnames(x) <- NULL
  S <- wcov(x, w); l <- lambdas_of(S); se <- se_of(lambdas_of, x, w); r <- rest_of(S); se_r <- se_of(rest_of, x, w)
  splits <- splits_of(x, w); se_m <- se_of(mean_split_of, x, w); half <- qt(.975, n - 1) * se_r / (1 - r^2)
  list(n = n, lambdas = l, se = se, ci = log_ends(l, se, n), splits = splits, split_min = min(splits),
    split_mean = mean(splits), split_max = max(splits), split_se = se_m, split_ci = log_ends(mean(splits), se_m, n),
    item_rest = r, item_rest_se = se_r, item_rest_low = tanh(atanh(r) - half), item_rest_high = tanh(atanh(r) + half),
    smc = sapply(seq_len(ncol(x)), function(i) summary(lm(x[, i] ~ x[, -i], weights = w))$r.squared))
}
with_psych <- function(x) {
  x <- as.matrix(x[complete.cases(x), ]); R <- cor(x)
  set.seed(1); g <- suppressWarnings(psych::guttman(x)); s <- psych::splitHalf(x, raw = TRUE, check.keys = FALSE)
  list(lambdas = c(g$lambda.1, g$lambda.2, g$lambda.3, g$lambda.4, g$lambda.5, g$lambda.6),
    split = c(s$minrb, s$meanr, s$maxrb), smc = unname(psych::smc(R)),
    r_drop = psych::alpha(x, check.keys = FALSE, warnings = FALSE)$item.stats$r.drop)
}
out <- list(
  all = c(one(it[q]), list(psych = with_psych(it[q]))),
  by_group = lapply(split(it, it$group), function(s) c(one(s[q]), list(psych = with_psych(s[q])))),
  five = one(it[q[1:5]]), two = one(it[c("q3", "q6")]),
  weighted = one(it[q], it$weight),
  pairwise = local({ S <- cov(it[q], use = "pairwise"); dimnames(S) <- NULL
    list(lambdas = lambdas_of(S), splits = sapply(halves(6), function(h) 4 * sum(S[h, -h]) / sum(S)),
         smc = smc_of(S), item_rest = rest_of(S)) }),
  meta = list(script = "guttman.R", date = as.character(Sys.Date()), r = R.version.string,
    packages = list(psych = as.character(packageVersion("psych")))))
write_json(out, "guttman.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
