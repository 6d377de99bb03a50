// The server's forms as mutations: what a form would do, said in the words of the sync protocol.

import { newID } from './store.js';

const ID = '([0-9a-f-]{36})';
const on = (path) => new RegExp(`^${path.replace(':id', ID)}$`);
const text = (fields, name) => fields[name]?.trim() || undefined;

/** A number of days; none is 0, and a form that does not ask says nothing. */
const days = (typed) => (typed === undefined ? undefined : Number.parseInt(typed, 10) || 0);

/** Tags as people type them, between commas of either script. */
const tags = (typed = '') => typed.split(/[,،]/).map((tag) => tag.trim()).filter(Boolean);

/** Whether the box is ticked that keeps the name away. */
const anonymous = (fields) => (fields.anonymous ? true : undefined);

function draft(kind, targetId, fields) {
  const args = {
    id: fields.draftID || newID(), kind, targetId, categoryId: text(fields, 'categoryId'),
    threadKind: text(fields, 'kind'), title: fields.title ?? '', body: fields.body ?? '', tags: tags(fields.tags),
    anonymous: anonymous(fields) };
  return [{ name: 'draft.put', args }];
}

/** A draft that was published is a draft no more. */
const published = (fields, mutation) =>
  [mutation, ...(fields.draftID ? [{ name: 'draft.delete', args: { id: fields.draftID } }] : [])];

/** What a form says of an application: of the offer only with one's own form of it, where all fields are. */
function said(fields) {
  const names = ['title', 'employerName', 'link', 'nextStep', 'nextOn', 'notes', 'offerGross', 'offerCurrency',
    'offerPeriod', 'offerRelocation', 'offerSponsorship'];
  const hours = fields.offerHours?.trim().replace(',', '.');
  // What is no number is out of any range: it is refused, not lost.
  return { ...Object.fromEntries(names.map((name) => [name, fields[name]])),
    offerHours: hours ? Number(hours) || -1 : undefined };
}

const FORMS = [
  [on('/threads/new'), (_, fields) => (fields.action === 'draft' ? draft('thread', text(fields, 'groupId'), fields) : published(
    fields, {
      name: 'thread.create', args: {
        id: fields.newID || newID(), postId: fields.newPostID || newID(), categoryId: fields.categoryId ?? '',
        groupId: text(fields, 'groupId'), kind: fields.kind ?? 'question', title: fields.title ?? '', body: fields.body ?? '',
        tags: tags(fields.tags), pathwayId: text(fields, 'pathwayId'), anonymous: anonymous(fields) } }))],
  [on('/threads/:id/answers'), (id, fields) => (fields.action === 'draft' ? draft('post', id, fields) : published(
    fields, {
      name: 'post.create', args: {
        id: fields.newID || newID(), threadId: id, parentId: text(fields, 'parentID'), body: fields.body ?? '',
        anonymous: anonymous(fields) } }))],
  [on('/posts/:id/edit'), (id, fields) => (fields.action === 'draft' ? draft('edit', id, fields) : published(
    fields, { name: 'post.edit', args: { id, baseRev: Number(fields.baseRevision), body: fields.body ?? '' } }))],
  [on('/posts/:id/delete'), (id) => [{ name: 'post.delete', args: { id } }]],
  [on('/posts/:id/vote'), (id, fields) => [{ name: 'vote.set', args: { postId: id, value: Number(fields.value) } }]],
  [on('/posts/:id/bookmark'), (id, fields) =>
    [{ name: 'bookmark.set', args: { postId: id, on: fields.bookmark !== 'off' } }]],
  [on('/threads/:id/accepted'), (id, fields) =>
    [{ name: 'thread.accept', args: { threadId: id, postId: text(fields, 'post') ?? null } }]],
  [on('/threads/:id/level'), (id, fields) =>
    [{ name: 'level.set', args: { scope: 'thread', targetId: id, level: fields.level } }]],
  [on('/jobs/:id/saved'), (id, fields) => [{ name: 'job.save', args: { jobId: id, on: fields.saved === 'on' } }]],
  [on('/applications'), (_, fields) => [{ name: 'application.create', args: {
    id: fields.newID || newID(), jobId: fields.jobId, stage: fields.stage, stageOn: text(fields, 'stageOn'),
    ...said(fields) } }]],
  [on('/applications/:id/edit'), (id, fields) =>
    [{ name: 'application.set', args: { id, baseRev: Number(fields.revision) || undefined, ...said(fields) } }]],
  [on('/applications/:id/stage'), (id, { stage, on: since }) =>
    [{ name: 'application.move', args: { id, stage, on: since || undefined } }]],
  [on('/applications/:id/delete'), (id) => [{ name: 'application.remove', args: { id } }]],
  [/^\/visas\/([a-z]{2}\/[a-z0-9-]+)\/checklist$/, (pathway, fields) => (fields.checklistID
    ? [{ name: 'checklist.set', args: { id: fields.checklistID, targetDate: fields.targetDate ?? '' } }]
    : [{ name: 'checklist.start', args: {
      id: newID(), pathwayId: pathway.replace('/', '-'), targetDate: text(fields, 'targetDate') } }])],
  [/^\/visas\/[a-z]{2}\/[a-z0-9-]+\/checklist\/([a-z0-9-]+)$/, (itemId, fields) => [{
    name: 'item.set', args: {
      checklistId: fields.checklistID, itemId, state: fields.state, doneOn: fields.doneOn, note: fields.note,
      label: fields.label, stage: fields.stage, leadTimeDays: days(fields.leadTimeDays) } }]],
  [/^\/visas\/[a-z]{2}\/([a-z0-9-]+)\/checklist-add$/, (_, fields) => [{
    name: 'item.add', args: {
      checklistId: fields.checklistID, itemId: fields.stepID || newID(), label: fields.label ?? '',
      stage: fields.stage, leadTimeDays: days(fields.leadTimeDays) } }]],
  [/^\/visas\/[a-z]{2}\/[a-z0-9-]+\/checklist\/([a-z0-9-]+)\/remove$/, (itemId, fields) =>
    [{ name: 'item.remove', args: { checklistId: fields.checklistID, itemId } }]],
  [on('/messages/:id'), (_, fields) => [{
    name: 'conversation.send', args: { id: fields.newID || newID(), memberId: fields.memberID, body: fields.body ?? '' } }]],
  [on('/mentoring/mentorships/:id/messages'), (mentorshipId, fields) => [{
    name: 'message.send', args: { id: fields.newID || newID(), mentorshipId, body: fields.body ?? '' } }]],
  [on('/drafts/:id/remove'), (id) => [{ name: 'draft.delete', args: { id } }]],
];

/**
 * What does what a form does; `undefined` for forms that only the server takes (polls), and buttons that
 * ask it something (a preview).
 * @param {string} path where the form is sent @param {Record<string, string>} fields
 */
export function mutationsFor(path, fields) {
  if (fields.action === 'preview' || fields.action === 'similar' || (fields.pollQuestion || fields.pollOptions)?.trim()) return undefined;
  for (const [pattern, make] of FORMS) {
    const found = pattern.exec(path);
    // `undefined` members vanish on the way to the server, and on the way to the disk.
    if (found) return JSON.parse(JSON.stringify(make(found[1], fields)));
  }
  return undefined;
}

/** Where a form is sent. Its property `action` would be the button of that name. @param {HTMLFormElement} form */
export const targetOf = (form) => new URL(form.getAttribute('action') ?? location.href, location.href);

/** The fields of a form, with the button that sends it; of one that is partial, those that were changed.
 * @param {HTMLFormElement} form @param {HTMLElement} [button] */
export function fieldsOf(form, button) {
  const fields = Object.fromEntries(new FormData(form));
  for (const one of 'partial' in form.dataset ? form.elements : []) {
    if (one.type !== 'hidden' && one.value === one.defaultValue) delete fields[one.name];
  }
  if (button?.name) fields[button.name] = button.value;
  return fields;
}
