# `make` lists the commands. Each says what it does and can be run from a clean clone with the .NET SDK alone.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

# Extra arguments: make dev ARGS="--provider claude", make test ARGS="--project Engine"
ARGS ?=

STACK := src/Antpath.DevStack/bin/Release/net10.0/antpath-devstack.dll
STACK_BUILT := artifacts/stamps/stack
# Folders are in the list too: their time changes when a file comes or goes.
STACK_SOURCES = $(shell find src samples Directory.Build.props Directory.Packages.props .editorconfig global.json eng/analyzers \
	\( -name bin -o -name obj \) -prune -o -print 2>/dev/null)

CHAOS := tests/Antpath.Chaos/bin/Release/net10.0/antpath-chaos.dll
CHAOS_BUILT := artifacts/stamps/chaos

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-13s %s\n", $$1, $$2 }'

.PHONY: build
build: $(STACK_BUILT) artifacts/bin/antpath ## build everything; the command line lands in artifacts/bin/antpath
	dotnet build Antpath.slnx -v quiet

.PHONY: test
test: ## run every test, exactly what CI runs
	@eng/test.sh $(ARGS)

.PHONY: simulate
simulate: ## 10,000 seeds of the deterministic simulation; ARGS="--seed N" replays one with its log
	@eng/simulate.sh $(ARGS)

.PHONY: fuzz
fuzz: ## spoilt inputs for every reader of what strangers send; ARGS="--minutes 10" for each target
	@eng/fuzz.sh $(ARGS)

.PHONY: demo
demo: $(STACK_BUILT) artifacts/bin/antpath ## one run from submission to clean-up, on this machine, without any account
	@dotnet $(STACK) demo $(ARGS)

.PHONY: chaos
chaos: $(CHAOS_BUILT) ## kill workers, database and connections under 300 runs, then check every promise
	@dotnet $(CHAOS) $(ARGS)

.PHONY: model
model: ## check the protocol of leases in every state of a small model
	@eng/model/check.sh

.PHONY: dev
dev: $(STACK_BUILT) artifacts/bin/antpath ## keep the whole stack up; its data survives restarts
	@exec dotnet $(STACK) up $(ARGS)

.PHONY: dev-reset
dev-reset: $(STACK_BUILT) ## drop the data of make dev
	@dotnet $(STACK) reset $(ARGS)

.PHONY: conformance
conformance: ## the provider's contract as tests: against the emulator, or the service the environment names (docs/conformance.md)
	@dotnet run --project tests/Antpath.Conformance.Tests -- $(ARGS)
	@cat artifacts/conformance/report.md

.PHONY: bench
bench: ## measure emulator and control plane beside a baseline; about five minutes (docs/performance.md)
	@dotnet run --project bench/Antpath.Benchmarks -c Release -p:RunAnalyzers=false -- --out $(CURDIR)/artifacts/bench $(ARGS)

.PHONY: bench-quick
bench-quick: ## the same in less than two minutes
	@dotnet run --project bench/Antpath.Benchmarks -c Release -p:RunAnalyzers=false -- --out $(CURDIR)/artifacts/bench --quick $(ARGS)

.PHONY: package
package: ## NuGet package, native command line and server, into artifacts/
	@eng/package.sh

.PHONY: public-api
public-api: ## write down what the package shows to others, after a change on purpose
	@eng/public-api.sh

.PHONY: audit
audit: ## ask the advisory database about every package
	@eng/audit.sh

.PHONY: clean
clean: ## remove everything that was built
	find . -type d \( -name bin -o -name obj \) -not -path '*/node_modules/*' -prune -exec rm -rf {} +
	rm -rf artifacts

# Only what the stack needs, and only when a source changed: an unchanged stack starts without asking MSBuild. Release without analyzers, because a
# newcomer waits for it; `make build` and `make test` build Debug with all of them, and neither takes the other's results for its own.
$(STACK_BUILT): $(STACK_SOURCES)
	@echo "Building the stack (up to a minute the first time)…"
	@dotnet msbuild eng/stack.slnf -restore -m -nologo -v:quiet -p:Configuration=Release -p:RunAnalyzers=false
	@mkdir -p $(@D) && touch $@

$(CHAOS_BUILT): $(STACK_SOURCES) $(shell find tests/Antpath.Chaos \( -name bin -o -name obj \) -prune -o -print 2>/dev/null)
	@echo "Building chaos…"
	@dotnet msbuild tests/Antpath.Chaos -restore -m -nologo -v:quiet -p:Configuration=Release -p:RunAnalyzers=false
	@mkdir -p $(@D) && touch $@

artifacts/bin/antpath: Makefile
	@mkdir -p $(@D)
	@printf '%s\n' '#!/bin/sh' '# Runs the command line as last built.' \
		'exec dotnet "$$(dirname "$$0")/../../src/Antpath.Cli/bin/Release/net10.0/antpath.dll" "$$@"' > $@
	@chmod +x $@
