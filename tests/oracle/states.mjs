// states.mjs: filter states for proofs: the simulator's own ones and seeded random ones, and their URLs. A state holds
// what filter.mjs wants, with the range twice: in UTC ms, and in `url` as it was asked for.
import { rows } from './oracle.mjs';

const DAY = 86400e3;

/** Numbers below 1 that are the same for the same seed (mulberry32). */
export function dice(seed) {
  let a = seed >>> 0;
  const share = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(share() * n);
  const pick = (list) => list[below(list.length)];
  const some = (list, most) => [...new Set(Array.from({ length: 1 + below(most) }, () => pick(list)))];
  return { share, below, pick, some };
}

/** UTC ms of a wall clock time ("2026-03-08" or with "T02:30") in a zone, by Intl alone. */
export function instant(wall, tz) {
  const aim = Date.parse(wall.length === 10 ? `${wall}T00:00Z` : `${wall}Z`);
  let at = aim;
  for (let i = 0; i < 3; i++) at += aim - local(at, tz);
  return at;
}

/** The wall clock of an instant in a zone, as if it were UTC, in ms. */
export function local(ms, tz) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: tz, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(ms).map((p) => [p.type, Number(p.value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) + (ms % 1000);
}

const order = ['org', 'team', 'person', 'range', 'from', 'to', 'tz', 'cmp', 'hier', 'urg', 'ch', 'prov', 'gw', 'carrier', 'cc', 'why', 'src', 'out', 'lvl', 'hours', 'ack', 'q'];
const prefix = { org: 'o', team: 't', person: 'p' };

/** The query of a state's URL, parameters in their canonical order. */
export function query(state) {
  const all = { ...state, ...state.url };
  const value = (key) => [].concat(all[key]).map((v) => encodeURIComponent((prefix[key] ?? '') + v)).join(',');
  return order.filter((key) => typeof all[key] !== 'number' && all[key] !== undefined).map((key) => `${key}=${value(key)}`).join('&');
}

/** A case of truth.json as a state; `nodes` maps managers to the numbers of their nodes. */
export function stated({ filter }, truth, nodes) {
  const { range, from, to, tz, ...words } = filter;
  const state = { ...words, org: words.org?.map((id) => nodes.get(id)) };
  const end = Date.parse(truth.to);
  if (range) return { ...state, from: end - parseInt(range, 10) * DAY, to: end, url: { range, from: undefined, to: undefined } };
  const wall = (ms) => new Date(local(ms, tz ?? 'UTC')).toISOString().slice(0, 16);
  return { ...state, from: Date.parse(from), to: Date.parse(to), url: { from: wall(Date.parse(from)), to: wall(Date.parse(to)), tz } };
}

/** The words that a loaded store has, most frequent first. */
export function vocabulary(file) {
  const column = (table, name, n = 40) => rows(file, `SELECT ${name} AS v, count(*) AS n FROM ${table} WHERE ${name} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${n}`).map((r) => r.v);
  return {
    node: rows(file, 'SELECT number AS v FROM node WHERE current ORDER BY depth, number').map((r) => r.v),
    team: column('page', 'team'), person: column('page', 'person', 120), source: column('page', 'source'),
    gateway: column('attempt', 'gateway'), carrier: column('attempt', 'carrier'), country: column('attempt', 'country'),
    title: column('page', 'title', 200),
    from: rows(file, 'SELECT min(day) AS v FROM page')[0].v * DAY, to: (rows(file, 'SELECT max(day) AS v FROM page')[0].v + 1) * DAY,
  };
}

const zones = ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'Asia/Kathmandu', 'America/Los_Angeles', 'America/Sao_Paulo'];
const outcomes = ['in_target', 'late', 'untimed', 'declined', 'nobody', 'undelivered', 'cleared', 'open'];
const purposes = ['initial', 'repeat', 'escalation', 'reassign', 'broadcast', 'conference', 'signal', 'resolve', 'test'];

/** Some whole days of a zone, or hours, or a range's word; `long`: as long as can be, one time in three. */
function range(d, words, long) {
  const kind = d.share();
  if (long && d.share() < 0.33) {
    const date = (ms) => new Date(ms).toISOString().slice(0, 10);
    return { from: words.from, to: words.to, url: { from: date(words.from), to: date(words.to - DAY) } };
  }
  if (kind < 0.3) {
    const days = d.pick([7, 28]);
    return { from: words.to - days * DAY, to: words.to, url: { range: `${days}d`, from: undefined, to: undefined } };
  }
  const tz = d.share() < 0.5 ? undefined : d.pick(zones.slice(1));
  const days = Math.round((words.to - words.from) / DAY);
  const first = words.from + (1 + d.below(days - 4)) * DAY, date = (ms) => new Date(ms).toISOString().slice(0, 10);
  const wall = (ms) => new Date(ms).toISOString().slice(0, 16);
  if (kind < 0.75) {
    const last = first + d.below(Math.min(20, (words.to - first) / DAY - 2)) * DAY;
    return { from: instant(date(first), tz ?? 'UTC'), to: instant(date(last + DAY), tz ?? 'UTC'), url: { from: date(first), to: date(last), tz } };
  }
  const begin = first + d.below(1440) * 60e3, end = begin + (30 + d.below(2 * 1440)) * 60e3;
  return { from: instant(wall(begin), tz ?? 'UTC'), to: instant(wall(end), tz ?? 'UTC'), url: { from: wall(begin), to: wall(end), tz } };
}

/** A part of a title as a hurried person has it: of another case, with accents or blanks that are not there. */
function typed(d, title) {
  const words = title.match(/[\p{L}\p{N}]{3,}/gu) ?? ['disk'];
  const at = d.below(words.length);
  const text = words.slice(at, at + 1 + d.below(2)).join(d.pick([' ', ' ', '-', ': '])).slice(0, 40);
  return d.pick([text, text.toUpperCase(), text.slice(0, -1), text.replace(/[aeiou]/, (c) => `${c}\u0301`)]);
}

/** What may narrow a state; each takes a few words of the store. */
const narrowings = {
  org: (d, w) => [d.pick(w.node)],
  team: (d, w) => d.some(w.team, 3),
  person: (d, w) => d.some(w.person, 4),
  urg: (d) => [d.pick(['high', 'low'])],
  ch: (d) => d.some(['voice', 'sms', 'email', 'push', 'chat', 'whatsapp', 'pager'], 2),
  prov: (d, w) => [d.pick([...w.gateway, ...w.carrier.filter((c) => /^[\w.-]+$/.test(c))])],
  gw: (d, w) => d.some(w.gateway, 2),
  carrier: (d, w) => d.some(w.carrier, 2),
  cc: (d, w) => d.some(w.country, 3),
  why: (d) => d.some(purposes, 3),
  src: (d, w) => d.some(w.source, 2),
  out: (d) => d.some(outcomes, 3),
  lvl: (d) => d.some(['1', '2', '3', '4'], 2),
  hours: (d) => d.some(['business', 'off', 'sleep'], 2),
  q: (d, w) => typed(d, d.pick(w.title)),
};

export function random(d, words, { long = false } = {}) {
  const state = range(d, words, long);
  const names = Object.keys(narrowings);
  for (let n = d.below(4); n > 0; n--) {
    const name = d.pick(names);
    state[name] = narrowings[name](d, words);
  }
  if (d.share() < 0.3) state.ack = d.pick(['close', 'any']);
  if (d.share() < 0.3) state.hier = 'now';
  return state;
}

/** The state that a URL's query asks for; its range is dates of a zone. */
export function parsed(text) {
  const { from, to, tz = 'UTC', ...words } = Object.fromEntries(new URLSearchParams(text));
  const one = new Set(['ack', 'q', 'hier']);
  const next = new Date(Date.parse(to) + DAY).toISOString().slice(0, 10);
  const state = { from: instant(from, tz), to: instant(next, tz) };
  for (const [key, value] of Object.entries(words)) state[key] = one.has(key) ? value : value.split(',').map((v) => v.slice(prefix[key]?.length ?? 0));
  return state;
}
