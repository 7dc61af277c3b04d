# Essaim needs git, make and Python >= 3.12. `make help` lists what can be asked for.

# Where Python is looked for, in this order. The last entry finds what pyenv holds but has not chosen.
PYENV_ROOT ?= $(HOME)/.pyenv
CANDIDATES = $(PYTHON) python3 python3.14 python3.13 python3.12 python $(PYENV_ROOT)/versions/3.1[2-9]*/bin/python

BIN := .venv/bin
STAMP := .venv/.stamp

.DEFAULT_GOAL := help
QUICK := tests/verification/test_arithmetic.py tests/verification/test_draws.py tests/unit/test_names.py \
    tests/unit/test_units.py tests/unit/test_periods.py tests/unit/test_scenario_quantities.py tests/unit/test_scenario_files.py \
    tests/unit/test_scenario_checks.py tests/unit/test_office_tables.py tests/unit/test_french.py tests/unit/test_full_time.py \
    tests/unit/test_month.py tests/unit/test_public_code.py

.PHONY: setup demo quick test test-long bench lint types docs wheel clean help

setup: $(STAMP)  ## prepare .venv (done once; every other target does it by itself)

demo: $(STAMP)  ## run the reference scenario and print the path of its report
	@$(BIN)/essaim run scenarios/reference.yaml --replicates 200 --out results
	@echo
	@echo "Next:  $(BIN)/essaim run trainer_days_doubled   the same with twice the trainer days; then essaim compare"
	@echo "       $(BIN)/essaim init my_plans              a folder with a scenario of your own, a sweep and a plan"
	@echo "       $(BIN)/essaim brief results/reference-* --to brief.pdf   two pages to hand on"

quick: lint types  ## a check of under a minute: imports, style, and tests that need no run
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow" $(QUICK)

test: lint types  ## check the imports, the style, run the quick tests, ask for 95 % of lines
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow" --cov --cov-report=

test-long: lint  ## the same with every test, the slow ones too
	@$(BIN)/python -m pytest -q

bench: $(STAMP)  ## measure the speed
	@$(BIN)/python -m benchmarks

lint: $(STAMP)  ## check the imports and the style only
	@report=$$($(BIN)/lint-imports --no-logo 2>&1) || { printf '%s\n' "$$report"; exit 1; }
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Some files are not formatted. To mend them: $(BIN)/ruff format"; exit 1; }

types: $(STAMP)  ## check the types of all modules (mypy)
	@$(BIN)/mypy

docs: $(STAMP)  ## build the documentation into build/site, which opens from the disk
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict -q
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict -q -f mkdocs.fr.yml
	@echo "build/site/index.html, build/site/fr/index.html"

wheel: $(STAMP)  ## build dist/essaim-….whl, to install elsewhere
	@rm -rf build dist
	@$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-build-isolation --no-deps -w dist .
	@ls dist/*.whl

clean:  ## remove .venv and the caches; results stay
	@rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .import_linter_cache .mypy_cache .hypothesis .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# A candidate counts if it runs (a shim may exist and fail), is recent enough, and can make an environment.
$(STAMP): requirements.txt pyproject.toml setup.py
	@python= found= bare=; \
	for candidate in $(CANDIDATES); do \
	    version=$$("$$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null </dev/null) || continue; \
	    found="$$found  $$candidate is Python $$version\n"; \
	    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' </dev/null || continue; \
	    if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null </dev/null; then python=$$candidate; break; fi; \
	    bare=$${version%.*}; \
	done; \
	if [ -z "$$python" ] && [ -n "$$bare" ]; then \
	    echo "Python $$bare is here, but not its venv module. On Debian or Ubuntu: apt install python$$bare-venv" >&2; \
	    exit 2; \
	elif [ -z "$$python" ]; then \
	    printf 'Essaim needs Python 3.12 or later. Found:\n%b' "$${found:-  none\n}" >&2; \
	    printf '%s\n' 'Install one of these, then run make again:' \
	        '  Debian, Ubuntu   apt install python3.12 python3.12-venv   (or a later version)' \
	        '  macOS, Windows   the installer from python.org' \
	        '  pyenv            pyenv install 3.12' \
	        '  uv               uv python install 3.12' \
	        'A Python kept elsewhere can be named: make PYTHON=/path/to/python' >&2; \
	    exit 2; \
	fi; \
	echo "Preparing .venv with $$python ($$version), once: a minute or two." && \
	{ $(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || "$$python" -m venv --clear .venv; } && \
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt && \
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e . && \
	touch $@
