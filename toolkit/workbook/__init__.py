"""Writing the workbook that an inspector fills in, and the same workbook filled."""
