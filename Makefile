# `make demo` and `make test` do all their set-up themselves: a machine with Python 3.11 or later and make is enough.
# `make test-all` also uses programs of Debian's; as root they are installed, otherwise the missing ones are named.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000

# Full recorded answers of the providers, where they are at hand.
EMPTY :=
RECORDINGS ?= $(subst $(EMPTY) $(EMPTY),:,$(realpath ../shared/samples ../shared/samples-more))
export RECORDINGS

# The tests start some hundred processes, which need not compile the modules each for itself.
unexport PYTHONDONTWRITEBYTECODE

# One process of tests for each processor; of both circles two more, for much of the outer one waits for clocks.
WORKERS ?= auto
ALL_WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 + (os.cpu_count() or 1))')
CHECK = $(MAKE) --no-print-directory check
SPREAD = --numprocesses $(WORKERS) --dist loadgroup --no-loadscope-reorder

.PHONY: demo test test-all check docs coverage mutants properties pictures plugin bench consensus soak types lock release clean

demo: $(VENV)/installed
	$(BIN)/fxwidget demo --port $(PORT)

# The inner circle of tests, with the checks beside it. Its last line says what was left out.
test: $(VENV)/installed-for-tests
	$(BIN)/pytest -m "not needs" $(SPREAD) --beside "$(CHECK)"

# Both circles.
test-all: WORKERS = $(ALL_WORKERS)
test-all: $(VENV)/installed-for-all-tests
	$(BIN)/pytest $(SPREAD) --beside "$(CHECK)"

check: $(VENV)/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	rm -rf dist && $(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	$(BIN)/check-wheel-contents dist

# The documents as a site, with warnings as errors: build/docs/index.html, which needs no server.
docs: $(VENV)/installed-for-docs
	$(BIN)/python -m tools.site build/docs

# The inner circle with coverage: each line that it does not run, in the rooms that decide and store, must have a reason in
# tests/uncovered.toml.
coverage: $(VENV)/installed-for-tests
	$(BIN)/pytest -m "not needs" $(SPREAD) --cov --cov-report=term --cov-report=json:.coverage.json
	$(BIN)/python -m tools.uncovered .coverage.json

# Mutation testing of the modules that decide: a quarter of an hour. MODULES="fxwidget/deciding/closes.py" are those alone.
mutants: $(VENV)/installed-for-mutants
	$(BIN)/python -m tools.mutants $(MODULES)

# The property tests draw the same examples every time in `make test`; here they draw new ones, and more of them.
properties: $(VENV)/installed-for-tests
	$(BIN)/pytest $(SPREAD) -m hypothesis --hypothesis-profile=fresh

pictures: $(VENV)/installed-for-all-tests
	$(BIN)/python -m tools.pictures pictures

# The WordPress plugin, as the Plugins page uploads it.
plugin: $(VENV)/installed-for-tests
	mkdir -p dist
	$(BIN)/python -m tools.plugin dist/fxwidget.zip

# With PAGE=docs/benchmarks.md the figures are also written there. All run, whatever the first one finds. The last one compares
# with an earlier build, which is taken from the history: the clone must have it.
bench: $(VENV)/installed-for-all-tests
	@failed=0; for each in serving library libraries adapters rounds targets; do \
	  $(BIN)/python -m benchmarks.$$each $(if $(PAGE),--write $(PAGE)) || failed=1; done; exit $$failed

# The rules that ship beside those of an earlier build, which is taken from the history: the clone must have it.
# With PAGE=docs/benchmarks.md the figures are also written there.
consensus: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks.consensus $(if $(PAGE),--write $(PAGE))

MINUTES ?= 60
soak: $(VENV)/installed-for-all-tests
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES) --write benchmarks/soak.json

# Both packages, and the examples in Python, by the second checker of types.
types: $(VENV)/installed-for-all-tests
	$(BIN)/basedpyright

# What a deployment installs, in its newest versions.
lock: $(VENV)/installed-for-release
	$(BIN)/python -m tools.lock --upgrade

# `make release VERSION=0.2.0`, as CONTRIBUTING.md describes it.
release: $(VENV)/installed-for-release
	$(BIN)/python -m tools.release $(VERSION) $(ARGUMENTS)

# Nothing is asked of the network once this is newer than pyproject.toml and the version, which is written into it.
$(VENV)/installed: pyproject.toml fxwidget/_version.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-for-tests: pyproject.toml $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(VENV)/installed-for-docs: pyproject.toml $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[docs]'
	touch $@

$(VENV)/installed-for-mutants: pyproject.toml $(VENV)/installed-for-tests
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[mutants]'
	touch $@

$(VENV)/installed-for-all-tests: pyproject.toml tools/system-packages $(VENV)/installed-for-tests
	tools/system-packages
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test-all]'
	touch $@

$(VENV)/installed-for-release: pyproject.toml $(VENV)/installed-for-all-tests
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[release]'
	touch $@

clean:
	rm -rf $(VENV) build dist pictures .mypy_cache .ruff_cache .pytest_cache
