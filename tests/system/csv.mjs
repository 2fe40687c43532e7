// csv.mjs: an RFC 4180 reader for tests, strict enough for what the programs and the simulator write.

/** The rows of a CSV as objects by the names in its header. */
export function table(text) {
  const rows = [];
  let row = [], cell = '', quoted = false;
  const end = () => (row.push(cell), (cell = ''));
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') (cell += '"', i++);
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') end();
    else if (c === '\n') (end(), rows.push(row), (row = []));
    else if (c !== '\r') cell += c;
  }
  if (cell || row.length) (end(), rows.push(row));
  const [head, ...body] = rows;
  return body.filter((r) => r.length === head.length).map((r) => Object.fromEntries(head.map((name, i) => [name, r[i]])));
}
