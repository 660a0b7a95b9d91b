#!/usr/bin/env bash
# Runs the suites of SegmentLog and CaseLedger under ThreadSanitizer and then AddressSanitizer; any
# finding fails the run.
#
#     Tests/scripts/sanitize.sh [thread|address]...
#
# Each builds a copy in .build-sanitize, which takes a while. Left out is
# what only repeats work many times over and has no thread of its own to catch: every flipped byte,
# every torn sector, and real processes, which are not instrumented.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- thread address
filter='^(SegmentLogTests|CaseLedgerTests)\.'
skip='FlipTests|TornTests|RepairTests|ForgedTests/sealsThat|LimitTests/everyBytePrefix'
scratch=.build-sanitize
mkdir -p "$scratch"
for sanitizer; do
    # A copy, since ThreadSanitizer needs another Mutex in it.
    copy=$scratch/$sanitizer
    mkdir -p "$copy"
    rm -rf "$copy/Sources" "$copy/Tests"
    cp -r Package.swift Sources Tests fixtures README.md "$copy/"
    if [ "$sanitizer" = thread ]; then
        for module in "$copy"/Sources/{SegmentLog,SegmentLogTesting,CaseLedger,CaseLedgerTesting} \
            "$copy"/Sources/{FiveOnes,FiveOnesCLI,SegmentLogLab} "$copy"/Tests/*Tests; do
            cp Tests/scripts/sanitizer-mutex.swift.txt "$module/SanitizerMutex.swift"
        done
    fi
    echo "+ swift test --sanitize=$sanitizer" >&2
    TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS-}" ASAN_OPTIONS="detect_leaks=0 ${ASAN_OPTIONS-}" \
        swift test --package-path "$copy" --sanitize="$sanitizer" --filter "$filter" --skip "$skip"
done
