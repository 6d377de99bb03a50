// A member's own checklists: what this device keeps of them, with what is not sent yet and the days reckoned here.

import { field } from './compose.js';
import { el } from './dom.js';
import { plan, today } from './plan.js';
import { queued } from './queue.js';
import { row, rows } from './replica.js';
import { day, n, t } from './text.js';

const STAGES = ['decide', 'prepare', 'apply', 'depart', 'arrive'];
const STATES = ['open', 'doing', 'done', 'skipped'];
const isSettled = (step) => step.state === 'done' || step.state === 'skipped';
/** What the data says is in its own language. */
const english = { lang: 'en', dir: 'ltr' };
const asWritten = (step) => (step.isOwn ? { dir: 'auto' } : english);
/** A step of the member's own of which the server has not heard. */
const fresh = { isOwn: true, isMandatory: true, state: 'open', stage: 'prepare', detail: '', issuer: '', appliesIf: '',
  note: '', dependsOn: [] };

/** `/visas/de/eu-blue-card/checklist` of `de-eu-blue-card`. @param {string} pathway */
const pathTo = (pathway) => `/visas/${pathway.slice(0, 2)}/${pathway.slice(3)}/checklist`;

/** The copies with what waits to be sent. */
async function checklists() {
  const waiting = (await queued()).filter((entry) => entry.state !== 'refused');
  const all = new Map((await rows('checklist')).map((one) => [one.id, { ...one }]));
  for (const { name, args } of waiting) {
    const isKnown = [...all.values()].some((one) => one.pathwayId === args.pathwayId);
    if (name === 'checklist.start' && !isKnown) all.set(args.id, { ...args, isWaiting: true });
    else if (name === 'checklist.set' && all.has(args.id)) all.get(args.id).targetDate = args.targetDate || undefined;
    else if (name === 'checklist.remove') all.delete(args.id);
  }
  return [...all.values()];
}

async function stepsOf(checklist) {
  const steps = (await rows('checklistItem')).filter((one) => one.checklistId === checklist.id)
    .map((one) => ({ ...one }));
  const byItem = new Map(steps.map((step) => [step.itemId, step]));
  for (const { name, args, state } of await queued()) {
    if (args?.checklistId !== checklist.id || state === 'refused') continue;
    if (name === 'item.add' && !byItem.has(args.itemId)) byItem.set(args.itemId, { ...fresh, ...args });
    if (name === 'item.remove') byItem.delete(args.itemId);
    const step = name === 'item.set' && byItem.get(args.itemId);
    if (step) Object.assign(step, args);
    if (byItem.has(args.itemId)) byItem.get(args.itemId).isWaiting = true;
  }
  steps.splice(0, steps.length, ...byItem.values());
  const left = steps.filter((step) => !isSettled(step));
  const days = checklist.targetDate ? plan(left, checklist.targetDate) : new Map();
  const names = new Map(left.map((step) => [step.itemId, step.label]));
  for (const step of steps) {
    step.days = days.get(step.itemId);
    step.waitsFor = step.dependsOn.map((name) => names.get(name)).filter(Boolean);
  }
  return steps.sort((a, b) => ((a.days?.start ?? '~') < (b.days?.start ?? '~') ? -1 : 1));
}

const progress = (steps) => t('checklist_progress', { done: steps.filter(isSettled).length, total: steps.length });
const nameOf = async (checklist) =>
  (await row(`pathway/${checklist.pathwayId}`))?.name ?? checklist.title ?? checklist.pathwayId;

/** The list of the member's own. */
export async function ownChecklists() {
  const lines = await Promise.all((await checklists()).map(async (one) => el('li', {},
    el('p.ti', {}, el('a', { href: pathTo(one.pathwayId), ...english }, await nameOf(one))),
    el('p.by', {}, el('span', {}, progress(await stepsOf(one))),
      one.targetDate && el('span', {}, t('checklist_target', { day: day(one.targetDate) }))))));
  return { title: t('checklists_heading'), parts: [el('h1', {}, t('checklists_heading')),
    lines.length ? el('ul.rows', {}, lines) : el('p.empty', {}, t('checklists_empty'))] };
}

async function find(country, slug) {
  return (await checklists()).find((one) => one.pathwayId === `${country}-${slug}`);
}

/** A copy with its steps. @returns what to show; `undefined` when it is not on this device */
export async function ownChecklist(country, slug) {
  const own = await find(country, slug);
  if (!own) return undefined;
  const [name, steps] = [await nameOf(own), await stepsOf(own)];
  const path = pathTo(own.pathwayId);
  return { title: `${t('checklist_heading')}: ${name}`, parts: [
    el('p', {}, el('span', english, name)), el('h1', {}, t('checklist_heading')),
    own.isWaiting ? el('p.note', {}, t('offline_waiting')) : el('p.lead', {}, el('b', {}, progress(steps)),
      own.targetDate && ` · ${t('checklist_target', { day: day(own.targetDate) })}`),
    el('p.note', {}, t('offline_copy')),
    !own.isWaiting && el('form.form', { method: 'post', action: path, novalidate: true }, hidden(own),
      field('targetDate', 'target_date', dayField(own.targetDate), false),
      el('p.go', {}, el('button', {}, t('checklist_set_target')))),
    STAGES.map((stage) => stageOf(stage, steps.filter((one) => one.stage === stage), own, path)),
    !own.isWaiting && el('p.go', {}, el('a.button', { href: `${path}-add` }, t('checklist_add'))),
    el('p.note', {}, t('checklist_not_advice'))].flat().filter(Boolean) };
}

const hidden = (own) => el('input', { type: 'hidden', name: 'checklistID', value: own.id });

function dayField(value = '') {
  const control = el('input', { type: 'date', dir: 'ltr' });
  control.defaultValue = value;
  return control;
}

const stageOf = (stage, steps, own, path) => steps.length > 0 && el('section', { 'aria-labelledby': `stage-${stage}` },
  el('h2', { id: `stage-${stage}` }, t(`checklist_stage_${stage}`)),
  el('ul.steplist', {}, steps.map((step) => stepOf(step, own, path))));

/** When a step must begin, unless that is settled. */
function facts(step) {
  const start = !isSettled(step) && step.days?.start;
  const isLate = start && step.stage !== 'arrive' && step.isMandatory
    && (step.state === 'doing' ? step.days.end : start) < today();
  const key = step.stage === 'arrive' ? 'checklist_from' : 'checklist_start_by';
  return { isLate, parts: [
    start && el(isLate ? 'b.overdue' : 'b', {}, t(key, { day: day(start) })),
    step.days?.notBefore && !isSettled(step)
      && el('span', {}, t('checklist_not_before', { day: day(step.days.notBefore) }))] };
}

function stepOf(step, own, path) {
  const { isLate, parts } = facts(step);
  const label = el('span.vh', step.isOwn ? {} : { lang: 'en' }, ` ${step.label}`);
  return el(`li.step${isLate ? '.late' : ''}${isSettled(step) ? '.settled' : ''}`, { id: `step-${step.itemId}` },
    el('h3', asWritten(step), step.label), step.detail && el('p.ex', english, step.detail),
    el('p.by', {}, step.isOwn && el('span', {}, t('checklist_own_step')), el(step.state === 'done' ? 'b.done' : 'b', {}, t(`checklist_state_${step.state}`)),
      step.doneOn && el('span', {}, day(step.doneOn)), parts,
      step.isWaiting && el('span.wait', {}, t('offline_waiting'))),
    el('p.by', {}, step.leadTimeDays && el('span', {}, `${t('checklist_takes')} ${n('days_count', step.leadTimeDays)}`),
      step.issuer && el('span', {}, `${t('checklist_issuer')} `, el('bdi', { lang: 'en' }, step.issuer))),
    step.appliesIf && el('p.by', {}, el('span', {}, `${t('checklist_condition')} `,
      el('bdi', { lang: 'en' }, step.appliesIf))),
    !isSettled(step) && step.waitsFor.map((name) => el('p.by', {}, el('span', {}, `${t('checklist_waits')} `,
      el('bdi', { lang: 'en' }, name)))),
    step.note && el('p.typed', { dir: 'auto' }, step.note),
    el('form.acts', { method: 'post', action: `${path}/${step.itemId}` }, hidden(own),
      el('button', { name: 'state', value: isSettled(step) ? 'open' : 'done' },
        t(isSettled(step) ? 'checklist_untick' : 'checklist_tick'), label),
      el('a', { href: `${path}/${step.itemId}` }, t('checklist_more'), label.cloneNode(true))));
}

/** A step by itself, with its form. */
export async function ownStep(country, slug, item) {
  const own = await find(country, slug);
  const step = own && (await stepsOf(own)).find((one) => one.itemId === item);
  if (!step) return undefined;
  const path = pathTo(own.pathwayId);
  const note = el('textarea', { rows: 4, dir: 'auto', maxlength: 2000 });
  note.defaultValue = step.note ?? '';
  return { title: step.label, parts: [
    el('p', {}, el('a', { href: `${path}#step-${item}` }, t('checklist_heading'))),
    el('h1', asWritten(step), step.label), step.detail && el('p', english, step.detail),
    el('p.by', {}, facts(step).parts),
    el('form.form', { method: 'post', action: `${path}/${item}`, novalidate: true }, hidden(own),
      step.isOwn && stepFields(step),
      field('state', 'step_state', el('select', {}, STATES.map((state) =>
        el('option', { value: state, selected: state === step.state }, t(`checklist_state_${state}`))))),
      field('doneOn', 'done_on', dayField(step.doneOn), false), field('note', 'step_note', note, false),
      el('p.go', {}, el('button.primary', {}, t('checklist_save')), el('a', { href: path }, t('cancel')))),
    step.isOwn && el('p.end.by', {}, el('a', { href: `${path}/${item}/remove` }, t('checklist_step_remove')))]
    .filter(Boolean) };
}

/** What a member says of a step of their own. @param {object} [step] */
function stepFields(step = { ...fresh, label: '' }) {
  const label = el('input', { dir: 'auto', maxlength: 200 });
  label.defaultValue = step.label;
  const lead = el('input', { type: 'number', min: 0, max: 3650, dir: 'ltr' });
  lead.defaultValue = step.leadTimeDays || '';
  return [field('label', 'step_label', label),
    field('stage', 'step_stage', el('select', {}, STAGES.map((stage) =>
      el('option', { value: stage, selected: stage === step.stage }, t(`checklist_stage_${stage}`))))),
    field('leadTimeDays', 'step_lead', lead, false)];
}

/** The form for a step of the member's own. */
export async function addStep(country, slug) {
  const own = await find(country, slug);
  if (!own || own.isWaiting) return undefined;
  const path = pathTo(own.pathwayId);
  return { title: t('checklist_add'), parts: [
    el('p', {}, el('a', { href: path }, t('checklist_heading'))), el('h1', {}, t('checklist_add')),
    el('p.lead', {}, t('checklist_add_meaning')),
    el('form.form', { method: 'post', action: `${path}-add`, novalidate: true }, hidden(own), stepFields(),
      el('p.go', {}, el('button.primary', {}, t('checklist_add')), el('a', { href: path }, t('cancel'))))] };
}

/** Whether a step of the member's own is really to go. */
export async function removeStep(country, slug, item) {
  const own = await find(country, slug);
  const step = own && (await stepsOf(own)).find((one) => one.itemId === item && one.isOwn);
  if (!step) return undefined;
  const path = pathTo(own.pathwayId);
  return { title: t('checklist_step_remove'), parts: [
    el('h1', {}, t('checklist_step_remove')), el('p', { dir: 'auto' }, el('b', {}, step.label)),
    el('p.note', {}, t('checklist_step_remove_meaning')),
    el('form.form', { method: 'post', action: `${path}/${item}/remove` }, hidden(own),
      el('p.go', {}, el('button.danger', {}, t('checklist_step_remove')), el('a', { href: path }, t('cancel'))))] };
}

