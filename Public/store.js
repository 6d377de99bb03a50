// What this browser keeps of one member: the replica, what waits to be sent, and where both stand.

const NAME = 'karwan';
const VERSION = 1;

/** Every store: `meta` by name, `rows` by key of the replica, `staged` pages of a pull that is not complete, `queue`
 * mutations in their order, `sent` those acknowledged of late, `refused` those rejected, `forms` what a page sent in
 * vain. */
const STORES = ['meta', 'rows', 'staged', 'queue', 'sent', 'refused', 'forms'];

let opening;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore('meta');
      const rows = db.createObjectStore('rows', { keyPath: 'key' });
      rows.createIndex('of', ['entity', 'of']);
      db.createObjectStore('staged', { autoIncrement: true });
      db.createObjectStore('queue', { keyPath: 'place' }).createIndex('number', ['clientID', 'id']);
      db.createObjectStore('sent', { keyPath: ['clientID', 'id'] });
      db.createObjectStore('refused', { keyPath: 'key' });
      db.createObjectStore('forms', { autoIncrement: true });
    };
    request.onsuccess = () => {
      const db = request.result;
      // Another tab with a newer program, or the browser that makes room: let go, and open anew when needed.
      db.onversionchange = () => { db.close(); opening = undefined; };
      db.onclose = () => { opening = undefined; };
      resolve(db);
    };
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs `work` in one transaction and resolves when it is on disk; nothing of it stays when it throws.
 * `work` may await nothing but `ask`: the browser ends a transaction that waits for anything else.
 * @param {string[]} stores the stores it needs
 * @param {'readonly'|'readwrite'} mode
 * @param {(store: (name: string) => IDBObjectStore) => Promise<T>|T} work
 * @param {{isStrict?: boolean}} options `isStrict`: flushed to the disk, for what a person typed
 * @returns {Promise<T>} @template T
 */
export async function transact(stores, mode, work, { isStrict = false } = {}) {
  opening ??= open().catch((error) => { opening = undefined; throw error; });
  const transaction = (await opening).transaction(stores, mode, { durability: isStrict ? 'strict' : 'relaxed' });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
  });
  done.catch(() => {});
  let result;
  try {
    result = await work((name) => transaction.objectStore(name));
  } catch (error) {
    try { transaction.abort(); } catch { /* It has ended by itself. */ }
    throw transaction.error ?? error;
  }
  await done;
  return result;
}

/** The result of one request. @param {IDBRequest<T>} request @returns {Promise<T>} @template T */
export function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** One value of `meta`: `member`, `group`, `client`, `cookie`, … @param {string} name */
export const meta = (name) => transact(['meta'], 'readonly', (store) => ask(store('meta').get(name)));

/** Keeps one value in `meta`. @param {string} name @param {any} value */
export const setMeta = (name, value) => transact(['meta'], 'readwrite', (store) => ask(store('meta').put(value, name)));

/** All records of a store. @param {string} name */
export const everything = (name) => transact([name], 'readonly', (store) => ask(store(name).getAll()));

/** A UUIDv7 in lower case: ids that clients make sort by time. */
export function newID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Deletes every cached answer: pages, and the shell that carries the member's name. */
async function dropCaches() {
  if (!globalThis.caches) return;
  for (const name of await caches.keys()) await caches.delete(name);
}

/**
 * Forgets everything. What is under way in other tabs finds its `run` gone, and writes nothing more.
 * @param {Record<string, any>} keep values of `meta` that stay, such as that the device was shut out
 */
export async function wipe(keep = {}) {
  await transact(STORES, 'readwrite', (store) => {
    for (const name of STORES) store(name).clear();
    for (const [name, value] of Object.entries(keep)) store('meta').put(value, name);
  });
  await dropCaches();
}

/**
 * The session has ended, nobody knows by whom: what was read goes. The member's own words that are not sent yet stay
 * until the same member signs in again, and are shown to nobody else; with them what notices a server that was set
 * back meanwhile.
 */
export async function forgetWhatWasRead() {
  const isEmpty = await transact(STORES, 'readwrite', async (store) => {
    for (const name of ['rows', 'staged']) store(name).clear();
    for (const name of ['stagedCookie', 'shell', 'syncedAt', 'seq', 'run']) store('meta').delete(name);
    store('meta').put(true, 'isForgotten');
    const counts = [store('queue').count(), store('refused').count(), store('forms').count()];
    return (await Promise.all(counts.map(ask))).every((count) => count === 0);
  });
  if (isEmpty) await wipe();
  else await dropCaches();
}

/**
 * Sees to it that what is kept is this member's: another's is wiped.
 * @param {string} member
 * @returns {Promise<boolean>} whether this device keeps anything, or was shut out by its member
 */
export async function belongTo(member) {
  const owner = await meta('member');
  if (owner && owner !== member) await wipe();
  return transact(['meta'], 'readwrite', async (store) => {
    const kept = store('meta');
    const [group, isShutOut] = await Promise.all([ask(kept.get('group')), ask(kept.get('isShutOut'))]);
    if (isShutOut === member) return false;
    kept.put(member, 'member');
    kept.put(await ask(kept.get('run')) ?? newID(), 'run');
    if (!group) {
      kept.put(newID(), 'group');
      kept.put({ id: newID(), next: 1 }, 'client');
    }
    return true;
  });
}
