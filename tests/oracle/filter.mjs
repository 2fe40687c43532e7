// filter.mjs: one filter state as conditions of plain SQL, once for pages and once for attempts. A state is
// { from, to (UTC ms), org, team, person, urg, ch, prov, gw, carrier, cc, why, src, out, lvl, hours, q, hier, ack }:
// lists but for the first two and the last three; what is absent does not narrow.
import { plain } from './plain.mjs';

const text = (s) => `'${String(s).replaceAll("'", "''")}'`;
const among = (column, values) => `${column} IN (${values.map(text).join(', ')})`;

const levels = (alias, lvl) => `(${lvl.map((l) => (Number(l) === 7 ? `${alias}.level >= 7` : `${alias}.level = ${Number(l)}`)).join(' OR ')})`;
const under = (alias, org, now) => (now
  ? `EXISTS (SELECT 1 FROM place_now h WHERE h.id = ${alias}.person AND h.number IN (${org.map(Number).join(', ')}))`
  : `(${[1, 2, 3, 4, 5, 6, 7].map((k) => `${alias}.n${k} IN (${org.map(Number).join(', ')})`).join(' OR ')})`);
const mentions = (alias, q) => `EXISTS (SELECT 1 FROM plain WHERE text IN (${alias}.title, ${alias}.incident, ${alias}.source) AND instr(words, ${text(plain(q))}) > 0)`;

/** What an attempt alone can tell: the way that it went. */
export function way(alias, s) {
  const all = [];
  if (s.ch) all.push(among(`${alias}.channel`, s.ch));
  if (s.gw) all.push(among(`${alias}.gateway`, s.gw));
  if (s.carrier) all.push(among(`${alias}.carrier`, s.carrier));
  if (s.cc) all.push(among(`${alias}.country`, s.cc));
  if (s.prov) all.push(`(${among(`${alias}.gateway`, s.prov)} OR ${among(`${alias}.carrier`, s.prov)})`);
  return all;
}

/** What both exports tell of a row. */
function shared(alias, s) {
  const all = [`${alias}.created >= ${s.from}`, `${alias}.created < ${s.to}`];
  if (s.org) all.push(under(alias, s.org, s.hier === 'now'));
  if (s.team) all.push(among(`${alias}.team`, s.team));
  if (s.person) all.push(among(`${alias}.person`, s.person));
  if (s.why) all.push(among(`${alias}.why`, s.why));
  if (s.src) all.push(among(`${alias}.source`, s.src));
  if (s.lvl) all.push(levels(alias, s.lvl));
  if (s.hours) all.push(among(`${alias}.hours`, s.hours));
  if (s.q) all.push(mentions(alias, s.q));
  return all;
}

/** What page-outs alone tell. */
function fate(alias, s) {
  const all = [];
  if (s.urg) all.push(among(`${alias}.urgency`, s.urg));
  if (s.out) all.push(among(`${alias}.outcome`, s.out));
  return all;
}

const rule = (s) => text(s.ack ?? 'explicit');

/** Rows of page-outs as p; what is no page went no way. */
export function pages(s) {
  const gone = way('w', s);
  const all = [`p.ack = ${rule(s)}`, ...shared('p', s), ...fate('p', s)];
  if (gone.length) all.push('p.is_page', `EXISTS (SELECT 1 FROM attempt w WHERE w.key = p.key AND w.day IN (p.day, p.day + 1) AND w.is_page AND ${gone.join(' AND ')})`);
  return all.join('\n    AND ');
}

/** Attempts as a; those whose page is not known cannot answer what only pages tell. */
export function attempts(s) {
  const told = fate('p', s);
  const all = [...shared('a', s), ...way('a', s)];
  if (told.length) all.push(`EXISTS (SELECT 1 FROM page p WHERE p.ack = ${rule(s)} AND p.key = a.key AND p.day IN (a.day, a.day - 1) AND p.is_page AND ${told.join(' AND ')})`);
  return all.join('\n    AND ');
}

/** Duties as o: of the teams, people and parts of the organisation asked for, the last as they are now. */
export function duties(s) {
  const all = [`o.day >= ${Math.floor(s.from / 86400000)}`, `o.day * 86400000 < ${s.to}`];
  if (s.org) all.push(under('o', s.org, true));
  if (s.team) all.push(among('o.team', s.team));
  if (s.person) all.push(among('o.person', s.person));
  return all.join('\n    AND ');
}
