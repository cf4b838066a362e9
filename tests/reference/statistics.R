# Reference values for tests/statistics from groups.csv and items.csv (make_data.py).
# Run in this folder: Rscript statistics.R
# Packages: psych, survey, effectsize, rstatix, jsonlite. Intervals that no package gives are
# computed here respondent by respondent, or by uniroot on R's noncentral distributions.
suppressMessages({
  library(jsonlite); library(psych); library(survey); library(effectsize); library(rstatix)
})
root <- function(f, lo, hi) uniroot(f, c(lo, hi), tol = 1e-13, maxiter = 10000)$root
save_as <- function(x, file) {
  x$meta <- list(script = "statistics.R", date = as.character(Sys.Date()), r = R.version.string,
    packages = sapply(c("psych", "survey", "effectsize", "rstatix"),
                      function(p) as.character(packageVersion(p))))
  write_json(x, file, auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
}
lambda_or_zero <- function(cdf, p, hi) if (cdf(0) <= p) 0 else root(function(l) cdf(l) - p, 0, hi)

d <- read.csv("groups.csv")

# ---- distributions ------------------------------------------------------------------------
one_mean <- function(y) {
  t <- t.test(y)
  c(list(n = length(y), mean = mean(y), sd = sd(y), se = t$stderr, ci = t$conf.int[1:2]),
    list(q = unname(quantile(y, c(.25, .5, .75), type = 7))))
}
wilson <- function(k, n, level = .95) prop.test(k, n, correct = FALSE, conf.level = level)$conf.int[1:2]
dist <- list()
dist$score_by_age <- lapply(split(d$score, d$age), one_mean)
dist$score_all <- one_mean(d$score)
tab <- table(d$region, d$item)
dist$item_by_region <- list(
  n = matrix(tab, 3), share = matrix(prop.table(tab, 1), 3),
  low = t(sapply(1:3, function(i) sapply(1:5, function(j) suppressWarnings(wilson(tab[i, j], sum(tab[i, ])))[1]))),
  high = t(sapply(1:3, function(i) sapply(1:5, function(j) suppressWarnings(wilson(tab[i, j], sum(tab[i, ])))[2]))))
dist$top_item_90 <- suppressWarnings(wilson(sum(d$item >= 4), nrow(d), .9))
dist$wilson_edges <- list(none_of_20 = suppressWarnings(wilson(0, 20)),
  all_of_20 = suppressWarnings(wilson(20, 20)), one_of_3 = suppressWarnings(wilson(1, 3)))
des <- svydesign(~1, weights = ~weight, data = d)
m <- svymean(~score, des)
top <- svymean(~I(score >= 24), des)
p <- coef(top)[[2]]; v <- SE(top)[[2]]^2; ne <- p * (1 - p) / v; z <- qt(.975, nrow(d) - 1)
half <- z * sqrt(p * (1 - p) / ne + z^2 / (4 * ne^2))
dist$weighted <- list(mean = coef(m)[[1]], se = SE(m)[[1]], ci = confint(m, df = degf(des))[1:2],
  sd = sqrt(coef(svyvar(~score, des))[[1]]), kish = sum(d$weight)^2 / sum(d$weight^2),
  top = p, top_ci = c(p + z^2 / (2 * ne) - half, p + z^2 / (2 * ne) + half) / (1 + z^2 / ne))
q <- svyquantile(~score, des, .5, ci = TRUE)
dist$weighted$median <- unname(as.numeric(q$score[1, 1:3]))
save_as(dist, "distributions.json")

# ---- groups -------------------------------------------------------------------------------
g <- list()
two <- d[d$region < 2, ]; two$region <- factor(two$region)
x <- two$score[two$region == 0]; y <- two$score[two$region == 1]
tt <- t.test(x, y)
nct <- function(t, df, level) {
  a <- (1 - level) / 2
  c(root(function(l) pt(t, df, l) - (1 - a), t - 5, t + 5), root(function(l) pt(t, df, l) - a, t - 5, t + 5))
}
unpooled <- function(x, y, level) {
  t <- t.test(x, y); df <- t$parameter[[1]]; s <- sqrt((var(x) + var(y)) / 2)
  J <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  list(g = J * (mean(x) - mean(y)) / s, ci = J * nct(t$statistic[[1]], df, level) * t$stderr / s)
}
es <- hedges_g(x, y, pooled_sd = FALSE, ci = .95)
g$welch_t <- list(n = c(length(x), length(y)), t = tt$statistic[[1]], df = tt$parameter[[1]],
  p = tt$p.value, difference = mean(x) - mean(y), se = tt$stderr, ci = tt$conf.int[1:2],
  effectsize = c(es$Hedges_g, es$CI_low, es$CI_high), exact = unpooled(x, y, .95),
  exact_90 = unpooled(x, y, .90), ci_90 = t.test(x, y, conf.level = .9)$conf.int[1:2])
w <- wilcox.test(x, y, exact = FALSE, correct = FALSE)
delta_of <- function(x, y, level = .95) {
  s <- sign(outer(x, y, "-")); delta <- mean(s); n1 <- length(x); n2 <- length(y)
  v1 <- var(rowSums(s) / 2) / (n1 * n2^2); v2 <- var(colSums(s) / 2) / (n2 * n1^2)
  df <- (v1 + v2)^2 / (v1^2 / (n1 - 1) + v2^2 / (n2 - 1))
  list(delta = delta, ci = tanh(atanh(delta) + c(-1, 1) * qt((1 + level) / 2, df) * 2 * sqrt(v1 + v2) / (1 - delta^2)))
}
g$mann_whitney <- list(U = w$statistic[[1]], p = w$p.value,
  effectsize_delta = cliffs_delta(x, y)$r_rank_biserial, exact = delta_of(x, y))

d$a <- factor(d$age)
ow <- oneway.test(score ~ a, d); df1 <- ow$parameter[[1]]; df2 <- ow$parameter[[2]]; f <- ow$statistic[[1]]
f_ends <- function(f, df1, df2, n, level) {
  a <- (1 - level) / 2
  l <- sapply(c(1 - a, a), function(p) lambda_or_zero(function(l) pf(f, df1, df2, l), p, 20 * df1 * f + 200))
  list(lambda = l, ci = l / (l + n))
}
gh <- games_howell_test(d, score ~ a, detailed = TRUE)
pair_list <- combn(0:3, 2, simplify = FALSE)
v_n <- tapply(d$score, d$age, function(v) var(v) / length(v))
gh_half <- sapply(seq_along(pair_list), function(i) {
  se <- sqrt(sum(v_n[pair_list[[i]] + 1])); qtukey(.95, 4, gh$df[i]) * se / sqrt(2)
})
g$welch_anova <- list(F = f, df1 = df1, df2 = df2, p = ow$p.value,
  omega = df1 * (f - 1) / (df1 * (f - 1) + nrow(d)), ends = f_ends(f, df1, df2, nrow(d), .95),
  pairs = list(estimate = -gh$estimate, t = abs(gh$statistic), df = gh$df,
    p = ptukey(gh$statistic * sqrt(2), 4, gh$df, lower.tail = FALSE),
    se = sapply(pair_list, function(i) sqrt(sum(v_n[i + 1]))), half = gh_half,
    rstatix_low = gh$conf.low, rstatix_high = gh$conf.high,
    g = lapply(pair_list, function(i) unpooled(d$score[d$age == i[1]], d$score[d$age == i[2]], .95))))
ao <- aov(score ~ a, d); s <- summary(ao)[[1]]; tk <- TukeyHSD(ao)$a
om <- omega_squared(ao, ci = NULL, verbose = FALSE)
g$anova <- list(F = s[1, "F value"], df1 = s[1, "Df"], df2 = s[2, "Df"], p = s[1, "Pr(>F)"],
  omega = om$Omega2, ends_90 = f_ends(s[1, "F value"], s[1, "Df"], s[2, "Df"], nrow(d), .90),
  pairs = list(diff = unname(tk[, "diff"]), low = unname(tk[, "lwr"]), high = unname(tk[, "upr"]),
               p = unname(tk[, "p adj"])))
kw <- kruskal.test(score ~ a, d); dn <- dunn_test(d, score ~ a, p.adjust.method = "holm", detailed = TRUE)
g$kruskal <- list(H = kw$statistic[[1]], df = kw$parameter[[1]], p = kw$p.value,
  epsilon = rank_epsilon_squared(score ~ a, data = d, ci = NULL)$rank_epsilon_squared,
  eta = rank_eta_squared(score ~ a, data = d, ci = NULL)$rank_eta_squared,
  pairs = list(estimate = -dn$estimate, z = -dn$statistic, p = dn$p, p_holm = dn$p.adj,
    delta = lapply(pair_list, function(i) delta_of(d$score[d$age == i[1]], d$score[d$age == i[2]]))))
ct <- suppressWarnings(chisq.test(tab, correct = FALSE)); cv <- cramers_v(tab, adjust = TRUE, ci = NULL)
n <- sum(tab); kk <- min(dim(tab) - (dim(tab) - 1)^2 / (n - 1)); chi <- ct$statistic[[1]]
l <- sapply(c(.975, .025), function(p) lambda_or_zero(function(l) pchisq(chi, ct$parameter[[1]], l), p, 500))
l90 <- sapply(c(.95, .05), function(p) lambda_or_zero(function(l) pchisq(chi, ct$parameter[[1]], l), p, 500))
g$chi_square <- list(X2 = chi, df = ct$parameter[[1]], p = ct$p.value, V = cv$Cramers_v_adjusted,
  expected = matrix(ct$expected, 3), residuals = matrix(ct$stdres, 3), lambda = l, lambda_90 = l90,
  ci = sqrt(l / n / (kk - 1)), ci_90 = sqrt(l90 / n / (kk - 1)))
p <- c(.001, .02, .03, .03, .2, .9, .8, .0004)
g$p_adjust <- list(p = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH"))
grid <- expand.grid(q = c(.5, 2, 3.5, 5), k = c(2, 4, 9, 30), df = c(20, 87.5, 400, Inf))
grid$sf <- ptukey(grid$q, grid$k, grid$df, lower.tail = FALSE)
qgrid <- expand.grid(k = c(2, 4, 9, 30), df = c(20, 87.5, 400, Inf))
qgrid$q <- qtukey(.95, qgrid$k, qgrid$df)
g$ptukey <- list(q = grid$q, k = grid$k, df = as.character(grid$df), sf = grid$sf)
g$qtukey <- list(k = qgrid$k, df = as.character(qgrid$df), q = qgrid$q)
save_as(g, "groups.json")

# ---- reliability --------------------------------------------------------------------------
it <- read.csv("items.csv"); q <- paste0("q", 1:6)
alpha_of <- function(x, w) {
  w <- w / sum(w); m <- colSums(w * x); z <- sweep(x, 2, m); t <- rowSums(z); k <- ncol(x)
  list(z = z, t = t, tr = sum(w * z^2), T = sum(w * t^2),
       alpha = k / (k - 1) * (1 - sum(w * z^2) / sum(w * t^2)))
}
one_alpha <- function(x, w = NULL) {
  x <- as.matrix(x); ok <- complete.cases(x); given <- x; x <- x[ok, ]; n <- nrow(x); k <- ncol(x)
  w <- if (is.null(w)) rep(1, n) else w[ok]
  a <- alpha_of(x, w)
  inf <- -k / (k - 1) * (rowSums(a$z^2) / a$T - a$tr * a$t^2 / a$T^2)
  adf <- sqrt(n / (n - 1) * sum(w^2 * inf^2)) / sum(w)
  logs <- sapply(1:n, function(i) log(1 - alpha_of(x[-i, ], w[-i])$alpha))
  jack <- sqrt((n - 1) / n * sum((logs - mean(logs))^2)); L <- log(1 - a$alpha); tq <- qt(.975, n - 1)
  list(n_total = nrow(given), n = n, alpha = a$alpha, adf_se = adf, jack_log_se = jack,
    sd = unname(apply(x, 2, sd)),
    adf_ci = 1 - exp(L + c(1, -1) * tq * adf / (1 - a$alpha)), jack_ci = 1 - exp(L + c(1, -1) * tq * jack))
}
with_psych <- function(x) {
  ok <- complete.cases(x); xc <- x[ok, ]
  a <- psych::alpha(xc, check.keys = FALSE, warnings = FALSE)
  k <- ncol(x); S <- cov(xc)
  pw <- cov(x, use = "pairwise"); r <- cor(x, use = "pairwise"); rbar <- mean(r[upper.tri(r)])
  fe <- psych::alpha.ci(a$total$raw_alpha, n.obs = sum(ok), n.var = k)
  list(raw = a$total$raw_alpha, std = a$total$std.alpha, mean_r = a$total$average_r, ase = a$total$ase,
    normal_ci = a$total$raw_alpha + c(-1, 1) * qnorm(.975) * a$total$ase,
    feldt_ci = c(fe$lower.ci, fe$upper.ci), sem = sqrt(sum(S) * (1 - a$total$raw_alpha)) / k,
    r_drop = a$item.stats$r.drop, alpha_drop = a$alpha.drop$raw_alpha,
    n_item = unname(colSums(!is.na(x))), mean = unname(colMeans(x, na.rm = TRUE)),
    sd = unname(apply(x, 2, sd, na.rm = TRUE)),
    pairwise = list(raw = psych::alpha(x, check.keys = FALSE, warnings = FALSE)$total$raw_alpha,
      std = k * rbar / (1 + (k - 1) * rbar), mean_r = rbar,
      n_any = sum(rowSums(!is.na(x)) > 0),
      r_rest = sapply(1:k, function(i) sum(pw[i, -i]) / sqrt(pw[i, i] * sum(pw[-i, -i]))),
      alpha_drop = sapply(1:k, function(i) (k - 1) / (k - 2) * (1 - sum(diag(pw[-i, -i])) / sum(pw[-i, -i])))))
}
rel <- list(all = c(one_alpha(it[q]), list(psych = with_psych(it[q]))))
rel$weighted <- one_alpha(it[q], it$weight)
rel$by_group <- lapply(split(it, it$group), function(s) c(one_alpha(s[q]), list(psych = with_psych(s[q]))))
rel$two_items <- c(one_alpha(it[c("q3", "q6")]), list(r = cor(it$q3, it$q6, use = "complete.obs")))
save_as(rel, "reliability.json")
