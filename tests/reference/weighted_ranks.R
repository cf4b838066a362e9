# Reference values for tests/statistics/test_weighted_ranks.py, test_brunner_munzel.py and
# test_rank_effects.py, from groups.csv (make_data.py) and clusters.csv (make_clusters.py).
# Run in this folder: Rscript weighted_ranks.R
# Packages: survey, jsonlite. Ranks are scored here (ties share the weighted middle whatever the
# order of the rows, unlike in svyranktest) and compared by svyglm and svyby; P(X > Y) is counted
# over all pairs of respondents, and its influence values go through svytotal; what svycontrast
# differentiates and uniroot solves on R's noncentral F is the share of the variance of the ranks.
suppressMessages({library(jsonlite); library(survey)})
options(survey.lonely.psu = "fail")

g <- read.csv("groups.csv")
g$zero <- factor(ifelse(g$region == 0, "r0", "rest"))
for (v in c("age", "region")) g[[v]] <- factor(g[[v]])
k <- read.csv("clusters.csv", na.strings = "")
k$third <- factor((seq_len(nrow(k)) - 1) %% 3)  # groups that cross the clusters
k$level <- factor(pmin(pmax(k$q5, 2), 4))  # and groups that differ
designs <- list(
  simple = svydesign(~1, weights = ~weight, data = g),
  clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = k),
  population = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~population,
                         nest = TRUE, data = k),
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = k),
  unweighted = svydesign(~cluster, strata = ~stratum, weights = rep(1, nrow(k)), nest = TRUE,
                         data = k))

# the share of all answers, by weight, that lies below each, ties half
mid <- function(y, w) sapply(y, function(v) sum(w[y < v]) + sum(w[y == v]) / 2) / sum(w)

# ends of the ratio of the variance between groups to that within: see explained_variance.py
ratio_ends <- function(x, noise, variance, df2, level) {
  t1 <- sum(diag(noise)); t2 <- sum(diag(noise %*% noise)); nu <- t1^2 / t2
  own <- max(variance - 2 * x^2 / df2, variance / 4)
  cdf <- function(b) {
    mu <- b + t1; v <- 2 * t2 + own * b / x
    c0 <- min((mu - sqrt(max(mu^2 - nu * v / 2, 0))) / nu, mu / nu)
    if (mu^2 < nu * v / 2) c0 <- min(v / (2 * mu), mu / nu)
    pf(x / (c0 * nu), nu, df2, ncp = max(mu / c0 - nu, 0))
  }
  at <- function(p) if (cdf(0) <= p) 0 else uniroot(function(b) cdf(b) - p, c(0, 10 * (x + t1)), tol = 1e-14)$root
  b <- c(at(1 - (1 - level) / 2), at((1 - level) / 2))
  b / (b + 1)
}
effects <- function(des, by, V, df2, level) {
  v <- des$variables; labels <- levels(v[[by]]); terms <- c(); n <- c()
  for (i in seq_along(labels)) {
    of <- !is.na(v$s) & v[[by]] %in% labels[i]; x <- ifelse(of, v$s, 0)
    v[[paste0("w", i)]] <- as.numeric(of); v[[paste0("y", i)]] <- x; v[[paste0("z", i)]] <- x^2
    terms <- c(terms, paste0(c("w", "y", "z"), i)); n <- c(n, sum(of))
  }
  des$variables <- v
  total <- svytotal(as.formula(paste("~", paste(terms, collapse = "+"))), des)
  all <- function(l) parse(text = paste(paste0(l, seq_along(labels)), collapse = "+"))[[1]]
  W <- all("w"); Y <- all("y"); part <- function(f) Reduce(function(a, b) bquote(.(a) + .(b)), lapply(seq_along(labels), f))
  s <- function(l, i) as.name(paste0(l, i))
  between <- part(function(i) bquote(.(s("w", i)) * (.(s("y", i)) / .(s("w", i)) - (.(Y)) / (.(W)))^2))
  within <- part(function(i) bquote(.(n[i] / (n[i] - 1)) * (.(s("z", i)) - .(s("y", i))^2 / .(s("w", i)))))
  x <- svycontrast(total, list(x = bquote((.(between)) / (.(within)))))
  t <- as.list(coef(total)); B <- eval(between, t) / eval(W, t); inside <- eval(within, t) / eval(W, t)
  p <- sapply(seq_along(labels), function(i) t[[paste0("w", i)]]) / eval(W, t)
  noise <- (diag(p) - p %o% p) %*% V / inside
  T <- (eval(all("z"), t) - eval(Y, t)^2 / eval(W, t)) / eval(W, t)
  lift <- max(B / inside - sum(diag(noise)), 0)
  list(epsilon = B / T, eta = lift / (lift + 1), ratio = coef(x)[[1]], ratio_se = SE(x)[[1]],
       ci = ratio_ends(coef(x)[[1]], noise, SE(x)[[1]]^2, df2, level))
}
superiority <- function(des, y, by, pair, level) {
  w <- weights(des); a <- which(by %in% pair[1] & !is.na(y)); b <- which(by %in% pair[2] & !is.na(y))
  higher <- outer(y[a], y[b], ">") + outer(y[a], y[b], "==") / 2
  below <- as.vector(higher %*% w[b]) / sum(w[b]); above <- as.vector(w[a] %*% higher) / sum(w[a])
  p <- sum(w[a] * below) / sum(w[a]); u <- numeric(length(y))
  u[a] <- (below - p) / sum(w[a]); u[b] <- (above - p) / sum(w[b])
  des$variables$u <- u
  se <- SE(svytotal(~u, des))[[1]]; df <- degf(des[sort(c(a, b)), ]) - 1; t <- (p - .5) / se
  half <- qt(1 - (1 - level) / 2, df) * se / (p * (1 - p))
  list(P = p, se = se, df = df, t = t, p = 2 * pt(-abs(t), df), ci = plogis(qlogis(p) + c(-half, half)))
}
of_ranks <- function(des, outcome, by, level = .95) {
  y <- des$variables[[outcome]]; f <- des$variables[[by]]; take <- !is.na(y) & !is.na(f)
  des$variables$s <- NA_real_; des$variables$s[take] <- mid(y[take], weights(des)[take])
  inside <- subset(des, take); labels <- levels(f); k <- length(labels)
  m <- svyby(~s, as.formula(paste0("~", by)), inside, svymean, covmat = TRUE)
  fit <- svyglm(as.formula(paste("s ~", by)), inside)
  wald <- regTermTest(fit, as.formula(paste0("~", by)))
  pairs <- combn(labels, 2)
  found <- lapply(seq_len(ncol(pairs)), function(i) {
    two <- pairs[, i]; d <- svycontrast(m, setNames(c(1, -1), two))
    df <- degf(subset(inside, f[take] %in% two)) - 1; t <- coef(d)[[1]] / SE(d)[[1]]
    list(estimate = coef(d)[[1]], se = SE(d)[[1]], df = df, t = t, p = 2 * pt(-abs(t), df),
         superiority = superiority(des, y, f, two, level))
  })
  df2 <- degf(inside) - (k - 1)
  p <- sapply(found, `[[`, "p")
  list(mean = unname(coef(m)), se = unname(SE(m)), F = as.numeric(wald$Ftest), df1 = wald$df,
       df2 = wald$ddf, p = as.numeric(wald$p), pairs = found, p_holm = p.adjust(p, "holm"),
       effects = effects(des, by, vcov(m), df2, level))
}

# the test without weights, respondent by respondent
brunner_munzel <- function(x, y, level = .95) {
  n1 <- length(x); n2 <- length(y); r <- rank(c(x, y)); a <- r[1:n1]; b <- r[-(1:n1)]
  s1 <- var(a - rank(x)); s2 <- var(b - rank(y))
  v <- s1 / (n1 * n2^2) + s2 / (n2 * n1^2); p <- (mean(a) - (n1 + 1) / 2) / n2
  df <- (n1 * s1 + n2 * s2)^2 / ((n1 * s1)^2 / (n1 - 1) + (n2 * s2)^2 / (n2 - 1))
  W <- n1 * n2 * (mean(a) - mean(b)) / ((n1 + n2) * sqrt(n1 * s1 + n2 * s2))
  q <- qt(1 - (1 - level) / 2, df)
  list(P = p, W = W, df = df, p = 2 * pt(-abs(W), df), se = sqrt(v), plain = p + c(-1, 1) * q * sqrt(v),
       ranks = mean(a) - mean(b), ci = plogis(qlogis(p) + c(-1, 1) * q * sqrt(v) / (p * (1 - p))))
}

plain <- svydesign(~1, weights = ~1, data = g)
without <- function(outcome, by, level = .95) {
  y <- g[[outcome]]; f <- g[[by]]; labels <- levels(f); s <- (rank(y) - .5) / length(y)
  plain$variables$s <- s; V <- diag(tapply(s, f, var) / table(f))
  found <- effects(plain, by, V, length(y) - length(labels), level)
  H <- kruskal.test(y, f)$statistic[[1]]; N <- length(y); k <- length(labels)
  list(epsilon = H / (N - 1), eta = max(H - k + 1, 0) / (N - k), ci = found$ci)
}
two <- subset(designs$simple, region %in% c("0", "1"))
r <- function(code) g$score[g$region == code]
i <- function(code) g$item[g$region == code]
out <- list(
  meta = list(script = "weighted_ranks.R", date = as.character(Sys.Date()), r = R.version.string,
    packages = list(survey = as.character(packageVersion("survey")))),
  simple = list(
    score_age = of_ranks(designs$simple, "score", "age"),
    score_zero = of_ranks(designs$simple, "score", "zero"),
    score_region = of_ranks(designs$simple, "score", "region", .9),
    item_age = of_ranks(designs$simple, "item", "age"),
    item_zero = of_ranks(designs$simple, "item", "zero")),
  clusters = of_ranks(designs$clusters, "q1", "third"),
  population = of_ranks(designs$population, "q2", "level"),
  strata = of_ranks(designs$strata, "q3", "level", .8),
  unweighted = of_ranks(designs$unweighted, "q4", "level"),
  only_two = superiority(two, two$variables$score, two$variables$region, c("0", "1"), .95),
  brunner_munzel = list(score = brunner_munzel(r("0"), r("1")), item = brunner_munzel(i("2"), i("0"), .8)),
  kruskal = list(score_age = without("score", "age"), item_region = without("item", "region", .9)))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "weighted_ranks.json")
