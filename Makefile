# Aliases. `./duxue` needs no make.
.PHONY: demo test lint lock docs

demo test lint:
	./duxue $@

# The site of the documentation, build/site/index.html: pages, notebooks run and shown, Python names, commands. A minute or two.
PYTHON ?= .venv/bin/python

docs:
	$(PYTHON) docs/site/build.py

# Writes lock-run.txt and lock-test.txt anew from pyproject.toml. Needs uv (`pip install uv`); `make lock UPGRADE=--upgrade`
# moves every pin to its newest release. Wheels only, because the launcher installs nothing that has to be built.
# lock-test.txt comes first, so that the small lock holds the same versions as the large one.
UV ?= uv
LOCK = $(UV) pip compile pyproject.toml --universal --python-version 3.11 --only-binary :all: --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet $(UPGRADE)

lock:
	$(LOCK) --group build --group test --group docs --extra notebooks --extra report --output-file lock-test.txt
	$(LOCK) --group build --extra report --constraint lock-test.txt --output-file lock-run.txt
