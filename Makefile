# The front door. Everything real happens in CMake (CMakePresets.json) and tools/.
.PHONY: run test build bench torture fuzz lint format setup clean

build: build/cairn         ## build the program: build/cairn

run: build                 ## the demo: a simulated retailer's journey map in the terminal, and its studio
	@tools/run-demo

test:                      ## install, build and run every test; closes with "N passed, N failed"
	@tools/setup --tests
	@tools/test

bench:                     ## speed against the best DuckDB and ClickHouse queries, and of the server under load
	@tools/setup --bench
	@tools/bench

torture:                   ## 600 kills of a server that collects, full disks, damaged files; some 30 minutes
	@tools/setup --tests
	@tools/torture

fuzz:                      ## look for inputs that break a reader: 60 s for each target, after a build with clang
	@tools/fuzz

lint:                      ## formatting and house rules
	@tools/lint

format:                    ## let clang-format decide
	@git ls-files --cached --others --exclude-standard '*.cc' '*.h' | xargs clang-format -i

setup:                     ## install what building needs
	@tools/setup

build/cairn: FORCE
	@tools/setup --studio
	@cmake --preset release -DCAIRN_TESTS=OFF -DCAIRN_BENCH=OFF >build/configure.log 2>&1 || (cat build/configure.log; exit 1)
	@cmake --build build/release --target cairn
	@ln -sf release/bin/cairn build/cairn

clean:                     ## remove what was built
	rm -rf build

FORCE:
$(shell mkdir -p build)
