# Reference values for the comparison of domains in the same respondents: tests/statistics/
# test_paired_means.py, test_friedman.py, test_profile_differences.py. Data: items.csv and
# clusters.csv. Run in this folder: Rscript paired.R
suppressMessages({library(jsonlite); library(survey)})
options(survey.lonely.psu = "fail")

domains <- function(file, parts) {
  d <- read.csv(file, na.strings = "")
  for (name in names(parts)) d[[name]] <- rowMeans(d[parts[[name]]])
  d
}
items <- domains("items.csv", list(a = c("q1", "q2"), b = c("q3", "q4"), c = c("q5", "q6")))
items$known <- complete.cases(items[c("a", "b", "c")])
clustered <- domains("clusters.csv", list(a = c("q1", "q2"), b = c("q3", "q4"), c = "q5"))
clustered$known <- complete.cases(clustered[c("a", "b", "c")])
C <- rbind(c(-1, 1, 0), c(0, -1, 1))                    # neighbours
pairs <- list(c(1, 2), c(1, 3), c(2, 3))
names3 <- c("a", "b", "c")

hotelling <- function(m, V, v) {
  k <- length(m); d <- C %*% m; T2 <- as.numeric(t(d) %*% solve(C %*% V %*% t(C)) %*% d)
  F <- (v - k + 2) / (v * (k - 1)) * T2; df2 <- v - k + 2
  list(T2 = T2, statistic = F, df1 = k - 1, df2 = df2, p = pf(F, k - 1, df2, lower.tail = FALSE))
}
ranks <- function(y) t(apply(y, 1, rank))
# influence of a respondent on d_av and on the share within persons; n, w: respondents, weights
d_av <- function(y, w, i, j) {
  n <- nrow(y); W <- sum(w); m <- colSums(w * y) / W; z <- sweep(y, 2, m)
  q <- n / (n - 1) * sweep(z^2, 2, colSums(w * z^2) / W); s2 <- n / (n - 1) * colSums(w * z^2) / W
  s <- sqrt((s2[i] + s2[j]) / 2); d <- (m[i] - m[j]) / s
  list(d = unname(d), influence = (z[, i] - z[, j]) / s - d * (q[, i] + q[, j]) / (4 * s^2))
}
share <- function(y, w) {
  W <- sum(w); m <- colSums(w * y) / W; h <- m - mean(m)
  s <- rowSums((y - rowMeans(y))^2); A <- sum(w * s) / W; q <- sum(h^2) / A
  list(q = q, influence = (2 * sweep(y, 2, m) %*% h - q * (s - A)) / A)
}
# Welch-James by hand: groups one after the other, v their degrees of freedom
welch_james <- function(means, covs, v) {
  g <- length(means); D <- unlist(lapply(means, function(m) C %*% m)); p <- 2
  V <- matrix(0, g * p, g * p)
  for (i in seq_len(g)) { at <- (i - 1) * p + 1:p; V[at, at] <- C %*% covs[[i]] %*% t(C) }
  R <- kronecker(cbind(-1, diag(g - 1)), diag(p)); f <- nrow(R)
  inner <- t(R) %*% solve(R %*% V %*% t(R)) %*% R
  T <- as.numeric(t(D) %*% inner %*% D); M <- V %*% inner; A <- 0
  for (i in seq_len(g)) {
    Q <- matrix(0, g * p, g * p); at <- (i - 1) * p + 1:p; diag(Q)[at] <- 1; B <- M %*% Q
    A <- A + (sum(diag(B %*% B)) + sum(diag(B))^2) / (2 * v[i])
  }
  cc <- f + 2 * A - 6 * A / (f + 2); df2 <- f * (f + 2) / (3 * A)
  list(statistic = T / cc, df1 = f, df2 = df2, p = pf(T / cc, f, df2, lower.tail = FALSE))
}

# unweighted, everybody
y <- as.matrix(items[items$known, names3]); n <- nrow(y); V <- cov(y) / n
tests <- lapply(pairs, function(p) {
  t <- t.test(y[, p[1]], y[, p[2]], paired = TRUE); d <- d_av(y, rep(1, n), p[1], p[2])
  se <- sd(d$influence) / sqrt(n)
  list(estimate = unname(t$estimate), se = t$stderr, low = t$conf.int[1], high = t$conf.int[2],
       t = unname(t$statistic), p = t$p.value, d = d$d, d_low = d$d - qt(.975, n - 1) * se,
       d_high = d$d + qt(.975, n - 1) * se)
})
r <- ranks(y); fr <- friedman.test(y)
rank_tests <- lapply(pairs, function(p) {
  t <- t.test(r[, p[1]], r[, p[2]], paired = TRUE)
  list(estimate = unname(t$estimate), se = t$stderr, t = unname(t$statistic), p = t$p.value)
})
of_share <- function(y) { s <- share(y, rep(1, nrow(y))); list(q = s$q, se = sd(s$influence) / sqrt(nrow(y))) }
out <- list(plain = list(
  n = n, mean = unname(colMeans(y)), sd = unname(apply(y, 2, sd)), covariance = unname(V),
  hotelling = hotelling(colMeans(y), V, n - 1), pairs = tests,
  p_holm = p.adjust(sapply(tests, `[[`, "p"), "holm"), eta = of_share(y),
  friedman = list(chi2 = unname(fr$statistic), df = unname(fr$parameter), p = fr$p.value,
                  w = unname(fr$statistic) / (n * 2), mean_rank = unname(colMeans(r)),
                  se_w = of_share(r)$se), rank_pairs = rank_tests))

# unweighted, groups
by <- split(as.data.frame(y), items$group[items$known])
out$profiles <- welch_james(lapply(by, colMeans), lapply(by, function(x) cov(x) / nrow(x)),
                            sapply(by, nrow) - 1)

# weighted, with and without strata and clusters, everybody and by group
weighted <- function(d, des, groups) {
  r <- matrix(NA, nrow(d), 3); r[d$known, ] <- ranks(as.matrix(d[d$known, names3]))
  d[c("ra", "rb", "rc")] <- r; des$variables <- cbind(des$variables, d[c("ra", "rb", "rc")])
  one <- function(inside) {
    s <- subset(des, inside); v <- degf(s); w <- weights(des)[inside]
    m <- svymean(~a + b + c, s); mr <- svymean(~ra + rb + rc, s); y <- as.matrix(d[inside, names3])
    se_of <- function(z) { x <- numeric(nrow(d)); x[inside] <- z; des$variables$x <- x
      sqrt(as.numeric(vcov(svymean(~x, subset(des, inside))))) }
    list(n = sum(inside), df = v, mean = unname(coef(m)), covariance = unname(as.matrix(vcov(m))),
      wald = hotelling(coef(m), vcov(m), v), rank_wald = hotelling(coef(mr), vcov(mr), v),
      mean_rank = unname(coef(mr)), deff = unname(diag(vcov(m)) / (apply(y, 2, function(x) {
        mm <- sum(w * x) / sum(w); length(x) / (length(x) - 1) * sum(w * (x - mm)^2) / sum(w) })
        / length(w))),
      pairs = lapply(pairs, function(p) {
        k <- numeric(3); k[p] <- c(1, -1); e <- svycontrast(m, k); se <- as.numeric(SE(e))
        dd <- d_av(y, w, p[1], p[2])
        list(estimate = as.numeric(coef(e)), se = se,
             p = 2 * pt(-abs(as.numeric(coef(e)) / se), v), d = dd$d, d_se = se_of(dd$influence))
      }),
      eta = { s2 <- share(y, w); list(q = s2$q, se = se_of(as.numeric(s2$influence))) },
      w = { s2 <- share(as.matrix(d[inside, c("ra", "rb", "rc")]), w)
            list(q = s2$q, se = se_of(as.numeric(s2$influence))) })
  }
  list(all = one(d$known), groups = lapply(groups, function(g) one(d$known & d$group == g)))
}
out$weighted <- weighted(items, svydesign(~1, weights = ~weight, data = items), c("a", "b", "c"))
des <- svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = clustered)
out$clusters <- weighted(clustered, des, c("a", "b", "c"))

# clusters, groups a and b: profiles, by the joint covariance of their means
ab <- c("a", "b"); inside <- outer(clustered$group, ab, "==") & clustered$known
cols <- list(); w <- weights(des)
for (g in 1:2) for (j in 1:3) {
  x <- clustered[[names3[j]]]; i <- inside[, g]; z <- numeric(nrow(clustered))
  z[i] <- w[i] * (x[i] - sum((w * x)[i]) / sum(w[i])) / sum(w[i]); cols[[length(cols) + 1]] <- z
}
V6 <- svyrecvar(do.call(cbind, cols), des$cluster, des$strata, des$fpc, postStrata = des$postStrata)
m6 <- unlist(lapply(out$clusters$groups[1:2], `[[`, "mean"))
R <- kronecker(cbind(-1, 1), diag(2)) %*% kronecker(diag(2), C); f <- 2
d6 <- R %*% m6; T <- as.numeric(t(d6) %*% solve(R %*% V6 %*% t(R)) %*% d6)
v <- degf(subset(des, rowSums(inside) > 0)); F <- (v - f + 1) / (v * f) * T
out$clusters$profiles <- list(statistic = F, df1 = f, df2 = v - f + 1,
                              p = pf(F, f, v - f + 1, lower.tail = FALSE))
out$about <- list(r = R.version.string, survey = as.character(packageVersion("survey")),
                  made = as.character(Sys.Date()))
write(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "paired.json")
