# The only entry point. `make help` lists what there is.
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

HOST_RID := linux-$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x64)
RID      ?= $(HOST_RID)
DOTNET   ?= dotnet
COMMIT   := $(shell git -C $(CURDIR) rev-parse HEAD 2>/dev/null)
BINARY   := out/$(RID)/fairlead

# Nothing may stay behind when a command of ours ends, and no command needs an answer or a locale.
# One for each line: make takes several on one line for the value of the first.
export DOTNET
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export DOTNET_CLI_USE_MSBUILD_SERVER := 0
export MSBUILDDISABLENODEREUSE := 1
export UseSharedCompilation := false
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT := 1

.PHONY: help setup build run test bench lint fuzz clean

help: ## list the targets
	@echo 'Fairlead: console-server firmware. Targets:'
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 16
	@echo 'Variables: RID=linux-x64|linux-arm64 (build), SUITES="unit lint ..." (test), SECONDS=N (fuzz), KILLS=N (fuzz)'

setup: ## install what building and testing need (apt, as root or through sudo)
	@.ci/setup build cross test

build: ## out/<RID>/fairlead, one binary (RID=linux-arm64 cross-compiles)
	@.ci/setup build $(if $(filter $(HOST_RID),$(RID)),,cross)
	@mkdir -p out/$(RID)
	$(DOTNET) publish src/Fairlead/Fairlead.csproj --configuration Release --runtime $(RID) \
	    --output out/build/publish/$(RID) --verbosity quiet --nologo $(if $(COMMIT),-p:SourceRevisionId=$(COMMIT)) </dev/null
	@install -m 0755 out/build/publish/$(RID)/fairlead $(BINARY).new && mv $(BINARY).new $(BINARY)
	@ls -l $(BINARY)

run: ## build, then a demo appliance with six living consoles, until Ctrl-C
	@$(MAKE) build RID=$(HOST_RID)
	@exec out/$(HOST_RID)/fairlead demo --state out/demo

test: ## every test that can run on this machine; ends with "N passed, N failed"
	@.ci/setup build cross test
	@tests/run $(SUITES)

bench: ## our figures next to conserver, ser2net, conman and OpenSSH
	@.ci/setup build test bench
	@$(MAKE) build RID=$(HOST_RID)
	@tests/bench/run $(BENCH)

lint: ## style, forbidden words, file lengths, scripts
	@tests/lint/run

fuzz: ## the long runs: SECONDS=N of fuzzing, KILLS=N times kill -9 while streaming
	@.ci/setup build test
	@tests/fuzz/run $(if $(SECONDS),--seconds $(SECONDS)) $(if $(KILLS),--kills $(KILLS))

clean: ## remove out/
	rm -rf out
