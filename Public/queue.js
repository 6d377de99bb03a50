// What the member did on this device and the server has not acknowledged yet, in its order; and what it has, for a
// while, should the server be set back to a time before.

import { ask, everything, newID, transact } from './store.js';

/** The most that may wait: one push can still carry all of it (sync.md, section 6). */
export const MOST = 2000;
/** How long and how much of what was acknowledged is remembered. */
const LOG = { days: 14, entries: 1000, bytes: 4 << 20 };

/** Mutations that a member did not press for: they need no word. */
const QUIET = new Set(['scope.set', 'read.mark', 'conversation.read', 'sys.ack']);
export const isQuiet = (entry) => QUIET.has(entry.name);

/** More than one push could carry waits already. */
export class TooMuch extends Error {}

/**
 * Keeps a mutation under the next number. It is on the disk when this resolves, not before.
 * @param {string} name @param {object} args
 */
export const enqueue = (name, args) => enqueueAll([{ name, args }]);

/** The same for several, all or none of them. @param {{name: string, args: object}[]} mutations */
export function enqueueAll(mutations) {
  return transact(['meta', 'queue'], 'readwrite', async (store) => {
    const kept = store('meta');
    const [client, member, last, count] = await Promise.all([
      ask(kept.get('client')), ask(kept.get('member')), ask(store('queue').openKeyCursor(null, 'prev')),
      ask(store('queue').count())]);
    if (!client) throw new Error('nobody is signed in');
    if (count + mutations.length > MOST) throw new TooMuch();
    let place = last?.key ?? 0;
    for (const { name, args } of mutations) {
      place += 1;
      store('queue').add({
        place, clientID: client.id, id: client.next, name, args, timestamp: Date.now(), member, state: 'waiting' });
      client.next += 1;
    }
    kept.put(client, 'client');
  }, { isStrict: true });
}

/** All that waits, in its order. */
export const queued = () => everything('queue');

/** Notes what the server said of each: what it rejected is kept with its reason. @param {object[]} results */
export function note(results) {
  return transact(['queue', 'refused'], 'readwrite', async (store) => {
    for (const result of results) {
      const entry = await ask(store('queue').index('number').get([result.clientID, result.id]));
      if (!entry) continue;
      store('queue').put({ ...entry, state: result.code ? 'refused' : 'sent' });
      if (!result.code || isQuiet(entry)) continue;
      store('refused').put({
        key: `sys/m/${entry.clientID}/${entry.id}`, clientID: entry.clientID, mutationID: entry.id,
        name: entry.name, args: entry.args, code: result.code, detail: result.detail, at: Date.now() });
    }
  });
}

/**
 * Moves what a complete pull acknowledged from the queue to the log.
 * @param {(name: string) => IDBObjectStore} store of a transaction on `queue`, `sent`, `rows` and `meta`
 * @param {Record<string, number>} changes the last number dealt with, by client
 */
export async function acknowledge(store, changes) {
  for (const [clientID, upTo] of Object.entries(changes)) {
    const range = IDBKeyRange.bound([clientID, 0], [clientID, upTo]);
    for (const entry of await ask(store('queue').index('number').getAll(range))) {
      store('queue').delete(entry.place);
      const rejection = await ask(store('rows').get(`sys/m/${clientID}/${entry.id}`));
      const isRejected = entry.state === 'refused' || rejection?.value.status === 'rejected';
      if (!isRejected && entry.name !== 'sys.ack') store('sent').put({ ...entry, sentAt: Date.now() });
    }
  }
  if (Object.keys(changes).length) await trimLog(store);
}

async function trimLog(store) {
  const log = (await ask(store('sent').getAll())).sort((a, b) => b.sentAt - a.sentAt || b.place - a.place);
  let bytes = 0;
  for (const [index, entry] of log.entries()) {
    bytes += JSON.stringify(entry.args).length * 2;
    const isOld = entry.sentAt < Date.now() - LOG.days * 86_400_000;
    if (isOld || index >= LOG.entries || bytes > LOG.bytes) {
      store('sent').delete([entry.clientID, entry.id]);
      store('meta').put(true, 'isLogCut');
    }
  }
}

/**
 * The server was set back: what it acknowledged and does not know any more waits again, under numbers of a new client
 * and before all else, for what waits may depend on it.
 * @param {(name: string) => IDBObjectStore} store of a transaction on `queue`, `sent` and `meta`
 * @param {Record<string, number>} known the last number the server still knows, by client
 */
export async function recover(store, known) {
  const log = (await ask(store('sent').getAll())).sort((a, b) => a.place - b.place || a.timestamp - b.timestamp);
  const lost = log.filter((entry) => entry.id > (known[entry.clientID] ?? 0));
  if (!lost.length) return;
  const first = (await ask(store('queue').openKeyCursor()))?.key ?? 1;
  const clientID = newID();
  lost.forEach(({ name, args, timestamp, member, clientID: former, id }, index) => {
    const place = first - lost.length + index;
    store('queue').add({
      place, clientID, id: index + 1, name, args, timestamp, member, state: 'waiting', isRecovered: true });
    store('sent').delete([former, id]);
  });
  const isCut = Boolean(await ask(store('meta').get('isLogCut')));
  const count = lost.filter((entry) => !isQuiet(entry)).length;
  if (count) store('meta').put({ count, isCut, at: Date.now() }, 'recovered');
}

/** Numbers what waits under a client id anew, with a new id: the old one is used elsewhere, or numbers are missing. */
export function renumber(clientID) {
  return transact(['meta', 'queue'], 'readwrite', async (store) => {
    const all = await ask(store('queue').getAll());
    const client = { id: newID(), next: 1 };
    for (const entry of all.filter((one) => one.clientID === clientID)) {
      if (entry.state === 'refused') store('queue').delete(entry.place);
      else store('queue').put({ ...entry, clientID: client.id, id: client.next, state: 'waiting' });
      if (entry.state !== 'refused') client.next += 1;
    }
    if ((await ask(store('meta').get('client'))).id === clientID) store('meta').put(client, 'client');
  }, { isStrict: true });
}

/** What was rejected and not put aside yet: on this device, and on others as the replica tells. */
export async function refusals() {
  const [own, rows, aside] = await transact(['refused', 'rows', 'meta'], 'readonly', (store) => Promise.all([
    ask(store('refused').getAll()), ask(store('rows').getAll(IDBKeyRange.bound('sys/m/', 'sys/m/\uffff'))),
    ask(store('meta').get('aside'))]));
  const all = new Map(rows.filter((one) => one.value.status === 'rejected').map((one) => [one.key, one.value]));
  for (const one of own) all.set(one.key, one);
  const seen = new Set(aside ?? []);
  return [...all].map(([key, value]) => ({ ...value, key }))
    .filter((one) => !seen.has(one.key) && !isQuiet(one)).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/**
 * Puts a refusal aside. The server is told once all before it are aside too: it takes a number up to which.
 * @param {{key: string, clientID: string, mutationID: number}} refusal
 */
export async function putAside(refusal) {
  await transact(['refused', 'meta'], 'readwrite', async (store) => {
    const aside = await ask(store('meta').get('aside')) ?? [];
    store('meta').put([...aside.slice(-200), refusal.key], 'aside');
    store('refused').delete(refusal.key);
  });
  const left = (await refusals()).filter((one) => one.clientID === refusal.clientID);
  if (left.every((one) => one.mutationID > refusal.mutationID)) {
    await enqueue('sys.ack', { clientID: refusal.clientID, upTo: refusal.mutationID });
  }
}

/** How much is unsent and refused, for the bar. */
export async function counts() {
  const [queue, refused, forms] = await Promise.all([queued(), refusals(), everything('forms')]);
  const unsent = queue.filter((entry) => entry.state === 'waiting' && !isQuiet(entry)).length + forms.length;
  return { unsent, refused: refused.length };
}
