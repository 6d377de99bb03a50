// A member's mentorships, as far as this device keeps them: where each stands, when the two meet, what they write.

import { messages, nameOf, writeForm } from './conversations.js';
import { el, time, typed } from './dom.js';
import { row, rows } from './replica.js';
import { meta } from './store.js';
import { full, t } from './text.js';

const ENDED = new Set(['declined', 'expired', 'cancelled', 'completed']);
const standing = (one) => t(`mentorship_state_${one.isHeld ? 'held' : one.state}`);
const side = (one, member) => (one.mentorId === member ? 'mentor' : 'mentee');
const otherOf = (one, member) => nameOf(one.mentorId === member ? one.menteeId : one.mentorId);

/** All of them, what changed last first. */
export async function mentorships() {
  const member = await meta('member');
  const found = (await rows('mentorship')).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  const lines = await Promise.all(found.map(async (one) => el('li', {},
    el('p.ti', {}, el('a', { href: `/mentoring/mentorships/${one.id}` }, el('bdi', {}, await otherOf(one, member)))),
    el('p.an', {}, el('span', {}, standing(one))),
    el('p.by', {}, el('b.kind', {}, t(`mentorship_as_${side(one, member)}`)), time(one.updatedAt)))));
  return { title: t('mentorships_heading'), parts: [
    el('h1', {}, t('mentorships_heading')), el('p.note', {}, t('offline_copy')),
    lines.length ? el('ol.rows', {}, lines) : el('p.empty', {}, t('mentorships_none'))] };
}

/** One, and the form that writes to the other. @param {string} id @returns `undefined` when it is not here */
export async function mentorship(id) {
  const one = await row(`mentorship/${id}`);
  if (!one) return undefined;
  const member = await meta('member');
  const name = await otherOf(one, member);
  const of = async (entity) => (await rows(entity)).filter((found) => found.mentorshipId === id);
  const held = await of('message');
  const path = `/mentoring/mentorships/${id}`;
  return { title: name, parts: [
    el('p', {}, el('a', { href: '/mentoring/mentorships' }, t('mentorships_heading'))),
    el('h1', {}, el('bdi', {}, name)),
    el('p.by', {}, el('b.kind', {}, t(`mentorship_as_${side(one, member)}`)), el('b', {}, standing(one))),
    el('p.note', {}, t('offline_copy')),
    meetings(await of('meeting')), goals(await of('goal')),
    el('section', { 'aria-labelledby': 'request' }, el('h2', { id: 'request' }, t('mentorship_request')),
      ['goal', 'background', 'question'].map((part) =>
        one[part] && [el('h3', {}, t(`label_mentorship_${part}`)), typed(one[part])])),
    el('section', { 'aria-labelledby': 'messages' }, el('h2', { id: 'messages' }, t('mentorship_messages')),
      !ENDED.has(one.state) && writeForm(`${path}/messages`, 'mentorship_message', 4000),
      await messages(held, 'message.send', (args) => args.mentorshipId === id))].filter(Boolean) };
}

/** Those to come, in the device's own time. */
function meetings(all) {
  const next = all.filter((one) => ['proposed', 'confirmed'].includes(one.state) && new Date(one.endsAt) > Date.now());
  next.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  return next.length > 0 && el('section', { 'aria-labelledby': 'meetings' },
    el('h2', { id: 'meetings' }, t('meetings_heading')), el('ul', {}, next.map((one) => el('li', {},
      el('time', { datetime: one.startsAt }, full(one.startsAt)), ' ', el('b', {}, t(`meeting_state_${one.state}`)),
      one.place && [' ', el('bdi', {}, one.place)]))));
}

function goals(all) {
  return all.length > 0 && el('section', { 'aria-labelledby': 'goals' }, el('h2', { id: 'goals' }, t('goals_heading')),
    el('ul', {}, all.map((one) => el('li', {}, el('bdi', {}, one.body),
      one.doneAt && [' ', el('b.done', {}, t('goal_done'))]))));
}
