suppressPackageStartupMessages(library(lavaan))
if (ordered_answers && by != "") suppressPackageStartupMessages(library(semTools))

script <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
folder <- if (length(script)) dirname(gsub("~+~", " ", script[1], fixed = TRUE)) else "."
answers <- read.csv(file.path(folder, "answers.csv"), encoding = "UTF-8", na.strings = "",
  colClasses = if (by == "") NA else c(group = "character"))

# What each step of the ladder holds equal in all groups, on top of the step before.
steps <- if (by == "") {
  list("one factor" = "")
} else if (ordered_answers) {
  list(configural = "", thresholds = "thresholds", metric = c("thresholds", "loadings"),
    scalar = c("thresholds", "loadings", "intercepts"),
    strict = c("thresholds", "loadings", "intercepts", "residuals"))
} else {
  list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
    strict = c("loadings", "intercepts", "residuals"))
}

items_of <- function(model) unique(unlist(strsplit(gsub("[^=\n]*=~", "", model), "[+[:space:]]+")))

fit_step <- function(model, equal) {
  items <- setdiff(items_of(model), "")
  shared <- list(data = quote(answers))
  if (weighted) shared$sampling.weights <- "weight"
  if (by != "") shared$group <- "group"
  if (!ordered_answers) {
    return(do.call("cfa", c(list(model = model, estimator = "MLR", missing = "fiml",
      std.lv = by == "", group.equal = equal), shared)))
  }
  shared <- c(shared, list(ordered = items, estimator = "WLSMV", missing = "pairwise",
    parameterization = "theta"))
  if (by == "") return(do.call("cfa", c(list(model = model, std.lv = TRUE), shared)))
  # Wu and Estabrook (2016): thresholds first, then loadings, intercepts, residual variances
  syntax <- as.character(do.call("measEq.syntax", c(list(configural.model = model,
    ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group.equal = equal), shared)))
  do.call("cfa", c(list(model = syntax), shared))
}

# A step that cannot be estimated is a row that says why.
attempt <- function(expression) {
  said <- character(0)
  value <- NULL
  utils::capture.output(tryCatch(
    withCallingHandlers(value <- expression, warning = function(w) {
      said <<- c(said, conditionMessage(w)); invokeRestart("muffleWarning") }),
    error = function(e) said <<- c(conditionMessage(e), said)))
  said <- gsub("[[:space:]]+", " ", sub("^lavaan (WARNING|ERROR):?", "", trimws(said)))
  said <- said[!grepl("some cases are empty", said)]  # who answered other items only
  list(value = value, said = paste(unique(trimws(said)), collapse = "; "))
}

first_known <- function(values, names) {
  known <- values[intersect(names, names(values))]
  known <- known[!is.na(known)]
  if (length(known)) unname(known[1]) else NA_real_
}

measures <- function(fit) {
  all <- fitMeasures(fit)
  c(chisq = first_known(all, c("chisq.scaled", "chisq")),
    df = first_known(all, c("df.scaled", "df")),
    p = first_known(all, c("pvalue.scaled", "pvalue")),
    CFI = first_known(all, c("cfi.robust", "cfi.scaled", "cfi")),
    RMSEA = first_known(all, c("rmsea.robust", "rmsea.scaled", "rmsea")),
    SRMR = first_known(all, "srmr"))
}

nothing <- c(chisq = NA, df = NA, p = NA, CFI = NA, RMSEA = NA, SRMR = NA)
climb <- function(number) {
  name <- names(models)[number]
  rows <- list()
  before <- NULL
  for (step in names(steps)) {
    tried <- attempt(fit_step(models[[number]], steps[[step]]))
    fit <- tried$value
    done <- !is.null(fit) && lavInspect(fit, "converged")
    if (!done && tried$said == "") tried$said <- "did not converge"
    now <- if (done) attempt(measures(fit))$value else NULL
    if (is.null(now)) now <- nothing
    change <- c(d_CFI = NA, d_RMSEA = NA, d_SRMR = NA, chisq_diff = NA, df_diff = NA, p_diff = NA)
    if (done && !is.null(before)) {
      change[1:3] <- now[c("CFI", "RMSEA", "SRMR")] - before$now[c("CFI", "RMSEA", "SRMR")]
      test <- attempt(lavTestLRT(before$fit, fit))$value
      if (!is.null(test)) change[4:6] <- unlist(test[2, c("Chisq diff", "Df diff", "Pr(>Chisq)")])
    }
    rows[[step]] <- data.frame(model = name, step = step, t(now), t(change), said = tried$said,
      row.names = NULL, check.names = FALSE)
    before <- if (done) list(fit = fit, now = now) else NULL
    if (step == names(steps)[1] && done) first_fit[[number]] <<- fit
  }
  do.call(rbind, rows)
}

first_fit <- vector("list", length(models))
ladder <- do.call(rbind, lapply(seq_along(models), climb))
write.csv(ladder, file.path(folder, "fit.csv"), row.names = FALSE, na = "", fileEncoding = "UTF-8")

shown <- ladder[, setdiff(names(ladder), "said")]
if (by == "") shown <- shown[, 1:8]
digits <- c(chisq = 2, df = 0, p = 3, CFI = 3, RMSEA = 3, SRMR = 3, d_CFI = 3, d_RMSEA = 3,
  d_SRMR = 3, chisq_diff = 2, df_diff = 0, p_diff = 3)
for (column in intersect(names(digits), names(shown))) {
  value <- shown[[column]]
  rounded <- formatC(round(value, digits[column]) + 0, format = "f", digits = digits[column])
  shown[[column]] <- ifelse(is.na(value), "-", rounded)
}
shown$model <- ifelse(duplicated(shown$model), "", shown$model)
options(width = 160)
cat(if (by == "") "Fit of the factor models\n\n" else
  paste0("Measurement invariance by ", by, ": ", length(unique(answers$group)), " groups\n\n"))
print(shown, row.names = FALSE)
told <- paste(ladder$model, ladder$said, sep = "\r")
for (what in unique(told[ladder$said != ""])) {
  rows <- told == what
  cat("\n", ladder$model[rows][1], " (", paste(ladder$step[rows], collapse = ", "), "): ",
    ladder$said[rows][1], "\n", sep = "")
}
if (by != "") cat("\nChen (2007): against the step: CFI falls by .010 or more together with RMSEA up",
  "by .015 or SRMR up by .030\n(metric; scalar and strict: .010). The chi-square of a difference",
  "finds trifles in large samples.\n")

cat("\nStandardized loadings", if (by == "") "" else " (configural, by group)", "\n\n", sep = "")
for (number in which(lengths(first_fit) > 0)) {
  found <- standardizedSolution(first_fit[[number]])
  found <- found[found$op == "=~", ]
  group <- if (is.null(found$group)) rep(1, nrow(found)) else found$group
  labels <- if (by == "") "" else lavInspect(first_fit[[number]], "group.label")
  table <- sapply(sort(unique(group)), function(g) found$est.std[group == g])
  table <- matrix(sprintf("%.3f", table), ncol = length(labels),
    dimnames = list(unname(item_ids[found$rhs[group == 1]]), labels))
  cat(names(models)[number], "\n", sep = "")
  print(table, quote = FALSE, right = TRUE)
  cat("\n")
}
