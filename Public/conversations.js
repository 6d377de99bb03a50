// What two members write to each other, as far as this device keeps it, with what is not sent yet.

import { field } from './compose.js';
import { cleaned, el, time, typed } from './dom.js';
import { enqueue, queued } from './queue.js';
import { row, rows } from './replica.js';
import { meta } from './store.js';
import { n, t } from './text.js';

/** A member's name. @param {string} id */
export const nameOf = async (id) => (await row(`member/${id}`))?.displayName || t('former_member');

/**
 * What was written to one, the newest first, and above it what is on its way.
 * @param {object[]} held rows of messages @param {string} name of the mutation that sends one
 * @param {(args: object) => boolean} isHere whether a mutation is about this one
 */
export async function messages(held, name, isHere) {
  const known = new Set(held.map((one) => one.id));
  const own = (await queued()).filter((one) => one.name === name && one.state !== 'refused' && isHere(one.args)
    && !known.has(one.args.id)).map(({ args, timestamp, member }) =>
    ({ body: args.body, authorId: member, createdAt: timestamp, isWaiting: true }));
  const all = [...own.reverse(), ...held.sort((a, b) => b.number - a.number)];
  const [member, people] = [await meta('member'), new Map()];
  for (const { authorId } of all) if (!people.has(authorId)) people.set(authorId, await nameOf(authorId));
  people.set(member, t('messages_you'));
  return el('ol.rows', {}, all.map((one) => el(`li${one.authorId === member ? '.own' : ''}`, {}, el('div', {},
    el('p.by', {}, el('bdi.who', {}, people.get(one.authorId)), time(one.createdAt),
      one.isWaiting && el('span.wait', {}, t('offline_waiting'))),
    one.state && one.state !== 'sent' && el('p.note', {}, t(`message_state_${one.state}`)),
    one.warning && one.authorId !== member
      && el('p.note', {}, el('b.warn', {}, t(`message_warning_${one.warning}`))),
    one.html ? el('div.text', {}, cleaned(one.html)) : typed(one.body)))));
}

/** The form that writes to one. @param {string} path @param {string} key @param {number} most letters
 * @param {...Node} hidden */
export const writeForm = (path, key, most, ...hidden) => el('form.form', { method: 'post', action: path, novalidate: true },
  hidden, field('body', key, el('textarea', { rows: 5, dir: 'auto', maxlength: most })),
  el('p.go', {}, el('button.primary', {}, t('mentorship_send'))));

async function line(one, all) {
  const last = all.find((message) => message.conversationId === one.id && message.number === one.lastNumber);
  return el('li', {}, el('div', {},
    el('p.ti', {}, el('a', { href: `/messages/${one.id}` }, el('bdi', {}, await nameOf(one.memberId)))),
    last && el('p.ex', { dir: 'auto' }, last.body.slice(0, 120)), el('p.by', {}, time(one.lastAt))),
  el('p.an', {}, one.unread > 0 && el('b.news', {}, n('messages_unread', one.unread))));
}

/** The conversations, the last written to first. */
export async function conversations() {
  const found = (await rows('conversation')).filter((one) => !one.isHidden);
  found.sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1));
  const all = await rows('conversationMessage');
  return { title: t('messages_heading'), parts: [
    el('h1', {}, t('messages_heading')), el('p.note', {}, t('offline_copy')),
    found.length ? el('ol.rows', {}, await Promise.all(found.map((one) => line(one, all))))
      : el('p.empty', {}, t('messages_none'))] };
}

/** One, and the form that writes to the other. @param {string} id @returns `undefined` when it is not here */
export async function conversation(id) {
  const one = await row(`conversation/${id}`);
  if (!one) return undefined;
  const name = await nameOf(one.memberId);
  const held = (await rows('conversationMessage')).filter((message) => message.conversationId === id);
  await markRead(one);
  return { title: name, parts: [
    el('p', {}, el('a', { href: '/messages' }, t('messages_heading'))),
    el('h1', {}, el('bdi', {}, name)), el('p.note', {}, t('offline_copy')),
    writeForm(`/messages/${id}`, 'message_body', 8000,
      el('input', { type: 'hidden', name: 'memberID', value: one.memberId })),
    el('h2.vh', {}, t('messages_heading')),
    await messages(held, 'conversation.send', (args) => args.memberId === one.memberId)] };
}

/** Reading here counts as reading, once. */
async function markRead({ id, lastNumber, unread }) {
  const key = `read:${id}`;
  if (!unread || Number(sessionStorage.getItem(key)) >= lastNumber) return;
  sessionStorage.setItem(key, lastNumber);
  await enqueue('conversation.read', { conversationId: id, upTo: lastNumber }).catch(() => {});
}
