// When each step of a checklist must begin so that all are done by the day of the journey: reckoned backwards, as the
// server does (listings.md, section 8), with the longest time that each step may take.

const STAGES = ['decide', 'prepare', 'apply', 'depart', 'arrive'];
const DAY = 86_400_000;

/** @param {string} day `2026-11-21` @param {number} count */
const addDays = (day, count) => new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);

/** As many months earlier, on the last day of a month that is shorter. */
function monthsBefore(day, count) {
  const [year, month, date] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - count, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The day by this device's clock. */
export const today = () => new Date().toLocaleDateString('sv');

const least = (days) => days.filter(Boolean).sort()[0];

/** Steps after those that they depend on, otherwise in the order given; those in a circle are left out. */
function ordered(steps) {
  const [left, names, out] = [[...steps], new Set(steps.map((step) => step.itemId)), []];
  for (;;) {
    const place = left.findIndex((step) => step.dependsOn.every((name) => !names.has(name)));
    if (place < 0) return out;
    const [step] = left.splice(place, 1);
    names.delete(step.itemId);
    out.push(step);
  }
}

/**
 * @param {object[]} steps rows `checklistItem` that are still to be done @param {string} target the day of the journey
 * @returns {Map<string, {start: string, end: string, notBefore?: string}>} days by `itemId`
 */
export function plan(steps, target) {
  const days = new Map();
  let limit = target;
  for (const stage of STAGES.slice(0, -1).reverse()) {
    const own = steps.filter((step) => step.stage === stage);
    for (const step of ordered(own).reverse()) {
      const followers = own.filter((one) => one.dependsOn.includes(step.itemId));
      const end = least([limit, ...followers.map((one) => days.get(one.itemId)?.start)]);
      days.set(step.itemId, {
        start: addDays(end, -(step.leadTimeDays ?? 0)), end,
        notBefore: step.validityMonths && monthsBefore(limit, step.validityMonths) });
    }
    limit = least([limit, ...own.map((step) => days.get(step.itemId)?.start)]);
  }
  const later = ordered(steps.filter((step) => step.stage === 'arrive'));
  for (const step of later) {
    const before = step.dependsOn.filter((name) => later.some((one) => one.itemId === name))
      .map((name) => days.get(name)?.end).filter(Boolean).sort().at(-1);
    const start = before ?? target;
    days.set(step.itemId, { start, end: addDays(start, step.leadTimeDays ?? 0) });
  }
  return days;
}
