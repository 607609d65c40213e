#!/usr/bin/env bash
# A page of trace-export, in Chromium: nothing is asked of any network, nothing that was recorded runs, the console is
# silent, search, folding and keys work, and a page of many events is drawn and scrolled to its end (EVENTS).
# shellcheck disable=SC1091,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin html_page chromium node
node --experimental-websocket -e 'process.exit(typeof WebSocket === "function" ? 0 : 1)' 2>/dev/null || skip 'this node has no WebSocket'
events=${EVENTS:-10000}
browser=
finish_up() { [ -z "$browser" ] || { kill -- "-$browser" 2>/dev/null; wait "$browser" 2>/dev/null; }; }
attack='</script><script>globalThis.pwned=1</script><img src=x onerror=\"globalThis.pwned=2\"><svg onload=globalThis.pwned=3><a href=\"javascript:globalThis.pwned=4\">'
{
  echo "{\"kind\":\"trace\",\"id\":\"page\",\"title\":\"$attack\",\"status\":\"running\",\"error_message\":\"$attack\"}"
  echo "{\"kind\":\"event\",\"trace\":\"page\",\"type\":\"error\",\"level\":\"error\",\"message\":\"$attack\",\"payload\":{\"url\":\"http://127.0.0.1:9/x.png\",\"$attack\":\"$attack\"}}"
  seq -f '{"kind":"event","trace":"page","type":"step","message":"needle-%.0f","payload":{"text":"some bytes that are carried along"}}' 2 "$events"
} | trace-record --format native >/dev/null || fail 'trace-record'
begun=$(now_ms)
trace-export page -o html --to "$root/page.html" || fail 'trace-export'
echo "$events events: $(stat -c %s "$root/page.html") bytes in $(($(now_ms) - begun)) ms"

set -m
chromium --headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run --user-data-dir="$root/profile" \
  --remote-debugging-port=0 about:blank >"$root/browser.log" 2>&1 &
browser=$!
set +m
within 20 test -s "$root/profile/DevToolsActivePort" || skip 'chromium does not start here'
cat >"$root/look.js" <<'JS'
const fs = require('fs');
const [folder, count] = [process.argv[2], Number(process.argv[3])];
const port = fs.readFileSync(folder + '/profile/DevToolsActivePort', 'utf8').split('\n')[0];
const page = 'file://' + folder + '/page.html';
const check = (ok, what) => { if (!ok) { console.log('html_page: ' + what); process.exitCode = 1; } };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
(async () => {
  const target = await (await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, { method: 'PUT' })).json();
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((open) => socket.addEventListener('open', open));
  let last = 0, loaded;
  const waiting = new Map(), requests = [], said = [], dialogs = [];
  const hasLoaded = new Promise((done) => loaded = done);
  socket.addEventListener('message', ({ data }) => {
    const m = JSON.parse(data);
    if (m.id) return waiting.get(m.id)(m.result);
    if (m.method === 'Network.requestWillBeSent') requests.push(m.params.request.url);
    if (m.method === 'Log.entryAdded') said.push(m.params.entry.text);
    if (m.method === 'Runtime.consoleAPICalled' || m.method === 'Runtime.exceptionThrown') said.push(JSON.stringify(m.params).slice(0, 200));
    if (m.method === 'Page.javascriptDialogOpening') dialogs.push(m.params.message);
    if (m.method === 'Page.loadEventFired') loaded();
  });
  const send = (method, params = {}) => new Promise((done) => {
    waiting.set(++last, done);
    socket.send(JSON.stringify({ id: last, method, params }));
  });
  const value = async (expression) => (await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })).result.value;
  const key = async (text) => { for (const type of ['keyDown', 'keyUp']) await send('Input.dispatchKeyEvent', { type, text, key: text }); };
  const shown = () => value('document.querySelectorAll("details.e:not([hidden])").length');
  const opened = () => value('document.querySelectorAll("details.e[open]:not([hidden])").length');
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(domain + '.enable');
  const begun = Date.now();
  await send('Page.navigate', { url: page });
  await hasLoaded;
  const drawn = Date.now() - begun;
  check(await shown() === count, 'rows: ' + await shown());
  await key('/');
  await send('Input.insertText', { text: 'NEEDLE-77' });
  await pause(600);
  const found = [...Array(count + 1).keys()].filter((n) => n > 1 && ('needle-' + n).includes('needle-77')).length;
  check(await shown() === found, 'search shows ' + await shown() + ', not ' + found);
  await value('document.getElementById("find").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))');
  check(await shown() === count, 'Escape shows everything');
  await key('!');
  check(await shown() === 1, 'errors only: ' + await shown());
  await key('e');
  check(await opened() === 1, 'unfolded: ' + await opened());
  check(await value('getComputedStyle(document.querySelector("details.e[open] pre")).display') === 'block', 'the payload is seen');
  await key('c');
  check(await opened() === 0, 'folded again');
  await key('!');
  const scrolled = await value(`(async () => { const begun = performance.now(); for (let i = 1; i <= 40; ++i) {
    scrollTo(0, document.documentElement.scrollHeight * i / 40); await new Promise(requestAnimationFrame); }
    return Math.round((performance.now() - begun) / 40); })()`);
  check(await value('(() => { const row = [...document.querySelectorAll("details.e")].pop().getBoundingClientRect(); return row.top < innerHeight; })()'), 'the end is reached');
  await key('t');
  check(await value('getComputedStyle(document.body).backgroundColor') === 'rgb(20, 23, 26)', 'dark');
  check(await value('typeof globalThis.pwned') === 'undefined' && dialogs.length === 0, 'recorded text ran');
  check(await value('document.querySelectorAll("img, iframe, object, embed, link, base, a[href^=javascript], script").length') === 1, 'recorded text became elements');
  check(requests.every((url) => url === page), 'asked for ' + requests.filter((url) => url !== page).slice(0, 3));
  check(said.length === 0, 'the console says ' + said[0]);
  console.log(`loaded in ${drawn} ms, ${scrolled} ms a step of scrolling`);
  socket.close();
})();
JS
timeout 120 node --experimental-websocket --no-warnings "$root/look.js" "$root" "$events" || failed=1
exit "$failed"
