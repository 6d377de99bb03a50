// What is not sent yet, what was refused and why, and what was sent of late.

import { el, say, time, typed } from './dom.js';
import { changed, request } from './live.js';
import { enqueue, isQuiet, putAside, queued, refusals } from './queue.js';
import { post as postOf, row } from './replica.js';
import { everything, newID } from './store.js';
import { reasons, t } from './text.js';

const NAMES = {
  'thread.create': 'offline_did_thread_create', 'post.create': 'offline_did_post_create',
  'post.edit': 'offline_did_post_edit', 'post.delete': 'offline_did_post_delete', 'vote.set': 'offline_did_vote_set',
  'bookmark.set': 'offline_did_bookmark_set', 'bookmark.remind': 'offline_did_bookmark_remind', 'thread.accept': 'offline_did_thread_accept',
  'draft.put': 'offline_did_draft_put', 'draft.delete': 'offline_did_draft_delete',
  'level.set': 'offline_did_level_set', 'item.set': 'offline_did_item_set',
  'item.add': 'offline_did_item_add', 'item.remove': 'offline_did_item_remove', 'job.save': 'offline_did_job_save',
  'checklist.start': 'offline_did_checklist_start', 'checklist.set': 'offline_did_checklist_set',
  'application.create': 'offline_did_application_create', 'application.set': 'offline_did_application_set',
  'application.move': 'offline_did_application_move', 'application.remove': 'offline_did_application_remove',
  'conversation.send': 'offline_did_message', 'message.send': 'offline_did_message' };
/** What of a mutation a person typed at length. */
const TEXTS = { 'thread.create': 'body', 'post.create': 'body', 'post.edit': 'body', 'application.create': 'notes',
  'application.set': 'notes', 'conversation.send': 'body', 'message.send': 'body' };
/** Where what is changed is kept. */
const KEPT = { 'post.edit': 'post', 'application.set': 'application', 'application.move': 'application',
  'application.remove': 'application' };
const label = (name) => t(NAMES[name] ?? 'offline_did_other');

/** What a mutation is about: a title, if one is known here. */
async function subject({ name, args }) {
  if (args.title ?? args.label) return args.title ?? args.label;
  if (args.itemId) return (await row(`checklistItem/${args.checklistId}:${args.itemId}`))?.label ?? '';
  if (args.jobId) return (await row(`job/${args.jobId}`))?.title ?? '';
  if (KEPT[name] === 'application') return (await row(`application/${args.id}`))?.title ?? '';
  const thread = args.threadId ? await row(`thread/${args.threadId}`)
    : (await postOf(args.postId ?? args.id ?? ''))?.thread;
  return thread?.title ?? '';
}

/** Of an application, what was said in short: where it was moved, what comes next and when. */
const short = ({ name, args }) => name.startsWith('application.') && [
  args.stage && t(`application_stage_${args.stage}`), args.nextStep, args.nextOn].filter(Boolean)
  .map((text) => el('p', { dir: 'auto' }, text));

async function line(entry, state) {
  const title = await subject(entry);
  return el('li', {}, el('h3', {}, label(entry.name)),
    el('p.by', {}, el('span.wait', {}, state), time(entry.timestamp)),
    title && el('p', { dir: 'auto' }, title), short(entry),
    entry.args[TEXTS[entry.name]] && typed(entry.args[TEXTS[entry.name]]));
}

/** The page of what is on its way. */
export async function unsent() {
  const waiting = (await queued()).filter((entry) => !isQuiet(entry) && entry.state !== 'refused');
  const refused = await refusals();
  const sent = (await everything('sent')).filter((entry) => !isQuiet(entry))
    .sort((a, b) => b.sentAt - a.sentAt).slice(0, 10);
  const states = { waiting: t('offline_waiting'), sent: t('offline_arrived') };
  return { title: t('unsent_heading'), parts: [
    el('h1', {}, t('unsent_heading')),
    !waiting.length && !refused.length && el('p.empty', {}, t('unsent_empty')),
    refused.length > 0 && el('section', { 'aria-labelledby': 'refused' },
      el('h2', { id: 'refused' }, t('unsent_refused')), await Promise.all(refused.map(refusal))),
    waiting.length > 0 && el('ul.tokens', {},
      await Promise.all(waiting.map((entry) => line(entry, states[entry.state])))),
    sent.length > 0 && el('section', { 'aria-labelledby': 'sent' }, el('h2', { id: 'sent' }, t('unsent_sent')),
      el('ul.tokens', {}, await Promise.all(sent.map((entry) => line(entry, t('offline_sent'))))))].filter(Boolean) };
}

/** A rejected mutation: why, with the text kept, and in a conflict beside the one that is there now. */
async function refusal(one) {
  const { name, args, key } = one;
  const text = args?.[TEXTS[name]];
  const isConflict = KEPT[name] && ['edit_conflict', 'stale_version'].includes(one.code);
  const present = isConflict ? await row(`${KEPT[name]}/${args.id}`) : undefined;
  const title = args ? await subject(one) : '';
  const control = text !== undefined && el('textarea', { id: `text-${key}`, rows: 8, dir: 'auto' });
  if (control) control.defaultValue = text;
  const heading = name === 'thread.create' && el('input', { id: `title-${key}`, dir: 'auto', maxlength: 200 });
  if (heading) heading.defaultValue = args.title;
  return el('article.refused', { 'data-code': one.code },
    el('h3', {}, label(name)), !heading && title && el('p', { dir: 'auto' }, title),
    reasons(one).map((reason) => el('p.error', {}, reason)),
    present && el('section.preview', { 'aria-labelledby': `now-${key}` },
      el('h4', { id: `now-${key}` }, t('unsent_theirs')), typed(present[TEXTS[name]])),
    args && short(one),
    heading && el('div.field', {}, el('label', { for: heading.id }, t('label_title')), heading),
    control && el('div.field', {}, el('label', { for: control.id }, t('unsent_yours')), control),
    el('p.go', {},
      control && el('button.primary', { type: 'button', onclick: () => again(one, control, heading, present) },
        t('unsent_again')),
      el('button', { type: 'button', onclick: () => aside(one) }, t('unsent_aside'))));
}

/** Sends a refused text again, as changed: a new thing gets new ids, a change goes on from the text that is there. */
async function again(one, control, heading, present) {
  const args = { ...one.args, [TEXTS[one.name]]: control.value };
  if (heading) Object.assign(args, { title: heading.value, postId: newID() });
  const kept = KEPT[one.name];
  if (kept) args.baseRev = (present ?? await row(`${kept}/${args.id}`))?.revision ?? args.baseRev;
  else args.id = newID();
  await enqueue(one.name, args);
  control.defaultValue = control.value;
  if (heading) heading.defaultValue = heading.value;
  await aside(one, t('offline_saved'));
}

async function aside(one, message = t('unsent_gone')) {
  await putAside(one);
  for (const field of document.querySelectorAll('#here textarea, #here input')) {
    if (field.id.endsWith(one.key)) field.value = field.defaultValue;
  }
  say(message);
  changed();
  request();
}
