# Two commands: `make run` and `make test`. As root or with sudo, on Debian 12 with a Swift 6.3 toolchain.

SHELL := bash
PORT ?= 8080
DATA ?= karwan-data
JOBS ?= $(shell nproc)
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0
LIBRARIES := libsqlite3-dev libpq-dev libssl-dev libcmark-gfm-dev libcmark-gfm-extensions-dev zlib1g-dev pkg-config
BENCH_TOOLS := wrk python3
TEST_TOOLS := chromium fonts-noto-core fonts-noto-extra msmtp-mta python3-venv curl
# One build for all: what is tested is what people run, optimised. Tests see what is internal, and nobody steps through
# what they build: notes for debuggers would take a tenth of its time.
FLAGS := -c release -Xswiftc -enable-testing -debug-info-format none --explicit-target-dependency-import-check error
BUILD := swift build -j $(JOBS) $(FLAGS)
TESTED := swift test $(FLAGS) --skip-build
BINARY := .build/release/karwan

.PHONY: run test long simulate unit end-to-end end-to-end-tools contract lint format release smoke system postgresql nginx \
	test-system bench bench-large bench-tools clean

run: release ## Builds, migrates, loads the demonstration community and serves it.
	mkdir -p $(DATA)
	$(BINARY) migrate --database $(DATA)/karwan.sqlite
	$(BINARY) demo --database $(DATA)/karwan.sqlite
	$(BINARY) serve --database $(DATA)/karwan.sqlite --mail $(DATA)/mail --port $(PORT)

test: unit end-to-end ## Runs all tests.

# Every test on SQLite and on PostgreSQL; what is about one engine alone is skipped on the other, and counted.
unit: system postgresql
	$(BUILD) --build-tests
	@$(call suite,SQLite,$(TESTED))
	@$(call suite,PostgreSQL,Tests/postgres.sh $(TESTED))
	@for engine in SQLite PostgreSQL; do log=.build/unit-$$engine.log; \
		echo "$$engine: $$(grep -a 'Test run with' $$log | tail -1)" \
			"$$(grep -ac '^.* Test .* skipped: ' $$log) tests are about the other engine."; done

define suite
	set -o pipefail; $(2) 2>&1 | tee .build/unit-$(1).log || \
		{ echo "what failed on $(1):"; grep -a -A 3 'recorded an issue' .build/unit-$(1).log; exit 1; }
endef

# What people run, and some more files at one time than there are processors: people and browsers wait much.
end-to-end: unit end-to-end-tools
	KARWAN_BINARY="$(abspath $(BINARY))" .venv/bin/python -m pytest Tests/EndToEnd -q \
		-n $$(( $(JOBS) * 3 / 2 )) --dist loadfile --no-loadscope-reorder --durations=30

long: end-to-end-tools ## The drills at full length: 200 kills, 10,000 malformed requests three times over, 50,000 rows, 100,000 searches.
	$(BUILD) --build-tests
	SEARCHES=100000 $(TESTED) --filter whateverIsTypedIsNoError
	KILLS=200 MALFORMED=10000 SNAPSHOT_POSTS=20000 KARWAN_BINARY="$(abspath $(BINARY))" \
		.venv/bin/python -m pytest Tests/EndToEnd/test_kills.py Tests/EndToEnd/test_malformed.py \
		Tests/EndToEnd/test_snapshot.py -q -s

# Two processes share the seeds; hashes are fixed so that a seed means the same tomorrow.
SIM_SEED ?= 1
SIM_SEEDS ?= 200
SIM_CLIENTS ?= 12
SIM_OPERATIONS ?= 5000
SIMULATED = SWIFT_DETERMINISTIC_HASHING=1 SWT_SWIFT_ERROR_BACKTRACING_ENABLED=0 SIM_CLIENTS=$(SIM_CLIENTS) SIM_OPERATIONS=$(SIM_OPERATIONS) SIM_BETWEEN=3000 \
	SIM_SEEDS=$$(($(SIM_SEEDS) / 2)) $(TESTED) --filter everyPromiseHoldsWhateverGoesWrong

simulate: system ## Sync on a bad line at full length: 200 seeds, 12 devices, 5,000 operations each.
	$(BUILD) --build-tests
	SIM_SEED=$(SIM_SEED) $(SIMULATED) & first=$$!; \
	SIM_SEED=$$(($(SIM_SEED) + $(SIM_SEEDS) / 2)) $(SIMULATED) && wait $$first

contract: release end-to-end-tools ## The API against its description, 200 examples an operation.
	CONTRACT_EXAMPLES=200 KARWAN_BINARY="$(abspath $(BINARY))" \
		.venv/bin/python -m pytest Tests/EndToEnd/test_contract.py -q

bench: release bench-tools ## Measures the release build on 50,000 posts beside the limits of this machine.
	python3 Tests/Bench/bench.py $(BINARY) small .build/bench

bench-large: release bench-tools ## The same on 1,000,000 posts, and how many times longer it takes.
	python3 Tests/Bench/bench.py $(BINARY) large .build/bench

lint: ## Checks the form of the Swift code.
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## Brings the Swift code into form.
	swift format --in-place --parallel --recursive Package.swift Sources Tests

release: system
	$(BUILD) --product karwan

smoke: release ## Starts the release binary alone in an empty folder.
	bash Tests/EndToEnd/smoke.sh $(BINARY)

system:
	@dpkg -s $(LIBRARIES) >/dev/null 2>&1 || { echo "installing system libraries"; \
		$(APT) update && $(APT) install -y $(LIBRARIES) >/dev/null; }

# Debian's package would make a cluster and start it: the tests make their own, and take it away.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { echo "installing PostgreSQL for the tests"; \
		$(SUDO) mkdir -p /etc/postgresql-common; \
		echo 'create_main_cluster = false' | $(SUDO) tee /etc/postgresql-common/createcluster.conf >/dev/null; \
		$(APT) update && $(APT) -o Dpkg::Options::=--force-confold install -y postgresql >/dev/null; }

test-system:
	@dpkg -s $(TEST_TOOLS) >/dev/null 2>&1 || { echo "installing what the tests need"; \
		$(APT) update && $(APT) install -y $(TEST_TOOLS) >/dev/null; }

bench-tools: nginx
	@dpkg -s $(BENCH_TOOLS) >/dev/null 2>&1 || { echo "installing what measuring needs"; \
		$(APT) update && $(APT) install -y $(BENCH_TOOLS) >/dev/null; }

# Debian would start nginx as it is installed; a policy that refuses keeps it from that.
nginx:
	@test -x /usr/sbin/nginx || { echo "installing nginx for the tests"; policy=/usr/sbin/policy-rc.d; \
		test -e $$policy || { printf '#!/bin/sh\nexit 101\n' | $(SUDO) tee $$policy >/dev/null; \
			$(SUDO) chmod +x $$policy; trap "$(SUDO) rm -f $$policy" EXIT; }; \
		$(APT) update && $(APT) install -y nginx-light >/dev/null && \
		{ $(SUDO) systemctl disable nginx >/dev/null 2>&1 || true; }; }

end-to-end-tools: test-system nginx postgresql .venv/ready

.venv/ready: Tests/EndToEnd/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/EndToEnd/requirements.txt
	touch $@

clean:
	rm -rf .build .venv $(DATA)
