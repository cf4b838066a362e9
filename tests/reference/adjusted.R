# Reference values for adjusted comparisons: tests/statistics/test_linear_model.py,
# test_adjusted_means.py, test_simple_effects.py, test_ordinal_adjusted.py, test_intraclass.py, from
# groups.csv and clusters.csv. Run in this folder: Rscript adjusted.R
# Unweighted: lm with sandwich's HC3. Weighted: survey's svyglm. Means, pairs and tests: emmeans.
# emmeans takes unweighted shares for svyglm, so that its linear functions are given weighted ones.
suppressMessages({
  library(jsonlite); library(survey); library(sandwich); library(emmeans); library(MASS)
})
emm_options(msg.interaction = FALSE, msg.nesting = FALSE)
options(contrasts = c("contr.treatment", "contr.treatment"))

means_of <- function(e) {
  s <- as.data.frame(summary(e, infer = TRUE))
  list(mean = s$emmean, se = s$SE, df = s$df, ci_low = s$lower.CL, ci_high = s$upper.CL)
}
pairs_of <- function(e) {
  s <- as.data.frame(summary(pairs(e, adjust = "none"), infer = TRUE))
  list(estimate = s$estimate, se = s$SE, df = s$df, ci_low = s$lower.CL, ci_high = s$upper.CL,
       t = s$t.ratio, p = s$p.value, holm = p.adjust(s$p.value))
}
tests_of <- function(j) list(term = j$`model term`, f = j$F.ratio, df1 = j$df1, df2 = j$df2,
                             p = pf(j$F.ratio, j$df1, j$df2, lower.tail = FALSE))
# joint_tests rounds F, so that the terms are tested here; b, V, df as emmeans has them
wald <- function(g) {
  q <- qr(g@linfct)$rank; l <- g@linfct[seq_len(q), , drop = FALSE]
  e <- l %*% g@bhat; v <- l %*% g@V %*% t(l); f <- as.numeric(t(e) %*% solve(v) %*% e) / q
  df2 <- g@dffun(l[1, ], g@dfargs)
  list(f = f, df1 = q, df2 = df2, p = pf(f, q, df2, lower.tail = FALSE))
}
against_first <- function(m, by, V, ...) contrast(emmeans(m, by, vcov. = V, ...), "trt.vs.ctrl1",
                                                 adjust = "none")
adjusted <- function(m, V, by, terms, shares) {
  equal <- emmeans(m, by, vcov. = V)
  # the population's shares: the dummies of the other terms replaced by their (weighted) shares
  l <- equal@linfct
  for (name in names(shares)) l[, name] <- shares[[name]]
  population <- equal; population@linfct <- l
  list(equal = means_of(equal), population = means_of(population), pairs = pairs_of(equal),
       tests = lapply(terms, function(t) wald(against_first(m, t, V))))
}
dummies <- function(data, vars, w) {
  out <- list()
  for (v in vars) {
    share <- tapply(w, data[[v]], sum) / sum(w)
    for (l in levels(data[[v]])[-1]) out[[paste0(v, l)]] <- share[[l]]
  }
  out
}
interacting <- function(m, V, by, within) {
  cells <- emmeans(m, by, by = within, vcov. = V)
  name <- paste0("^", by, "[^:]+:", within)
  at <- grep(name, names(coef(m)))
  b <- coef(m)[at]; v <- V[at, at]; f <- as.numeric(t(b) %*% solve(v) %*% b) / length(b)
  df2 <- cells@dffun(cells@linfct[1, ], cells@dfargs)
  simple <- lapply(levels(m$model[[within]]), function(l) {
    a <- list(l); names(a) <- within
    wald(contrast(emmeans(m, by, at = a, vcov. = V), "trt.vs.ctrl1", adjust = "none"))
  })
  s <- as.data.frame(summary(pairs(cells, adjust = "none"), infer = TRUE))
  list(cells = means_of(cells), simple = simple,
       interaction = list(f = f, df1 = length(b), df2 = df2,
                          p = pf(f, length(b), df2, lower.tail = FALSE)),
       pairs = list(estimate = s$estimate, se = s$SE, df = s$df, p = s$p.value),
       main = lapply(c(by, within), function(t) wald(against_first(m, t, V))))
}

d <- read.csv("groups.csv")
for (v in c("age", "region", "education")) d[[v]] <- factor(d[[v]])
d$half <- factor(d$region == 0, levels = c("TRUE", "FALSE"))
out <- list()
terms <- c("region", "age", "education")
one <- rep(1, nrow(d))

m <- lm(score ~ region + age + education, d); V <- vcovHC(m, type = "HC3")
out$unweighted <- adjusted(m, V, "region", terms, dummies(d, c("age", "education"), one))
out$unweighted$hc3 <- unname(V)
i <- lm(score ~ region * education + age, d)
out$unweighted$interaction <- interacting(i, vcovHC(i, type = "HC3"), "region", "education")
i <- lm(score ~ region * education, d)
out$unweighted$saturated <- interacting(i, vcovHC(i, type = "HC3"), "region", "education")

des <- svydesign(~1, weights = ~weight, data = d)
g <- svyglm(score ~ region + age + education, des)
out$weighted <- adjusted(g, vcov(g), "region", terms, dummies(d, c("age", "education"), d$weight))
out$weighted$regterm <- {
  r <- regTermTest(g, ~region); list(f = as.numeric(r$Ftest), df1 = r$df, df2 = r$ddf, p = as.numeric(r$p))
}
# no group of half x education has an effective n below 30
i <- svyglm(score ~ half * education + age, des)
out$weighted$interaction <- interacting(i, vcov(i), "half", "education")
i <- svyglm(score ~ half * education, des)
out$weighted$saturated <- interacting(i, vcov(i), "half", "education")
# a level at a time, as a subpopulation
out$weighted$levels <- lapply(levels(d$education), function(l) {
  s <- svyglm(score ~ half, subset(des, education == l)); r <- regTermTest(s, ~half)
  list(f = as.numeric(r$Ftest), df2 = r$ddf, p = as.numeric(r$p))
})

k <- read.csv("clusters.csv", na.strings = "")
k$group <- factor(k$group); k$large <- factor(k$group == "a", levels = c("TRUE", "FALSE")); k$q5 <- factor(k$q5)
drawn <- svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~population, nest = TRUE,
                   data = k)
g <- svyglm(q1 ~ group + q5, drawn)
used <- complete.cases(k[c("q1", "group", "q5")])
# group c has 24 respondents
out$clusters <- adjusted(g, vcov(g), "group", c("group", "q5"),
                         dummies(k[used, ], "q5", k$weight[used]))
out$clusters$n <- sum(used)
g <- svyglm(q1 ~ large + q5, drawn)
out$large <- adjusted(g, vcov(g), "large", c("large", "q5"),
                      dummies(k[used, ], "q5", k$weight[used]))

# the proportional-odds model
tight <- list(reltol = 1e-15, maxit = 1000)
o <- polr(factor(item) ~ region + age + education, d, Hess = TRUE, control = tight)
without <- lapply(terms, function(t) {
  r <- update(o, paste(". ~ . -", t)); lr <- as.numeric(2 * (logLik(o) - logLik(r)))
  list(lr = lr, df = o$edf - r$edf, p = pchisq(lr, o$edf - r$edf, lower.tail = FALSE))
})
out$polr <- list(coefficients = unname(coef(o)), se = unname(sqrt(diag(vcov(o)))[1:7]),
                 tests = without)
s <- svyolr(factor(item) ~ region + age + education, des, control = tight)
out$svyolr <- list(coefficients = unname(coef(s)[1:7]), se = unname(sqrt(diag(vcov(s)))[1:7]),
                   tests = lapply(terms, function(t) {
                     r <- regTermTest(s, formula(paste("~", t)))
                     list(f = as.numeric(r$Ftest), df1 = r$df, df2 = r$ddf, p = as.numeric(r$p))
                   }))

# intraclass correlation of q1 in the clusters of a stratum: analysis of variance
k$place <- interaction(k$stratum, k$cluster, drop = TRUE)
u <- k[!is.na(k$q1), ]
a <- anova(lm(q1 ~ place, u)); n <- table(u$place); N <- sum(n); G <- length(n)
n0 <- (N - sum(n^2) / N) / (G - 1); f <- a$`F value`[1]
end <- function(p) { r <- f / qf(p, G - 1, N - G); (r - 1) / (r + n0 - 1) }
out$intraclass <- list(n_groups = G, icc = (f - 1) / (f + n0 - 1), low = end(.975), high = end(.025),
                       deff = 1 + (sum(n^2) / N - 1) * (f - 1) / (f + n0 - 1))

out$meta <- list(script = "adjusted.R", date = as.character(Sys.Date()), r = R.version.string,
                 packages = lapply(c(survey = "survey", emmeans = "emmeans", sandwich = "sandwich",
                                     MASS = "MASS"), function(p) as.character(packageVersion(p))))
write_json(out, "adjusted.json", auto_unbox = TRUE, digits = 15, pretty = TRUE, na = "null")
