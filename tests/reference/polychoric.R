# Polychoric correlations and ordinal alpha of items.csv, by R. Run in tests/reference:
#   Rscript polychoric.R
suppressMessages({library(jsonlite); library(lavaan); library(pbivnorm)})

items <- read.csv("items.csv")
X <- items[paste0("q", 1:6)]
alpha <- function(R) { k <- ncol(R); r <- mean(R[upper.tri(R)]); k * r / (1 + (k - 1) * r) }

# the likelihood of a table with known thresholds, maximized tightly
two_step <- function(tab, a, b) {
  lim <- function(t) pmin(pmax(c(-38, t, 38), -38), 38)
  minus <- function(rho) {
    P <- outer(lim(a), lim(b), function(x, y) pbivnorm(x, y, rho))
    cells <- diff(t(diff(P)))
    -sum(t(tab) * log(pmax(cells, 1e-300)))
  }
  optimize(minus, c(-0.9999, 0.9999), tol = 1e-12)$minimum
}
pairwise <- function(X, w = rep(1, nrow(X))) {
  k <- ncol(X)
  R <- diag(k)
  thresholds <- lapply(X, function(x) {
    share <- tapply(w[!is.na(x)], factor(x[!is.na(x)], levels = 1:5), sum)
    share[is.na(share)] <- 0
    qnorm(head(cumsum(share) / sum(share), -1))
  })
  for (i in 2:k) for (j in 1:(i - 1)) {
    tab <- xtabs(w ~ factor(X[[i]], levels = 1:5) + factor(X[[j]], levels = 1:5))
    R[i, j] <- R[j, i] <- two_step(unclass(tab), thresholds[[i]], thresholds[[j]])
  }
  list(rho = R, alpha = alpha(R), thresholds = thresholds)
}

complete <- X[complete.cases(X), ]
listwise <- unclass(lavCor(complete, ordered = names(complete), output = "cor",
                           estimator = "two.step"))
groups <- lapply(split(complete, items$group[complete.cases(X)]), function(part) {
  varies <- sapply(part, function(x) length(unique(x)) > 1)
  R <- unclass(lavCor(part[varies], ordered = names(part)[varies], output = "cor",
                      estimator = "two.step"))
  list(rho = unname(R), alpha = alpha(R), n = nrow(part))
})
binary <- as.data.frame(lapply(complete, function(x) as.integer(x > 3)))
two <- unclass(lavCor(binary, ordered = names(binary), output = "cor", estimator = "two.step",
                      zero.add = c(0, 0)))
out <- list(
  meta = list(script = "polychoric.R", date = as.character(Sys.Date()),
              R = R.version.string, lavaan = as.character(packageVersion("lavaan")),
              pbivnorm = as.character(packageVersion("pbivnorm"))),
  listwise = list(rho = unname(listwise), alpha = alpha(listwise), n = nrow(complete)),
  pairwise = pairwise(X),
  weighted = pairwise(complete, items$weight[complete.cases(X)]),
  groups = groups,
  binary = list(rho = unname(two), alpha = alpha(two))
)
write_json(out, "polychoric.json", digits = 15, auto_unbox = TRUE, pretty = TRUE)
