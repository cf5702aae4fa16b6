# What one does with this repository. `just` lists it.

_default:
    @just --list

# serve on http://127.0.0.1:8080 with SQLite and a development mailbox
dev:
    cargo run -- serve --dev

# every test; parts that are not installed show as ignored
test:
    cargo test --workspace

# the table of docs/performance.md, in some six minutes; ENROLL_BENCH_ROUNDS, _SECONDS and _ONLY make it shorter
bench:
    cargo bench --workspace --bench limits

# whether known and unknown addresses take the same time, in the build that people run: 2 000 pairs for each route, all within 1 ms
enumeration:
    ENROLL_ENUMERATION_PAIRS=2000 ENROLL_ENUMERATION_WITHIN_MS=1 \
        cargo test --workspace --release --test enumeration -- --nocapture --test-threads=1

# the fault suite with full counts, and its table; takes hours
faults:
    cargo test --workspace --test crash
    ENROLL_FAULTS=full cargo test --workspace --test faults -- --test-threads=1

# formatting and lints, as strict as CI
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# a hundred thousand bad requests, two thousand slow clients, and how long good ones take meanwhile
hostile:
    ENROLL_HOSTILE_REQUESTS=100000 ENROLL_HOSTILE_TIMED=1 cargo test --workspace --test hostile -- --nocapture

# the documentation of every crate
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# the simulation: all seeds, or one that is run again (`just simulate 17`)
simulate seed="":
    ENROLL_SIM_SEED={{seed}} cargo test --workspace --test simulation

# what CI runs, from the first line to the last
ci:
    .ci/run
