# Reference values for measurement error and correlations of scores.
# Rscript tests/reference/measurement.R      (from the root of the repository)
# R 4.2.2, psych 2.2.9; 2026-11-23. Reads items.csv, writes measurement.json.
suppressMessages({library(psych); library(jsonlite)})
d <- read.csv("tests/reference/items.csv")
first <- paste0("q", 1:3); second <- paste0("q", 4:6)
edges <- seq(1, 5, length.out = 6)

error_of <- function(x, w) {                      # a domain, respondent by respondent
  ok <- complete.cases(x); x <- as.matrix(x[ok, ]); w <- w[ok]
  n <- nrow(x); k <- ncol(x); total <- sum(w)
  m <- colSums(w * x) / total
  var_p <- sapply(seq_len(n), function(p) sum((x[p, ] - mean(x[p, ]) - m + mean(m))^2) / (k * (k - 1))) * n / (n - 1)
  score <- rowMeans(x)
  s2 <- n / (n - 1) * sum(w * (score - sum(w * score) / total)^2) / total
  band <- pmin(findInterval(score + 1e-9, edges), 5)  # 5 is in the last band
  sem_of <- function(b) sqrt(sum(w[band == b] * var_p[band == b]) / sum(w[band == b]))
  list(n = n, sem = sqrt(sum(w * var_p) / total), reliability = 1 - sum(w * var_p) / total / s2,
    band_n = sapply(1:5, function(b) sum(band == b)),
    band_sem = sapply(1:5, function(b) if (any(band == b)) sem_of(b) else NA))
}

atanh_ci <- function(r, se, n) tanh(atanh(r) + c(-1, 1) * qt(.975, n - 1) * se / (1 - r^2))
se_of <- function(f, w) { n <- length(f); sqrt(n / (n - 1) * sum(w^2 * f^2)) / sum(w) }
midrank <- function(x, w) sapply(x, function(v) sum(w[x < v]) + sum(w[x == v]) / 2) / sum(w) - .5
score_of <- function(x, needed) { s <- rowSums(x, na.rm = TRUE) / rowSums(!is.na(x)); s[rowSums(!is.na(x)) < needed] <- NA; s }

correlations_of <- function(x, y, w) {
  a <- score_of(x, 2); b <- score_of(y, 2); both <- !is.na(a) & !is.na(b)
  a <- a[both]; b <- b[both]; v <- w[both]; p <- v / sum(v); n <- length(a)
  pearson <- cov.wt(cbind(a, b), v / sum(v), cor = TRUE)$cor[1, 2]
  z <- function(u) { u <- u - sum(p * u); u / sqrt(sum(p * u^2)) }
  f <- z(a) * z(b) - pearson / 2 * (z(a)^2 + z(b)^2)
  ra <- midrank(a, v); rb <- midrank(b, v)
  spearman <- cov.wt(cbind(ra, rb), v / sum(v), cor = TRUE)$cor[1, 2]
  below <- function(u, v0) (u > v0) + (u == v0) / 2
  moved <- function(u, g) sapply(seq_len(n), function(i) sum(p * below(u, u[i]) * g))
  part <- function(g, h, s) g * h - sum(p * g * h) + s - sum(p * s)
  fc <- part(ra, rb, moved(a, rb) + moved(b, ra))
  fa <- part(ra, ra, 2 * moved(a, ra)); fb <- part(rb, rb, 2 * moved(b, rb))
  va <- sum(p * ra^2); vb <- sum(p * rb^2)
  fs <- fc / sqrt(va * vb) - spearman / 2 * (fa / va + fb / vb)
  ok <- complete.cases(x, y); x <- as.matrix(x[ok, ]); y <- as.matrix(y[ok, ]); u <- w[ok]; q <- u / sum(u)
  centre <- function(x) sweep(x, 2, colSums(q * x)); x <- centre(x); y <- centre(y)
  true_part <- function(x) ncol(x) / (ncol(x) - 1) * (rowSums(x)^2 - rowSums(x^2))
  cross <- rowSums(x) * rowSums(y); tx <- true_part(x); ty <- true_part(y)
  r <- sum(q * cross) / sqrt(sum(q * tx) * sum(q * ty))
  fr <- (cross - sum(q * cross)) / sqrt(sum(q * tx) * sum(q * ty)) -
    r / 2 * ((tx - sum(q * tx)) / sum(q * tx) + (ty - sum(q * ty)) / sum(q * ty))
  list(n = n, pearson = pearson, pearson_ci = atanh_ci(pearson, se_of(f, v), n),
    spearman = spearman, spearman_ci = atanh_ci(spearman, se_of(fs, v), n),
    n_complete = length(u), disattenuated = r,
    disattenuated_ci = r + c(-1, 1) * qt(.975, length(u) - 1) * se_of(fr, u))
}

psych_values <- function(e) {                     # the same by R's and psych's own functions
  x <- e[first]; y <- e[second]
  a <- score_of(x, 2); b <- score_of(y, 2)
  ok <- complete.cases(x, y)
  alphas <- c(psych::alpha(x[ok, ], warnings = FALSE)$total$raw_alpha,
    psych::alpha(y[ok, ], warnings = FALSE)$total$raw_alpha)
  r <- cor(rowMeans(x[ok, ]), rowMeans(y[ok, ]))
  alone <- psych::alpha(x[complete.cases(x), ], warnings = FALSE)$total$raw_alpha
  list(alpha = alone, sem = sd(rowMeans(x[complete.cases(x), ])) * sqrt(1 - alone),
    pearson = cor(a, b, use = "complete.obs"),
    spearman = cor(a, b, use = "complete.obs", method = "spearman"),
    disattenuated = psych::correct.cor(matrix(c(1, r, r, 1), 2), alphas)[1, 2])
}

groups <- list(a = d$group == "a", b = d$group == "b", c = d$group == "c")
ref <- list()
for (g in names(groups)) {
  e <- d[groups[[g]], ]; one <- rep(1, nrow(e))
  ref[[g]] <- list(error = error_of(e[first], one), error_weighted = error_of(e[first], e$weight),
    correlations = correlations_of(e[first], e[second], one),
    correlations_weighted = correlations_of(e[first], e[second], e$weight), psych = psych_values(e))
}
meta <- list(script = "tests/reference/measurement.R", date = "2026-11-23", R = R.version.string,
  psych = as.character(packageVersion("psych")))
write_json(list(meta = meta, by_group = ref), "tests/reference/measurement.json", auto_unbox = TRUE,
  digits = 15, pretty = FALSE, na = "null")
