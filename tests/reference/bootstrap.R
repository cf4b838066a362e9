# Reference values for tests/statistics/test_bootstrap.py from items.csv (make_data.py).
# Run in this folder: Rscript bootstrap.R
# Packages: boot, jsonlite. Delete-one estimates are made respondent by respondent.
suppressMessages({ library(jsonlite); library(boot) })
d <- read.csv("items.csv")
items <- as.matrix(d[, paste0("q", 1:6)])
whole <- complete.cases(items)
alpha_of <- function(s) { k <- ncol(s); k / (k - 1) * (1 - sum(diag(s)) / sum(s)) }
rest_of <- function(s) sapply(seq_len(ncol(s)), function(i)
  sum(s[i, -i]) / sqrt(s[i, i] * sum(s[-i, -i])))
weighted_cov <- function(y, w) {
  n <- nrow(y); z <- sweep(y, 2, colSums(y * w) / sum(w))
  crossprod(z * w, z) / sum(w) * n / (n - 1)
}
numbers <- function(y, i) { s <- cov(y[i, ]); c(alpha_of(s), rest_of(s)[1]) }
jackknife <- function(n, f) sapply(seq_len(n), function(i) f(seq_len(n)[-i]))
acceleration <- function(t) { d <- mean(t) - t; sum(d^3) / (6 * sum(d^2)^1.5) }

y <- items[whole, ]
w <- d$weight[whole]
set.seed(20261123)
drawn <- boot(y, numbers, R = 499)
intervals <- lapply(1:2, function(one) {
  without <- jackknife(nrow(y), function(i) numbers(y, i)[one])
  ends <- function(level) {
    b <- boot.ci(drawn, conf = level, type = "bca", index = one,
                 L = (nrow(y) - 1) * (mean(without) - without))$bca
    b[4:5]
  }
  list(estimate = drawn$t0[one], replicates = drawn$t[, one], se = sd(drawn$t[, one]),
       acceleration = acceleration(without), ci95 = ends(.95), ci80 = ends(.8))
})
any_answer <- items[rowSums(!is.na(items)) > 0, ]
pair_alpha <- function(i) alpha_of(cov(any_answer[i, ], use = "pairwise.complete.obs"))
out <- list(
  n = nrow(y), intervals = intervals,
  weighted = list(
    alpha = alpha_of(weighted_cov(y, w)),
    acceleration = acceleration(jackknife(nrow(y), function(i) alpha_of(weighted_cov(y[i, ], w[i]))))),
  pairwise = list(
    alpha = pair_alpha(seq_len(nrow(any_answer))),
    acceleration = acceleration(jackknife(nrow(any_answer), pair_alpha))),
  meta = list(script = "bootstrap.R", date = "2026-11-23", r = R.version.string,
    packages = sapply(c("boot"), function(p) as.character(packageVersion(p)))))
write_json(out, "bootstrap.json", auto_unbox = TRUE, digits = 15, pretty = FALSE, na = "null")
