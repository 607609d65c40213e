"use strict";
(() => {
  const all = [...document.querySelectorAll("details.e")];
  const box = document.getElementById("find"), hits = document.getElementById("hits");
  const onlyErrors = document.getElementById("errors"), words = new WeakMap();
  const textOf = (row) => {
    let text = words.get(row);
    if (text === undefined) words.set(row, text = row.textContent.toLowerCase());
    return text;
  };
  const shown = () => all.filter((row) => !row.hidden);

  const mark = (rows, needle) => {
    if (!globalThis.CSS || !CSS.highlights) return;
    CSS.highlights.delete("hit");
    if (!needle) return;
    const ranges = [];
    for (const row of rows) {
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && ranges.length < 2000) {
        const text = walker.currentNode.data.toLowerCase();
        for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
          if (at + needle.length > walker.currentNode.length) break;
          const range = new Range();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + needle.length);
          ranges.push(range);
        }
      }
      if (ranges.length >= 2000) break;
    }
    CSS.highlights.set("hit", new Highlight(...ranges));
  };

  const search = () => {
    const needle = box.value.trim().toLowerCase(), bad = onlyErrors.getAttribute("aria-pressed") === "true";
    for (const row of all)
      row.hidden = (bad && !row.classList.contains("error")) || (needle !== "" && !textOf(row).includes(needle));
    const rows = shown();
    hits.textContent = needle || bad ? `${rows.length} of ${all.length}` : "";
    mark(rows, needle);
  };

  // Breaks and colours without a parser, so that numbers stay as they were recorded.
  const pretty = (pre) => {
    const text = pre.textContent;
    if (pre.dataset.done || !/^\s*[[{]/.test(text) || text.length > 400000) return;
    pre.dataset.done = "1";
    const parts = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+|"/g) || [];
    const out = document.createDocumentFragment();
    let depth = 0;
    const put = (word, name) => {
      if (!name) return out.append(word);
      const span = document.createElement("span");
      span.className = name;
      span.textContent = word;
      out.append(span);
    };
    const line = () => out.append("\n" + "  ".repeat(Math.min(depth, 60)));
    parts.forEach((part, i) => {
      const next = parts[i + 1], before = parts[i - 1];
      if (part === "{" || part === "[") {
        put(part);
        depth++;
        if (next !== "}" && next !== "]") line();
      } else if (part === "}" || part === "]") {
        depth--;
        if (before !== "{" && before !== "[") line();
        put(part);
      } else if (part === ",") {
        put(part);
        line();
      } else if (part === ":") {
        put(": ");
      } else {
        put(part, part[0] !== '"' ? "d" : next === ":" ? "k" : "s");
      }
    });
    pre.replaceChildren(out);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open) event.target.querySelectorAll(":scope > pre").forEach(pretty);
  }, true);

  const setTheme = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches, root = document.documentElement;
    root.dataset.theme = (root.dataset.theme || (dark ? "dark" : "light")) === "dark" ? "light" : "dark";
  };
  const foldAll = (open) => { for (const row of shown()) row.open = open; };
  const toggleErrors = () => {
    onlyErrors.setAttribute("aria-pressed", onlyErrors.getAttribute("aria-pressed") !== "true");
    search();
  };
  const move = (step) => {
    const rows = shown(), at = rows.indexOf(document.activeElement.closest?.("details.e"));
    const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (row) row.firstElementChild.focus();
  };
  const keys = { "/": () => box.focus(), j: () => move(1), k: () => move(-1), e: () => foldAll(true),
    c: () => foldAll(false), t: setTheme, "!": toggleErrors };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === box) {
      if (event.key === "Escape") { box.value = ""; search(); box.blur(); }
      return;
    }
    const action = keys[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  let wait = 0;
  box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 120); });
  onlyErrors.addEventListener("click", toggleErrors);
  document.getElementById("open").addEventListener("click", () => foldAll(true));
  document.getElementById("fold").addEventListener("click", () => foldAll(false));
  document.getElementById("theme").addEventListener("click", setTheme);
  const follow = () => {
    const row = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row && row.matches("details.e")) row.open = true;
  };
  addEventListener("hashchange", follow);
  follow();
})();
