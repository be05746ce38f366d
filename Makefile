# ridged: the commands. `make run` and `make test` do their own set-up.
.DEFAULT_GOAL := help
.PHONY: help setup build models models-at-hand check test run screens bench bench-fleet torture endurance power-cuts package package-test sbom doctor clean
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# The C library keeps memory apart for each of a dozen threads otherwise: a third more is resident.
export MALLOC_ARENA_MAX ?= 2
RIDGED := node dist/device/ridged.js

help: ## this list
	@echo 'ridged - firmware service of biometric kiosks and wall terminals'
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

setup: ## install what is missing: Debian packages where it may, npm packages of the lockfile
	@./setup.sh

build: ## sources to dist/ (types are looked at by `make check`)
	@rolldown --config >/dev/null && cp models/manifest.json dist/models/
	@vite build --logLevel warn --config device/screen/app/vite.config.ts
	@chmod +x dist/device/ridged.js dist/cloud-bridge/fleet/ridgectl.js

MODELS_MIRROR ?= $(wildcard ../shared/models)
INSTALL_MODELS = $(RIDGED) models install $(if $(MODELS_MIRROR),--from $(MODELS_MIRROR)) --to build/models

models: setup build ## fetch the networks for faces into build/models; MODELS_MIRROR names a folder or a web address that has them
	@$(INSTALL_MODELS)

models-at-hand: setup build ## the same, and goes on without those that cannot be had
	@mkdir -p build; $(INSTALL_MODELS) >build/models.log 2>&1 || echo 'without all networks for faces: see build/models.log' >&2

check: ## types, lint, format, what nobody uses, who may import whom, and whether the pages tell what is so
	@tsc --noEmit -p .
	@tsc -p device/screen/app
	@biome check --error-on-warnings .
	@knip --no-progress
	@tap --disable-coverage --reporter=terse device/architecture.test.ts device/documents.test.ts

test: setup build models-at-hand ## every test; the last line is "N passed, N failed"
	@mkdir -p build; rm -f build/*.tap; status=0; \
	.ci/tests.mjs >build/report.tap || status=$$?; \
	.ci/closing-line build/report.tap || status=1; exit $$status

run: setup build models-at-hand ## the whole kiosk with virtual devices, a broker and a fleet ingest; prints its addresses
	@# An order of the fleet may have the service begin anew: 75, as systemd would be told.
	@code=75; while [ $$code -eq 75 ]; do \
	  RIDGED_CLOCK_FACE=$${RIDGED_CLOCK_FACE:-true} $(RIDGED) run --virtual --demo --data build/run; code=$$?; \
	done; exit $$code

SETS := $(wildcard ../shared/data/fingerprints/fvc2002-db1b ../shared/data/fingerprints/fvc2002-db3b ../shared/data/fingerprints/fvc2002-db4b)

screens: setup build ## a picture of every screen, in both languages and on four sizes, into screens/
	@RIDGED_SCREENS=screens tap --disable-coverage --reporter=terse device/screen/screens.emulated.test.ts device/screen/operator-screens.emulated.test.ts

bench: setup build models-at-hand ## speed, memory and accuracy, measured here; curves in build/det.svg and build/reject.svg
	@mkdir -p build
	@$(if $(SETS),$(RIDGED) finger evaluate $(SETS) ../shared/data/fingerprints/fvc2002-db2b@569 --det build/det.svg --reject build/reject.svg)
	@$(if $(SETS),echo 'error trade-off: build/det.svg; error against rejection by quality: build/reject.svg')
	@$(RIDGED) finger bench --people 10700 --fingers 2
	@$(RIDGED) bench start || echo 'the start or the memory is not what is promised: see above'
	@$(RIDGED) bench visit --people 500 --visits 100
	@$(RIDGED) bench prove --visits 60 || echo 'not everybody was proved: see above'
	@$(RIDGED) bench journal --entries 200000 --mosquitto || echo 'the journal is slower than promised, or there is no Mosquitto: see above'
	@$(RIDGED) bench screen --loads 10 || echo 'the screen is slower or larger than promised, or there is no Chromium: see above'

bench-fleet: setup build ## a thousand light terminals through outages, and deliveries to 35; needs Mosquitto and PostgreSQL
	@node dist/cloud-bridge/fleet/simulate/outages.bench.js
	@node dist/cloud-bridge/fleet/simulate/delivery.bench.js

# A hundred thousand bent inputs for each parser; of those that decode pictures or run networks ten thousand.
HOSTILE := protocol/hostile-devices.test.ts protocol/fleet/hostile-envelopes.test.ts \
	cloud-bridge/fleet/hostile-files.test.ts device/config/hostile-config.test.ts \
	device/hostile-http.emulated.test.ts models/runtime/hostile-manifest.test.ts \
	models/fingerprint/mutations.test.ts models/conversion/hostile-parameters.test.ts
MUTATED := hal/card/card-mutations.test.ts hal/camera/camera.test.ts models/face/picture/picture.test.ts \
	models/face/engine/face-engine.test.ts models/liveness/face/observe/observe.test.ts

FAULTS ?= 2000

torture: setup build models-at-hand ## a terminal broken 2,000 times (FAULTS=n), a hundred thousand mutated inputs, a week of traffic on a bad road; goes on in build/torture where it was stopped
	@node dist/device/torture/torture.bench.js --faults $(FAULTS)
	@RIDGED_MUTATIONS=100000 tap --disable-coverage --reporter=tap --timeout=7200 $(HOSTILE)
	@RIDGED_MUTATIONS=10000 tap --disable-coverage --reporter=tap --timeout=3600 $(MUTATED)
	@node dist/device/torture/week.bench.js

endurance: setup build ## three virtual days at a terminal: memory, handles, threads and latency stay flat
	@node dist/device/torture/endurance.bench.js

CUTS ?= 30

power-cuts: setup build ## the power of a guest cut 30 times (CUTS=n) under the stores of a terminal; needs QEMU, and Debian's kernel
	@./setup.sh power && device/torture/power/guest-kernel.sh build/power
	@node dist/device/torture/power/power-cut.bench.js --cuts $(CUTS)

ARCH ?= amd64 arm64

package: setup build ## a Debian package for each of ARCH ("amd64 arm64"): build/ridged_VERSION_ARCH.deb
	@$(if $(filter arm64,$(ARCH)),./setup.sh package || { echo 'for this machine alone: make package ARCH=amd64' >&2; exit 1; })
	@for arch in $(ARCH); do device/packaging/package.sh $$arch || exit 1; done

package-test: package ## the packages installed, upgraded, removed and purged in a Debian of their own; as root, some minutes
	@./setup.sh package
	@RIDGED_PACKAGES=1 tap --disable-coverage --reporter=tap --timeout=3600 device/packaging/*.emulated.test.ts

sbom: ## what is built in, as CycloneDX: build/sbom.json
	@mkdir -p build; npm sbom --omit dev --sbom-format cyclonedx --package-lock-only > build/sbom.json
	@echo 'build/sbom.json'

doctor: setup build ## what is plugged in, and what is missing
	@$(RIDGED) doctor

clean: ## remove what was built (kiosk data of `make run` included)
	@rm -rf dist build .tap
