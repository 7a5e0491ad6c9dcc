# Rscript lme4.R exam.csv chem97.csv out.csv [quick: no profiles] -- the reference numbers of lme4.csv (R 4.2.2, lme4 1.1.31, Debian 12)
suppressMessages(library(lme4))
args <- commandArgs(TRUE)
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11))
out <- NULL
add <- function(model, table, unit, term, value)
  out <<- rbind(out, data.frame(model, table, unit, term, value = sprintf("%.15g", value)))
fit <- function(model, formula, data, reml, ends = FALSE) {
  m <- lmer(as.formula(formula), data, REML = reml, control = control)
  add(model, "log_likelihood", "", "", as.numeric(logLik(m)))
  add(model, "coefficient", "", names(fixef(m)), fixef(m))
  add(model, "se", "", names(fixef(m)), sqrt(diag(as.matrix(vcov(m)))))
  v <- as.data.frame(VarCorr(m))
  add(model, "variance", v$grp, paste(ifelse(is.na(v$var1), "", v$var1), ifelse(is.na(v$var2), "", v$var2), sep = ":"), v$vcov)
  for (level in names(ranef(m))) {
    r <- ranef(m, condVar = TRUE)[[level]]
    keep <- seq(1, nrow(r), length.out = min(nrow(r), 40))
    for (k in seq_len(ncol(r))) {
      add(model, paste0("effect ", level), rownames(r)[keep], names(r)[k], r[keep, k])
      p <- attr(r, "postVar")
      add(model, paste0("se ", level), rownames(r)[keep], names(r)[k], sqrt(p[k, k, keep]))
    }
  }
  if (ends) {
    i <- suppressMessages(confint(m, parm = "theta_", oldNames = FALSE))
    add(model, "lower", "", rownames(i), i[, 1])
    add(model, "upper", "", rownames(i), i[, 2])
  }
}
exam <- read.csv(args[1]); chem <- read.csv(args[2])
for (reml in c(FALSE, TRUE)) {
  how <- if (reml) "reml" else "ml"
  fit(paste("exam null", how), "normexam ~ 1 + (1 | school)", exam, reml, !reml && length(args) < 4)
  fit(paste("exam", how), "normexam ~ standLRT + (1 | school)", exam, reml, !reml && length(args) < 4)
  fit(paste("exam slope", how), "normexam ~ standLRT + (standLRT | school)", exam, reml, !reml && length(args) < 4)
  fit(paste("chem", how), "score ~ gcsecnt + (1 | lea) + (1 | school)", chem, reml)
}
write.csv(out, args[3], row.names = FALSE)
