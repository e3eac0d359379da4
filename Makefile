# learnd: `make` alone lists what there is. Everything is built once, in release, into .build: programs, tests and benchmarks share it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
BIN := .build/release
SWIFT_BUILD := swift build -c release
SOURCES := Package.swift Sources Tests Benchmarks

.PHONY: help setup build completions man run demo demo-text base test test-systemd test-clients soak fuzz check format format-check bench

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  %-14s %s\n", $$1, $$2 }'

setup: ## install what is missing (Debian packages), check the toolchain
	@scripts/setup

build: setup ## the two programs: .build/release/learnd and learnctl
	$(SWIFT_BUILD) --product learnd
	$(SWIFT_BUILD) --product learnctl

completions: build ## learnctl's completions for bash, zsh and fish, in completions/ (make install makes its own)
	@mkdir -p completions
	@for shell in bash zsh fish; do $(BIN)/learnctl --generate-completion-script $$shell > completions/learnctl.$$shell || exit 1; done

man: build ## the manual pages docs/man/ from the programs' help
	scripts/man

run: build ## a daemon in the foreground on state/, until Ctrl-C
	$(BIN)/learnd serve --config config/learnd.dev.yaml

demo: build ## drop files one after another, see the model learn and not forget, ask it, go back
	scripts/demo

demo-text: build ## the same of texts: tickets whose intent and urgency follow from words, a number and a category
	scripts/demo-text

base: ## add a pretrained text encoder (90 MB) to the daemon that runs
	scripts/base

test: setup ## every test, and what README and docs show
	scripts/test

test-clients: build ## other people's clients against the built daemon: Triton's, KServe's, httpx, curl, Prometheus; fetches them into .build/clients
	Tests/clients/run

soak: build ## the long form of the tests that kill, flood, wear and damage
	scripts/soak

fuzz: setup ## every reader, parser and decoder given any bytes, under AddressSanitizer: a minute each (FUZZ_SECONDS, FUZZ_TARGETS)
	scripts/fuzz

bench: setup ## what it costs: start, predictions, intake, memory, and the numeric core against its peers; a quarter of an hour, on idle cores
	$(SWIFT_BUILD)
	Benchmarks/run

check: test format-check ## what CI runs

format: ## format the sources in the project's style
	swift format --in-place --recursive --parallel --configuration .swift-format $(SOURCES)

format-check: ## refuse sources that are not in that form
	swift format lint --strict --recursive --parallel --configuration .swift-format $(SOURCES)

-include systemd/install.mk
