# Reference values for trends over ordered groups (tests/statistics/test_trends.py and others).
# Data: groups.csv, clusters.csv (make_data.py, make_clusters.py). Run in this folder: Rscript trends.R
# Packages: survey, coin, emmeans, jsonlite. What no package gives is computed respondent by
# respondent, from all pairs, or by uniroot on R's noncentral t.
suppressMessages({library(jsonlite); library(survey); library(coin); library(emmeans)})
out <- list(meta = list(script = "trends.R", date = as.character(Sys.Date()), r = R.version.string,
  packages = sapply(c("survey", "coin", "emmeans"), function(p) as.character(packageVersion(p)))))
d <- read.csv("groups.csv")
root <- function(f, lo, hi) uniroot(f, c(lo, hi), tol = 1e-13, maxiter = 10000)$root

# ---- unweighted -----------------------------------------------------------------------------
jonckheere <- function(y, g) {
  k <- sort(unique(g)); J <- 0
  for (a in seq_along(k)) for (b in seq_along(k)) if (a < b) {
    s <- sign(outer(y[g == k[b]], y[g == k[a]], "-")); J <- J + sum((s + 1) / 2)
  }
  n <- as.numeric(table(g)); t <- as.numeric(table(y)); N <- length(y)
  V <- (N*(N-1)*(2*N+5) - sum(n*(n-1)*(2*n+5)) - sum(t*(t-1)*(2*t+5))) / 72 +
    sum(n*(n-1)*(n-2)) * sum(t*(t-1)*(t-2)) / (36*N*(N-1)*(N-2)) +
    sum(n*(n-1)) * sum(t*(t-1)) / (8*N*(N-1))
  z <- (J - (N^2 - sum(n^2)) / 4) / sqrt(V)
  list(J = J, z = z, p = 2 * pnorm(-abs(z)))
}
# the spread of a number from the influence of each respondent: within and between groups
spread <- function(u, g) {
  n <- tapply(u, g, length); N <- length(u)
  within <- n * tapply(u, g, var); between <- N / (N - 1) * sum(n * tapply(u, g, mean)^2)
  v <- sum(within) + between
  c(v, v^2 / (sum(within^2 / (n - 1)) + between^2 / (N - 1)))
}
fisher <- function(r, u, g, level = .95) {
  s <- spread(u, g); half <- qt(1 - (1 - level) / 2, s[2]) * sqrt(s[1]) / (1 - r^2)
  list(estimate = r, se = sqrt(s[1]), df = s[2], ci = tanh(atanh(r) + c(-1, 1) * half))
}
pairs_of <- function(y, g, w = rep(1, length(y))) {
  W <- outer(w, w); sg <- sign(outer(g, g, "-")); sy <- sign(outer(y, y, "-"))
  S <- sum(W * sg * sy); P <- sum(W * sg^2); Q <- sum(W * sy^2)
  cd <- as.vector((sg * sy) %*% w); p <- as.vector(sg^2 %*% w); q <- as.vector(sy^2 %*% w)
  tau <- S / sqrt(P * Q); d <- S / P
  list(S = S, tau = tau, d = d, u_S = 2 * cd - 2 * S / sum(w),
       u_tau = 2 * cd / sqrt(P * Q) - tau * (p / P + q / Q), u_d = 2 * cd / P - 2 * d * p / P,
       ase1 = sqrt(sum((2 * cd / sqrt(P * Q) - tau * (p / P + q / Q))^2)))
}
trend <- function(y, g, x, level = .95) {
  m <- tapply(y, g, mean); v <- tapply(y, g, var); n <- tapply(y, g, length)
  c0 <- x - mean(x); part <- c0^2 * v / n / sum(c0^2)^2
  b <- sum(c0 * m) / sum(c0^2); se <- sqrt(sum(part)); df <- sum(part)^2 / sum(part^2 / (n - 1))
  t <- b / se; s <- sqrt(mean(v)); a <- (1 - level) / 2
  J <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  nc <- c(root(function(l) pt(t, df, l) - (1 - a), t - 6, t + 6), root(function(l) pt(t, df, l) - a, t - 6, t + 6))
  list(t = t, df = df, p = 2 * pt(-abs(t), df), slope = b, slope_se = se,
       slope_ci = b + c(-1, 1) * qt(1 - a, df) * se, g = J * b / s, g_ci = J * nc * se / s)
}
slope_of <- function(y, x, g, level = .95) {
  dx <- x - mean(x); b <- sum(dx * (y - mean(y))) / sum(dx^2)
  s <- spread(dx * (y - mean(y) - b * dx) / sum(dx^2), g)
  list(estimate = b, se = sqrt(s[1]), df = s[2], ci = b + c(-1, 1) * qt(1 - (1 - level) / 2, s[2]) * sqrt(s[1]))
}
one <- function(y, g, x) {
  pr <- pairs_of(y, g); xx <- x[match(g, sort(unique(g)))]
  zx <- (xx - mean(xx)) / sqrt(mean((xx - mean(xx))^2)); zy <- (y - mean(y)) / sqrt(mean((y - mean(y))^2))
  r <- mean(zx * zy)
  k <- cor.test(y, g, method = "kendall", exact = FALSE)
  lbl <- lbl_test(table(ordered(g), ordered(y)), scores = list("Var1" = x, "Var2" = sort(unique(y))))
  list(jonckheere = jonckheere(y, g), kendall = list(tau = unname(k$estimate), z = unname(k$statistic), p = k$p.value),
       tau_b = c(fisher(pr$tau, pr$u_tau, g), list(ase1 = pr$ase1)), somers_d = fisher(pr$d, pr$u_d, g),
       tau_b_90 = fisher(pr$tau, pr$u_tau, g, .9),
       pearson = fisher(r, (zx * zy - r / 2 * (zx^2 + zy^2)) / length(y), g), slope = slope_of(y, xx, g),
       lbl = list(z = unname(statistic(lbl)), p = pvalue(lbl)[[1]]),
       trend = trend(y, g, x), trend_90 = trend(y, g, x, .9))
}
out$unweighted <- list(
  score_age = one(d$score, d$age, 1:4), item_age = one(d$item, d$age, 1:4),
  score_education = one(d$score, d$education, 1:3), top_age = one(as.numeric(d$item >= 4), d$age, 1:4),
  score_age_scored = one(d$score, d$age, c(21, 35, 50, 70)))
ca <- prop.trend.test(tapply(d$item >= 4, d$age, sum), as.numeric(table(d$age)), score = 1:4)
out$prop_trend_test <- list(X2 = unname(ca$statistic), p = ca$p.value)
m <- lm(score ~ factor(age), d)
em <- summary(contrast(emmeans(m, "age"), "poly"))[1, ]
out$emmeans_linear <- list(estimate = em$estimate, se = em$SE, df = em$df, t = em$t.ratio)

# ---- by design --------------------------------------------------------------------------------
weighted <- function(des, y, g, x, w, used = rep(TRUE, length(y))) {
  zero <- function(u) { z <- rep(0, length(used)); z[used] <- u; z }
  yu <- y[used]; gu <- g[used]; wu <- w[used]; k <- sort(unique(gu)); xx <- x[match(g, k)]
  se_of <- function(u) { des$variables$u <- zero(u); SE(svytotal(~u, des))[[1]] }
  v <- des$variables; v$yy <- ifelse(used, y, 0); v$xx <- ifelse(used, xx, 0); des$variables <- v
  pr <- pairs_of(yu, gu, wu)
  # the slope of the regression of all respondents
  fit <- svyglm(y ~ x, design = subset(update(des, y = yy, x = xx), used)); s <- summary(fit)$coefficients
  # five means, for the correlation
  sub <- subset(update(des, y = yy, x = xx), used)
  five <- svymean(~x + y + I(x^2) + I(y^2) + I(x * y), sub)
  names(five) <- c("x", "y", "x2", "y2", "xy"); attr(five, "var") <- unname(attr(five, "var"))
  dimnames(attr(five, "var")) <- list(names(five), names(five))
  r <- svycontrast(five, quote((xy - x * y) / sqrt((x2 - x^2) * (y2 - y^2))))
  # contrast of the means of the groups, and the same over the mean variance, from totals
  c0 <- x - mean(x); c0 <- c0 / sum(c0^2); n <- as.numeric(table(gu))
  for (i in seq_along(k)) {
    one <- as.numeric(used & g == k[i])
    des$variables[[paste0("a", i)]] <- one; des$variables[[paste0("b", i)]] <- one * ifelse(used, y, 0)
    des$variables[[paste0("c", i)]] <- one * ifelse(used, y, 0)^2
  }
  names3 <- paste0(rep(c("a", "b", "c"), length(k)), rep(seq_along(k), each = 3))
  totals <- svytotal(reformulate(names3), des)
  i <- seq_along(k)
  slope <- paste(sprintf("(%.17g) * b%d / a%d", c0, i, i), collapse = " + ")
  square <- paste(sprintf("%.17g * (c%d / a%d - (b%d / a%d)^2)", n / (n - 1) / length(k), i, i, i, i), collapse = " + ")
  con <- svycontrast(totals, str2lang(slope))
  g_ <- svycontrast(totals, str2lang(paste0("(", slope, ") / sqrt(", square, ")")))
  list(null = list(S = pr$S, se = se_of(pr$u_S)), tau_b = list(estimate = pr$tau, se = se_of(pr$u_tau)),
       somers_d = list(estimate = pr$d, se = se_of(pr$u_d)),
       slope = list(estimate = s["x", 1], se = s["x", 2], t = s["x", 3], p = s["x", 4], df = fit$df.residual),
       pearson = list(estimate = coef(r)[[1]], se = SE(r)[[1]]),
       contrast = list(estimate = coef(con)[[1]], se = SE(con)[[1]]),
       per_sd = list(estimate = coef(g_)[[1]], se = SE(g_)[[1]]), degf = degf(sub))
}
des <- svydesign(~1, weights = ~weight, data = d)
out$weighted <- list(score_age = weighted(des, d$score, d$age, 1:4, d$weight),
  item_education = weighted(des, d$item, d$education, 1:3, d$weight),
  top_age = weighted(des, as.numeric(d$item >= 4), d$age, 1:4, d$weight))
e <- read.csv("clusters.csv"); e$g <- match(e$group, c("a", "b", "c")); e$used <- !is.na(e$q1)
clustered <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = e, nest = TRUE)
out$clustered <- weighted(clustered, ifelse(e$used, e$q1, NA), e$g, 1:3, e$weight, e$used)
write_json(out, "trends.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
