# Pagetrail. `make help` prints the lines that begin with "##".
#
##   make run        install what is missing, build, make a demo company, ingest it, serve it; Ctrl-C ends it all
##   make test       install what is missing, build, run every test
##   make test-nfs     an NFS server and two virtual machines as its clients (NFS=all: for half an hour)
##   make test-faults  every fault instead of the sample in make test: kills, full disks, power cuts, races, damage
##   make test-proofs  every metric in 2,000 random filter states (PROOFS) against plain SQL, instead of the sample in make test
##   make            build build/pagetrail-web, build/pagetrail-cron, build/pagetrail-sim
##   make deps       install the Debian packages that building and running need (sudo when not root)
##   make lint       warnings as errors, clang-format, clang-tidy, cppcheck, the include rules
##   make asan       build with AddressSanitizer and UBSan and run the unit and system tests on that build
##   make analyze    gcc -fanalyzer over every file
##   make fuzz       fuzz every parser for FUZZ_SECONDS (60) each, with clang's libFuzzer
##   make cover      unit and system tests with line coverage, summed up
##   make bench      measurements, as ratios in one run; BENCH='import pages directory ask' picks parts (ask: of bench-store's store)
##   make bench-store  the same of a store of 395 days and 23 million rows, built once
##   make unit, make replay, make system, make browser   one kind of test alone; ROOMS='store query' picks unit tests
##   make install    PREFIX (/usr/local), DESTDIR
##   make readme     write README.md's settings and rules anew
##   make clean      remove build/ (not the state folder)
##
## Settings: PORT (8080) and VAR (var) for run, MODE (release, asan, cover), CC, JOBS

MODE ?= release
PORT ?= 8080
VAR ?= var
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
ALL_ROOMS := lib csv etl source store query views api cron web sim
JOBS ?= $(shell nproc)
ifeq ($(origin CC),default)
CC = gcc
endif

ROOMS ?= $(ALL_ROOMS)
BUILD ?= $(if $(filter release,$(MODE)),build,build/$(MODE))
O := $(BUILD)/o

SRC := $(foreach r,$(ALL_ROOMS),$(wildcard app/$(r)/*.c)) $(wildcard app/settings.c)
OBJ := $(SRC:%.c=$(O)/%.o)
MAINS := web cron sim
PROGRAMS := $(foreach m,$(MAINS),$(if $(wildcard app/$(m).c),$(BUILD)/pagetrail-$(m)))
UNIT := $(foreach r,$(ROOMS),$(wildcard tests/unit/$(r)_*_test.c))
UNIT_BIN := $(UNIT:tests/unit/%.c=$(BUILD)/unit/%)
FUZZERS := $(wildcard tests/fuzz/*_fuzz.c)
REPLAY_BIN := $(FUZZERS:tests/fuzz/%.c=$(BUILD)/replay/%)
STATIC := $(patsubst %,$(BUILD)/%,$(wildcard static/*))
FAULT_BIN := $(BUILD)/faults/disk.so $(BUILD)/faults/forget
NFS_BIN := $(BUILD)/nfs/double

PKGS := sqlite3 libcurl jansson libjwt libmicrohttpd libarchive libcrypto libutf8proc zlib
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wold-style-definition -Wvla -Walloca -Wundef -Wformat=2 -Wcast-qual \
  -Wwrite-strings -Wpointer-arith -Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum
# Structs of some hundred bytes are copied by the library: `rep movs` takes as long to begin with.
GCC_x86_64 := -mmemcpy-strategy=unrolled_loop:256:noalign,libcall:-1:noalign
GCC_ONLY := -Wlogical-op -Wduplicated-cond -Wduplicated-branches -ftrivial-auto-var-init=zero $(GCC_$(shell uname -m))
ARCH_x86_64 := -fcf-protection=full
ARCH_aarch64 := -mbranch-protection=standard
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE $(ARCH_$(shell uname -m))

CPPFLAGS_release := -D_FORTIFY_SOURCE=3
CFLAGS_release := -O2 -g
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS_cover := -O0 -g --coverage
CPPFLAGS += -D_GNU_SOURCE -Iapp $(CPPFLAGS_$(MODE))
ALL_CFLAGS = -std=c17 $(WARN) $(if $(findstring gcc,$(CC)),$(GCC_ONLY)) $(HARDEN) $(CFLAGS_$(MODE)) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed \
  $(if $(filter-out release,$(MODE)),$(CFLAGS_$(MODE))) $(LDFLAGS)
LIBS = -lfcgi -lsqlite3 -lcurl -ljansson -ljwt -lmicrohttpd -larchive -lcrypto -lxxhash -lutf8proc -lz -lm -lpthread

FORCE:

.PHONY: all FORCE help deps test-deps run test test-faults test-proofs test-nfs unit replay system browser lint lint-build asan analyze fuzz \
  cover bench bench-store install readme clean
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAMS) $(STATIC)

help:
	@sed -n 's/^## \{0,2\}//p' $(MAKEFILE_LIST)

# Loops over every row there is, made for many at once.
$(O)/app/store/column.o $(O)/app/store/sheet_fill.o: CFLAGS_release += -O3

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A file that is no longer there must leave the library too.
$(O)/objects: FORCE
	@mkdir -p $(@D)
	@echo '$(OBJ)' | cmp -s - $@ || echo '$(OBJ)' >$@

$(BUILD)/libpagetrail.a: $(OBJ) $(O)/objects
	@rm -f $@
	@$(AR) rcs $@ $(OBJ)

$(BUILD)/pagetrail-%: $(O)/app/%.o $(BUILD)/libpagetrail.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# A test that no list names would not be run.
$(O)/tests/unit/%.o: ALL_CFLAGS += -Werror=unused-function

$(BUILD)/unit/%: $(O)/tests/unit/%.o $(BUILD)/libpagetrail.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/replay/%: $(O)/tests/fuzz/%.o $(O)/tests/fuzz/replay.o $(BUILD)/libpagetrail.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/faults/%.so: tests/faults/%.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O2 -g -fPIC -shared -o $@ $<

# File systems of our own: what they show is what a test wants shown.
$(BUILD)/faults/forget $(NFS_BIN): $(BUILD)/%: tests/%.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O2 -g $$(pkg-config --cflags fuse3) -o $@ $< $$(pkg-config --libs fuse3) -lpthread

# As served: without the comments, which stand on lines of their own, and without indentation.
SERVED := -e 's/^[[:space:]]*//' -e '/^\/\*.*\*\/$$/d' -e '/^\/\*/,/\*\/$$/d' -e '/^\/\/ /d' -e '/^$$/d'
# No text of the script has these between blanks.
SERVED_js := -e 's/ \(=>\|=\|===\|&&\|||\|?\|:\|+\|-\) /\1/g'
SERVED_css := -e 's/ {$$/{/;s/ { /{/;s/; }$$/}/;s/; /;/g;s/: /:/g;s/, /,/g'

$(BUILD)/static/%: static/% Makefile
	@mkdir -p $(@D)
	@sed $(SERVED) $(SERVED_$(patsubst .%,%,$(suffix $<))) $< >$@

unit: $(UNIT_BIN)
	@sh tests/unit/run.sh $(UNIT_BIN)

replay: $(REPLAY_BIN)
	@sh tests/fuzz/replay.sh $(REPLAY_BIN)

deps:
	@sh .ci/packages.sh run

test-deps:
	@sh .ci/packages.sh test
	@cd tests && { cmp -s package-lock.json node_modules/.installed || \
	  { npm install --no-save --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.installed; }; }

run:
	@sh .ci/packages.sh run
	@$(MAKE) -s --no-print-directory -j$(JOBS) all
	@exec sh nginx/run.sh $(BUILD) $(VAR) $(PORT)

test: test-deps
	@$(MAKE) -s --no-print-directory -j$(JOBS) all $(UNIT_BIN) $(REPLAY_BIN) $(FAULT_BIN) $(NFS_BIN)
	@sh tests/run.sh $(BUILD)

asan: test-deps
	@$(MAKE) -s --no-print-directory -j$(JOBS) MODE=asan all unit replay build/asan/nfs/double
	@sh tests/run.sh build/asan system

system: test-deps all $(NFS_BIN)
	@sh tests/run.sh $(BUILD) system

test-faults: test-deps
	@$(MAKE) -s --no-print-directory -j$(JOBS) all $(FAULT_BIN)
	@FAULTS=all JOBS=$(JOBS) sh tests/run.sh $(BUILD) faults

test-proofs: test-deps
	@$(MAKE) -s --no-print-directory -j$(JOBS) all
	@BUILD=$(BUILD) PROOFS=$${PROOFS:-2000} timeout 7200 node --test --test-concurrency=1 tests/system/proof.test.mjs tests/system/algebra.test.mjs

# Debian's kernel for the guests is only unpacked, never installed.
build/nfs/kernel:
	@mkdir -p build/nfs
	@cd build/nfs && apt-get -q download "$$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p')"
	@touch $@

test-nfs: test-deps build/nfs/kernel
	@sh .ci/packages.sh nfs
	@$(MAKE) -s --no-print-directory -j$(JOBS) all
	@sh tests/run.sh $(BUILD) nfs

browser: test-deps all
	@sh tests/run.sh $(BUILD) browser

lint:
	@sh .ci/packages.sh lint
	@sh tests/rooms.sh
	@sh tests/lint.sh $(JOBS)

# Warnings are errors here, not for whoever only builds.
lint-build:
	@$(MAKE) -s --no-print-directory -j$(JOBS) BUILD=build/lint CFLAGS=-Werror all

# gcc 12 takes a struct err that is returned by value through two inlined calls for uninitialised there.
build/analyze/o/app/source/reports.o: ALL_CFLAGS += -Wno-analyzer-use-of-uninitialized-value

analyze:
	@$(MAKE) -s --no-print-directory -j$(JOBS) BUILD=build/analyze CFLAGS='-fanalyzer -Werror' all

fuzz:
	@sh .ci/packages.sh fuzz
	@sh tests/fuzz/fuzz.sh $(FUZZ_SECONDS)

cover: test-deps
	@$(MAKE) -s --no-print-directory -j$(JOBS) MODE=cover all unit build/cover/nfs/double
	@sh tests/run.sh build/cover system
	@sh tests/cover.sh build/cover

# Not `npm ci`: it refuses a lock file that lacks other machines' DuckDB.
bench: test-deps
	@sh .ci/packages.sh bench
	@cd tests/bench && { cmp -s package-lock.json node_modules/.installed || \
	  { npm install --no-save --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.installed; }; }
	@$(MAKE) -s --no-print-directory -j$(JOBS) all
	@sh tests/bench/run.sh $(BUILD) $(BENCH)

# Apart from bench for its 48 GB of exports, streamed: about ten minutes, and 3 GB that stay in build/bench.
bench-store:
	@$(MAKE) -s --no-print-directory bench BENCH=store

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/pagetrail/static \
	  $(DESTDIR)$(PREFIX)/share/pagetrail/nginx
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(STATIC) $(DESTDIR)$(PREFIX)/share/pagetrail/static
	install -m 644 nginx/*.conf nginx/*.html nginx/*.json $(DESTDIR)$(PREFIX)/share/pagetrail/nginx
	install -m 755 nginx/*.sh $(DESTDIR)$(PREFIX)/share/pagetrail/nginx

# The settings and rules of README.md, from the program's own tables.
readme: all
	@for t in settings rules; do \
	  $(BUILD)/pagetrail-cron $$t --markdown >$(BUILD)/$$t.md && \
	  sed -i -e "/^<!-- $$t -->$$/,/^<!-- \/$$t -->$$/{//!d}" \
	    -e "/^<!-- $$t -->$$/r $(BUILD)/$$t.md" README.md || exit 1; done

compile_commands.json: Makefile $(SRC)
	@sh tests/compile-commands.sh "$(CC) $(CPPFLAGS) $(filter-out -mmemcpy-strategy%,$(ALL_CFLAGS))" $(SRC) $(wildcard app/*.c) >$@

clean:
	rm -rf build

-include $(shell find $(O) -name '*.d' 2>/dev/null)
