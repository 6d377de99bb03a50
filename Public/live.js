// When to sync: one tab does it for all of them, told by the server's hints, by people, and by the clock.

import { afterTurn, shed } from './keep.js';
import { meta } from './store.js';
import { Ended, turn } from './sync.js';

/** For so many milliseconds a complete pull is news enough, unless something waits. */
const FRESH = 5000;
const channel = new BroadcastChannel('karwan');
const listeners = new Set();

/** What the bar shows: `reason` why syncing ended, `isFailing` while nobody answers. */
export const state = { isLeader: false, isFailing: false, reason: undefined };

/** Calls `listener` after each change of the data or the state, in whichever tab it happened. */
export function onChange(listener) { listeners.add(listener); }

function tell(message) {
  for (const listener of listeners) listener(message);
}

/** Something changed here: this tab and the others show it. @param {object} [message] */
export function changed(message = { type: 'changed' }) {
  channel.postMessage(message);
  tell(message);
}

/** Something that only the other tabs have yet to learn. @param {object} message */
export const tellOthers = (message) => channel.postMessage(message);

channel.onmessage = ({ data }) => {
  if (data.type === 'sync') { if (state.isLeader) request(); return; }
  if (data.type === 'state') Object.assign(state, data.state, { isLeader: state.isLeader });
  tell(data);
};

let running;
let isWanted = false;
let failures = 0;
let timer;
let waiting;

/** Asks for a turn now; in a tab that does not lead, asks the one that does. */
export function request() {
  if (!state.isLeader) { channel.postMessage({ type: 'sync' }); return undefined; }
  isWanted = true;
  waiting?.abort(new Error('asked'));
  running ??= work().finally(() => { running = undefined; });
  return running;
}

async function work() {
  clearTimeout(timer);
  while (isWanted) {
    isWanted = false;
    await attempt();
  }
  schedule();
}

async function attempt(options) {
  try {
    let isChanged = await turn(options);
    // Following what is new to follow takes another turn; it ends, for each scope is asked for once.
    while (await afterTurn()) isChanged = await turn() || isChanged;
    failures = 0;
    show({ isFailing: false, reason: undefined });
    if (isChanged) changed();
    return true;
  } catch (error) {
    if (error.message === 'asked') return true;
    if (error instanceof Ended) await end(error.reason);
    else if (!isWanted) fail(error);
    return false;
  }
}

async function end(reason) {
  if (reason === 'full' && await shed().catch(() => false)) { isWanted = true; changed(); return; }
  stop();
  show({ reason });
  if (reason === 'old') timer = setTimeout(request, 3_600_000);
  if (reason === 'shutOut' || reason === 'signedOut') changed({ type: 'gone', reason });
}

/** Waits longer each time, and never as long as the others do. */
function fail(error) {
  failures += 1;
  const longest = Math.min(300, 2 ** failures) * 1000;
  const wait = Math.max((error.retryAfter ?? 0) * 1000, longest * (0.5 + Math.random() / 2));
  show({ isFailing: true });
  clearTimeout(timer);
  timer = setTimeout(request, wait);
}

function show(change) {
  const isNew = Object.entries(change).some(([name, value]) => state[name] !== value);
  Object.assign(state, change);
  if (isNew) changed({ type: 'state', state: { isFailing: state.isFailing, reason: state.reason } });
}

// The live channel

let source;
let closings = 0;
/** `events`, then `wait` (a pull that waits), then `poll`. */
let way = 'events';

async function listen() {
  source?.close();
  const group = await meta('group');
  if (!group || !state.isLeader || state.reason || document.hidden || way !== 'events') return;
  let since = Infinity;
  source?.close();
  source = new EventSource(`/sync/v1/events?clientGroupID=${group}`);
  source.onopen = () => { since = Date.now(); };
  source.addEventListener('poke', request);
  source.addEventListener('revoke', request);
  source.onerror = () => {
    if (!navigator.onLine) return;
    // One that served for a while is opened again by the browser, when the server said.
    if (Date.now() - since > 5000 && source.readyState !== EventSource.CLOSED) {
      closings = 0;
      since = Infinity;
      return;
    }
    source.close();
    closings += 1;
    if (closings >= 3) { way = 'wait'; schedule(); } else setTimeout(listen, 1000 * closings);
  };
}

function stop() {
  clearTimeout(timer);
  source?.close();
}

/** This page is about to go for good: it asks for nothing any more, and what it still hears moves it nowhere else. */
export function leave() {
  stop();
  listeners.clear();
}

/** What happens when nobody asks: the server's hints, a pull that waits for news, or one a minute. */
function schedule() {
  clearTimeout(timer);
  if (!state.isLeader || state.reason || failures) return;
  if (document.hidden) timer = setTimeout(request, 900_000 * (0.5 + Math.random()));
  else if (way === 'wait' && navigator.onLine) timer = setTimeout(waitForNews, 1000);
  else if (way === 'poll') timer = setTimeout(request, 60_000 * (0.5 + Math.random()));
}

async function waitForNews() {
  if (running) return;
  waiting = new AbortController();
  const since = Date.now();
  running = attempt({ waitMs: 25_000, signal: waiting.signal }).finally(() => { running = undefined; });
  const isAnswered = await running;
  if (!isAnswered && Date.now() - since < 5000 && navigator.onLine) way = 'poll';
  if (isWanted) request();
  else if (isAnswered) schedule();
}

/**
 * Takes the lead as soon as no other tab has it, and keeps it while the tab lives.
 * Of pages that follow one another quickly one pulls, after the last of them: what the server's forms did, or others
 * while no hints were heard, is in it.
 */
export async function start(hasWork) {
  addEventListener('online', () => { failures = 0; show({}); tell({ type: 'state' }); request(); listen(); });
  addEventListener('offline', () => tell({ type: 'state' }));
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source?.close();
    else if (state.isLeader) { request(); listen(); }
  });
  const lead = async () => {
    state.isLeader = true;
    const age = Date.now() - (await meta('syncedAt') ?? 0);
    if (age >= FRESH || await hasWork()) request();
    else timer = setTimeout(request, FRESH - age);
    listen();
    await new Promise(() => {});
  };
  if (navigator.locks) navigator.locks.request('karwan-sync', lead);
  else lead();
}
