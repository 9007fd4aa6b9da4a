#!/usr/bin/env python3
"""Pairwise, interleaved comparison of one Clojure implementation with JVM Clojure and Lua.

For every benchmark the contestants run in turn (ours, JVM, Lua, ours, JVM, Lua, ...), RUNS times,
each in a fresh process; of every figure the minimum is kept, because noise only adds.
Columns:
  wall    whole process, start to exit, seconds
  cpu     user + system seconds of the process (steadier than wall on a busy machine)
  steady  the fastest repetition inside the process, by the program's own clock (with -r)
  rss     peak resident memory, MB
Ratios are ours / theirs: below 1.00 we are faster.
A wrong checksum, a crash or a time-out is printed as such and leaves the means.
"""
import argparse, math, os, re, shlex, signal, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
JARS = ["/usr/share/java/clojure.jar", "/usr/share/java/spec.alpha.jar", "/usr/share/java/core.specs.alpha.jar"]
JVM = os.environ.get("JVM_CLOJURE", "java -cp " + ":".join(JARS) + " clojure.main")
LUA = os.environ.get("LUA", "lua5.4")


TIME = "/usr/bin/time" if os.path.exists("/usr/bin/time") else None


def measure(cmd, limit):
    """One run in its own process group. GNU time, where there is one, gives the peak memory:
    a child of this script itself would be charged with this script's own pages."""
    note = None
    if TIME:
        note = tempfile.NamedTemporaryFile("r", prefix="compare-")
        cmd = [TIME, "-q", "-o", note.name, "-f", "%M"] + cmd
    t0 = time.monotonic()
    p = subprocess.Popen(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                         start_new_session=True)
    late = []

    def stop():
        late.append(1)
        try:
            os.killpg(p.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    timer = threading.Timer(limit, stop)
    timer.start()
    out = p.stdout.read().decode("utf8", "replace")
    _, status, ru = os.wait4(p.pid, 0)
    wall = time.monotonic() - t0
    timer.cancel()
    p.returncode = os.waitstatus_to_exitcode(status)
    m = re.search(r"^result (\S+) (\S+) (.*)$", out, re.M) or re.search(r"^result\s+(\S+)\s+(\S+)\s+(.*)$", out, re.M)
    reps = [int(x) for x in re.findall(r"^time_us \d+ (\d+)", out, re.M)]
    kb = ru.ru_maxrss
    if note:
        text = note.read().split()
        kb = int(text[-1]) if text and text[-1].isdigit() else kb
        note.close()
    bad = "time-out" if late else f"exit {p.returncode}" if p.returncode else None
    return dict(wall=wall, cpu=ru.ru_utime + ru.ru_stime, rss=kb / 1024, check=m.group(3).strip() if m else None,
                steady=min(reps) / 1e6 if reps else None, bad=bad, tail=out[-300:])


class Best:
    """Minimum of every figure over the runs."""

    def __init__(self):
        self.v, self.check, self.bad, self.tail = {}, None, None, ""

    def add(self, r):
        if r["bad"]:
            self.bad, self.tail = r["bad"], r["tail"]
            return
        self.check = r["check"]
        for k in ("wall", "cpu", "rss", "steady"):
            if r[k] is not None:
                self.v[k] = min(self.v.get(k, math.inf), r[k])


def programs():
    directory = os.path.join(HERE, "programs")
    for f in sorted(os.listdir(directory)):
        if f.endswith(".clj"):
            yield f[:-4], os.path.join(directory, f)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-n", "--runs", type=int, default=3, help="interleaved rounds (default 3)")
    ap.add_argument("-r", "--reps", type=int, default=1, help="repetitions inside each process, for the steady column (default 1)")
    ap.add_argument("-t", "--limit", type=float, default=120, help="seconds for one run (default 120)")
    ap.add_argument("--scale", type=float, default=1.0, help="multiply every default size by this")
    ap.add_argument("--no-jvm", action="store_true")
    ap.add_argument("--no-lua", action="store_true")
    ap.add_argument("--tsv", help="append the figures to this file")
    ap.add_argument("command", help="the implementation under test, e.g. 'target/release/ours'")
    ap.add_argument("bench", nargs="*", help="names (default: the whole set)")
    a = ap.parse_args()
    ours, jvm, lua = shlex.split(a.command), shlex.split(JVM), shlex.split(LUA)
    load = os.getloadavg()[0]
    print(f"# {os.cpu_count()} cores, load {load:.1f}, {a.runs} rounds, {a.reps} repetitions; ours = {a.command}")
    print(f"{'benchmark':22s} {'wall':>8s} {'cpu':>8s} {'steady':>8s} {'rss':>7s} | {'jvm':>8s} {'wall/jvm':>8s} {'cpu/jvm':>8s} {'std/jvm':>8s} {'rss/jvm':>8s} | {'lua':>8s} {'cpu/lua':>8s}")
    ratios = {"wall/jvm": [], "cpu/jvm": [], "std/jvm": [], "rss/jvm": [], "cpu/lua": []}
    failed = []
    for name, path in programs():
        if a.bench and name not in a.bench:
            continue
        args = []
        if name != "startup":
            n = re.search(r"\(def default-n (\d+)\)", open(path).read()).group(1)
            args = [str(max(1, int(int(n) * a.scale))) if a.scale != 1 else n, str(a.reps)]
        teams = {"ours": ours + [path] + args}
        if not a.no_jvm:
            teams["jvm"] = jvm + [path] + args
        lp = os.path.join(HERE, "other", "lua", name + ".lua")
        if not a.no_lua and os.path.exists(lp) and a.reps == 1:
            teams["lua"] = lua + [lp] + args[:1]
        if not a.no_lua and name == "startup":
            teams["lua"] = lua + ["-e", 'print("hello")']
        best = {k: Best() for k in teams}
        for _ in range(a.runs):
            for k, cmd in teams.items():
                if not best[k].bad:
                    best[k].add(measure(cmd, a.limit))
        o, j, l = best["ours"], best.get("jvm"), best.get("lua")
        if not o.bad and j and not j.bad and o.check != j.check:
            o.bad = f"wrong result {o.check!r}, JVM says {j.check!r}"

        def ratio(k, other, key):
            if o.bad or other is None or other.bad or k not in o.v or not other.v.get(k):
                return "-"
            r = o.v[k] / other.v[k]
            ratios[key].append(r)
            return f"{r:.2f}"

        def fig(b, k, f="{:.3f}"):
            return f.format(b.v[k]) if b and k in b.v else "-"

        if o.bad:
            failed.append(name)
            print(f"{name:22s} FAILED: {o.bad} {o.tail.strip().splitlines()[-1:] if o.tail else ''}")
        else:
            print(f"{name:22s} {fig(o,'wall'):>8s} {fig(o,'cpu'):>8s} {fig(o,'steady'):>8s} {fig(o,'rss','{:.0f}'):>7s} | "
                  f"{fig(j,'wall'):>8s} {ratio('wall',j,'wall/jvm'):>8s} {ratio('cpu',j,'cpu/jvm'):>8s} {ratio('steady',j,'std/jvm'):>8s} {ratio('rss',j,'rss/jvm'):>8s} | "
                  f"{fig(l,'wall'):>8s} {ratio('cpu',l,'cpu/lua'):>8s}", flush=True)
        if a.tsv:
            with open(a.tsv, "a") as f:
                for k, b in best.items():
                    f.write("\t".join([name, k, fig(b, "wall"), fig(b, "cpu"), fig(b, "steady"), fig(b, "rss", "{:.1f}"), b.bad or "ok"]) + "\n")
    for k, rs in ratios.items():
        if rs:
            print(f"# geometric mean {k}: {math.exp(sum(map(math.log, rs)) / len(rs)):.3f} over {len(rs)}")
    if failed:
        print("# failed: " + " ".join(failed))
    return 1 if failed else 0


sys.exit(main())
