// tools/sysmake/StatusPage.cpp -- The page has no markup made of what a build says: all of that
// becomes text nodes.
#include "sysmake/StatusPage.hpp"

namespace sysmake {

namespace {

constexpr std::string_view kPage = R"page(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>sysmake</title>
<link rel="icon" href="data:,">
<style>
:root {
  color-scheme: light dark;
  --back: #fbfbf9; --text: #1d1f21; --dim: #6b7075; --line: #dcdcd6; --bar: #2f6fb3;
  --good: #2c7a3f; --bad: #b3261e; --box: #f1f1ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #16181a; --text: #e4e4e0; --dim: #979ca1; --line: #34383c; --bar: #5b9ee0;
    --good: #6cc283; --bad: #ff8a80; --box: #202326;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem; background: var(--back);
  color: var(--text); font: 15px/1.45 system-ui, sans-serif;
}
h1 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: .95rem; margin: 1.6rem 0 .4rem; }
h2 span, .dim { color: var(--dim); font-weight: normal; }
#bar {
  height: .8rem; margin: .8rem 0 .5rem; border-radius: .4rem; background: var(--line);
  overflow: hidden;
}
#done { height: 100%; width: 0; background: var(--bar); transition: width .15s linear; }
.good #done { background: var(--good); }
.bad #done { background: var(--bad); }
.good #state { color: var(--good); }
.bad #state, .failed { color: var(--bad); }
#numbers { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-variant-numeric: tabular-nums; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: flex; gap: .8rem; padding: .15rem 0; border-bottom: 1px solid var(--line); }
li .time { flex: 0 0 5.5rem; text-align: right; font-variant-numeric: tabular-nums; }
li .what { flex: 1; min-width: 0; overflow-wrap: anywhere; }
details { margin: .4rem 0; border: 1px solid var(--line); border-radius: .4rem; }
summary { cursor: pointer; padding: .35rem .6rem; overflow-wrap: anywhere; }
pre {
  margin: 0; padding: .5rem .6rem; border-top: 1px solid var(--line); background: var(--box);
  font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  max-height: 30rem; overflow-y: auto;
}
[hidden] { display: none; }
</style>
</head>
<body>
<h1 id="directory">sysmake</h1>
<div id="bar" role="progressbar" aria-label="finished commands"><div id="done"></div></div>
<div id="numbers">
<strong id="state" role="status">connecting</strong>
<span id="count"></span><span id="failed" class="failed"></span><span id="time"></span>
</div>
<section id="messagesPart" hidden><h2>Messages</h2><ol id="messages"></ol></section>
<section id="reportsPart" hidden><h2>Failures and output</h2><div id="reports"></div></section>
<section id="runningPart" hidden><h2>Running <span id="more"></span></h2>
<ol id="running"></ol></section>
<section id="stepsPart" hidden><h2>Finished <span>the latest first</span></h2>
<ol id="steps"></ol></section>
<noscript>This page needs JavaScript; /status.json has the same in one piece.</noscript>
<script>
"use strict";
const part = (id) => document.getElementById(id);
const made = (name, kind, text) => {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.textContent = text;
  return element;
};
// Without the escape sequences of a terminal.
const plain = (text) => text.replace(/\u001b\[[0-?]*[ -\/]*[@-~]?/g, "");
const time = (ms) => {
  const s = Math.max(0, ms) / 1000;
  if (s < 60) return s.toFixed(1) + " s";
  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  return s < 3600 ? Math.floor(s / 60) + ":" + two(s % 60)
                  : Math.floor(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60);
};
const line = (ms, text, kind) => {
  const item = document.createElement("li");
  item.append(made("span", "time dim", time(ms)), made("span", "what " + (kind || ""), text));
  return item;
};
let state = null;   // The last one,
let arrived = 0;    // when it came,
let lost = false;   // and whether nothing comes any more.

function clear() {
  for (const id of ["messages", "reports", "running", "steps"]) part(id).replaceChildren();
}

function addReport(report) {
  const box = document.createElement("details");
  box.open = report.code !== 0;
  const what = (report.code !== 0 ? "FAILED (" + report.code + "): " : "") + report.description;
  box.append(made("summary", report.code !== 0 ? "failed" : "", what),
             made("pre", "", report.command + "\n\n" + plain(report.printed)));
  part("reports").prepend(box);
  while (part("reports").childElementCount > 100) part("reports").lastChild.remove();
}

function addStep(step) {
  part("steps").prepend(line(step.tookMs, step.description, step.code !== 0 ? "failed" : ""));
  while (part("steps").childElementCount > 200) part("steps").lastChild.remove();
}

function show(next) {
  if (!state || state.startedAtMs !== next.startedAtMs) clear();
  state = next;
  arrived = performance.now();
  lost = false;
  next.steps.forEach(addStep);
  next.reports.forEach(addReport);
  for (const message of next.messages) {
    part("messages").append(made("li", message.kind === "info" ? "" : "failed", message.text));
  }
  part("running").replaceChildren(...next.running.map((one) => {
    const item = line(one.elapsedMs, one.description);
    item.title = one.command;
    item.dataset.ms = one.elapsedMs;
    return item;
  }));
  const hidden = next.edges.running - next.running.length;
  part("more").textContent = hidden > 0 ? "and " + hidden + " more" : "";
  for (const id of ["messages", "reports", "running", "steps"]) {
    part(id + "Part").hidden = part(id).childElementCount === 0;
  }
  const { finished, total, failed } = next.edges;
  const percent = total === 0 ? 0 : Math.floor(100 * finished / total);
  part("done").style.width = percent + "%";
  part("bar").setAttribute("aria-valuenow", percent);
  part("count").textContent = finished + " of " + total + " commands";
  part("failed").textContent = failed === 0 ? "" : failed + " failed";
  part("directory").textContent = next.directory;
  draw();
}

function draw() {
  if (!state) return;
  const isOver = state.code !== null;
  const since = isOver || lost ? 0 : performance.now() - arrived;
  const elapsed = state.elapsedMs + since;
  const { finished, total, failed } = state.edges;
  const isBad = failed > 0 || (isOver && state.code !== 0);
  document.body.className = isBad ? "bad" : isOver ? "good" : "";
  const words = isOver ? (state.code === 0 ? "done" : "ended with code " + state.code)
                       : lost ? "connection lost" : "running";
  part("state").textContent = words;
  const left = !isOver && finished > 0 ? elapsed * (total - finished) / finished : 0;
  part("time").textContent = time(elapsed) + (left > 0 ? ", about " + time(left) + " left" : "");
  for (const item of part("running").children) {
    item.firstChild.textContent = time(Number(item.dataset.ms) + since);
  }
  document.title = (isOver ? words : finished + "/" + total) + " \u2013 sysmake";
}

// The next build may be served at the same place.
function follow() {
  const source = new EventSource("/events");
  source.addEventListener("state", (event) => show(JSON.parse(event.data)));
  source.addEventListener("end", (event) => {
    show(JSON.parse(event.data));
    source.close();
    setTimeout(follow, 2000);
  });
  source.onopen = () => { if (state && state.code === null) state = null; };
  source.onerror = () => {
    source.close();
    lost = true;
    draw();
    setTimeout(follow, 2000);
  };
}
follow();
setInterval(draw, 200);
</script>
</body>
</html>
)page";

}  // namespace

std::string_view statusPage() { return kPage; }

}  // namespace sysmake
