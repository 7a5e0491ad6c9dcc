# Reference numbers of ltm and mirt for tests/models/item_response/test_reference.py.
# Rscript reference.R > reference.csv     (ltm 1.2-0, mirt 1.47, R 4.2.2)
suppressMessages({library(ltm); library(mirt)})
options(digits = 15)
rows <- list()
put <- function(case, quantity, name, value) rows[[length(rows) + 1]] <<- data.frame(case, quantity, name, value)
quiet <- function(...) mirt(..., TOL = 1e-9, quadpts = 121, technical = list(NCYCLES = 5000), verbose = FALSE)

parameters <- function(case, fit, group = NULL) {
  found <- coef(fit)
  if (!is.null(group)) found <- found[[group]]
  for (item in setdiff(names(found), c("GroupPars", "lr.betas"))) {
    one <- found[[item]][1, ]
    one <- one[grep("^(a1|d[0-9]*)$", names(one))]
    for (p in names(one)) put(case, p, item, one[[p]])
  }
}
errors <- function(case, fit) {
  v <- coef(fit, printSE = TRUE)
  for (item in setdiff(names(v), "GroupPars")) for (p in grep("^(a1|d[0-9]*)$", colnames(v[[item]]), value = TRUE))
    if (!is.na(v[[item]]["SE", p])) put(case, paste0("se_", p), item, v[[item]]["SE", p])
}
everything <- function(case, data, type) {
  fit <- quiet(data, 1, type, SE = TRUE, SE.type = "crossprod")
  put(case, "logLik", "", extract.mirt(fit, "logLik"))
  parameters(case, fit)
  errors(case, fit)
  errors(paste0(case, "_oakes"), quiet(data, 1, type, SE = TRUE, SE.type = "Oakes"))
  put(case, "variance", "", coef(fit)$GroupPars[1, "COV_11"])
  eap <- fscores(fit, full.scores.SE = TRUE, quadpts = 121)
  wle <- fscores(fit, method = "WLE")
  for (i in c(1, 100, 200, 300, nrow(data))) {
    put(case, "eap", i, eap[i, 1])
    put(case, "psd", i, eap[i, 2])
    put(case, "wle", i, wle[i, 1])
  }
  put(case, "reliability", "", empirical_rxx(eap))
  put(case, "information", c(-2, 0, 1), testinfo(fit, matrix(c(-2, 0, 1))))
  fine <- itemfit(fit, "infit", Theta = fscores(fit, quadpts = 121))
  put(case, "infit", as.character(fine$item), fine$infit)
  put(case, "outfit", as.character(fine$item), fine$outfit)
}

lsat <- expand.table(LSAT6)
everything("lsat_rasch", lsat, "Rasch")
everything("lsat_2pl", lsat, "2PL")
everything("science_graded", mirt::Science, "graded")
everything("science_gpcm", mirt::Science, "gpcm")
everything("science_pcm", mirt::Science, "Rasch")

fit <- rasch(ltm::LSAT, control = list(GHk = 61))
put("ltm_lsat_rasch", "logLik", "", fit$log.Lik)
put("ltm_lsat_rasch", "difficulty", paste0("Item_", 1:5), coef(fit)[, 1])
put("ltm_lsat_rasch", "common_slope", "", coef(fit)[1, 2])
fit <- ltm(ltm::LSAT ~ z1, control = list(GHk = 61))
put("ltm_lsat_2pl", "logLik", "", fit$log.Lik)

# missing by design: every third person was not asked the first item, the next third not the second
some <- as.matrix(lsat)
some[seq(1, 1000, 3), 1] <- NA
some[seq(2, 1000, 3), 2] <- NA
fit <- quiet(some, 1, "2PL")
put("lsat_missing", "logLik", "", extract.mirt(fit, "logLik"))
parameters("lsat_missing", fit)

# sampling weights 1, 2, 3, 1, 2, 3, …
fit <- quiet(lsat, 1, "2PL", survey.weights = rep_len(1:3, 1000))
put("lsat_weights", "logLik", "", extract.mirt(fit, "logLik"))
parameters("lsat_weights", fit)

# anchors: items 1 and 2 of LSAT7 keep given parameters, mean and variance are free
data7 <- expand.table(LSAT7)
start <- quiet(data7, "F = 1-5\n MEAN = F\n COV = F*F", "2PL", pars = "values")
start$value[start$name == "a1"][1:2] <- c(0.9, 1.1)
start$value[start$name == "d"][1:2] <- c(2.0, 1.0)
start$est[which(start$name == "a1")[1:2]] <- FALSE
start$est[which(start$name == "d")[1:2]] <- FALSE
fit <- quiet(data7, "F = 1-5\n MEAN = F\n COV = F*F", "2PL", pars = start)
put("lsat7_anchors", "logLik", "", extract.mirt(fit, "logLik"))
parameters("lsat7_anchors", fit)
put("lsat7_anchors", "mean", "", coef(fit)$GroupPars[1, "MEAN_1"])
put("lsat7_anchors", "variance", "", coef(fit)$GroupPars[1, "COV_11"])

# two groups and differential items: verbal aggression, women and men
data(VerbAgg, package = "lme4")
VerbAgg$yes <- as.integer(VerbAgg$r2 == "Y")
wide <- reshape(VerbAgg[c("id", "item", "Gender", "yes")], idvar = c("id", "Gender"), timevar = "item", direction = "wide")
answers <- as.matrix(wide[, -(1:2)])
colnames(answers) <- sub("yes.", "", colnames(answers), fixed = TRUE)
answers <- answers[, 1:12]
both <- function(...) multipleGroup(answers, 1, group = as.character(wide$Gender), TOL = 1e-9, quadpts = 121,
  technical = list(NCYCLES = 5000), verbose = FALSE, ...)
fit <- both(itemtype = "2PL", invariance = c("slopes", "intercepts", "free_mean", "free_var"))
put("aggression", "logLik", "", extract.mirt(fit, "logLik"))
parameters("aggression", fit, "F")
put("aggression", "mean", "M", coef(fit)$M$GroupPars[1, "MEAN_1"])
put("aggression", "variance", "M", coef(fit)$M$GroupPars[1, "COV_11"])
for (item in colnames(answers)[1:4]) {
  split <- both(itemtype = "2PL", invariance = c(setdiff(colnames(answers), item), "free_mean", "free_var"))
  put("aggression", "likelihood_ratio", item, 2 * (extract.mirt(split, "logLik") - extract.mirt(fit, "logLik")))
}
write.csv(do.call(rbind, rows), row.names = FALSE, quote = FALSE)
