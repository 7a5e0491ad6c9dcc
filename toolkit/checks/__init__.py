"""Checks: what validation looks at, and the words in which it says what is wrong and what to do."""
