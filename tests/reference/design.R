# Reference values for tests/statistics/test_linearization.py and test_alpha_differences.py, from
# clusters.csv (make_clusters.py). Run in this folder: Rscript design.R
# Influence values are computed here respondent by respondent; svyrecvar of R survey makes variances
# of them. The route by totals (svytotal of products, svycontrast) is the second opinion.
suppressMessages({library(jsonlite); library(survey)})
options(survey.lonely.psu = "fail")

d <- read.csv("clusters.csv", na.strings = "")
items <- paste0("q", 1:5)
k <- length(items)
complete <- complete.cases(d[items])
designs <- function(d) list(
  clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = d),
  population = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~population,
                         nest = TRUE, data = d),
  share = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~share, nest = TRUE,
                    data = d),
  only_clusters = svydesign(~interaction(stratum, cluster), weights = ~weight, data = d),
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = d),
  persons = svydesign(~1, strata = ~stratum, weights = ~weight, fpc = ~persons, data = d),
  unweighted = svydesign(~cluster, strata = ~stratum, weights = rep(1, nrow(d)), nest = TRUE,
                         data = d),
  nothing = svydesign(~1, weights = ~weight, data = d))

parts <- function(y, w) {
  W <- sum(w); m <- colSums(w * y) / W; z <- sweep(y, 2, m); t <- rowSums(z)
  S <- crossprod(z * w, z) / W; tr <- sum(diag(S)); T <- sum(S)
  list(W = W, n = length(w), tr = tr, T = T, alpha = k / (k - 1) * (1 - tr / T),
       influence = -k / (k - 1) * (rowSums(z^2) / T - tr * t^2 / T^2),
       log_error = (k * rowSums(z^2) - t^2) / (k * tr - T) - 1)
}
groups <- c("a", "b", "c")
columns <- function(des, what) {
  w <- weights(des); y <- as.matrix(d[items])
  sapply(groups, function(g) {
    of <- complete & d$group == g; p <- parts(y[of, ], w[of]); x <- numeric(nrow(d))
    x[of] <- w[of] * p[[what]] / p$W; x
  })
}
variance <- function(des, x) svyrecvar(as.matrix(x), des$cluster, des$strata, des$fpc,
                                       postStrata = des$postStrata)
wald <- function(L, V, ddf) {
  q <- length(L) - 1; C <- cbind(-1, diag(q)); x <- C %*% L
  s <- as.numeric(t(x) %*% solve(C %*% V %*% t(C)) %*% x)
  list(statistic = s, df = q, df2 = ddf - q, p = pf(s / q, q, ddf - q, lower.tail = FALSE))
}
of_design <- function(des) {
  w <- weights(des); y <- as.matrix(d[items])
  whole <- parts(y[complete, ], w[complete]); x <- numeric(nrow(d))
  x[complete] <- w[complete] * whole$influence / whole$W
  se <- sqrt(variance(des, x))[1]; df <- degf(subset(des, complete))
  half <- qt(.975, df) * se / (1 - whole$alpha)
  out <- list(n = whole$n, alpha = whole$alpha, se = se, df = df,
              ci = 1 - (1 - whole$alpha) * exp(c(half, -half)))
  by <- lapply(groups, function(g) {
    of <- complete & d$group == g; p <- parts(y[of, ], w[of])
    list(n = p$n, alpha = p$alpha, df = degf(subset(des, of)),
         sem = sqrt(p$n / (p$n - 1) * (k * p$tr - p$T) / (k - 1)) / k)
  })
  V <- variance(des, columns(des, "influence")); E <- variance(des, columns(des, "log_error"))
  a <- sapply(by, `[[`, "alpha"); n <- sapply(by, `[[`, "n"); dfs <- sapply(by, `[[`, "df")
  se_g <- sqrt(diag(V)); half_g <- qt(.975, dfs) * se_g / (1 - a)
  low <- 1 - (1 - a) * exp(half_g); high <- 1 - (1 - a) * exp(-half_g)
  L <- log(1 - a); VL <- V / outer(1 - a, 1 - a); r <- cov2cor(V)
  # the named groups are all there are, so that all of them together are all complete respondents
  out$groups <- list(alpha = a, n = n, df = dfs, se = se_g, low = low, high = high,
                     covariance = V, error_covariance = E)
  out$equal <- wald(L, VL, df)
  out$equal_error <- wald(2 * log(sapply(by, `[[`, "sem")), E, df)
  out$pairs <- lapply(list(c(1, 2), c(1, 3), c(2, 3)), function(p) {
    i <- p[1]; j <- p[2]; di <- a[i] - a[j]
    ddf <- degf(subset(des, complete & d$group %in% groups[p]))
    list(estimate = di,
      low = di - sqrt((a[i] - low[i])^2 + (high[j] - a[j])^2 - 2 * r[i, j] * (a[i] - low[i]) * (high[j] - a[j])),
      high = di + sqrt((high[i] - a[i])^2 + (a[j] - low[j])^2 - 2 * r[i, j] * (high[i] - a[i]) * (a[j] - low[j])),
      test = wald(L[p], VL[p, p], ddf))
  })
  out
}
out <- lapply(designs(d), of_design)

# the second opinion: alpha as a smooth function of svytotal
by_totals <- function(des) {
  y <- as.matrix(d[items]); y[!complete, ] <- 0
  v <- des$variables
  v$one <- as.numeric(complete); v$r <- rowSums(y); v$rr <- v$r^2; v$yy <- rowSums(y^2)
  for (i in items) v[[i]] <- y[, i]
  des$variables <- v
  total <- svytotal(~one + q1 + q2 + q3 + q4 + q5 + r + rr + yy, des)
  tr <- quote(yy / one - (q1^2 + q2^2 + q3^2 + q4^2 + q5^2) / one^2)
  found <- svycontrast(total, list(alpha = bquote(5 / 4 * (1 - .(tr) / (rr / one - r^2 / one^2)))))
  list(alpha = coef(found)[[1]], se = SE(found)[[1]])
}
out <- list(designs = out, by_totals = lapply(designs(d), by_totals))

# independent groups, as without a design: distribution-free, n / (n - 1)
plain <- lapply(groups, function(g) {
  of <- complete & d$group == g; p <- parts(as.matrix(d[items])[of, ], rep(1, sum(of))); n <- p$n
  se <- sqrt(n / (n - 1) * sum(p$influence^2)) / n
  half <- qt(.975, n - 1) * se / (1 - p$alpha)
  list(n = n, alpha = p$alpha, se = se, low = 1 - (1 - p$alpha) * exp(half),
       high = 1 - (1 - p$alpha) * exp(-half), error_var = n / (n - 1) * sum(p$log_error^2) / n^2,
       sem = sqrt(n / (n - 1) * (k * p$tr - p$T) / (k - 1)) / k)
})
pick <- function(name) sapply(plain, `[[`, name)
omnibus <- function(L, v) {
  w <- 1 / v; s <- sum(w * (L - sum(w * L) / sum(w))^2); q <- length(L) - 1
  list(statistic = s, df = q, p = pchisq(s, q, lower.tail = FALSE))
}
a <- pick("alpha"); low <- pick("low"); high <- pick("high"); L <- log(1 - a)
v <- (pick("se") / (1 - a))^2
pairs <- lapply(list(c(1, 2), c(1, 3), c(2, 3)), function(p) {
  i <- p[1]; j <- p[2]; di <- a[i] - a[j]
  list(estimate = di, low = di - sqrt((a[i] - low[i])^2 + (high[j] - a[j])^2),
       high = di + sqrt((high[i] - a[i])^2 + (a[j] - low[j])^2), test = omnibus(L[p], v[p]))
})
ps <- sapply(pairs, function(p) p$test$p)
out$independent <- list(se = pick("se"), alpha = a, equal = omnibus(L, v),
  equal_error = omnibus(2 * log(pick("sem")), pick("error_var")), pairs = pairs, holm = p.adjust(ps))

out$meta <- list(script = "design.R", date = as.character(Sys.Date()), r = R.version.string,
                 packages = list(survey = as.character(packageVersion("survey"))))
write_json(out, "design.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
