// Which threads this device keeps: those the member asked for, follows, or read, as far as there is room.

import { enqueue, enqueueAll, isQuiet, queued, refusals } from './queue.js';
import { apply, rows } from './replica.js';
import { ask, everything, meta, setMeta, transact } from './store.js';

/** Threads of a category that come with it, and threads kept in all. The server takes 200 scopes of a member; a
 * category is eight of them. */
const OF_CATEGORY = 30;
const MOST_SCOPES = 190;
const MOST_THREADS = 120;
const WEEKS = 8;

const FOLLOWED = new Set(['watching', 'tracking', 'watching-first-post']);
const threadIn = (scope) => (scope.startsWith('t:') ? scope.slice(2) : undefined);

/** The subscriptions as they will be once what waits is sent. @returns {Promise<Map<string, boolean>>} */
export async function subscriptions() {
  const all = new Map((await rows('subscription')).map((one) => [one.scope, one.on]));
  for (const { name, args } of await queued()) if (name === 'scope.set') all.set(args.scope, args.on);
  return all;
}

const set = (scopes, on) => enqueueAll(scopes.map((scope) => ({ name: 'scope.set', args: { scope, on } })));
const weight = (scope) => (/^k:[^:]+$/.test(scope) ? WEEKS : 1);

/** Keeps a scope or lets it go, as the member asked. @param {string} scope @param {boolean} on */
export async function choose(scope, on) {
  await set([scope], on);
  const chosen = new Set(await meta('chosen') ?? []);
  if (on) chosen.add(scope);
  else chosen.delete(scope);
  await setMeta('chosen', [...chosen]);
}

/** Keeps a thread that was read, unless the member let it go before or saves data. @param {string} id */
export async function keepRead(id) {
  if (navigator.connection?.saveData || (await subscriptions()).has(`t:${id}`)) return false;
  await set([`t:${id}`], true);
  return true;
}

/** After a complete pull: what is followed anew is asked for, what is too much is let go, and copies of pages go. */
export async function afterTurn() {
  await dropPages();
  const known = await subscriptions();
  // What the server refused once, for want of room or sight, is not asked for again and again.
  const asked = new Set(await meta('asked') ?? []);
  const wanted = [
    ...await followedCategories(known), ...await followedThreads(known), ...await chosenCountries(known)]
    .filter((scope) => !asked.has(scope));
  let room = MOST_SCOPES - [...known].reduce((sum, [scope, on]) => sum + (on ? weight(scope) : 0), 0);
  const fitting = [...new Set(wanted)].filter((scope) => (room -= weight(scope)) >= 0);
  if (fitting.length) {
    await set(fitting, true);
    await setMeta('asked', [...asked, ...fitting].slice(-1000));
  }
  const surplus = await oldest((await subscriptions()), MOST_THREADS);
  if (surplus.length) await set(surplus, false);
  return await forgetQuietRefusals() || fitting.length + surplus.length > 0;
}

/** Nobody waits for a word on scopes and read marks that were refused: the server need not keep them. */
async function forgetQuietRefusals() {
  const quiet = (await rows('sys/m')).filter((one) => isQuiet(one) && one.status === 'rejected');
  const loud = await refusals();
  const last = new Map();
  for (const { clientID, mutationID } of quiet) {
    const isFirst = loud.every((one) => one.clientID !== clientID || one.mutationID > mutationID);
    if (isFirst) last.set(clientID, Math.max(mutationID, last.get(clientID) ?? 0));
  }
  for (const [clientID, upTo] of last) await enqueue('sys.ack', { clientID, upTo });
  return last.size > 0;
}

async function followedCategories(known) {
  const levels = await rows('level');
  return levels.filter((one) => one.scope === 'category' && FOLLOWED.has(one.level))
    .map((one) => `k:${one.targetId}`).filter((scope) => !known.has(scope));
}

/** Where a checklist leads: its jobs and what its pathways say, unless the member saves data or let them go. */
async function chosenCountries(known) {
  if (navigator.connection?.saveData) return [];
  const codes = new Set((await rows('checklist')).map((one) => one.pathwayId.slice(0, 2).toUpperCase()));
  return [...codes].flatMap((code) => [`v:${code}`, `j:${code}`]).filter((scope) => !known.has(scope));
}

/** Threads with a level of their own, and the newest of each category that is kept. */
async function followedThreads(known) {
  const found = (await rows('level')).filter((one) => one.scope === 'thread' && FOLLOWED.has(one.level))
    .map((one) => one.targetId);
  for (const [scope, on] of known) {
    if (!on || !scope.startsWith('k:')) continue;
    const threads = (await rows('thread', scope.split(':')[1])).filter((one) => one.state === 'published');
    threads.sort((a, b) => (a.lastPostAt < b.lastPostAt ? 1 : -1));
    found.push(...threads.slice(0, OF_CATEGORY).map((one) => one.id));
  }
  return found.map((id) => `t:${id}`).filter((scope) => !known.has(scope));
}

/** Kept threads beyond so many, those that nobody wrote to for the longest time; never what the member chose. */
async function oldest(known, most) {
  const chosen = new Set(await meta('chosen') ?? []);
  const lastPosts = new Map((await rows('thread')).map((one) => [`t:${one.id}`, one.lastPostAt]));
  const kept = [...known].filter(([scope, on]) => on && threadIn(scope)).map(([scope]) => scope);
  const order = (scope) => (chosen.has(scope) ? '~' : lastPosts.get(scope) ?? '~');
  return kept.sort((a, b) => (order(a) < order(b) ? 1 : -1)).slice(most).filter((scope) => !chosen.has(scope));
}

/**
 * There is no room left: half of the threads go, and of categories all but the last weeks. Their rows go at once, to
 * make room for saying so to the server.
 * @returns {Promise<boolean>} whether anything could go
 */
export async function shed() {
  const known = await subscriptions();
  const kept = [...known].filter(([scope, on]) => on && threadIn(scope)).length;
  const threads = await oldest(known, Math.floor(kept / 2));
  const categories = [...known].filter(([scope, on]) => on && weight(scope) === WEEKS).map(([scope]) => scope);
  if (!threads.length && !categories.length) return false;
  await transact(['rows', 'staged', 'meta'], 'readwrite', async (store) => {
    store('staged').clear();
    store('meta').delete('stagedCookie');
    for (const scope of threads) {
      const posts = await ask(store('rows').index('of').getAllKeys(IDBKeyRange.only(['post', threadIn(scope)])));
      apply(store('rows'), posts.map((key) => ({ op: 'del', key })));
    }
    store('meta').put(Date.now(), 'shedAt');
  });
  await set([...threads, ...categories], false);
  await set(categories.flatMap((scope) => lastWeeks(4).map((week) => `${scope}:${week}`)), true);
  return true;
}

/** The last ISO weeks: `2026-W47`. */
function lastWeeks(count) {
  return Array.from({ length: count }, (_, back) => {
    const day = new Date(Date.now() - back * 7 * 86_400_000);
    day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
    const week = Math.ceil(((day - Date.UTC(day.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7);
    return `${day.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
  });
}

/**
 * Copies of pages bridge the time until the replica holds the thread. After a complete pull it does, or the thread may
 * be gone: either way the copy goes, so that nothing that became hidden stays in one. Those whose thread is still
 * being asked for stay until then.
 */
async function dropPages() {
  if (!globalThis.caches) return;
  const asked = new Set((await everything('queue')).map((entry) => threadIn(entry.args.scope ?? '')));
  const cache = await caches.open('pages');
  for (const request of await cache.keys()) {
    if (!asked.has(new URL(request.url).pathname.split('/')[2])) await cache.delete(request);
  }
}
