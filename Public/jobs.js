// Jobs of the countries that this device keeps, and those that the member keeps.

import { cleaned, el, time } from './dom.js';
import { subscriptions } from './keep.js';
import { today } from './plan.js';
import { queued } from './queue.js';
import { row, rows } from './replica.js';
import { amount, country, day, n, t } from './text.js';

const pathTo = (job) => `/jobs/${job.id}/${job.slug || '-'}`;

/** Ids of the jobs that the member keeps, with what waits to be sent. */
async function kept() {
  const ids = new Set((await rows('savedJob')).map((one) => one.jobId));
  for (const { name, args, state } of await queued()) {
    if (name !== 'job.save' || state === 'refused') continue;
    if (args.on) ids.add(args.jobId);
    else ids.delete(args.jobId);
  }
  return ids;
}

const place = ({ city, country: code, remote }) => {
  const where = city ? t('job_place', { city, country: country(code) }) : country(code);
  return remote === 'none' ? where : `${where} · ${t(`remote_${remote}`)}`;
};

/** `EUR 58,000 to 66,000 a year`; `undefined` when the advert names none. */
function salary({ salary: pay }) {
  const [low, high] = [pay?.min, pay?.max].map((one) => one && amount(one));
  if (!low && !high) return undefined;
  const both = low && high && low !== high;
  const text = both ? t('salary_between', { low, high }) : low ?? t('salary_up_to', { high });
  return t('salary_text', {
    currency: (pay.min ?? pay.max).currency, amount: text, period: t(`period_${pay.period}`) });
}

const sponsorship = (job) =>
  el(job.sponsorship === 'confirmed' ? 'b.done' : 'span', {}, t(`sponsorship_${job.sponsorship}`));

const line = (job) => el('li', {},
  el('p.ti', {}, el('a', { href: pathTo(job), dir: 'auto' }, job.title)),
  el('p.an', {}, salary(job) && el('span', {}, salary(job)), sponsorship(job)),
  el('p.by', {}, el('bdi.way', {}, job.employer.name), el('span', {}, place(job)),
    job.skills.slice(0, 6).map((skill) => el('span.tag', {}, skill)), job.postedAt && time(job.postedAt),
    job.warnings.length > 0 && el('b.kind', {}, t('job_warned'))));

/** Jobs as far as they are here, those last posted first; whose last day has passed is shown no more. */
async function open() {
  const found = (await rows('job')).filter((job) => job.validThrough >= today());
  return found.sort((a, b) => ((a.postedAt ?? '') < (b.postedAt ?? '') ? 1 : -1));
}

/** The jobs of the countries that are kept, or of the one that the address asks for. */
export async function jobs() {
  const asked = new URLSearchParams(location.search).get('country');
  const countries = [...await subscriptions()].filter(([scope, on]) => on && scope.startsWith('j:'))
    .map(([scope]) => scope.slice(2)).sort();
  const found = (await open()).filter((job) => !asked || job.country === asked);
  const link = (code) => el('a', {
    href: `/jobs?country=${code}`, 'aria-current': code === asked ? 'true' : undefined }, country(code));
  return { title: t('section_jobs'), parts: [
    el('h1', {}, t('section_jobs')), el('p.lead', {}, t('offline_jobs_intro')),
    el('p.go', {}, countries.map(link), el('a', { href: '/jobs/saved' }, t('saved_jobs_heading'))),
    found.length ? el('ol.rows', {}, found.map(line)) : el('p.empty', {}, t('offline_jobs_empty'))] };
}

/** The jobs that the member keeps, as far as they are here. */
export async function savedJobs() {
  const ids = await kept();
  const found = (await rows('job')).filter((job) => ids.has(job.id));
  return { title: t('saved_jobs_heading'), parts: [el('h1', {}, t('saved_jobs_heading')),
    found.length ? el('ol.rows', {}, found.map(line)) : el('p.empty', {}, t('saved_jobs_none'))] };
}

/** One job. @param {string} id @returns what to show; `undefined` when it is not on this device */
export async function job(id) {
  const one = await row(`job/${id}`);
  if (!one) return undefined;
  const isKept = (await kept()).has(id);
  const fact = (name, value) => value && el('div', {}, el('dt', {}, t(`job_fact_${name}`)), el('dd', {}, el('bdi', {}, value)));
  return { title: `${one.title} · ${one.employer.name}`, parts: [el('article', {},
    el('header.head', {}, el('h1', { dir: 'auto' }, one.title), el('p.by', {}, el('bdi.who', {}, one.employer.name),
      one.employer.state === 'verified' && el('span.done', {}, t('employer_verified')),
      one.postedAt && time(one.postedAt))),
    el('p.note', {}, t('offline_copy')),
    one.validThrough < today() && el('p.note', {}, t('job_note_expired')),
    one.warnings.length > 0 && el('section.refused', { 'aria-labelledby': 'signals' },
      el('h2', { id: 'signals' }, t('signals_heading')),
      el('ul', {}, one.warnings.map(({ id: signal }) => el('li', {}, t(`signal_${signal}`)))),
      el('p', {}, t('signals_advice'))),
    el('section', { 'aria-labelledby': 'pay' }, el('h2', { id: 'pay' }, t('job_pay_heading')),
      el('p', {}, salary(one) ? el('b', {}, salary(one)) : t('job_no_pay'))),
    el('section', { 'aria-labelledby': 'sponsorship' },
      el('h2', { id: 'sponsorship' }, t('job_sponsorship_heading')), el('p', {}, sponsorship(one)),
      one.sponsorshipEvidence && el('blockquote', {}, el('p', { dir: 'auto' }, one.sponsorshipEvidence))),
    el('dl.facts', {}, fact('place', place(one)), fact('contract', t(`contract_${one.contract}`)),
      fact('hours', one.weeklyHours && t('job_hours', { hours: one.weeklyHours })),
      fact('repayment', one.repaymentMonths && n('job_repayment', one.repaymentMonths)),
      fact('valid', day(one.validThrough))),
    el('section', { 'aria-labelledby': 'about' }, el('h2', { id: 'about' }, t('job_body_heading')),
      el('div.text', { dir: 'auto' }, cleaned(one.html))),
    el('p.tags', {}, one.skills.map((skill) => el('span.tag', {}, skill))),
    el('div.acts', {}, el('form', { method: 'post', action: `/jobs/${id}/saved` },
      el('button', { id: 'keep-job', name: 'saved', value: isKept ? 'off' : 'on' },
        t(isKept ? 'job_let_go' : 'job_save'))),
      el('form', { method: 'post', action: '/applications' },
        el('button', { name: 'jobId', value: id }, t('application_track')))))] };
}
