// Push and pull (sync.md, sections 4 to 6): one turn at a time, in one tab at a time.

import { acknowledge, note, queued, recover, renumber } from './queue.js';
import { apply } from './replica.js';
import { ask, forgetWhatWasRead, meta, transact, wipe } from './store.js';

/** Mutations of one push. */
const BATCH = 500;
/** A row that is larger than what is free makes room for nothing: then the member is told. */
const isFull = (error) => error?.name === 'QuotaExceededError';

/** The server took the request and refused it. */
export class Refusal extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.code);
    Object.assign(this, { status, code: problem.code, facts: problem.arguments ?? {}, retryAfter });
  }
}

/** Nobody who speaks our language answered: no network, or one that shows a page of its own. */
export class Unreachable extends Error {}

/** The turn is over and must not be tried again by itself: `signedOut`, `shutOut`, `suspended`, `old`, `full`. */
export class Ended extends Error {
  constructor(reason) { super(reason); this.reason = reason; }
}

async function post(path, body, signal) {
  let response;
  let answer;
  try {
    const limit = AbortSignal.timeout(60_000);
    response = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), cache: 'no-store',
      redirect: 'error', signal: signal ? AbortSignal.any([signal, limit]) : limit });
    const type = response.headers.get('Content-Type') ?? '';
    if (!/^application\/(problem\+)?json/.test(type)) throw new Unreachable(type);
    answer = await response.json();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof Unreachable ? error : new Unreachable(error.message);
  }
  if (response.ok) return answer;
  throw new Refusal(response.status, answer, Number(response.headers.get('Retry-After')) || 0);
}

const envelope = (group) => ({ clientGroupID: group, profileID: '', schemaVersion: 's1' });

/** What answers with status 200 may refuse. */
async function heed(answer) {
  if (answer.error === 'ClientStateNotFound') {
    await wipe({ isShutOut: await meta('member') });
    throw new Ended('shutOut');
  }
  if (answer.error) throw new Ended('old');
  return answer;
}

// Pull

/**
 * Fetches pages until there are no more, and shows them all at once: a half-done pull is never seen.
 * @param {{waitMs?: number, signal?: AbortSignal}} options `waitMs`: how long the server may wait for news
 * @returns {Promise<boolean>} whether anything changed
 */
export async function pull({ waitMs, signal } = {}) {
  const [group, run] = [await meta('group'), await meta('run')];
  if (!group || !run) throw new Ended('signedOut');
  for (let isFirst = true; ; isFirst = false) {
    const cookie = await meta('stagedCookie') ?? await meta('cookie') ?? null;
    const request = { pullVersion: 1, ...envelope(group), cookie };
    if (isFirst && waitMs) request.ext = { waitMs };
    const page = await heed(await post('/sync/v1/pull', request, signal));
    if (await meta('isForgotten') && page.patch[0]?.op !== 'clear') {
      // The rows of this cookie were forgotten; it served only to learn whether the server was set back.
      await transact(['meta'], 'readwrite', (store) => {
        for (const name of ['cookie', 'isForgotten']) store('meta').delete(name);
      });
      if (cookie) continue;
    }
    const isDone = await keep(page, run);
    if (isDone) return page.patch.length > 0 || !isFirst;
  }
}

/** Stages a page; the last one is shown together with all before it. */
function keep(page, run) {
  return transact(['meta', 'rows', 'staged', 'queue', 'sent'], 'readwrite', async (store) => {
    if (await ask(store('meta').get('run')) !== run) throw new Ended('signedOut');
    store('meta').delete('isForgotten');
    const reset = page.ext?.reset;
    if (page.patch[0]?.op === 'clear') store('staged').clear();
    if (reset?.reason === 'epoch_changed') await recover(store, reset.lastMutationIDs ?? {});
    if (page.hasMore) {
      store('staged').add(page.patch);
      store('meta').put(page.cookie, 'stagedCookie');
      return false;
    }
    for (let cursor = await ask(store('staged').openCursor()); cursor; cursor = await next(cursor)) {
      apply(store('rows'), cursor.value);
    }
    apply(store('rows'), page.patch);
    store('staged').clear();
    store('meta').delete('stagedCookie');
    store('meta').put(page.cookie, 'cookie');
    store('meta').put(Date.now(), 'syncedAt');
    await acknowledge(store, page.lastMutationIDChanges);
    return true;
  });
}

function next(cursor) {
  cursor.continue();
  return ask(cursor.request);
}

// Push

/** Sends what waits; it leaves the queue when a pull acknowledges it, so that a lost answer costs nothing. */
export async function push() {
  let size = BATCH;
  for (let tries = 0, start = 0; ; ) {
    const queue = await queued();
    const mutations = queue.slice(start, start + size).map(({ clientID, id, name, args, timestamp }) =>
      ({ clientID, id, name, args, timestamp }));
    if (!mutations.length) return;
    const cookie = await meta('stagedCookie') ?? await meta('cookie');
    const request = { pushVersion: 1, ...envelope(await meta('group')), mutations };
    if (cookie) request.ext = { cookie };
    try {
      const answer = await heed(await post('/sync/v1/push', request));
      await note(answer.results);
      start += mutations.length;
    } catch (error) {
      tries += 1;
      if (tries > 5) throw error;
      if (error.code === 'epoch_changed') await pull();
      else if (error.code === 'client_forked') await renumber(error.facts.clientID ?? mutations[0].clientID);
      else if (error.code === 'mutation_gap') await mend(error.facts, queue);
      else if (error.status === 413 && size > 1) size = Math.ceil(size / 4);
      else throw error;
      start = 0;
    }
  }
}

/** Numbers are missing: sent from the expected one if it is here, under a new name otherwise. */
async function mend({ clientID, expected }, queue) {
  await pull();
  const isHere = queue.some((entry) => entry.clientID === clientID && entry.id === Number(expected));
  const isStillFirst = (await queued()).find((entry) => entry.clientID === clientID);
  if (!isHere && isStillFirst) await renumber(clientID);
}

/** One turn: what waits is sent, then what is new is fetched. @returns {Promise<boolean>} whether anything changed */
export async function turn(options) {
  try {
    const isSent = (await queued()).length > 0;
    // A page of a pull that is not complete yet goes on first: what is sent may depend on what a reset brings back.
    if (isSent) await push();
    const isChanged = await pull(isSent ? {} : options);
    // What a server that was set back has lost waits again since that pull.
    if (!(await queued()).some((entry) => entry.state === 'waiting')) return isChanged || isSent;
    await push();
    await pull();
    return true;
  } catch (error) {
    if (isFull(error)) throw new Ended('full');
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 401) {
      await forgetWhatWasRead();
      throw new Ended('signedOut');
    }
    if (error.code === 'group_owned_by_other') {
      // Somebody else signed in, in this browser: what is here was never theirs to see.
      await wipe();
      throw new Ended('signedOut');
    }
    if (error.code === 'account_suspended') throw new Ended('suspended');
    throw error;
  }
}
