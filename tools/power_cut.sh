#!/usr/bin/env bash
# Power loss without a power switch (SQLite): a writer keeps its database in an ext4
# image that is itself a file on XFS. A copy by reflink, taken at a random instant, is
# what had reached the disk; what waited in memory is missing from it, as after a power
# cut. Each copy is mounted, which replays its journal, and looked at: it must hold every
# journal that was acknowledged before the copy began, and verify.
#
# The same is done with synchronous=NORMAL, which must show a loss: else the test sees none.
# Needs root, loop devices, mkfs.xfs and mkfs.ext4; says so and ends well without them.
# UDF_POWER_CUTS chooses how many cuts, UDF_SEED repeats their instants.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "Power cuts were skipped: $1."
    exit 0
}
[ "$(id -u)" -eq 0 ] || skip "only root can mount a picture of a disk"
for tool in mkfs.xfs mkfs.ext4 losetup mount; do
    command -v "$tool" >/dev/null || skip "$tool was not found (Debian: xfsprogs, e2fsprogs, mount)"
done

base=$(mktemp -d "${TMPDIR:-/tmp}/udf-power.XXXXXX")
writer=
end_writer() {
    [ -z "$writer" ] && return 0
    kill -CONT "$writer" 2>/dev/null || true
    kill -KILL "$writer" 2>/dev/null || true
    wait "$writer" 2>/dev/null || true
    writer=
}
clean() {
    end_writer
    for place in check inner outer; do
        mountpoint -q "$base/$place" && umount "$base/$place"
    done
    rm -rf "$base"
}
trap clean EXIT

mkdir "$base/outer" "$base/inner" "$base/check"
truncate -s 3G "$base/outer.img"
mkfs.xfs -q -f -m reflink=1 "$base/outer.img"
mount -o loop "$base/outer.img" "$base/outer" 2>/dev/null || skip "this machine mounts no loop device with XFS"
truncate -s 256M "$base/outer/in.img"
mkfs.ext4 -q -F "$base/outer/in.img"
mount -o loop "$base/outer/in.img" "$base/inner" 2>/dev/null || skip "this machine mounts no loop device with ext4"

driver=$(cargo test --quiet --no-run --test crash --message-format=json | sed -n 's/.*"executable":"\([^"]*\/crash-[^"]*\)".*/\1/p' | tail -n 1)
[ -x "$driver" ] || { echo "The tests of tests/crash/ could not be built." >&2; exit 1; }

seed=${UDF_SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
RANDOM=$seed
notes=$base/notes

# An empty database of its own, and a writer that has begun.
begin() {
    end_writer
    rm -rf "$base/inner/db" "$notes"
    mkdir "$base/inner/db"
    : > "$notes"
    UDF_POWER_FOLDER=$base/inner/db UDF_POWER_NOTES=$notes UDF_POWER_LEVEL=$1 \
        "$driver" --ignored --exact power::posts_until_it_is_ended --nocapture >"$base/writer.log" 2>&1 &
    writer=$!
    until [ -s "$notes" ]; do
        kill -0 "$writer" 2>/dev/null || { cat "$base/writer.log" >&2; exit 1; }
        sleep 0.05
    done
}

# cut LEVEL: one cut; sets lost and state.
cut() {
    local acknowledged
    sleep "0.$(printf '%03d' $((RANDOM % 400)))"
    acknowledged=$(stat -c %s "$notes")
    cp --reflink=always "$base/outer/in.img" "$base/outer/cut.img"
    # The picture is taken; the writer rests while it is looked at, so that the books stay short.
    kill -STOP "$writer"
    mount -o loop "$base/outer/cut.img" "$base/check"
    UDF_POWER_FOLDER=$base/check/db UDF_POWER_ACKNOWLEDGED=$acknowledged \
        "$driver" --ignored --exact power::looks_at_a_picture_of_the_disk --nocapture >"$base/look.log" 2>&1 || true
    umount "$base/check"
    rm "$base/outer/cut.img"
    kill -CONT "$writer"
    read -r lost state < <(sed -n 's/.*PICTURE \([0-9]*\) \([a-z]*\).*/\1 \2/p' "$base/look.log") || { lost=$acknowledged state=broken; }
    [ "$state" = sound ] || cat "$base/look.log" >&2
}

# cuts LEVEL NUMBER: prints the figures; sets with_loss and broken.
cuts() {
    local n worst=0 acknowledged=0
    with_loss=0 broken=0
    for ((n = 0; n < $2; n++)); do
        if [ $((n % 20)) -eq 0 ]; then
            [ "$n" -eq 0 ] || acknowledged=$((acknowledged + $(stat -c %s "$notes")))
            begin "$1"
        fi
        cut
        [ "$lost" -eq 0 ] || with_loss=$((with_loss + 1))
        [ "$lost" -le "$worst" ] || worst=$lost
        [ "$state" = sound ] || broken=$((broken + 1))
    done
    acknowledged=$((acknowledged + $(stat -c %s "$notes")))
    end_writer
    echo "synchronous=$1, UDF_SEED=$seed: $2 cuts, $with_loss with loss, worst loss $worst, $broken broken, $acknowledged journals acknowledged, $SECONDS s"
}

SECONDS=0
cuts FULL "${UDF_POWER_CUTS:-1000}"
[ "$with_loss" -eq 0 ] && [ "$broken" -eq 0 ] || { echo "A power cut loses acknowledged journals, or breaks the books." >&2; exit 1; }
SECONDS=0
cuts NORMAL 25
[ "$with_loss" -gt 0 ] || { echo "Without waiting for the disk nothing was lost either: the test would not see a loss." >&2; exit 1; }
