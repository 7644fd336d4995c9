#!/usr/bin/env bash
# Compares the gateway with nginx and HAProxy in one run and writes docs/benchmarks.md.
#
#   loadtest/peers/compare.sh [ROUNDS [SECONDS]]      5 rounds of 4 s each by default, about five minutes in all
#
# Every proxy runs alone on core 0 while it is measured; the upstream (nginx) and the generator (h2load) share
# core 1. Rounds interleave the proxies, so that a noisy moment of the machine hits all of them. The figure that survives
# noise is CPU time for each request, user and system, of all threads of the proxy, from /proc; its resolution is 10 ms in
# some hundred thousand requests. Loopback only; everything started here ends here.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../.." && pwd)
rounds=${1:-5}
seconds=${2:-4}
connections=64
pace=2000
pace_connections=20
report=${IGW_BENCH_REPORT:-$home/docs/benchmarks.md}

for program in nginx haproxy h2load taskset java curl python3; do
    command -v "$program" >/dev/null || { echo "compare.sh: needs $program" >&2; exit 2; }
done
[ "$(nproc)" -ge 2 ] || { echo 'compare.sh: needs two cores' >&2; exit 2; }

dir=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
declare -A port=([upstream]=$(free_port) [tokens]=$(free_port) [h2c]=$(free_port) [igw]=$(free_port) [nginx]=$(free_port) [haproxy]=$(free_port))
port[rolling]=${port[igw]}
port[watched]=${port[igw]}
port[looked]=${port[igw]}
declare -A pid_of path=([igw]=/models/bench [rolling]=/models/rolling [watched]=/models/watched [looked]=/models/looked-at [nginx]='' [haproxy]='' [direct]='')

letters() { head -c "$1" /dev/zero | tr '\0' x; }
render() { # template, port, result
    sed -e "s|@DIR@|$dir|g" -e "s|@UPSTREAM@|${port[upstream]}|g" -e "s|@PORT@|$2|g" -e "s|@TOKENS@|${port[tokens]}|g" -e "s|@H2C@|${port[h2c]}|g" \
        -e "s|@B200@|$(letters 200)|g" -e "s|@KIB@|$(letters 1024)|g" "$here/$1" >"$dir/$3"
}
render upstream.conf 0 upstream.conf
render nginx.conf "${port[nginx]}" nginx.conf
render haproxy.cfg "${port[haproxy]}" haproxy.cfg
render gateway.yaml "${port[igw]}" gateway.yaml
# IGW_BENCH_TRACE=1% or 100%: the gateway records that share as traces, and the upstream takes the spans.
if [ -n "${IGW_BENCH_TRACE:-}" ]; then
    printf 'tracing: { otlp: "http://127.0.0.1:%s", sample: %s }\n' "${port[upstream]}" "$IGW_BENCH_TRACE" >>"$dir/gateway.yaml"
fi
# A row of 40 features, about 1 KiB.
python3 -c 'import json; print(json.dumps({"features": {f"feature_{i:02}": 1000.125 + i for i in range(40)}}))' >"$dir/body"

await() { # name, port
    for _ in $(seq 300); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then return; fi
        sleep 0.1
    done
    echo "compare.sh: $1 does not accept connections; its output:" >&2
    cat "$dir/$1.log" >&2
    exit 1
}
launch() { # name, core, command...
    local name=$1 core=$2
    shift 2
    taskset -c "$core" "$@" >"$dir/$name.log" 2>&1 &
    pids+=($!)
    pid_of[$name]=$!
    await "$name" "${port[$name]}"
}
launch upstream 1 nginx -p "$dir" -c "$dir/upstream.conf"
launch tokens 1 python3 "$here/tokens.py" serve "${port[tokens]}"
launch nginx 0 nginx -p "$dir" -c "$dir/nginx.conf"
launch haproxy 0 haproxy -db -f "$dir/haproxy.cfg"
"$home/bin/igw" --version >&2
launch igw 0 "$home/bin/igw" run --config "$dir/gateway.yaml"
pid_of[rolling]=${pid_of[igw]}
pid_of[watched]=${pid_of[igw]}
pid_of[looked]=${pid_of[igw]}

# The same gateway, judging: one model is held at 50 % of a rollout, of another the canary was promoted and is watched.
for _ in $(seq 300); do
    if grep -q '^igw ready ' "$dir/igw.log"; then break; fi
    sleep 0.1
done
IGW_ADMIN=$(sed -n 's/^igw ready .*admin=\([^ ]*\).*/\1/p' "$dir/igw.log")
export IGW_ADMIN
igw() { taskset -c 1 "$home/bin/igw" "$@" >>"$dir/cli.log" 2>&1 || { cat "$dir/cli.log" >&2; exit 1; }; }
phase_of() { curl -s "$IGW_ADMIN/api/v1/models/$1/rollout" | python3 -c 'import json, sys; print(json.load(sys.stdin)["phase"])'; }
await_phase() { # model, phase
    for _ in $(seq 300); do
        if [ "$(phase_of "$1")" = "$2" ]; then return; fi
        sleep 0.1
    done
    echo "compare.sh: the rollout of $1 is $(phase_of "$1"), not $2" >&2
    exit 1
}
judge() {
    igw rollout start rolling --to 2
    igw rollout start watched --to 2
    await_phase rolling progressing
    await_phase watched progressing
    igw rollout promote watched --full
    await_phase watched promoted
}

cpu_ticks() { # process and its children, all threads
    local pid total=0 line
    for pid in "$1" $(pgrep -P "$1" || true); do
        line=$(sed 's/.*) //' "/proc/$pid/stat")
        # shellcheck disable=SC2086
        set -- $line
        total=$((total + ${12} + ${13}))
    done
    echo "$total"
}

url() { # proxy, what
    local target=$1
    [ "$1" = direct ] && target=upstream
    echo "http://127.0.0.1:${port[$target]}${path[$1]}/$2"
}
saturate() { # proxy, what, seconds: prints answers
    local body=()
    [ "$2" = post ] && body=(-d "$dir/body")
    taskset -c 1 h2load --h1 -c "$connections" -D "$3" "${body[@]}" "$(url "$1" "$2")" >"$dir/h2load.out"
    awk '/^requests:/ { for (i = 1; i <= NF; i++) { if ($i ~ /^succeeded/) ok = $(i-1); if ($i ~ /^failed/) failed = $(i-1) } }
         /^status codes:/ { good = $3 }
         END { if (failed + 0 > 0 || good + 0 < ok + 0) { print "compare.sh: not every answer was good" > "/dev/stderr"; exit 1 } print ok }' "$dir/h2load.out"
}
measure() { # proxy, what: appends microseconds for each request
    local before after answers tick_micros
    tick_micros=$((1000000 / $(getconf CLK_TCK)))
    before=$(cpu_ticks "${pid_of[$1]}")
    answers=$(saturate "$1" "$2" "$seconds")
    after=$(cpu_ticks "${pid_of[$1]}")
    awk -v t=$(((after - before) * tick_micros)) -v n="$answers" 'BEGIN { printf "%.2f\n", t / n }' >>"$dir/$1.$2"
    awk -v n="$answers" -v s="$seconds" 'BEGIN { printf "%.0f\n", n / s }' >>"$dir/$1.$2.rate"
}
paced() { # proxy[, name of the result]: appends p50 and p99 in microseconds
    rm -f "$dir/times"
    taskset -c 1 h2load --h1 -c "$pace_connections" --rps $((pace / pace_connections)) -D "$seconds" \
        --log-file="$dir/times" "$(url "$1" get)" >"$dir/h2load.out"
    awk '$2 == 200 { print $3 }' "$dir/times" | sort -n |
        awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)], t[int(NR * 0.99)] }' >>"$dir/${2:-$1}.paced"
}

# Two hundred scrapers at once, every second, as Prometheus asks (gzip), while callers come at their pace. The generator and
# the upstream share a core with the scrapers themselves: what that costs shows where they scrape nginx instead.
stormed() { # scraped URL, name of the result
    (while :; do
        taskset -c 1 h2load --h1 -c 200 -n 200 -H 'Accept-Encoding: gzip' "$1" >/dev/null
        sleep 1
    done) &
    local storm=$!
    paced igw "$2"
    kill "$storm"
    wait "$storm" 2>/dev/null || true
}

# Callers that read tokens as a model makes them: appends CPU microseconds, p50 and p99 for each token.
token_callers=25
streamed() { # proxy
    local before after got path=/tokens authority target=$1
    if [ "$1" = direct ]; then target=tokens; fi
    if [ "$1" = igw ]; then path=/models/tokens; fi
    authority=127.0.0.1:${port[$target]}
    before=$(cpu_ticks "${pid_of[$target]}")
    got=$(taskset -c 1 python3 "$here/tokens.py" read "$authority" "$path" "$token_callers" "$seconds")
    after=$(cpu_ticks "${pid_of[$target]}")
    awk -v t=$(((after - before) * 1000000 / $(getconf CLK_TCK))) '{ print t / $1, $2, $3 }' <<<"$got" >>"$dir/$1.tokens"
}

say() { printf 'compare.sh: %s\n' "$1" >&2; }
# The gateway is compiled while it runs: what counts is requests, not seconds.
warm_up() { # proxy, what, requests
    local body=()
    [ "$2" = post ] && body=(-d "$dir/body")
    timeout 120 taskset -c 1 h2load --h1 -c "$connections" -n "$3" "${body[@]}" "$(url "$1" "$2")" >/dev/null || true
}
say 'warming the gateway up'
"$(readlink "/proc/${pid_of[igw]}/exe")" -version >"$dir/java.version" 2>&1
warm_up igw get "${IGW_BENCH_WARM_UP:-300000}"
warm_up igw post "${IGW_BENCH_WARM_UP:-150000}"
timeout 120 taskset -c 1 h2load -c 20 -m 50 -n "${IGW_BENCH_WARM_UP:-100000}" "http://127.0.0.1:${port[h2c]}/models/bench/get" >/dev/null || true
taskset -c 1 python3 "$here/tokens.py" read "127.0.0.1:${port[igw]}" /models/tokens 200 4 >/dev/null
judge
warm_up rolling get "${IGW_BENCH_WARM_UP:-150000}"
warm_up watched get "${IGW_BENCH_WARM_UP:-150000}"
warm_up looked post "${IGW_BENCH_WARM_UP:-100000}"
for round in $(seq "$rounds"); do
    say "round $round of $rounds"
    for proxy in igw rolling watched nginx haproxy; do measure "$proxy" get; done
    for proxy in igw looked nginx haproxy; do measure "$proxy" post; done
done
for round in 1 2 3; do
    say "paced round $round of 3"
    for proxy in direct igw nginx haproxy; do paced "$proxy"; done
    stormed "$IGW_ADMIN/metrics" storm
    stormed "$(url nginx post)" elsewhere
done
for round in 1 2 3; do
    say "tokens round $round of 3"
    for proxy in direct igw nginx haproxy; do streamed "$proxy"; done
done
say 'rapid reset'
taskset -c 1 python3 "$here/reset.py" "${port[h2c]}" /models/bench/get "$seconds" 4 >"$dir/igw.reset"

python3 "$here/report.py" "$dir" "$rounds" "$seconds" "$connections" "$pace" >"$dir/report.md"
mkdir -p "$(dirname "$report")"
cp "$dir/report.md" "$report"
cat "$report"
