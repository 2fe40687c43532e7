// What lies under the pointer, read from the figure's own table: one truth, and nothing is sent twice.
// The page works without this; whatever fails in here leaves it as it was.
"use strict";
for (const figure of document.querySelectorAll("figure.panel")) {
  const hits = [...figure.querySelectorAll(".hits a")];
  const rows = [...figure.querySelectorAll("tbody tr")];
  const heads = [...figure.querySelectorAll("thead th")].map((th) => th.textContent);
  const plot = figure.querySelector(".plot");
  const legend = figure.querySelector(".legend");
  if (!hits.length || !rows.length || !plot || !legend) continue;
  const read = document.createElement("p");
  read.className = "read";
  read.setAttribute("aria-hidden", "true");
  legend.before(read);
  const say = (i) => {
    // The table may hold the newest rows only.
    const row = rows[i - (hits.length - rows.length)];
    const cells = row ? [...row.children].map((cell) => cell.textContent) : [];
    read.textContent = cells.map((text, at) => (at && heads[at] ? `${heads[at]} ${text}` : text)).join(" \u00b7 ");
  };
  hits.forEach((hit, i) => hit.addEventListener("pointerenter", () => say(i)));
  plot.addEventListener("pointerleave", () => { read.textContent = ""; });
}
