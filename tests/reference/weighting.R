# Values of tests/reference/weighting.json, from groups.csv beside this script.
# Rscript tests/reference/weighting.R          (R 4.2.2, survey 4.1-1)
#
# Raking to margins, unweighted and from base weights; standard errors of means after raking by the
# jackknife that rakes again without each respondent. R's own `rake` stops at an error of one
# respondent (epsilon = 1), so that epsilon is given.

suppressPackageStartupMessages(library(survey))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
d <- read.csv(file.path(here, "groups.csv"))
d$age <- factor(d$age)
d$region <- factor(d$region)
d$education <- factor(d$education)
tight <- list(maxit = 1000, epsilon = 1e-11)

margins <- function(total) list(
  region = data.frame(region = levels(d$region), Freq = total * c(200, 220, 180) / 600),
  age = data.frame(age = levels(d$age), Freq = total * c(150, 170, 150, 130) / 600),
  education = data.frame(education = levels(d$education), Freq = total * c(.25, .35, .40))
)

raked <- function(base, names) {
  design <- svydesign(ids = ~1, weights = base, data = d)
  m <- margins(sum(base))[names]
  formulas <- lapply(names, function(one) as.formula(paste("~", one)))
  full <- rake(design, formulas, m, control = tight)
  again <- rake(as.svrepdesign(design, type = "JK1", mse = TRUE), formulas, m, control = tight)
  by_age <- svyby(~score, ~age, again, svymean)
  list(
    margins = names,
    weights = unname(weights(full)),
    mean = unname(coef(svymean(~score, full))),
    se_jackknife = unname(SE(svymean(~score, again))),
    se_jackknife_by_age = unname(SE(by_age)),
    deff_kish = length(base) * sum(weights(full)^2) / sum(weights(full))^2
  )
}

found <- list(
  meta = list(r = R.version.string, survey = as.character(packageVersion("survey")),
              date = format(Sys.Date())),
  equal = raked(rep(1, nrow(d)), c("region", "age")),
  base = raked(d$weight, c("region", "age")),
  three = raked(d$weight, c("region", "age", "education")),
  deff_kish_base = nrow(d) * sum(d$weight^2) / sum(d$weight)^2
)
writeLines(jsonlite::toJSON(found, digits = NA, auto_unbox = TRUE),
           file.path(here, "weighting.json"))
