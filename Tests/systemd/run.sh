#!/bin/bash
# Has learnd take sockets from systemd-socket-activate; then installs it into a container of a real systemd and has it started by its
# sockets, fed, asked, restarted under load and hung.
#
# Usage: Tests/systemd/run.sh [BUILD]      BUILD holds the programs (.build/release)
#
# LONG=1 adds, in half an hour, work that lasts long on a slow machine (a fifteenth of this one): an intake and a judge of two minutes and a job of
# fifteen, under the unit's own watchdog of half a minute.
#
# The container needs root and systemd-nspawn (package systemd-container); without them it says so and is left out. Nothing is left
# behind: the container's files are an overlay in memory over this machine's own.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=$PWD
build=${1:-.build/release}

# The container cannot be: what was checked before it still counts.
skip() { echo "test-systemd: the container is skipped: $1"; [ "$failures" = 0 ]; exit; }
lacks() { ! command -v "$1" > /dev/null; }
lacks curl && { echo "test-systemd: skipped: curl is not installed"; exit 0; }
[ -x "$build/learnd" ] && [ -x "$build/learnctl" ] || { echo "test-systemd: $build holds no programs: run make build first" >&2; exit 1; }

# Everything that is made here, and how it goes again.
work=$(mktemp -d /tmp/learnd-systemd-XXXXXX)
root=$work/root
nspawn='' init='' activated='' failures=0 checks=0
finish() {
    [ -n "$activated" ] && kill "$activated" 2> /dev/null
    if [ -n "$init" ] && kill -0 "$init" 2> /dev/null; then
        # Never by killing nspawn, which would leave the container's processes behind.
        inside systemctl poweroff --force > /dev/null 2>&1
        wait "$nspawn" 2> /dev/null
    fi
    mountpoint -q "$root" && umount "$root"
    mountpoint -q "$work/memory" && umount "$work/memory"
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# ok "sentence" command…: the command succeeds.
ok() {
    local sentence=$1 output; shift; checks=$((checks + 1))
    if output=$("$@" 2>&1); then echo "ok   $sentence"; else
        failures=$((failures + 1)); echo "FAIL $sentence"; printf '%s\n' "$output" | head -n 20 | sed 's/^/       /'; return 1
    fi
}
# refused "sentence" command…: it does not.
refused() { local sentence=$1; shift; ok "$sentence" not "$@"; }
not() { if "$@"; then echo "this succeeded: $*"; return 1; fi; }
# within SECONDS command…: it succeeds some time before that.
within() {
    local end=$((SECONDS + $1)); shift
    until "$@"; do [ $SECONDS -lt $end ] || { echo "not within the time: $*"; return 1; }; sleep 0.2; done
}

echo "# sockets from systemd-socket-activate"
if lacks systemd-socket-activate; then echo "skipped: systemd-socket-activate is not installed"; else
    mkdir "$work/state"
    systemd-socket-activate -l "$work/predict.sock" -l "$work/admin.sock" --fdname=predict:admin \
        "$build/learnd" serve --state "$work/state" > "$work/activated" 2>&1 &
    activated=$!
    is_answered() { curl -sS --fail --max-time 10 --unix-socket "$work/$1.sock" http://learnd/health/ready; }
    ok "the first request starts the daemon, which answers on the socket it was given" within 20 is_answered predict
    ok "and on the other" within 20 is_answered admin
    ok "it makes none of its own" test ! -e "$work/state/run/predict.sock" -a ! -e "$work/state/run/admin.sock"
    kill "$activated"
    wait "$activated"
    ok "told to stop, it ends well" test $? = 0 || cat "$work/activated"
    activated=''
fi

[ "$(id -u)" = 0 ] || skip "it needs root"
for tool in systemd-nspawn nsenter setpriv getfacl make; do lacks "$tool" && skip "$tool is not installed"; done
mkdir -p "$root" "$work/memory"
mount -t tmpfs -o "size=$([ -n "${LONG:-}" ] && echo 6g || echo 1g)" learnd-test "$work/memory" 2> /dev/null || skip "file systems cannot be mounted here"
mkdir "$work/memory/upper" "$work/memory/work"
mount -t overlay -o "lowerdir=/,upperdir=$work/memory/upper,workdir=$work/memory/work" learnd-test "$root" 2> /dev/null \
    || skip "an overlay of / cannot be mounted here"
# Whatever else this machine would start at boot has no business in the test, nor have an earlier learnd's traces.
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/learnd "$root"/var/lib/learnd "$root"/var/spool/learnd
mkdir -p "$root/mnt/learnd"

inside() { nsenter -t "$init" -a "$@"; }
# As a person of the given groups and no other rights.
as() { local groups=$1; shift; inside setpriv --reuid=65533 --regid=65533 --groups="$groups" --bounding-set=-all -- "$@"; }
property() { inside systemctl show -P "$1" "${2:-learnd.service}"; }
is() { local value; value=$(property "$1"); [ "$value" = "$2" ] || { echo "$1 is '$value', not '$2'"; return 1; }; }
has_changed() { [ "$(property "$1")" != "$2" ] && [ -n "$(property "$1")" ]; }
journal() { inside journalctl --no-pager -q "$@"; }
journal_has() {
    local text=$1 lines; shift; lines=$(journal "$@")
    case $lines in *"$text"*) return 0 ;; *) printf '%s\n' "$lines" | tail -n 10; return 1 ;; esac
}
predict() {
    as "$predicting" curl -sS --fail --max-time 10 --unix-socket /run/learnd/predict.sock http://learnd/v1/models/iris/predict \
        -d '{"rows":[{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}]}'
}
says_setosa() { predict | grep -q '"setosa"'; }

echo "# the container"
systemd-nspawn -q -D "$root" -b --private-network --register=no --keep-unit --kill-signal=SIGRTMIN+3 \
    --bind-ro="$here:/mnt/learnd" --console=pipe > "$work/console" 2>&1 < /dev/null &
nspawn=$!
for _ in $(seq 100); do
    init=$(pgrep -P "$nspawn" | head -n 1)
    [ -n "$init" ] && inside systemctl is-system-running 2> /dev/null | grep -q -E 'running|degraded' && break
    kill -0 "$nspawn" 2> /dev/null || { init=''; cat "$work/console"; skip "systemd-nspawn cannot start a container here"; }
    sleep 0.1
done
ok "a real systemd runs" inside systemctl --version || exit 1

echo "# installing"
ok "make install puts everything in place" inside make -s -C /mnt/learnd -f systemd/install.mk install PREFIX=/usr BUILD="$build" || exit 1
# It ends 0 on nonsense too: what counts is that it says nothing.
says_nothing() { local said; said=$("$@" 2>&1); [ -z "$said" ] || { echo "$said"; return 1; }; }
ok "systemd-analyze verify has nothing to say" says_nothing inside systemd-analyze verify learnd.service learnd.socket learnd-admin.socket
score=$(inside systemd-analyze security --no-pager learnd.service | sed -n 's/.*exposure level for learnd.service: \([0-9.]*\).*/\1/p')
ok "systemd-analyze security scores ${score:-nothing}, at most 0.5" awk -v score="${score:-10}" 'BEGIN { exit !(score <= 0.5) }'
ok "the inbox belongs to learnd:learnd-drop, 3770" test "$(inside stat -c '%U:%G %a' /var/spool/learnd)" = "learnd:learnd-drop 3770"
ok "the daemon may take away what others put there" sh -c "nsenter -t $init -a getfacl -cp /var/spool/learnd | grep -q default:user:learnd:rwx"
group() { inside getent group "$1" | cut -d: -f3; }
predicting=$(group learnd-predict) administering=$(group learnd-admin) dropping=$(group learnd-drop)
# A hung daemon is to be noticed sooner than in the half minute that is right elsewhere; files are taken soon.
inside mkdir -p /etc/systemd/system/learnd.service.d
printf '[Service]\nWatchdogSec=5s\n' | inside tee /etc/systemd/system/learnd.service.d/test.conf > /dev/null
printf 'inbox:\n  settle: 200ms\n  scan_interval: 1s\n  disk_floor: 1MiB\n' | inside tee /etc/learnd/learnd.yaml > /dev/null
inside systemctl daemon-reload

echo "# started by its sockets"
ok "both sockets listen" inside systemctl start learnd.socket learnd-admin.socket
is_mode() { test "$(inside stat -c '%G %a' "/run/learnd/$1.sock")" = "learnd-$1 660"; }
ok "the predict socket is learnd-predict's, 0660" is_mode predict
ok "the admin socket is learnd-admin's, 0660" is_mode admin
ok "nothing runs yet" is ActiveState inactive
ok "the first request starts the daemon and is answered" as "$predicting" curl -sS --fail --max-time 20 --unix-socket /run/learnd/predict.sock http://learnd/health/ready
ok "the service is ready" is ActiveState active
ok "it tells what it does" test -n "$(property StatusText)"
refused "who is not in learnd-predict is not let in" as 65533 curl -sS --max-time 10 --unix-socket /run/learnd/predict.sock http://learnd/health/ready
refused "who is only in learnd-predict does not reach the admin socket" as "$predicting" curl -sS --max-time 10 --unix-socket /run/learnd/admin.sock http://learnd/health/ready
ok "who is in learnd-admin does" as "$administering" curl -sS --fail --max-time 10 --unix-socket /run/learnd/admin.sock http://learnd/health/ready

echo "# a file dropped, a prediction"
ok "a member of learnd-drop makes a folder and copies a file into it" \
    as "$dropping" sh -c 'mkdir /var/spool/learnd/iris && cp /mnt/learnd/Examples/iris/iris.csv /var/spool/learnd/iris/'
refused "who is not cannot" as 65533 cp /mnt/learnd/Examples/iris/iris.csv /var/spool/learnd/iris/again.csv
ok "it is learned, and predictions come from it" within 60 says_setosa
ok "it has left the inbox" within 20 inside test ! -e /var/spool/learnd/iris/iris.csv
# OpenBLAS in the trainer, under the unit's filter of system calls: a label of numbers is learned in closed form.
ok "a table of numbers is dropped" as "$dropping" sh -c \
    'mkdir /var/spool/learnd/sums && awk -v OFS=, "BEGIN { print \"a,b,y\"; for (i = 1; i <= 400; i++) print i % 37, i % 11, i % 37 + 2 * (i % 11) + i / 1000 }" \
        > /var/spool/learnd/sums/numbers.csv'
is_closed_form() {
    as "$predicting" curl -sS --fail --max-time 10 --unix-socket /run/learnd/predict.sock http://learnd/v1/models/sums | grep -q '"method":"analytic"'
}
ok "it is learned in closed form" within 60 as "$predicting" curl -sS --fail --max-time 10 --unix-socket /run/learnd/predict.sock \
    http://learnd/v1/models/sums/predict -d '{"rows":[{"a":1,"b":2}]}'
ok "and says so" is_closed_form
finds_model() { test -n "$(journal LEARND_MODEL=iris)"; }
ok "the journal finds what concerns a model" within 10 finds_model

ok "the trainer got its niceness and its bounds in the sandbox" not journal_has "not granted" -u learnd.service

echo "# values of rows"
secret='SECRET-78-05-1120'
header='sepal_length,sepal_width,petal_length,petal_width,species'
ok "a file with texts where numbers should be is dropped" \
    as "$dropping" sh -c "printf '%s\n' $header $secret,1,1,1,setosa $secret-2,1,1,1,setosa > /var/spool/learnd/iris/secret.csv"
is_refused() { as "$predicting" curl -sS --fail --max-time 10 --unix-socket /run/learnd/predict.sock "http://learnd/v1/batches?state=refused" | grep -q 'secret.csv'; }
ok "it is refused, by its name and column" within 30 is_refused
ok "the journal names the file" within 10 journal_has 'secret.csv' -u learnd.service
ok "and no value of it" not journal_has "$secret"
tells_secret() { as "$predicting" curl -sS --max-time 10 --unix-socket /run/learnd/predict.sock "http://learnd/v1/batches" | grep -q "$secret"; }
refused "who may only predict is not told any" tells_secret
ok "who may drop files reads them in rejected/" \
    as "$dropping" grep -q "$secret" /var/lib/learnd/rejected/iris/secret.csv.reason.txt
ok "a fault leaves no core with rows in it" is LimitCORE 0

echo "# restarted under load"
load() {
    local asked=0 failed=0
    while [ ! -e "$work/enough" ]; do
        asked=$((asked + 1))
        predict > /dev/null 2>> "$work/load-errors" || failed=$((failed + 1))
    done
    echo "$asked $failed" >> "$work/load"
}
for _ in 1 2 3 4; do load & loads="${loads:-} $!"; done
restarts_under_load() {
    local before
    for _ in 1 2 3; do
        before=$(property MainPID)
        inside systemctl restart learnd.service || return 1
        has_changed MainPID "$before" || return 1
        sleep 0.5
    done
}
ok "it restarts three times" restarts_under_load
touch "$work/enough"
# shellcheck disable=SC2086 # a list of process ids
wait $loads
read -r asked failed < <(awk '{ a += $1; f += $2 } END { print a, f }' "$work/load")
none_failed() { [ "$failed" = 0 ] || { echo "$failed failed:"; sort "$work/load-errors" | uniq -c; return 1; }; }
ok "none of $asked requests was refused meanwhile" none_failed
ok "many were asked" test "$asked" -ge 50
ok "what was learned is still there" says_setosa

echo "# reloaded"
before=$(property MainPID)
printf 'inbox:\n  settle: 100ms\n  disk_floor: 1MiB\n' | inside tee /etc/learnd/learnd.yaml > /dev/null
ok "systemctl reload is taken" inside systemctl reload learnd.service
ok "by the same process" is MainPID "$before"
printf 'server:\n  row: 5\n' | inside tee /etc/learnd/learnd.yaml > /dev/null
inside systemctl reload learnd.service
ok "a faulty configuration is reported with its line" within 10 journal_has "/etc/learnd/learnd.yaml:2: there is no key 'server.row'" -u learnd.service
ok "and changes nothing" says_setosa
printf 'inbox:\n  settle: 200ms\n  scan_interval: 1s\n  disk_floor: 1MiB\n' | inside tee /etc/learnd/learnd.yaml > /dev/null
ok "the mended one is taken" inside systemctl reload learnd.service

echo "# killed and hung"
before=$(property MainPID)
ok "killed" inside kill -KILL "$before"
ok "it comes back" within 20 has_changed MainPID "$before"
ok "and answers" within 20 says_setosa
before=$(property MainPID)
ok "stopped as if it hung" inside kill -STOP "$before"
ok "the watchdog notices" within 30 journal_has "Watchdog timeout" -u learnd.service
ok "it is started anew" within 30 has_changed MainPID "$before"
ok "and answers" within 20 says_setosa

if [ -n "${LONG:-}" ]; then
    echo "# long work on a slow machine"
    printf '[Service]\nWatchdogSec=30s\n' | inside tee /etc/systemd/system/learnd.service.d/test.conf > /dev/null
    printf '%s\n' 'inbox: {settle: 200ms, scan_interval: 1s, disk_floor: 1MiB, file_bytes: 2GiB}' 'models:' '  slow:' \
        '    network: {hidden: [1024, 1024]}' '    holdout: {per_class: 1000000}' "    training: {min_steps: ${STEPS:-2200}, max_steps: ${STEPS:-2200}}" \
        | inside tee /etc/learnd/learnd.yaml > /dev/null
    inside systemctl daemon-reload
    inside systemctl restart learnd.service
    before=$(property MainPID)
    awk -v rows="${ROWS:-6000000}" 'BEGIN { srand(1); print "x,y,label"; for (i = 0; i < rows; i++) { x = rand(); y = rand(); printf "%.8f,%.8f,%s\n", x, y, (x * y > 0.2) ? "inner" : "outer" } }' \
        > "$root/srv/slow.csv"
    # A fifteenth of the time for its children, whatever control groups this machine has: they are stopped for the rest of it.
    slow_down() {
        local child
        while [ ! -e "$work/fast" ]; do
            for child in $(pgrep -P "$1"); do kill -STOP "$child" 2> /dev/null; done
            sleep 0.7
            for child in $(pgrep -P "$1"); do kill -CONT "$child" 2> /dev/null; done
            sleep 0.05
        done
    }
    slow_down "$(pgrep -f -x '/usr/bin/learnd serve --config /etc/learnd/learnd.yaml' | head -n 1)" &
    slow=$!
    ok "a large file is dropped" as "$dropping" sh -c 'mkdir /var/spool/learnd/slow && cp /srv/slow.csv /var/spool/learnd/slow/.slow.csv && mv /var/spool/learnd/slow/.slow.csv /var/spool/learnd/slow/slow.csv'
    # What the daemon does, looked at every second.
    declare -A spent=()
    doing() { as "$predicting" curl -sS --max-time 10 --unix-socket /run/learnd/predict.sock http://learnd/v1/status | sed -n 's/.*"doing":"\([^"]*\)".*/\1/p'; }
    last=$SECONDS
    while [ $((SECONDS - last)) -lt 600 ]; do
        sleep 1
        case $(doing) in
            *judging*) phase=judge ;; *step*) phase=train ;; *reading*) phase=read ;; learning*) phase=other ;;
            *) journal_has 'accepted slow.csv' -u learnd.service > /dev/null && phase=end || phase=intake ;;
        esac
        [ "${known:-}" = $phase ] || last=$SECONDS
        [ $phase = train ] && last=$SECONDS
        known=$phase
        [ $phase = end ] && journal_has 'version 1 serves' LEARND_MODEL=slow > /dev/null && break
        spent[$phase]=$((${spent[$phase]:-0} + 1))
    done
    touch "$work/fast"
    wait "$slow"
    echo "     looks: ${spent[intake]:-0} at intake, ${spent[read]:-0} reading for the job, ${spent[train]:-0} training, ${spent[judge]:-0} judging"
    ok "its intake took two minutes or longer" test "${spent[intake]:-0}" -ge "${LEAST_INTAKE:-110}"
    ok "its training took fifteen" test "${spent[train]:-0}" -ge "${LEAST_TRAINING:-850}"
    ok "its judging took two" test "${spent[judge]:-0}" -ge "${LEAST_JUDGING:-110}"
    ok "a version serves" journal_has 'version 1 serves' LEARND_MODEL=slow
    ok "the daemon is the same" is MainPID "$before"
    ok "the watchdog had nothing to say" not journal_has "made no progress" -u learnd.service
    printf '[Service]\nWatchdogSec=5s\n' | inside tee /etc/systemd/system/learnd.service.d/test.conf > /dev/null
    inside systemctl daemon-reload
fi

echo "# a configuration that is refused at start"
printf 'server:\n  rows: 0\n' | inside tee /etc/learnd/learnd.yaml > /dev/null
inside systemctl restart learnd.service 2> /dev/null
ok "it does not start" within 10 is ActiveState failed
ok "nor is it tried again and again" is ExecMainStatus 78
ok "the journal says why and where" journal_has "/etc/learnd/learnd.yaml:2: 'server.rows' cannot be '0'; give a whole number from 1 to 1000000" -u learnd.service
inside rm /etc/learnd/learnd.yaml

echo "# uninstalled"
ok "make uninstall takes it away" inside make -s -C /mnt/learnd -f systemd/install.mk uninstall PREFIX=/usr BUILD="$build"
ok "the programs, units and sockets are gone" inside sh -c '! ls /usr/bin/learnd /usr/bin/learnctl /usr/lib/systemd/system/learnd* /run/learnd/*.sock 2> /dev/null'
ok "what was learned is kept" inside test -d /var/lib/learnd/archive

echo "test-systemd: $((checks - failures)) of $checks checks hold, in $SECONDS s"
[ "$failures" = 0 ]
