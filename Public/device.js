// What is on this device, how large it is, and how to be rid of it.

import { el, say, time } from './dom.js';
import { changed, request, state } from './live.js';
import { counts } from './queue.js';
import { everything, meta, setMeta, wipe } from './store.js';
import { n, size, t } from './text.js';

const GROUPS = { thread: 'threads', post: 'posts', member: 'members', category: 'categories', draft: 'drafts',
  checklist: 'checklists', checklistItem: 'checklists', job: 'jobs', application: 'applications',
  conversation: 'messages', conversationMessage: 'messages', message: 'messages' };

/** The page of what is kept here. */
export async function showDevice() {
  const [rows, { unsent }, syncedAt] = [await everything('rows'), await counts(), await meta('syncedAt')];
  const sums = {};
  for (const { entity, value } of rows) {
    const name = GROUPS[entity] ?? 'rest';
    const sum = sums[name] ??= { count: 0, bytes: 0 };
    sum.count += 1;
    sum.bytes += JSON.stringify(value).length * 2;
  }
  const room = await navigator.storage?.estimate?.() ?? {};
  const isOffline = !navigator.onLine || state.isFailing;
  const fact = (name, ...value) => el('div', {}, el('dt', {}, t(name)), el('dd', {}, ...value));
  return { title: t('device_heading'), parts: [
    el('h1', {}, t('device_heading')), el('p.lead', {}, t('device_intro')),
    el('dl.facts', { id: 'sizes' },
      Object.entries(sums).map(([name, sum]) =>
        fact(`device_${name}`, `${n('device_rows', sum.count)} · ${size(sum.bytes)}`)),
      fact('unsent_heading', el('a', { href: '/unsent' }, n('device_rows', unsent))),
      room.usage !== undefined && fact('device_room', t('device_used', {
        used: size(room.usage), quota: size(room.quota) })),
      fact('device_synced', syncedAt ? time(syncedAt) : t('device_never'))),
    el('p.go', {},
      el('button.primary', { type: 'button', id: 'sync-now', onclick: syncNow }, t('device_sync_now')),
      el('button.danger', { type: 'button', id: 'remove-all', onclick: removeAll }, t('device_remove_all'))),
    !isOffline && await devices()].filter(Boolean) };
}

async function syncNow() {
  say(t('device_syncing'));
  const before = await meta('syncedAt') ?? 0;
  await request();
  const isDone = (await meta('syncedAt') ?? 0) > before;
  if (state.isLeader) say(t(isDone ? 'device_synced_now' : 'offline_now'));
  changed();
}

/** Nothing is kept here until the member wants it again; the server forgets this device's replica too. */
async function removeAll() {
  const { unsent } = await counts();
  const question = unsent ? t('device_remove_loses', { count: unsent }) : t('device_remove_confirm');
  if (!confirm(question)) return;
  const [group, member] = [await meta('group'), await meta('member')];
  await wipe({ isShutOut: member });
  // A replica that is gone needs nobody's leave: whether the server hears of it now does not matter.
  fetch(`/sync/v1/groups/${group}`, { method: 'DELETE', keepalive: true }).catch(() => {});
  changed({ type: 'gone', reason: 'removed' });
}

/** The page of a device that keeps nothing: its member shut it out, or removed all. */
export function showShutOut() {
  const begin = async () => {
    await setMeta('isShutOut', undefined);
    location.reload();
  };
  return { title: t('device_heading'), parts: [
    el('h1', {}, t('device_heading')), el('p.note', {}, t('device_nothing')),
    el('p.go', {}, el('button.primary', { type: 'button', onclick: begin }, t('device_begin')))] };
}

/** The member's devices, each of which can be shut out from here. */
async function devices() {
  const answer = await fetch('/sync/v1/groups', { cache: 'no-store' }).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const own = await meta('group');
  const items = (await answer.json()).items.filter((one) => !one.revokedAt);
  const shutOut = async (id) => {
    if (!confirm(t('device_shut_out_confirm'))) return;
    await fetch(`/sync/v1/groups/${id}`, { method: 'DELETE' });
    say(t('device_shut_out_done'));
    changed();
  };
  return el('section', { 'aria-labelledby': 'devices' }, el('h2', { id: 'devices' }, t('device_list')),
    el('ul.tokens', {}, items.map((one) => el('li', {},
      el('h3', {}, el('bdi', {}, browser(one.userAgent)),
        one.id === own && [' ', el('span.role', {}, t('device_this'))]),
      el('p.by', {}, el('span', {}, t('session_seen'), ' ', time(one.lastUsedAt))),
      one.id !== own && el('form', {}, el('button.danger', { type: 'button', onclick: () => shutOut(one.id) },
        t('device_shut_out')))))));
}

/** `Firefox, Android`: enough to know one's devices apart. */
function browser(agent) {
  const name = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'].find((one) => agent.includes(one)) ?? agent.slice(0, 40);
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Linux'].find((one) => agent.includes(one));
  return [{ Edg: 'Edge', OPR: 'Opera' }[name] ?? name, system].filter(Boolean).join(', ');
}
