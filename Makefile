# 码上说·马上办. `make run` and `make test` set up everything they need; both are quick the second time.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif
# Who has no test left takes half of what waits for the other: what drives a browser stays with one of them.
PYTEST_ARGS ?= -n 2 --dist worksteal
# Where this is set, every start compiles the whole program again: three seconds instead of one.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check types format imports templates browser-code e2e bench matrix mutants lock clean need-python ready-run ready-check ready-test ready-lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The demonstration district is on in `make run` and nowhere else; MASHANG_DEMO=0 leaves it out.
run: export MASHANG_DEMO ?= 1
run: ready-run ## set up, migrate, load the demonstration once, serve on 127.0.0.1 (PORT=8000; LAN=1: for a phone in the room)
	@$(BIN)/flask --app wsgi serve

test: ready-test ## every test, with a real browser and a real PostgreSQL (PYTEST_ARGS="-n 0 -k words" for some)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

e2e: ready-test ## only the walks in a real browser
	@$(BIN)/python -m pytest -m journey tests/journeys $(PYTEST_ARGS)

check: ready-check ## format, lint, types, import contracts, templates, browser code
	@$(MAKE) --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) types format imports templates browser-code

types:
	@$(BIN)/mypy

format:
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .

imports:
	@$(BIN)/lint-imports

templates:
	@$(BIN)/djlint --profile jinja --lint --quiet webapp

browser-code:
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix pwa run --silent check

bench: ready-test ## print every figure beside its limit (ONLY=loop for some)
	@$(BIN)/python -m bench

matrix: ready-test ## kill points × faults × photos, 10,000 reports: 0 lost, 0 doubled (SIZE=small SEED=7 MINUTES=60)
	@PYTHONUNBUFFERED=1 $(BIN)/python -m tests.matrix.run

mutants: ready-test ## take out each guard of the queue and see that its test notices (WORDS="receipt" for some)
	@PYTHONUNBUFFERED=1 $(BIN)/python -m tests.mutants.run $(WORDS)

lock: ready-lock ## compile requirements/*.in into files locked by hash
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@cd requirements && for name in run test front; do \
		constraint=; [ $$name = test ] && constraint='--constraint run.txt'; \
		../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
			--no-header --no-emit-index-url --no-emit-find-links $$constraint $$name.in --output-file $$name.txt \
			&& echo "  requirements/$$name.txt is locked" || exit 1; done

clean: ## remove what was built and installed here; var/ with its data stays
	@rm -rf .venv pwa/node_modules pwa/dist qr/font shots .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

need-python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is needed and was not found; on Debian: apt-get install python3'; exit 1; }

ready-run ready-check ready-test ready-lock: need-python
	@$(PYTHON) bootstrap.py $(@:ready-%=%)
