# What the subjects share: a daemon on a folder of its own, the loader, medians, and lines of the table. Sourced by `run`.
# State:
#   $bin      the programs         $work     a fresh folder, taken away at the end
#   $state    the daemon's folder  $pid      the daemon's process, while one runs
#   $rounds   how often each thing is measured

# start [COMMAND BEFORE learnd ...]: a daemon on $state, waited for.
start() {
    "$@" "$bin/learnd" serve --state "$state" 2>>"$work/learnd.log" &
    pid=$!
    local tries=0
    until curl -sf --unix-socket "$state/run/predict.sock" http://learnd/health/ready >/dev/null 2>&1; do
        tries=$((tries + 1))
        kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 200 ] || {
            echo "bench: the daemon does not get ready:" >&2
            tail -n 5 "$work/learnd.log" >&2
            exit 1
        }
        sleep 0.05
    done
}

stop() {
    [ -n "${pid:-}" ] || return 0
    kill "$pid" 2>/dev/null || true
    timeout 20 tail --pid="$pid" -f /dev/null || {
        echo "bench: the daemon does not stop" >&2
        kill -KILL "$pid"
    }
    wait "$pid" 2>/dev/null || true
    pid=
}

# ask COMMAND ...: learnctl, for at most $ask_seconds.
ask() { LEARND_STATE="$state" timeout "${ask_seconds:-120}" "$bin/learnctl" "$@"; }

# load SOCKET PATH BODYFILE CONNECTIONS SECONDS [PID]: one run of the loader, as its line of JSON. $loader_prefix goes before it, $loader_options behind.
load() { ${loader_prefix:-} "$work/loader" ${loader_options:-} "$1" "$2" "$3" "$4" 1 "$5" ${6:+"$6"}; }

# field NAME: that number of the JSON lines on standard input.
field() { sed -E "s/.*\"$1\":([0-9.]+).*/\1/"; }

# Of the numbers on standard input, a line each.
median() { sort -n | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
spread() { sort -n | awk -v form="${1:-%g}" 'NR == 1 { low = $1 } { high = $1 } END { printf form " to " form, low, high }'; }

# ratios FILE FILE: the first by the second, pair by pair.
ratios() { paste "$1" "$2" | awk '{ printf "%.3f\n", $1 / $2 }'; }

# row SUBJECT MEDIAN SPREAD UNIT [below|above BOUND]: a line of the table; a bound that is missed fails the run.
row() {
    local bound="-" verdict=""
    if [ $# -ge 6 ]; then
        if [ "$5" = below ]; then bound="≤ $6"; else bound="≥ $6"; fi
        verdict=$(awk -v value="$2" -v way="$5" -v bound="$6" \
            'BEGIN { print ((way == "below" ? value <= bound : value >= bound) ? "ok" : "MISSED") }')
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$bound" "$verdict" >>"$work/table"
    echo "  $1: $2 $4 ($3) $verdict" >&2
}
