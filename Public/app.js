// Where scripts begin, on the pages of members alone: visitors load none.

import { hangBar, showBar } from './bar.js';
import { isTyping, say } from './dom.js';
import { showHere } from './here.js';
import { onChange, start, state } from './live.js';
import { enhance } from './pages.js';
import { offerPush } from './push.js';
import { enqueueAll, queued } from './queue.js';
import { mutationsFor } from './forms.js';
import { ask, belongTo, meta, transact } from './store.js';
import { loadPhrases, t } from './text.js';

const base = new URL('.', import.meta.url).pathname;
const build = base.split('/')[2];
const page = document.getElementById('app');
const view = document.getElementById('here');

/** Forms that a page sent in vain while the network was away: the service worker kept them as they were. */
async function takeForms() {
  const forms = await transact(['forms'], 'readonly', async (store) => {
    const [keys, values] = await Promise.all([ask(store('forms').getAllKeys()), ask(store('forms').getAll())]);
    return keys.map((key, index) => ({ key, ...values[index] }));
  });
  for (const { key, path, fields } of forms) {
    const mutations = mutationsFor(path, fields);
    if (mutations) await enqueueAll(mutations);
    await transact(['forms'], 'readwrite', (store) => store('forms').delete(key));
  }
}

/** The frame in which this device shows what it keeps: fetched anew when language, colours, member or build change. */
async function keepShell() {
  const { lang, dataset } = document.documentElement;
  const [stamp, run] = [[build, lang, dataset.theme, page.dataset.member].join(), await meta('run')];
  if (!globalThis.caches || !navigator.onLine || await meta('shell') === stamp) return;
  const answer = await fetch('/offline', { cache: 'no-store' });
  if (!answer.ok || answer.redirected) return;
  const cache = await caches.open(`shell-${build}`);
  const text = await answer.clone().text();
  const links = [...text.matchAll(/(?:href|src)="([^"]+\?v=[^"]+)"/g)].map((found) => found[1]);
  await cache.addAll([...links, `${base}phrases.${lang}.json`]);
  await cache.put('/offline', answer);
  const isKept = await transact(['meta'], 'readwrite', async (store) => {
    const isSame = await ask(store('meta').get('run')) === run;
    if (isSame) store('meta').put(stamp, 'shell');
    return isSame;
  });
  // It carries the member's name, who has signed out meanwhile.
  if (!isKept) await cache.delete('/offline');
}

async function settle() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(`/sw.js?v=${build}`, { type: 'module', updateViaCache: 'none' });
  const registration = await navigator.serviceWorker.ready;
  offerPush(registration);
  // A page that came while the worker was beginning is not yet its own.
  if (!navigator.serviceWorker.controller) registration.active.postMessage('claim');
  await keepShell();
}

async function begin() {
  const isKept = await belongTo(page.dataset.member);
  await loadPhrases(base);
  if (!isKept) {
    if (view) await showHere(view, true);
    return;
  }
  await takeForms();
  hangBar();
  // The frame is the server's own at its own addresses; at any other the service worker answered with it.
  const isShell = Boolean(view);
  await enhance(isShell);
  const refresh = async (message) => {
    // What was read is no longer to be seen; words that somebody is writing are theirs.
    if (message?.type === 'gone' && !isTyping(document.querySelector('main'))) {
      if (message.reason === 'signedOut') location.reload();
      else location.replace('/device');
      return;
    }
    await showBar();
    if (view) await showHere(view);
  };
  onChange((message) => { refresh(message).catch(report); });
  await refresh();
  await start(async () => (await queued()).length > 0);
  page.dataset.begun = '';
  await settle();
}

/** No page breaks for want of what scripts add: the server's forms go on working. */
function report(error) {
  console.warn('karwan:', error);
  if (view && !state.reason) say(t('offline_not_kept'));
}

if (globalThis.indexedDB) begin().catch(report);
