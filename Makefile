# Needs Python 3.11 or later; everything else is installed into .venv.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) install --require-hashes -r
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-config --no-emit-index-url --annotation-style line --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run sample test journeys check pictures simulate bench crowd strangers map lock parts

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## start posdash on this machine; POSDASH_LAN=1 lets phones on the Wi-Fi in
	@$(BIN)/python -m posdash serve

sample: $(VENV)/run.stamp ## fill an empty database with an invented company
	@$(BIN)/python -m posdash sample

test: $(VENV)/dev.stamp ## run all tests but the journeys; ARGS="-k word" picks some
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not journey" $(ARGS)

journeys: $(VENV)/dev.stamp ## run the long ways: a server and a browser, 450 more companies; ARGS as for test
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m journey $(ARGS)

pictures: $(VENV)/dev.stamp ## keep a picture of every page in the folder pictures
	@$(BIN)/python -m pytest tests/browser/test_look.py --pictures pictures

simulate: $(VENV)/dev.stamp ## try what is said on teams whose truth is known; a minute and a half
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/simulate.py

bench: $(VENV)/dev.stamp ## time the measures, the gate, turnover, a list of 5,000 people, the command line
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_measures.py
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_gate.py
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_turnover.py
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_import.py
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_cli.py

crowd: $(VENV)/dev.stamp ## thirty phones follow a session for five minutes: how soon, how much memory
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_session.py

strangers: $(VENV)/dev.stamp ## six people answer while strangers do what they can; two minutes
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_strangers.py

map: $(VENV)/dev.stamp ## draw the rooms in docs/architecture.md as the imports are now
	@$(BIN)/python docs/draw_rooms.py

check: $(VENV)/dev.stamp ## look for faults in style, types, and who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Each lock is made from the names beside it and holds for every platform; both agree in versions.
lock: $(VENV)/dev.stamp ## lock every package to its files; ARGS=--upgrade takes the newest of each
	@$(LOCK) $(ARGS) requirements.txt --output-file requirements.lock
	@$(LOCK) $(ARGS) requirements-dev.txt --constraint requirements.lock \
		--output-file requirements-dev.lock

parts: $(VENV)/run.stamp ## print what is installed to run, with versions and licences (CycloneDX)
	@$(BIN)/python -m posdash parts

$(VENV)/run.stamp: requirements.lock | $(BIN)/python
	@echo "Installing what posdash needs into $(VENV); this takes a minute or two."
	@$(INSTALL) requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(BIN)/python
	@echo "Installing what tests and checks need into $(VENV); this takes a minute or two."
	@$(INSTALL) requirements-dev.lock
	@touch $(VENV)/run.stamp $@

$(BIN)/python:
	@for python in python3.11 python3; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		found=$$python; \
		$$python -m venv $(VENV) >/dev/null 2>&1 && exit 0; \
		rm -rf $(VENV); \
	done; \
	if [ -n "$$found" ]; \
	then echo "$$found cannot make virtual environments; on Debian: apt install $$found-venv" >&2; \
	else echo "posdash needs Python 3.11 or later; install it and run make again." >&2; \
	fi; exit 1
