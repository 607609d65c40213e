#!/usr/bin/env bash
# What trace-export writes as OTLP is read by the decoder of @opentelemetry/otlp-transformer 0.52.1 (it turns the
# JSON into protobuf and back): every span and log record is there with its ids, times and attributes. OTLP_NODE_MODULES
# names a node_modules folder that has the package; without it npm is asked for it.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin otlp node npm
cd "$root" || exit 1
if [ -n "${OTLP_NODE_MODULES:-}" ]; then
  ln -s "$OTLP_NODE_MODULES" node_modules
else
  npm install --no-save --ignore-scripts --no-audit --no-fund @opentelemetry/otlp-transformer@0.52.1 >/dev/null 2>&1 ||
    skip 'npm cannot get @opentelemetry/otlp-transformer'
fi
# shellcheck disable=SC1091 # fills $TRACE_DB with known rows
. "$src/tests/cli/trace-export/store.sh"
trace-export --all -o otlp >lines
cat >decode.js <<'JS'
const fs = require('fs');
const root = require('@opentelemetry/otlp-transformer/build/src/generated/root');
const v1 = root.opentelemetry.proto;
const traces = v1.collector.trace.v1.ExportTraceServiceRequest, logs = v1.collector.logs.v1.ExportLogsServiceRequest;
const hex = (bytes) => Buffer.from(bytes).toString('hex');
// JSON has ids as hex; protobuf.js takes bytes as base64.
const bytes = (id) => id === undefined ? undefined : Buffer.from(id, 'hex').toString('base64');
let spans = 0, records = 0, bad = 0;
const check = (ok, what) => { if (!ok) { console.log('otlp: ' + what); bad = 1; } };
for (const line of fs.readFileSync('lines', 'utf8').split('\n').filter(Boolean)) {
  const json = JSON.parse(line);
  const type = json.resourceSpans ? traces : logs;
  const items = (r) => json.resourceSpans ? r.scopeSpans[0].spans : r.scopeLogs[0].logRecords;
  const before = items((json.resourceSpans || json.resourceLogs)[0]).map((x) => ({ ...x }));
  for (const item of items((json.resourceSpans || json.resourceLogs)[0]))
    for (const key of ['traceId', 'spanId', 'parentSpanId']) if (item[key] !== undefined) item[key] = bytes(item[key]);
  check(type.verify(type.fromObject(json)) === null, 'verify');
  const decoded = type.decode(type.encode(type.fromObject(json)).finish());
  const after = items((decoded.resourceSpans || decoded.resourceLogs)[0]);
  check(after.length === before.length, 'number of items');
  after.forEach((item, i) => {
    check(hex(item.traceId) === before[i].traceId && hex(item.spanId) === before[i].spanId, 'ids');
    check(hex(item.traceId).length === 32 && hex(item.spanId).length === 16, 'lengths of ids');
    check(item.attributes.length === before[i].attributes.length, 'attributes');
    check(String(item.startTimeUnixNano ?? item.timeUnixNano) === (before[i].startTimeUnixNano ?? before[i].timeUnixNano), 'times');
    item.attributes.forEach((a, k) => check(a.key === before[i].attributes[k].key && a.value.value !== undefined, 'attribute ' + a.key));
    json.resourceSpans ? ++spans : ++records;
  });
}
check(spans === Number(process.argv[2]) && records === Number(process.argv[3]), spans + ' spans, ' + records + ' records');
process.exit(bad);
JS
# A span a trace and a call of a trace; a record an event.
node decode.js "$(trace-export --all --kinds trace,request | grep -vc '"loose"')" "$(trace-export --all --kinds event | wc -l)"
