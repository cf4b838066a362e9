# Reference values for tests/statistics/test_stratified_alpha.py and tests/verbs/test_composite.py.
# Rscript tests/reference/composite.R      (from the root of the repository)
# Alphas from psych; the composite from the textbook formula on domain scores; standard errors
# respondent by respondent: leaving each out (jackknife), giving each a little more weight (adf).
suppressMessages({library(psych); library(jsonlite)})

mean_of <- function(x, w) sum(w * x) / sum(w)
cov_of <- function(x, y, w) {
  n <- length(x)
  n / (n - 1) * sum(w * (x - mean_of(x, w)) * (y - mean_of(y, w))) / sum(w)
}
alpha_of <- function(x, w) {
  k <- ncol(x)
  items <- sum(sapply(seq_len(k), function(j) cov_of(x[, j], x[, j], w)))
  total <- rowSums(x)
  k / (k - 1) * (1 - items / cov_of(total, total, w))
}
# domain scores in units of the composite: share of the weight times the range
scores_of <- function(x, parts) {
  share <- parts$weights / sum(parts$weights)
  sapply(seq_along(parts$items), function(j) {
    y <- rowMeans(x[, parts$items[[j]], drop = FALSE])
    share[j] * (parts$range[2] - parts$range[1]) * (y - 1) / 4
  })
}
rho_of <- function(x, w, parts) {
  d <- scores_of(x, parts); total <- rowSums(d)
  alpha <- sapply(parts$items, function(items) alpha_of(x[, items], w))
  error <- sapply(seq_along(alpha), function(j) cov_of(d[, j], d[, j], w) * (1 - alpha[j]))
  whole <- sapply(seq_along(alpha), function(j) cov_of(d[, j], total, w))
  s2 <- cov_of(total, total, w)
  list(rho = 1 - sum(error) / s2, variance = s2, alpha = alpha, error = error,
    true = whole - error, mean = parts$range[1] + mean_of(total, w),
    r = sapply(seq_along(alpha), function(j) cov_of(d[, j], total, w) /
      sqrt(cov_of(d[, j], d[, j], w) * s2)))
}
lengthen <- function(found, parts, target) {
  sapply(seq_along(found$error), function(j) {
    reach <- function(log_f) {
      error <- found$error; error[j] <- error[j] / exp(log_f)
      sum(found$true) / (sum(found$true) + sum(error)) - target
    }
    if (reach(0) >= 0) return(1)
    if (reach(20) < 0) return(NA)
    exp(uniroot(reach, c(0, 20), tol = 1e-14)$root)
  })
}
one <- function(x, w, parts, target) {
  n <- nrow(x)
  found <- rho_of(x, w, parts)
  logs <- sapply(1:n, function(i) log(1 - rho_of(x[-i, ], w[-i], parts)$rho))
  jack <- sqrt((n - 1) / n * sum((logs - mean(logs))^2))
  # the influence of respondent i: the change of rho per unit of weight, times W
  h <- 1e-4
  influence <- sapply(1:n, function(i) {
    up <- down <- w; up[i] <- up[i] + h; down[i] <- down[i] - h
    (rho_of(x, up, parts)$rho - rho_of(x, down, parts)$rho) / (2 * h) * sum(w)
  })
  adf <- sqrt(n / (n - 1) * sum(w^2 * influence^2)) / sum(w)
  tq <- qt(.975, n - 1); L <- log(1 - found$rho)
  c(found, list(n = n, sem = sqrt(sum(found$error)), error_share = found$error / sum(found$error),
    true_share = found$true / sum(found$true), jack_se = (1 - found$rho) * jack, adf_se = adf,
    jack_ci = 1 - exp(L + c(1, -1) * tq * jack),
    adf_ci = 1 - exp(L + c(1, -1) * tq * adf / (1 - found$rho)),
    factor = lengthen(found, parts, target)))
}

it <- read.csv("tests/reference/items.csv"); q <- paste0("q", 1:6)
ok <- complete.cases(it[, q]); it <- it[ok, ]
parts <- list(items = list(c("q1", "q2"), c("q3", "q4", "q5", "q6")), weights = c(1, 2.5),
  range = c(0, 99))
ref <- list(by_group = lapply(split(it, it$group), function(d)
  one(as.matrix(d[, q]), rep(1, nrow(d)), parts, .9)))
ref$weighted <- one(as.matrix(it[, q]), it$weight, parts, .9)
ref$all <- one(as.matrix(it[, q]), rep(1, nrow(it)), parts, .9)
ref$all$psych_alpha <- sapply(parts$items, function(items)
  psych::alpha(it[, items], check.keys = FALSE, warnings = FALSE)$total$raw_alpha)

d <- read.csv("data/sample/responses.csv", colClasses = "character", check.names = FALSE)
items <- list(skills = paste0("skl", 1:4), family = paste0("fam", 1:4), health = paste0("hlt", 1:4),
  recognition = paste0("rec", 1:3))
reversed <- readLines("data/sample/codebook.yaml")
reversed <- sub(".*id: ([a-z0-9]+),.*", "\\1", reversed[grepl("reverse: true", reversed)])
x <- sapply(unlist(items), function(id) {
  v <- suppressWarnings(as.numeric(d[[id]])); v[!(v %in% 1:5)] <- NA
  if (id %in% reversed) 6 - v else v
})
colnames(x) <- unlist(items)
x <- x[complete.cases(x), ]
sample_parts <- list(items = items, weights = c(1, 2, 1, 0.5), range = c(0, 99))
ref$sample <- one(x, rep(1, nrow(x)), sample_parts, .9)
ref$sample$psych_alpha <- unname(sapply(items, function(i)
  psych::alpha(as.data.frame(x[, i]), check.keys = FALSE, warnings = FALSE)$total$raw_alpha))
ref$meta <- list(script = "composite.R", date = "2026-11-23", r = R.version.string,
  packages = sapply(c("psych", "jsonlite"), function(p) as.character(packageVersion(p))))
write_json(ref, "tests/reference/composite.json", auto_unbox = TRUE, digits = 15, pretty = TRUE,
  na = "null")
