// What the page can do more when there is a script. Everything works without; whatever fails in here leaves it as it was.
// Served without comments and indentation: at most 10,240 bytes, 4,096 gzipped.
//
// What it looks for:
//   header.top, main, footer                 are swapped when a link or a GET form leads to another page of ours; a page with
//                                            another script, or none, is loaded whole
//   .filters form, .show form                apply themselves 250 ms after a change
//   figure.panel > .plot > .hits > a         one for each row of the figure's table, the newest ones where it holds fewer
//   .plot[data-grid="left top width height"] cells in units of the view box: across by rows, down by columns of the table
//   form.search                              becomes a combobox over /suggest.json
//   a[data-copy]                             its address can be copied
//   a[rel=prev], a[rel=next]                 where [ and ] lead
//   .fresh[data-tz]                          the zone of the page where it may be another
// In localStorage: theme, keys ("off"), views (a line each: address, blank, name).
"use strict";

// Loaded in the head, as early as the style: the look that was chosen is there before anything is painted.
try {
  document.documentElement.dataset.theme = localStorage.theme || "";
} catch { /* no storage: the system's */ }

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const on = (event, to, from = window) => from.addEventListener(event, to);
const make = (name, properties, ...inside) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
};
const taken = (e) => e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey;
const button = (text, onclick) => make("button", { type: "button", className: "plain", onclick }, text);
const kept = (key, value) => {
  try {
    if (value !== undefined) localStorage[key] = value;
    return localStorage[key] || "";
  } catch {
    return "";
  }
};
const aloud = make("p", { className: "away", role: "status" });
const tell = (text) => { aloud.textContent = text; };

// One request at a time: a newer one ends the older.
const asker = (type) => {
  let now;
  return (url, done) => {
    now?.abort();
    if (!url) return;
    now = new XMLHttpRequest();
    now.open("GET", url);
    Object.assign(now, { responseType: type, timeout: 10000, onload: () => done(now), onerror: () => done(), ontimeout: () => done() });
    now.send();
  };
};

// The next page instead of this one.
const ask = asker("document");
const script = "script[src*=pagetrail]";
const mark = (e) => e.closest("figure")?.id + e.textContent.replace(/ ?\W\d+\W|\d/g, "");
const twin = (was) => $$(was.tagName).find((e) => e.name === was.name && e.type === was.type && (e.type !== "checkbox" || e.value === was.value) && mark(e) === mark(was));
let here = location.pathname;
function swap(page, top) {
  const was = document.activeElement, open = $$("main details[open] > summary").map(mark);
  const stays = here === location.pathname;
  here = location.pathname;
  for (const part of ["header.top", "main", "footer"]) $(part).replaceWith(document.importNode($(part, page), true));
  document.title = page.title;
  document.body.className = page.body.className;
  begin();
  if (stays) for (const summary of $$("main summary")) if (open.includes(mark(summary))) summary.parentElement.open = true;
  const main = $("main"), at = stays && was !== document.body && twin(was) || main;
  main.tabIndex = -1;
  at.focus({ preventScroll: true });
  if (!stays || top >= 0) scrollTo(0, top || 0);
  if (!stays && location.hash) $(`[id="${location.hash.slice(1)}"]`)?.scrollIntoView();
  tell(`${document.title}, loaded`);
}
// `auto` where nobody asked for it: what is refused stays unseen. `top` on the way back: nothing new in the history.
function go(url, { auto, top } = {}) {
  const main = $("main");
  main.ariaBusy = "true";
  ask(url, (x) => {
    const page = x?.response;
    main.ariaBusy = "false";
    if (auto && x?.status !== 200) return;
    if (!page || $(script, page)?.src !== $(script).src || !$("header.top", page)) return void (location.href = url);
    if (top === undefined) {
      history.replaceState(scrollY, "");
      history.pushState(0, "", x.responseURL + new URL(url).hash);
    }
    swap(page, top);
  });
}
function swapping() {
  if (!$("header.top")) return;
  let timer;
  const address = (form) => `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const wait = (form) => {
    clearTimeout(timer);
    ask();
    if (form) timer = setTimeout(() => go(address(form), { auto: true }), 250);
  };
  on("click", (e) => {
    const a = e.target.closest("a[href]");
    if (!a || a.target || e.button || e.shiftKey || taken(e)) return;
    if (a.origin !== location.origin || /\.\w+$/.test(a.pathname) || (a.hash && a.pathname + a.search === location.pathname + location.search)) return;
    e.preventDefault();
    wait();
    go(a.href);
  });
  on("submit", (e) => {
    e.preventDefault();
    wait();
    go(address(e.target));
  });
  for (const event of ["input", "change"])
    on(event, (e) => {
      const form = e.target.closest(".filters form, .show form");
      if (form) wait(event === "change" && form);
    });
  on("popstate", (e) => {
    if (here !== location.pathname || !location.hash) go(location.href, { top: e.state || 0 });
  });
  history.scrollRestoration = "manual";
}

// What lies under the pointer or the cursor, from the figure's own table: one truth, and nothing is sent twice.
function reading(figure) {
  const plot = $(".plot", figure), legend = $(".legend", figure), rows = $$("tbody tr", figure);
  const hits = $$(".hits a", figure), grid = plot?.dataset.grid?.split(" ");
  if (!legend || !rows.length || !(hits.length || grid)) return;
  const heads = $$("thead th", figure).map((th) => th.textContent);
  const across = (grid ? rows : hits).length, down = grid ? heads.length - 1 : 1;
  const read = make("p", { className: "read", ariaHidden: "true" });
  let x = -1, y = 0;
  legend.before(read);
  const say = (column, row = 0) => {
    hits[x]?.classList.remove("at");
    [x, y] = [column, row];
    hits[x]?.classList.add("at");
    const cells = [...rows[x - across + rows.length]?.children || []].map((cell) => cell.textContent);
    read.textContent = (grid && cells.length ? [cells[0], `${heads[y + 1]} ${cells[y + 1]}`] : cells.map((text, i) => (i ? `${heads[i]} ` : "") + text)).join(" \u00b7 ");
  };
  on("pointermove", (e) => {
    if (!grid) return say(hits.indexOf(e.target));
    const at = new DOMPoint(e.x, e.y).matrixTransform($("svg", plot).getScreenCTM().inverse());
    const row = Math.floor((at.y - grid[1]) / grid[3]);
    say(row >= 0 && row < down ? Math.floor((at.x - grid[0]) / grid[2]) : -1, row);
  }, plot);
  on("pointerleave", () => say(-1), plot);
  // The chart's one stop for the keyboard is the summary of its table.
  on("keydown", (e) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (e.key === "Escape") say(-1);
    if (!step || (step[1] && !grid)) return;
    e.preventDefault();
    say((Math.max(x, step[0] < 0 ? 0 : -1) + step[0] + across) % across, (y + step[1] + down) % down);
    tell(read.textContent);
  }, $("summary", figure));
}

// Suggestions while typing.
function suggesting(form) {
  const box = $("[type=search]", form), suggest = asker("json"), list = make("ul", { id: "found", role: "listbox", hidden: true, ariaLabel: "Suggestions" });
  let timer, at = -1;
  Object.assign(box, { role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list", autocomplete: "off" });
  box.setAttribute("aria-controls", "found");
  form.append(list);
  const all = list.children;
  const pick = (to) => {
    if (all[at]) all[at].ariaSelected = "false";
    at = (to + all.length) % all.length;
    all[at].ariaSelected = "true";
    all[at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", all[at].id);
  };
  const show = (rows) => {
    clearTimeout(timer);
    suggest();
    at = -1;
    list.replaceChildren(...rows.map((row, i) => make("li", { role: "option", id: `found${i}`, onclick: () => go(row.href) },
      row.name || row.id, make("span", { className: "small" }, ` ${row.detail || ""} ${row.kind}`))));
    list.hidden = !rows.length;
    box.ariaExpanded = String(!list.hidden);
    box.removeAttribute("aria-activedescendant");
  };
  const came = (x) => {
    const rows = x?.response?.rows?.filter((row) => row.href) || [];
    show(rows);
    tell(`${rows.length} found`);
  };
  on("input", () => {
    const q = box.value.trim();
    show([]);
    if (q.length > 1) timer = setTimeout(() => suggest(`${form.action.replace(/find$/, "suggest.json")}?q=${encodeURIComponent(q)}`, came), 150);
  }, box);
  on("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (list.hidden) return;
    if (step) pick(at < 0 && step < 0 ? -1 : at + step);
    else if (e.key === "Enter" && all[at]) all[at].click();
    else if (e.key !== "Escape") return;
    e.preventDefault();
    if (!step) show([]);
  }, box);
  on("pointerdown", (e) => e.preventDefault(), list);
  on("blur", () => show([]), box);
}

// Keys, look and views of one's own, in one dialog.
const dialog = make("dialog", { ariaLabel: "Keys, look, your views" });
const keys = {
  "/": ["find", () => $("[type=search]").focus()],
  f: ["filters", () => {
    const summary = $(".filters summary");
    summary.parentElement.open = true;
    summary.focus();
  }],
  "[": ["previous period", () => $("[rel=prev]").click()],
  "]": ["next period", () => $("[rel=next]").click()],
  "?": ["this help", help],
};
function help() {
  const field = make("textarea", { rows: 5, value: kept("views") }), list = make("ul", { className: "list" });
  const keep = () => {
    const lines = kept("views", field.value).split("\n").filter((line) => /^\/(?!\/)/.test(line));
    list.replaceChildren(...lines.map((line) => make("li", {}, make("a", { href: line.split(" ")[0], onclick: () => dialog.close() }, line.replace(/^\S+ /, "")))));
  };
  const look = make("select", { onchange: () => { document.documentElement.dataset.theme = kept("theme", look.value); } },
    ...["", "light", "dark"].map((value) => make("option", { value, selected: value === kept("theme") }, value || "as the system")));
  const work = make("input", { type: "checkbox", checked: !kept("keys"), onchange: () => kept("keys", work.checked ? "" : "off") });
  field.onchange = keep;
  keep();
  dialog.replaceChildren(make("label", {}, work, `Keys: ${Object.keys(keys).map((key) => `${key} ${keys[key][0]}`).join(", ")}`),
    make("label", {}, "Look", look), list, make("label", {}, "Your views, as text", field),
    button("Add this one", () => {
      field.value = `${location.pathname + location.search} ${$("h1").textContent}\n${field.value}`;
      keep();
    }), button("Close", () => dialog.close()));
  dialog.showModal();
}
function pressing() {
  document.body.append(dialog);
  on("keydown", (e) => {
    if (taken(e) || dialog.open || kept("keys") || e.target.closest("input, select, textarea") || !keys[e.key]) return;
    e.preventDefault();
    attempt(keys[e.key][1]);
  });
}

function extras() {
  $("footer p").append(button("Keys, look, your views", help));
  for (const a of $$("a[data-copy]")) if (navigator.clipboard) a.after(button("copy", () => navigator.clipboard.writeText(a.href).then(() => tell("Copied"))));
  const line = $(".fresh[data-tz]"), zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!line || zone === line.dataset.tz) return;
  const url = new URL(location);
  url.searchParams.set("tz", zone);
  line.append(make("li", {}, make("a", { href: url }, `Show in ${zone}`)));
}
function attempt(module, of) {
  try { module(of); } catch (e) { console.warn(e); }
}
function begin() {
  for (const figure of $$("figure.panel")) attempt(reading, figure);
  for (const form of $$("form.search")) attempt(suggesting, form);
  attempt(extras);
}
on("DOMContentLoaded", () => {
  document.body.append(aloud);
  for (const module of [swapping, pressing, begin]) attempt(module);
});
