#!/usr/bin/env bash
# Runs the suites of SegmentLog and CaseLedger under ThreadSanitizer and then AddressSanitizer; any
# finding fails the run.
#
#     Tests/scripts/sanitize.sh [thread|address]...
#
# Each builds in a folder of its own (.build-thread, .build-address), which takes a while. Left out is
# what only repeats work many times over and has no thread of its own to catch: every flipped byte,
# every torn sector, and real processes, which are not instrumented.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- thread address
filter='^(SegmentLogTests|CaseLedgerTests)\.'
skip='FlipTests|TornTests|RepairTests|ForgedTests/sealsThat|LimitTests/everyBytePrefix'
for sanitizer; do
    echo "+ swift test --sanitize=$sanitizer" >&2
    TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS-}" ASAN_OPTIONS="detect_leaks=0 ${ASAN_OPTIONS-}" \
        swift test --sanitize="$sanitizer" --scratch-path ".build-$sanitizer" \
        --filter "$filter" --skip "$skip"
done
