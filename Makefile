# Needs Python 3.11 or later; everything else is installed into .venv.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run sample test journeys check pictures simulate bench crowd

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# A page answers only to names it is known by: the address itself, or the host in POSDASH_URL.
run: $(VENV)/run.stamp ## start posdash on this machine; POSDASH_LAN=1 lets phones on the Wi-Fi in
	@umask 077; \
	$(BIN)/python -m posdash init && \
	address=$$($(BIN)/python -m posdash address) && \
	host=$${POSDASH_URL#*://} && host=$${host%%[:/]*} && \
	exec $(BIN)/streamlit run app.py \
		--server.address "$$address" --server.port "$${POSDASH_PORT:-8501}" \
		--server.allowedHosts "$$address" --server.allowedHosts localhost \
		--server.allowedHosts "$${host:-$$address}"

sample: $(VENV)/run.stamp ## fill an empty database with an invented company
	@$(BIN)/python -m posdash sample

test: $(VENV)/dev.stamp ## run all tests but the journeys; ARGS="-k word" picks some
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not journey" $(ARGS)

journeys: $(VENV)/dev.stamp ## run the tests in a real browser; ARGS as for make test
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal tests/browser $(ARGS)

pictures: $(VENV)/dev.stamp ## keep a picture of every page in the folder pictures
	@$(BIN)/python -m pytest tests/browser/test_look.py --pictures pictures

simulate: $(VENV)/dev.stamp ## try the measures on groups whose truth is known; half a minute
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/simulate.py

bench: $(VENV)/dev.stamp ## time the measures, the gate for 2,000 groups, a list of 5,000 people
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_measures.py
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_gate.py
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_import.py

crowd: $(VENV)/dev.stamp ## thirty phones follow a session for five minutes: how soon, how much memory
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/bench_session.py

check: $(VENV)/dev.stamp ## look for faults in style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing what posdash needs into $(VENV); this takes a minute or two."
	@$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need into $(VENV); this takes a minute or two."
	@$(PIP) install -r requirements-dev.txt
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
