"""Reading: from files to grids of untyped cells, from cells to typed columns. Nothing is guessed silently."""
