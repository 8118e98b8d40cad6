# Each target is one or two commands; what they do is in tools/.
# From a fresh clone: make run (try it), make test (everything), make check (the quick loop).

.DEFAULT_GOAL := help
.PHONY: help run test test-full check bench release audit

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: node_modules/.installed ## everything needed, then the program with a demo fund on http://localhost:8080 (PORT=… for another)
	@tools/run.sh

test: node_modules/.installed ## all tests, on SQLite and PostgreSQL and in the browser; installs what is missing
	@tools/test.sh

test-full: node_modules/.installed ## the long versions of all tests, for a night
	@UDF_TEST_FULL=1 tools/test.sh

check: node_modules/.installed ## the quick loop: format, lints, layout, unit and scenario tests on SQLite
	@tools/check.sh

bench: node_modules/.installed ## measure; writes target/bench/*.json and prints a table
	@tools/bench.sh

release: node_modules/.installed ## target/release/udf, one file with everything inside
	cargo build --release

audit: ## licences, bans and known vulnerabilities of all dependencies
	@tools/audit.sh

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or later with npm is needed: it was not found." >&2; exit 1; }
	npm ci
	@touch $@
