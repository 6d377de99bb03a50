// What scripts add to the pages of the server: forms that work offline, and “Keep on this device”.

import { el, say, typed } from './dom.js';
import { fieldsOf, mutationsFor, targetOf } from './forms.js';
import { choose, keepRead, subscriptions } from './keep.js';
import { changed, leave, onChange, request, tellOthers } from './live.js';
import { counts, queued } from './queue.js';
import { rows } from './replica.js';
import { sendLater } from './send.js';
import { meta, newID, wipe } from './store.js';
import { t } from './text.js';

const path = location.pathname;

/** Makes the page of the server work with what is on this device. @param {boolean} isShell rendered on this device */
export async function enhance(isShell) {
  document.addEventListener('submit', (event) => submitted(event, isShell));
  document.querySelector('.menu details ul')?.firstElementChild
    .after(el('li', {}, el('a', { href: '/device' }, t('device_heading'))));
  if (isShell) return;
  const threadID = /^\/threads\/([0-9a-f-]{36})\//.exec(path)?.[1];
  if (threadID) {
    await offerToKeep(`t:${threadID}`);
    await showWaiting(threadID);
    if (await keepRead(threadID)) request();
  }
  const country = path === '/jobs' && new URLSearchParams(location.search).get('country');
  if (country) await offerToKeep(`j:${country}`);
  const slug = /^\/categories\/([^/]+)$/.exec(path)?.[1];
  if (!slug || await offerCategory(decodeURIComponent(slug))) return;
  let isOffered = false;
  onChange(async () => { isOffered ||= document.querySelector('.keep') || await offerCategory(decodeURIComponent(slug)); });
}

/** As soon as the replica knows the category: with the first complete pull. */
async function offerCategory(slug) {
  const category = (await rows('category')).find((one) => one.slug === slug);
  if (category) await offerToKeep(`k:${category.id}`);
  return Boolean(category);
}

async function submitted(event, isShell) {
  const form = event.target;
  const target = targetOf(form);
  if (form.method !== 'post' || event.defaultPrevented || target.origin !== location.origin) return;
  if (target.pathname === '/sign-out') { event.preventDefault(); await signOut(form); return; }
  const isKnown = mutationsFor(target.pathname, fieldsOf(form, event.submitter));
  if (navigator.onLine && !(isShell && isKnown)) { name(form); return; }
  event.preventDefault();
  const mutations = await sendLater(form, event.submitter);
  if (mutations) show(mutations[0], form, event.submitter);
}

/** New things get their ids here: should the network fail on the way, they can be sent again and are not made twice. */
function name(form) {
  const kinds = mutationsFor(targetOf(form).pathname, fieldsOf(form));
  if (!/^(thread|post|application)\.create$|\.send$/.test(kinds?.[0]?.name)) return;
  for (const field of ['newID', 'newPostID']) {
    form.querySelector(`[name=${field}]`)?.remove();
    form.append(el('input', { type: 'hidden', name: field, value: newID() }));
  }
}

/** The page as it is once the mutation is applied, as far as it can be told here. */
function show({ name: kind, args }, form, button) {
  if (kind === 'thread.create') location.assign(`/threads/${args.id}/-`);
  if (kind === 'post.create' || kind === 'post.edit') location.assign(`/posts/${args.id}`);
  if (kind === 'post.delete') location.assign('/offline');
  if (kind === 'item.set') location.assign(`${targetOf(form).pathname.replace(/\/[^/]+$/, '')}#step-${args.itemId}`);
  if (kind === 'item.add') location.assign(`${targetOf(form).pathname.replace(/-add$/, '')}#step-${args.itemId}`);
  if (kind === 'item.remove') location.assign(targetOf(form).pathname.replace(/\/[^/]+\/remove$/, ''));
  if (kind === 'checklist.start' || kind === 'checklist.set') location.assign(targetOf(form).pathname);
  if (kind === 'conversation.send') location.assign(targetOf(form).pathname);
  if (kind === 'message.send') location.assign(`/mentoring/mentorships/${args.mentorshipId}`);
  if (kind === 'job.save') location.assign('/jobs/saved');
  if (kind.startsWith('application.')) location.assign(`/applications${kind.endsWith('remove') ? '' : `/${args.id}`}`);
  if (kind === 'vote.set') {
    for (const one of form.querySelectorAll('[name=value]')) {
      const isPressed = one === button && args.value !== 0;
      one.setAttribute('aria-pressed', isPressed);
      const value = one.classList.contains('up') ? 1 : -1;
      one.value = isPressed ? 0 : value;
    }
  }
  if (kind === 'bookmark.set' && button) {
    button.setAttribute('aria-pressed', args.on);
    button.value = args.on ? 'off' : 'on';
  }
}

/** Answers of one's own that wait, below those of the server's page. */
async function showWaiting(threadID) {
  const answers = (await queued()).filter(({ name: kind, args, state }) => kind === 'post.create'
    && args.threadId === threadID && state === 'waiting' && !document.getElementById(`post-${args.id}`));
  document.getElementById('answers')?.parentElement.append(...answers.map(({ args }) => el(
    'article.post', { id: `post-${args.id}` }, el('p.note', {}, t('offline_waiting')), el('div.text', {}, typed(args.body)))));
}

async function offerToKeep(scope) {
  const isOn = (await subscriptions()).get(scope) ?? false;
  const button = el('button', { type: 'button', 'aria-pressed': String(isOn), onclick: press }, t('offline_keep'));
  async function press() {
    const on = button.getAttribute('aria-pressed') !== 'true';
    await choose(scope, on);
    button.setAttribute('aria-pressed', on);
    say(t(on ? 'offline_keeping' : 'offline_let_go'));
    changed();
    request();
  }
  document.querySelector('main h1').after(el('p.keep', {}, button));
}

/** Signing out removes everything from this device; what is not sent is lost, so the member is asked. */
async function signOut(form) {
  const { unsent } = await counts();
  if (unsent && !confirm(t('offline_sign_out_loses', { count: unsent }))) return;
  const group = await meta('group');
  leave();
  await wipe();
  tellOthers({ type: 'gone', reason: 'signedOut' });
  if (!navigator.onLine) { location.replace('/'); return; }
  try {
    if (group) await fetch(`/sync/v1/groups/${group}`, { method: 'DELETE', signal: AbortSignal.timeout(5000) });
  } catch { /* The group holds nothing any more; that it is known to the server harms nobody. */ }
  form.submit();
}
