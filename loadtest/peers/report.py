"""Turns the raw figures of compare.sh into docs/benchmarks.md; standard library only."""

import os
import re
import statistics
import subprocess
import sys

folder, rounds, seconds, connections, pace = sys.argv[1:6]
PROXIES = {"igw": "Inference Gateway", "nginx": "nginx", "haproxy": "HAProxy"}
JUDGING = {
    "igw": "Inference Gateway",
    "rolling": "the same, a canary judged at 50 %",
    "watched": "the same, a promoted version watched",
    "nginx": "nginx",
    "haproxy": "HAProxy",
}
LOOKING = {
    "igw": "Inference Gateway",
    "looked": "the same, one in ten looked at for drift",
    "nginx": "nginx",
    "haproxy": "HAProxy",
}


def numbers(name):
    with open(os.path.join(folder, name)) as lines:
        return [[float(n) for n in line.split()] for line in lines]


def first_line(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def cpu(proxy, what):
    values = [row[0] for row in numbers(f"{proxy}.{what}")]
    peers = [row[0] for row in numbers(f"nginx.{what}")]
    ratio = statistics.median(mine / peer for mine, peer in zip(values, peers))
    rate = statistics.median(row[0] for row in numbers(f"{proxy}.{what}.rate"))
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})", f"{ratio:.2f}", f"{rate:,.0f}"


def added(proxy):
    direct = numbers("direct.paced")
    rows = numbers(f"{proxy}.paced")
    return [
        statistics.median(row[i] - base[i] for row, base in zip(rows, direct)) for i in (0, 1)
    ]


def contents(name):
    with open(os.path.join(folder, name)) as file:
        return file.read()


def transport():
    found = re.search(r"transport=(\w+)", contents("igw.log"))
    return found.group(1) if found else "not logged"


def model_of_cpu():
    with open("/proc/cpuinfo") as info:
        found = re.search(r"model name\s*:\s*(.*)", info.read())
    return found.group(1).strip() if found else "unknown"


print("# Benchmarks")
print()
print("Written by `loadtest/peers/compare.sh " + rounds + " " + seconds + "`; do not edit. " + first_line("date", "-u", "+%Y-%m-%d") + ".")
print("The proxy under test has core 0, the upstream and the generator share core 1; rounds interleave the proxies. CPU is user and")
print("system time of all threads of the proxy, from `/proc`, divided by the answers that arrived. The median of the rounds is shown,")
print("the lowest and the highest in brackets; the ratio is the median of the rounds' own ratios. Differences under 15 % are noise.")
print("Saturated rates also depend on what else core 1 does and are no measure of a proxy.")
print()
print(f"CPU: {model_of_cpu()}, {os.cpu_count()} cores, load average at the end {os.getloadavg()[0]:.1f}. Java: {contents('java.version').splitlines()[0]}.")
print(f"Peers: {first_line('nginx', '-v').replace('nginx version: ', '')} (one worker), {first_line('haproxy', '-v').split(' - ')[0]} (one thread).")
print(f"Gateway transport: {transport()}; recording, samples, windows and metrics on.")
if os.getloadavg()[2] > 4:
    print()
    print(f"**Not a quiet machine:** the load average of the last 15 minutes was {os.getloadavg()[2]:.0f} on {os.cpu_count()} cores. Take the figures as upper bounds and run it again.")
for what, title, rows in (("get", "GET, 200 B", JUDGING), ("post", "POST, 1 KiB to 4 KiB", LOOKING)):
    print()
    print(f"## {title}, {connections} connections, saturated, {rounds} rounds of {seconds} s")
    print("| proxy | CPU µs a request | ratio to nginx | requests a second |")
    print("|---|---|---|---|")
    for proxy, name in rows.items():
        print(f"| {name} | " + " | ".join(cpu(proxy, what)) + " |")
print()
print(f"## Added latency, GET at {pace} requests a second, 3 rounds of {seconds} s")
print("20 connections paced by h2load, against the upstream reached directly in the same round.")
print()
print("| proxy | added p50 µs | added p99 µs |")
print("|---|---|---|")
PACED = {
    "igw": "Inference Gateway",
    "storm": "the same, scraped by 200 at once each second",
    "elsewhere": "the same, while the 200 scrape nginx: what the scrapers themselves cost",
    "nginx": "nginx",
    "haproxy": "HAProxy",
}
for proxy, name in PACED.items():
    print(f"| {name} | " + " | ".join(f"{value:.0f}" for value in added(proxy)) + " |")

print()
print(f"## Server-sent events, 25 callers, 40 tokens a second each, 3 rounds of {seconds} s")
print("A token carries the moment it was written; what the model and the callers themselves take, reached directly in the same round, is")
print("taken off.")
print()
print("| proxy | CPU µs a token | added p50 µs | added p99 µs |")
print("|---|---|---|---|")
for proxy, name in PROXIES.items():
    rows, direct = numbers(f"{proxy}.tokens"), numbers("direct.tokens")
    figures = [statistics.median(row[0] for row in rows)] + [
        statistics.median(row[i] - base[i] for row, base in zip(rows, direct)) for i in (1, 2)
    ]
    print(f"| {name} | {figures[0]:.1f} | {figures[1]:.0f} | {figures[2]:.0f} |")
served, p50, p99, longest, resets = numbers("igw.reset")[0]
print()
print(f"## During a rapid reset over HTTP/2, {seconds} s")
print("Four attackers open streams and reset them at once, as fast as the gateway takes them, and come back whenever they are sent away; beside")
print("them one caller after the other opens a fresh connection and asks a model.")
print()
print("| resets sent | fresh connections served | p50 µs | p99 µs | longest µs |")
print("|---|---|---|---|---|")
print(f"| {resets:,.0f} | {served:,.0f} | {p50:,.0f} | {p99:,.0f} | {longest:,.0f} |")
