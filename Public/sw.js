// Between the pages and the network: what the network does not bring, this device shows as far as it has it.

import { mutationsFor } from './forms.js';
import { fieldsOf } from './push.js';
import { ask, forgetWhatWasRead, meta, transact, wipe } from './store.js';

const build = new URL(location.href).searchParams.get('v') ?? '0';
const SHELL = `shell-${build}`;
/** Everything that the frame needs, under the address of this build; a test compares the list with the folder. */
const MODULES = [
  'app.js', 'applications.js', 'bar.js', 'checklists.js', 'compose.js', 'conversations.js', 'device.js', 'dom.js', 'forms.js', 'here.js',
  'jobs.js', 'keep.js', 'lists.js', 'live.js', 'mentorships.js', 'pages.js', 'plan.js', 'push.js', 'queue.js', 'replica.js', 'send.js',
  'store.js', 'sync.js', 'text.js', 'thread.js', 'unsent.js'];
/** Copies of threads that the replica may not hold yet. */
const PAGES = 'pages';
const MOST_PAGES = 20;

addEventListener('install', (event) => {
  const files = [...MODULES, 'phrases.en.json', 'phrases.ur.json'].map((name) => `/assets/${build}/${name}`);
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(files)).then(() => skipWaiting()));
});

/** Pages name the build they were made for, so those that are open go on with the files they have. */
addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES) await caches.delete(name);
  await clients.claim();
})()));

addEventListener('message', (event) => { if (event.data === 'claim') event.waitUntil(clients.claim()); });

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const isPage = request.mode === 'navigate' && !/^\/(api|sync|feeds|sitemap|assets)/.test(url.pathname);
  if (isPage && request.method === 'GET') event.respondWith(page(event, url));
  // What another site makes the browser send stays between it and the server, which must see where it comes from.
  else if (isPage && request.method === 'POST' && request.referrer.startsWith(`${location.origin}/`)) {
    event.respondWith(form(event, url));
  } else if (request.method === 'GET' && (url.pathname.startsWith('/assets/') || url.searchParams.has('v'))) {
    event.respondWith(asset(request));
  }
});

/** The network first: pages of the server are always newer than what is here. */
async function page(event, url) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(look(answer.clone(), url));
    return answer;
  } catch (error) {
    return await onDevice(url) ?? Promise.reject(error);
  }
}

async function onDevice(url) {
  if (!await meta('member')) return undefined;
  const copy = await isHeld(url) ? undefined : await caches.match(url.pathname + url.search, { cacheName: PAGES });
  const found = copy ?? await caches.match('/offline');
  return found && new Response(found.body, { headers: found.headers });
}

/** Whether the replica holds the thread: it is as new as any copy, and knows what is not sent yet. */
async function isHeld(url) {
  const id = /^\/threads\/([0-9a-f-]{36})\//.exec(url.pathname)?.[1];
  return id && await transact(['rows'], 'readonly', (store) => ask(store('rows').index('of').count(['post', id]))) > 0;
}

/** Who the server made the page for: not the member whose things are here? Then they go, before they are seen. */
async function look(answer, url) {
  const isPage = answer.status === 200 && answer.headers.get('Content-Type')?.startsWith('text/html');
  const [owner, run] = isPage ? await Promise.all([meta('member'), meta('run')]) : [];
  if (!owner) return;
  const viewer = answer.headers.get('Karwan-Viewer');
  if (!viewer) await gone(forgetWhatWasRead);
  else if (viewer !== owner) await gone(wipe);
  else if (/^\/threads\/[0-9a-f-]{36}\//.test(url.pathname)) await copy(answer, url, run);
}

async function gone(forget) {
  await forget();
  new BroadcastChannel('karwan').postMessage({ type: 'gone', reason: 'signedOut' });
}

async function copy(answer, url, run) {
  const cache = await caches.open(PAGES);
  await cache.put(url.pathname + url.search, answer);
  // Everything was removed meanwhile: a copy that comes late goes too.
  if (await meta('run') !== run) { await caches.delete(PAGES); return; }
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(key);
}

/** A form whose way to the server is cut keeps its words here; nobody knows whether they arrived, and the ids in them
 * see to it that they are not written twice. */
async function form(event, url) {
  const copied = event.request.clone();
  try {
    const answer = await fetch(event.request);
    if (url.pathname === '/sign-out' && (answer.type === 'opaqueredirect' || answer.ok)) {
      event.waitUntil(untell().catch(() => {}));
      await wipe();
    }
    return answer;
  } catch (error) {
    const fields = Object.fromEntries(await copied.formData());
    if (!await meta('member') || !mutationsFor(url.pathname, fields)) throw error;
    await transact(['forms'], 'readwrite', (store) => ask(store('forms').add({ path: url.pathname, fields })));
    return Response.redirect('/unsent', 303);
  }
}

/** What the push service still holds for whoever has signed out is for nobody here. */
const untell = async () => (await registration.pushManager?.getSubscription())?.unsubscribe();

addEventListener('push', (event) => {
  const { title, path, ...options } = event.data.json();
  event.waitUntil(registration.showNotification(title, { ...options, icon: '/icon-192.png', data: path }));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data));
});

/** The browser has another address for itself, which the server learns as it learnt the first. */
addEventListener('pushsubscriptionchange', (event) => event.waitUntil((async () => {
  const made = event.newSubscription ?? await registration.pushManager.subscribe(event.oldSubscription.options);
  await fetch('/settings/push/devices', { method: 'POST', body: new URLSearchParams(fieldsOf(made)) });
})()));

/** Files under an address that names their content never change. */
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && /immutable/.test(answer.headers.get('Cache-Control'))) {
    const cache = await caches.open(SHELL);
    await cache.put(request, answer.clone());
  }
  return answer;
}
