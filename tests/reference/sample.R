# Reference values on data/sample/responses.csv, written to tests/reference/sample.json.
# Rscript tests/reference/sample.R      (from the root of the repository)
# R 4.2.2, psych 2.2.9, rstatix 0.7.2, effectsize 0.8.3; 2026-11-22.
suppressMessages({library(psych); library(rstatix); library(effectsize); library(jsonlite)})
d <- read.csv("data/sample/responses.csv", colClasses = "character", check.names = FALSE)
items <- list(skills = paste0("skl", 1:4), work = paste0("wrk", 1:4), finances = paste0("fin", 1:4),
  family = paste0("fam", 1:4), health = paste0("hlt", 1:4), civic = paste0("civ", 1:4),
  recognition = paste0("rec", 1:3), languages = paste0("lng", 1:3))
reversed <- readLines("data/sample/codebook.yaml")
reversed <- sub(".*id: ([a-z0-9]+),.*", "\\1", reversed[grepl("reverse: true", reversed)])
answers <- function(id) { x <- suppressWarnings(as.numeric(d[[id]])); x[!(x %in% 1:5)] <- NA; x }
needed <- c(skills = 2, work = 2, finances = 2, family = 2, health = 2, civic = 2, recognition = 2, languages = 2)
band <- function(a) cut(as.numeric(a), c(14, 18, 25, 35, 45, 55, 65, Inf), right = FALSE,
  labels = c("14-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"))
groups <- list(age = band(d$age), education = factor(d$education, 1:6), region = factor(d$region))
for (g in names(groups)) groups[[g]][!is.na(groups[[g]]) & groups[[g]] %in% c("97", "98", "99", "")] <- NA
groups$region <- factor(ifelse(grepl("^RU-", d$region), d$region, NA))
# qtukey and effectsize stop their searches at about 1e-4; the same functions, solved to 1e-13
solve1 <- function(f, a, b) uniroot(f, c(a, b), tol = 1e-13, extendInt = "yes")$root
g_ends <- function(a1, a2) {
  v1 <- var(a1); v2 <- var(a2); n1 <- length(a1); n2 <- length(a2)
  t <- t.test(a1, a2); df <- t$parameter[[1]]
  d <- (mean(a1) - mean(a2)) / sqrt((v1 + v2) / 2)
  hn <- 2 * (n2 * v1 + n1 * v2) / (n1 * n2 * (v1 + v2)); tt <- d / sqrt(hn)
  J <- exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
  ncp <- sapply(c(.975, .025), function(q) solve1(function(l) suppressWarnings(pt(tt, df, l)) - q, tt - 5, tt + 5))
  J * ncp * sqrt(hn)
}
wilson <- function(k, n) as.numeric(prop.test(k, n, correct = FALSE)$conf.int)
ref <- list()
for (s in names(items)) {
  raw <- sapply(items[[s]], answers)
  x <- as.data.frame(raw); rv <- items[[s]] %in% reversed; x[, rv] <- 6 - x[, rv]
  a <- psych::alpha(x[complete.cases(x), ], warnings = FALSE)
  p <- psych::alpha(x, warnings = FALSE)
  r <- list(n_used = sum(complete.cases(x)), alpha = a$total$raw_alpha, alpha_std = a$total$std.alpha,
    mean_r = a$total$average_r, ase = a$total$ase, feldt = c(a$feldt$lower.ci[[1]], a$feldt$upper.ci[[1]]),
    item_rest_r = a$item.stats$r.drop, alpha_if_dropped = a$alpha.drop$raw_alpha,
    alpha_pairwise = p$total$raw_alpha, item_mean = p$item.stats$mean, item_sd = p$item.stats$sd)
  sc <- rowSums(x, na.rm = TRUE) / rowSums(!is.na(x)); sc[rowSums(!is.na(x)) < needed[[s]]] <- NA
  # equal fractions are one value: 7/3 has one binary form only when computed as one quotient
  v <- sc[!is.na(sc)]
  tt <- t.test(v)
  dist <- list(n = length(v), mean = mean(v), sd = sd(v), ci = as.numeric(tt$conf.int), median = median(v),
    q25 = quantile(v, .25, names = FALSE), q75 = quantile(v, .75, names = FALSE),
    floor = mean(v == 1), ceiling = mean(v == 5))
  item <- items[[s]][1]; y <- raw[, item]; y <- y[!is.na(y)]
  shares <- lapply(1:5, function(k) list(n = sum(y == k), share = mean(y == k), ci = wilson(sum(y == k), length(y))))
  tests <- list()
  for (g in names(groups)) {
    ok <- !is.na(sc) & !is.na(groups[[g]]); f <- droplevels(groups[[g]][ok]); z <- sc[ok]
    # Welch's ANOVA and Games-Howell need two respondents and some variance in a group
    keep <- names(which(tapply(z, f, function(u) length(u) > 1 && var(u) > 0)))
    f2 <- factor(f[f %in% keep], keep); z2 <- z[f %in% keep]
    w <- oneway.test(z2 ~ f2); k <- kruskal.test(z ~ f); o <- oneway.test(z2 ~ f2, var.equal = TRUE)
    gh <- as.data.frame(games_howell_test(data.frame(z = z2, f = f2), z ~ f))
    q <- abs(gh$estimate) / (gh$se)
    pairs <- lapply(seq_len(nrow(gh)), function(i) {
      a1 <- z2[f2 == gh$group1[i]]; a2 <- z2[f2 == gh$group2[i]]
      t <- t.test(a1, a2); g1 <- hedges_g(a1, a2, pooled_sd = FALSE)
      list(group1 = gh$group1[i], group2 = gh$group2[i], n1 = length(a1), n2 = length(a2),
        estimate = mean(a1) - mean(a2), se = t$stderr, statistic = t$statistic[[1]], df = t$parameter[[1]],
        p = ptukey(abs(t$statistic[[1]]) * sqrt(2), nlevels(f2), t$parameter[[1]], lower.tail = FALSE),
        margin = solve1(function(x) ptukey(x, nlevels(f2), t$parameter[[1]], lower.tail = FALSE) - .05, 2, 9) *
          t$stderr / sqrt(2),
        g = g1$Hedges_g, g_ci = g_ends(a1, a2)) })
    dn <- as.data.frame(dunn_test(data.frame(z = z, f = f), z ~ f, p.adjust.method = "holm"))
    tests[[g]] <- list(welch = list(F = w$statistic[[1]], df1 = w$parameter[[1]], df2 = w$parameter[[2]], p = w$p.value),
      anova = list(F = o$statistic[[1]], df1 = o$parameter[[1]], df2 = o$parameter[[2]], p = o$p.value),
      kruskal = list(H = k$statistic[[1]], df = k$parameter[[1]], p = k$p.value),
      rank_epsilon_squared = rank_epsilon_squared(z ~ f, data = data.frame(z, f), ci = NULL)[[1]],
      pairs = pairs,
      dunn = list(group1 = dn$group1, group2 = dn$group2, z = dn$statistic, p = dn$p, p_adjusted = dn$p.adj))
  }
  ref[[s]] <- list(reliability = r, distribution = dist, shares = shares, tests = tests)
}
news <- d$news_source; news[!(news %in% 1:5)] <- NA
for (g in names(groups)) {
  ok <- !is.na(news) & !is.na(groups[[g]]); tab <- table(droplevels(groups[[g]][ok]), news[ok])
  ch <- suppressWarnings(chisq.test(tab, correct = FALSE)); v <- cramers_v(tab, adjust = TRUE, ci = .95, alternative = "two.sided")
  ref$news_source[[g]] <- list(chi2 = ch$statistic[[1]], df = ch$parameter[[1]], p = ch$p.value,
    v = v$Cramers_v_adjusted, v_ci = c(v$CI_low, v$CI_high), expected = unname(unclass(ch$expected)),
    residual = unname(unclass(ch$stdres)), rows = rownames(tab))
}
ref$meta <- list(R = R.version.string, psych = as.character(packageVersion("psych")),
  rstatix = as.character(packageVersion("rstatix")), effectsize = as.character(packageVersion("effectsize")), date = "2026-11-22")
write_json(ref, "tests/reference/sample.json", auto_unbox = TRUE, digits = 15, pretty = FALSE, na = "null")
