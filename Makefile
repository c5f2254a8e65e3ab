# The doors of this repository. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
ENGINE_SOURCES := engine/Cargo.toml engine/Cargo.lock $(shell find engine/src -name '*.rs')
CARGO := cargo --config net.retry=5
IN_ENGINE := cd engine && cargo
# What is tested and measured is started some hundreds of times: each would compile all of its modules anew.
unexport PYTHONDONTWRITEBYTECODE
LOAD := bench/load/target/release/load
LOAD_SOURCES := bench/load/Cargo.toml bench/load/Cargo.lock $(shell find bench/load/src -name '*.rs')
IN_LOAD := cd bench/load && cargo

.PHONY: help install run demo test check lint bench performance browser screenshots bench-scale bench-node bench-floods bench-probing bench-engine bench-lines bench-console bench-differential fuzz fuzz-api docs clean

help: ## list these doors
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 20

install: $(INSTALLED) ## make .venv with trunkline, its engine and the tools that check it

run: install ## start the tutorial: three HTTP servers and one node, DNS on 127.0.0.1:5300, HTTP on 127.0.0.1:8300, the console on 127.0.0.1:8301
	@$(BIN)/python examples/carrier-failover/run.py

demo: install ## play the tutorial on free ports: failures, recovery, disable, enable; fails if any answer is wrong
	@$(BIN)/python examples/carrier-failover/demo.py

WORKERS ?= auto
test: install ## run every test, Python's and Rust's; Python's by WORKERS processes, a file at a time each
	$(BIN)/pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist loadfile
	$(IN_ENGINE) test --quiet
	$(IN_LOAD) test --quiet

check: lint ## what CI runs before the tests: format, lint, types, floor plan
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

lint: install ## format and lint, Python and Rust
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(IN_ENGINE) fmt --check
	$(IN_ENGINE) clippy --quiet --all-targets -- -D warnings
	$(IN_ENGINE) clippy --quiet --all-targets --features python -- -D warnings
	$(IN_LOAD) fmt --check
	$(IN_LOAD) clippy --quiet --all-targets -- -D warnings

NAMES ?= 1000
ROUNDS ?= 5
bench: install $(LOAD) ## trunkline beside gdnsd and Knot DNS on NAMES names in ROUNDS rounds: truth, speed, memory, changes
	PYTHONPATH=bench $(BIN)/python -m compare --names $(NAMES) --rounds $(ROUNDS)

performance: install ## write docs/performance.md and its plot from what `make bench` kept
	$(BIN)/python scripts/write_performance.py

bench-scale: install $(LOAD) ## a million names (start, memory, changes) and two threads against one; fails if less than wanted
	$(IN_ENGINE) build --quiet --release --example threads
	PYTHONPATH=bench $(BIN)/python -m scale

bench-node: install ## ten thousand access domains: apply, serve, flip one address; figures, no verdict
	$(BIN)/python bench/ten_thousand.py

FLOOD_SECONDS ?= 10
bench-floods: install $(LOAD) ## floods of FLOOD_SECONDS each against a node: how askers of good will fare, and its memory
	$(BIN)/python bench/floods.py --load $(LOAD) --seconds $(FLOOD_SECONDS)

PROBING_SECONDS ?= 30
bench-probing: install ## two thousand addresses, each checked every two seconds, by one core: how late checks begin
	$(BIN)/python bench/probing.py $(PROBING_SECONDS)

bench-engine: install ## criterion benches of the engine's steps; look-ups in the embedded line table and in five million ranges
	PYTHONPATH=bench $(BIN)/python -m lines.raw engine/target/lines.bin
	$(IN_ENGINE) bench

bench-console: install browser $(LOAD) ## the console with 1,000 names: its pages, how soon they show a change, DNS beside 20 open pages; figures, no verdict
	PYTHONPATH=$(CURDIR)/bench $(BIN)/python -m showing

SWAPS ?= 11
bench-lines: install $(LOAD) ## publish a whole new line table SWAPS times under load; fails if queries are lost or it takes too long
	PYTHONPATH=bench $(BIN)/python -m lines --load $(LOAD) --swaps $(SWAPS)

QUERIES ?= 20000
bench-differential: install ## compare answers with Knot DNS (knotd) on QUERIES made-up queries; fails if a difference has no reason
	$(BIN)/python bench/differential.py --questions $(QUERIES)

FUZZ_SECONDS ?= 60
fuzz: install ## feed each fuzz target for FUZZ_SECONDS: any bytes, and worlds held against models (nightly toolchain, cargo-fuzz)
	@cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz
	cd engine && for target in $$(cargo +nightly fuzz list); do \
		mkdir -p fuzz/corpus/$$target fuzz/seeds/$$target; \
		cargo +nightly fuzz run --sanitizer none $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
			-dict=fuzz/dns.dict -max_total_time=$(FUZZ_SECONDS) || exit 1; done
	law=$$RANDOM/$$((20 * $(FUZZ_SECONDS))) && echo "TRUNKLINE_LAW=$$law" && TRUNKLINE_LAW=$$law $(BIN)/pytest tests/engine/test_scope_law.py

FUZZ_EXAMPLES ?= 200
fuzz-api: install ## send FUZZ_EXAMPLES made-up requests to each route of the API, others each time
	TRUNKLINE_FUZZ=$(FUZZ_EXAMPLES) $(BIN)/pytest tests/api/test_schema_fuzz.py

browser: ## install Debian's Chromium, and a font with Chinese, for the console's stories and pictures
	@command -v chromium >/dev/null || { apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }

screenshots: install browser ## every page of the console, light and dark, English and Chinese, laptop and phone
	$(BIN)/python scripts/take_screenshots.py

docs: install ## write docs/reference and examples/scenarios from the code
	$(BIN)/python scripts/write_reference.py
	$(BIN)/python scripts/write_scenarios.py

clean: ## remove what the doors made: the environment, builds, caches, the state of `make run`
	rm -rf $(VENV) .trunkline .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	rm -rf engine/target engine/fuzz/target bench/load/target src/trunkline/*.so
	find . -name __pycache__ -prune -exec rm -rf {} +

# The load generator, for the doors that measure.
$(LOAD): $(LOAD_SOURCES)
	$(IN_LOAD) build --release --locked
	@touch $@

$(INSTALLED): pyproject.toml $(ENGINE_SOURCES)
	@test -n "$(PYTHON)" || { echo "trunkline needs Python 3.11 or newer with venv: install it, or name it as in make PYTHON=/path/to/python3" >&2; exit 1; }
	@command -v cargo >/dev/null || { echo "trunkline's engine is built with Rust: install a toolchain, 1.82 or newer, from https://rustup.rs and run this again" >&2; exit 1; }
	@echo "Building trunkline and its engine into $(VENV): the first time this takes a minute or two."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@
