// A member's own applications: what this device keeps of them, with what is not sent yet.

import { field } from './compose.js';
import { el } from './dom.js';
import { today } from './plan.js';
import { queued } from './queue.js';
import { row, rows } from './replica.js';
import { amount, day, t } from './text.js';

const STAGES = ['interested', 'applied', 'screening', 'interview', 'offer', 'accepted', 'rejected', 'withdrawn'];
const isEnded = ({ stage }) => STAGES.indexOf(stage) > 4;
const nameOf = (stage) => t(`application_stage_${stage}`);
const pathTo = (one) => `/applications/${one.id}`;

/** One that is not sent yet: of a job of the site, what the job says. */
async function toBe({ args, timestamp }) {
  const job = args.jobId && await row(`job/${args.jobId}`);
  const stage = args.stage ?? STAGES[0];
  const stageOn = args.stageOn || today();
  return {
    employerName: job?.employer.name ?? '', title: job?.title ?? '', link: '', nextStep: '', notes: '', ...args, stage,
    stageOn, moves: [{ stage, on: stageOn }], updatedAt: new Date(timestamp).toISOString(), revision: 1 };
}

/** Shows one mutation as if it had been applied: what is changed after it goes on from its revision. */
function foresee(one, { name, args }) {
  if (name === 'application.set') {
    for (const [key, value] of Object.entries(args)) if (key in one || key === 'nextOn') one[key] = value;
  } else if (name === 'application.move') {
    const on = args.on || today();
    Object.assign(one, { stage: args.stage, stageOn: on, moves: [...one.moves, { stage: args.stage, on }] });
  }
  one.revision += 1;
}

/** The applications with what waits to be sent: stages in their order, and in each what changed last first. */
async function applications() {
  const all = new Map((await rows('application')).map((one) => [one.id, { ...one }]));
  for (const entry of (await queued()).filter(({ state }) => state !== 'refused')) {
    const { name, args } = entry;
    if (name === 'application.create' && !all.has(args.id)) all.set(args.id, await toBe(entry));
    if (name === 'application.remove') all.delete(args.id);
    else if (name.startsWith('application.') && all.has(args.id)) {
      const one = all.get(args.id);
      if (name !== 'application.create') foresee(one, entry);
      one.isWaiting = true;
    }
  }
  return [...all.values()].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage)
    || (a.updatedAt < b.updatedAt ? 1 : -1));
}

const find = async (id) => (await applications()).find((one) => one.id === id);
const since = (one) => el('span', {}, t('application_since', { day: day(one.stageOn) }));
const waits = (one) => one.isWaiting && el('span.wait', {}, t('offline_waiting'));
const reminder = (one) => !isEnded(one) && one.nextOn && el(one.nextOn < today() ? 'b.overdue' : 'b', {},
  t('application_next_on', { day: day(one.nextOn) }));

const money = (sum, period) =>
  t('salary_text', { currency: sum.currency, amount: amount(sum), period: t(`period_${period}`) });

const line = (one) => el('li', {},
  el('p.ti', {}, el('a', { href: pathTo(one), dir: 'auto' }, one.title)),
  el('p.by', {}, el('bdi.way', {}, one.employerName), since(one),
    one.offer && el('span', {}, money(one.offer.gross, one.offer.period)),
    !isEnded(one) && one.nextStep && el('bdi', {}, one.nextStep), reminder(one), waits(one)));

/** All of them by stage, or those of the one that the address asks for. */
export async function ownApplications() {
  const asked = new URLSearchParams(location.search).get('stage');
  const found = await applications();
  const group = (stage) => {
    const own = found.filter((one) => one.stage === stage && (!asked || asked === stage));
    return own.length > 0 && el('section', { 'aria-labelledby': `stage-${stage}` },
      el('h2', { id: `stage-${stage}` }, nameOf(stage)), el('ul.rows', {}, own.map(line)));
  };
  return { title: t('applications_heading'), parts: [
    el('h1', {}, t('applications_heading')), el('p.lead', {}, t('applications_intro')),
    el('p.go', {}, el('a.button', { href: '/applications/new' }, t('application_new'))),
    found.length ? STAGES.map(group) : el('p.empty', {}, t('applications_none'))].flat().filter(Boolean) };
}

/** One with its history, and the form that moves it. @param {string} id @returns `undefined` when it is not here */
export async function ownApplication(id) {
  const one = await find(id);
  if (!one) return undefined;
  const path = pathTo(one);
  const job = one.jobId && await row(`job/${one.jobId}`);
  const isWeb = /^https?:/i.test(one.link);
  return { title: `${one.title} · ${one.employerName}`, parts: [
    el('p', {}, el('a', { href: '/applications' }, t('applications_heading'))),
    el('h1', { dir: 'auto' }, one.title),
    el('p.by', {}, el('bdi.who', {}, one.employerName),
      el(one.stage === 'accepted' ? 'b.done' : 'b', {}, nameOf(one.stage)), since(one), waits(one)),
    !isEnded(one) && one.nextStep
      && el('p', {}, el('b', {}, t('application_next_step')), ' ', el('bdi', {}, one.nextStep)),
    reminder(one) && el('p.by', {}, reminder(one)),
    el('p.note', {}, t('offline_copy')),
    el('p.go', {}, job && el('a.button', { href: `/jobs/${job.id}/-` }, t('application_job')),
      isWeb && el('a', { href: one.link, rel: 'nofollow ugc noopener' }, t('application_link'))),
    el('section', { 'aria-labelledby': 'move' }, el('h2', { id: 'move' }, t('application_move_heading')),
      el('form.form', { method: 'post', action: `${path}/stage`, novalidate: true }, stageField(one.stage),
        field('on', 'stage_on', dayField(), false),
        el('p.go', {}, el('button.primary', {}, t('application_move'))))),
    one.offer && offer(one.offer),
    one.notes && el('section', { 'aria-labelledby': 'notes' },
      el('h2', { id: 'notes' }, t('label_application_notes')), el('p.typed', { dir: 'auto' }, one.notes)),
    el('section', { 'aria-labelledby': 'history' }, el('h2', { id: 'history' }, t('application_history')),
      el('ol.tokens', {}, [...one.moves].reverse().map(({ stage, on }) =>
        el('li', {}, el('p', {}, el('b', {}, nameOf(stage))), el('p.by', {}, el('span', {}, day(on))))))),
    el('div.acts', {}, el('a', { href: `${path}/edit` }, t('application_edit')))].filter(Boolean) };
}

function offer(one) {
  const fact = (name, value) => value && el('div', {}, el('dt', {}, t(`offer_${name}`)), el('dd', {}, value));
  return el('section', { 'aria-labelledby': 'offer' }, el('h2', { id: 'offer' }, t('offer_heading')),
    el('dl.facts', {}, fact('gross', money(one.gross, one.period)),
      one.period !== 'year' && fact('annual', one.annual && money(one.annual, 'year')),
      fact('hours', one.weeklyHours && t('job_hours', { hours: one.weeklyHours })),
      fact('sponsorship', t(`offer_sponsorship_${one.sponsorship}`)),
      fact('relocation', one.relocation && el('bdi', {}, one.relocation))));
}

const stageField = (present) => field('stage', 'application_stage', el('select', {}, STAGES.map((stage) =>
  el('option', { value: stage, selected: stage === present }, nameOf(stage)))));

/** A control that knows what it held, so that nothing that somebody types is drawn over. */
function held(tag, attributes, value) {
  const control = el(tag, attributes);
  control.defaultValue = value ?? '';
  return control;
}

const dayField = (value) => held('input', { type: 'date', dir: 'ltr' }, value);

/** The form of one, or of a new one. The offer is changed where there is a network. @param {string} [id] */
export async function applicationForm(id) {
  const one = id === undefined ? {} : await find(id);
  if (!one) return undefined;
  const text = (name, most, isNeeded = false) =>
    field(name, `application_${name}`, held('input', { dir: 'auto', maxlength: most }, one[name]), isNeeded);
  const heading = t(id === undefined ? 'application_new' : 'application_edit');
  const path = id === undefined ? '/applications' : pathTo(one);
  return { title: heading, parts: [
    el('h1', {}, heading), el('p.lead', {}, t('application_form_intro')),
    el('form.form', {
      method: 'post', action: id === undefined ? path : `${path}/edit`, novalidate: true,
      'data-partial': id !== undefined },
      one.revision && el('input', { type: 'hidden', name: 'revision', value: one.revision }),
      text('title', 120, true), text('employerName', 120, true), text('link', 500),
      id === undefined && [stageField(STAGES[0]), field('stageOn', 'stage_on', dayField(), false)],
      text('nextStep', 200), field('nextOn', 'application_nextOn', dayField(one.nextOn), false),
      field('notes', 'application_notes',
        held('textarea', { rows: 8, dir: 'auto', maxlength: 10_000 }, one.notes), false),
      el('p.go', {}, el('button.primary', {}, t('save_changes')), el('a', { href: path }, t('cancel'))))] };
}
