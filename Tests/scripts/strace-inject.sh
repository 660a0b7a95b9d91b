#!/usr/bin/env bash
# Lets each system call of append, rotation, sealing, checkpoint and backup fail once, at each of its
# occurrences, on a real file system, and checks each time that everything acknowledged is there, that
# the key remembers every checkpoint that was handed out, and that a completed backup can be restored.
#
#     Tests/scripts/strace-inject.sh [LAB] [STRIDE]
#
# LAB is the executable segmentlog-lab (default: built here, optimized). With STRIDE n only every n-th
# occurrence fails; CI uses that. Needs strace and the right to trace; without them it says so and
# ends well.
set -euo pipefail
cd "$(dirname "$0")/../.."
lab=${1:-}
stride=${2:-1}
if [ -z "$lab" ]; then
    swift build -c release --product segmentlog-lab >&2
    lab=$(swift build -c release --show-bin-path)/segmentlog-lab
fi
if ! command -v strace >/dev/null || ! strace -qq -o /dev/null true 2>/dev/null; then
    echo "skipped: strace is missing or may not trace here"
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
calls=pwrite64,fdatasync,fsync,ftruncate,fallocate,openat,link,linkat,unlink,unlinkat,rename,renameat
calls=$calls,renameat2,mkdir,flock,getdents64,pread64

work() {
    "$@" write "$scratch/log" --batches 9 --entries 2 --seal --backup "$scratch/backup" \
        --checkpoint "$scratch/keys"
}
fresh() { rm -rf "$scratch/log" "$scratch/backup" "$scratch/restored" "$scratch/keys"; }

# A dry run tells which occurrences concern the log; counting is per call, as strace counts.
work strace -qq -y -o "$scratch/trace" -e "trace=$calls" "$lab" >/dev/null 2>&1
awk -v dir="$scratch/" -F'(' '{ count[$1]++; if (index($0, dir)) print $1, count[$1] }' \
    "$scratch/trace" >"$scratch/places"
# What was asked for is what happened: each of these left its files in the trace.
for part in 'log/[0-9]*.lz4.tmp' 'log/head' 'backup/record' 'keys/lab.key.signed'; do
    grep -q "$scratch/$part" "$scratch/trace" || { echo "no call on $part was traced"; exit 1; }
done
fresh

runs=0
refused=0
while read -r call number; do
    runs=$((runs + 1))
    [ $((runs % stride)) -eq 0 ] || continue
    for error in EIO ENOSPC; do
        fresh
        set +e
        work strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:error=$error:when=$number" \
            "$lab" >"$scratch/acknowledged" 2>"$scratch/errors"
        code=$?
        set -e
        case $code in
        0) ;;
        74) refused=$((refused + 1)) ;;
        *) echo "$call $number $error: exit $code"; cat "$scratch/errors"; exit 1 ;;
        esac
        acknowledged=$(tail -n 1 "$scratch/acknowledged")
        if ! "$lab" check "$scratch/log" --acknowledged "${acknowledged:-0}" \
            --backup "$scratch/backup:$scratch/restored" --checkpoint "$scratch/keys" \
            >"$scratch/check" 2>&1; then
            echo "$call $number $error, acknowledged ${acknowledged:-0}:"
            cat "$scratch/errors" "$scratch/check"
            exit 1
        fi
    done
    # A signal in the middle of a call: it is taken up again, nobody notices.
    case $call in pwrite64 | pread64 | openat | ftruncate)
        fresh
        work strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:error=EINTR:when=$number" \
            "$lab" >"$scratch/acknowledged" 2>/dev/null
        "$lab" check "$scratch/log" --acknowledged "$(tail -n 1 "$scratch/acknowledged")" >/dev/null
        ;;
    esac
done <"$scratch/places"
cut -d ' ' -f 1 "$scratch/places" | sort | uniq -c | awk '{ printf "%s %s, ", $2, $1 } END { print "" }'
echo "$runs places (every ${stride}.), $refused runs ended with an error; nothing acknowledged was lost"
