# Everything runs inside .venv, which the first call makes.  `make help` lists the targets.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile
SOURCES := $(shell find code chapters -not -path '*/.*' -not -path '*/__pycache__*' -not -path '*.egg-info*') \
           index.md _config.yml _toc.yml
RUNTIMES := $(wildcard $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/off-the-diagonal)  # where `make runtime` keeps them

.DEFAULT_GOAL := help
.PHONY: help serve book pdf runtime test test-all check links lab bench experiments lock vendored clean

help:            ## list the targets
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1\t/'

serve: .venv/ready  ## build the book, serve it on http://127.0.0.1:8000 (PORT=...), rebuild on edits
	@$(BIN)/python code/serve.py --port $(PORT)

book: _build/html/.built  ## build the book into _build/html

pdf: _build/off-the-diagonal.pdf  ## print the whole book as one PDF (needs Chromium)

runtime: .venv/ready  ## fetch and compile the Python that runs cells in the page (110 MB, once, into ~/.cache)
	@$(BIN)/python code/live/runtime.py
	@$(BIN)/python code/live/compiling.py

test: runtime    ## everything that must hold before a change lands
	$(BIN)/ruff check
	$(BIN)/pytest $(SIDE_BY_SIDE)

test-all: runtime  ## everything of test, and what takes longer
	$(BIN)/ruff check
	$(BIN)/pytest $(SIDE_BY_SIDE) --all

check: .venv/ready  ## lint and the library's tests, no browser, under a minute
	$(BIN)/ruff check
	$(BIN)/pytest $(SIDE_BY_SIDE) tests/bp1 tests/project --ignore tests/project/test_recipes.py

links: book      ## check all links: within the book they must lead somewhere, to other hosts they are reported
	@$(BIN)/python code/links.py

lab: .venv/ready  ## open the chapters as notebooks in JupyterLab (LAB="--allow-root" in a container)
	JUPYTER_CONFIG_PATH=$(CURDIR)/code/lab $(BIN)/jupyter lab $(LAB)

bench: book      ## print page sizes, Lighthouse's marks (with Node), times of the widget and the library (BENCH=--builds: of builds)
	@$(BIN)/python benchmarks/pages.py $(BENCH)
	@$(BIN)/python benchmarks/routes.py
	@$(BIN)/python benchmarks/cells.py
	@$(BIN)/python benchmarks/library.py

experiments: .venv/ready  ## train every case of the chapter on what (38) costs again, and write the record that it shows
	@$(BIN)/python -m bp1.experiments

lock: .venv/ready  ## renew requirements.lock from requirements.txt (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-package bp1 \
	  --no-header --output-file requirements.lock requirements.txt

vendored: .venv/ready  ## fetch the files in code/sphinx_ext/vendor again, in the versions of vendored.toml (needs npm)
	@$(BIN)/python code/vendored.py --renew

clean:           ## delete what the other targets made
	rm -rf .venv _build code/bp1.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

_build/html/.built: .venv/ready $(SOURCES) $(RUNTIMES)
	@$(BIN)/python code/book.py
	@touch $@

_build/off-the-diagonal.pdf: _build/html/.built
	@$(BIN)/python code/pdf.py

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 14) else "This book needs Python 3.11 to 3.14, and $(PYTHON) is %d.%d. Name another one: make PYTHON=python3.12 ..." % v)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
