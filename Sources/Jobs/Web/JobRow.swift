import Core
import Jobs
import Mustache
import Texts
import WebSupport

/// One line of a list of jobs.
struct JobRow: MustacheParent, Sendable {
    let job: Job
    /// Whose currency salaries are shown in besides.
    var own: (currency: String, rates: ExchangeRates)?
    var showsState = false
    let visit: Visit

    func child(named name: String) -> Any? {
        let words = JobWords(visit)
        return switch name {
        case "jobPath": job.path
        case "jobTitle": job.content.title
        case "employerName": job.employer.name
        case "isVerifiedEmployer": job.employer.state == .verified
        case "placeText": words.place(job.content)
        case "salaryTexts": job.content.pay.map { [words.salary($0)] } ?? []
        case "convertedTexts": converted(words).map { [$0] } ?? []
        case "sponsorshipText": words.sponsorship(job.content.sponsorship)
        case "isSponsored": job.content.sponsorship == .confirmed
        case "skills": job.content.skills.prefix(6).map { SkillView(skill: $0) }
        case "posteds": job.postedAt.map { [Moment($0, visit)] } ?? []
        case "stateTexts": showsState ? [words.state(job.state)] : []
        case "hasWarnings": !job.warnings.isEmpty
        default: nil
        }
    }

    private func converted(_ words: JobWords) -> String? {
        guard let own, let pay = job.content.pay else { return nil }
        return words.converted(pay, to: own.currency, own.rates)
    }
}

struct SkillView: MustacheParent, Sendable {
    let skill: String

    func child(named name: String) -> Any? {
        switch name {
        case "skillName": skill
        case "skillPath": "/jobs?skill=\(Links.escaped(skill))"
        default: nil
        }
    }
}

/// How what is known of a job is said in the reader's language.
package struct JobWords: Sendable {
    private let visit: Visit
    private var phrases: Phrasebook { visit.phrases }

    package init(_ visit: Visit) { self.visit = visit }

    /// `Berlin, Germany`, with what may be done from afar.
    func place(_ job: JobContent) -> String {
        let country = Names.country(job.country, visit.language)
        let place = job.city.isEmpty ? country : phrases.text("job_place", ["city": job.city, "country": country])
        return job.remote == .none ? place : "\(place) · \(phrases.text("remote_\(job.remote.rawValue)"))"
    }

    /// `EUR 58,000 to 66,000 a year`
    package func salary(_ pay: Pay) -> String {
        let period = phrases.text("period_\(pay.period.rawValue)")
        func amount(_ units: Int64) -> String { Self.plain(units, pay.currency) }
        let text =
            switch (pay.minimum, pay.maximum) {
            case (let low?, let high?) where low != high:
                phrases.text("salary_between", ["low": amount(low), "high": amount(high)])
            case (let low?, _): amount(low)
            case (nil, let high?): phrases.text("salary_up_to", ["high": amount(high)])
            case (nil, nil): ""
            }
        return phrases.text("salary_text", ["currency": pay.currency, "amount": text, "period": period])
    }

    /// The yearly upper end in another currency with the day of the rate; `nil` without one.
    func converted(_ pay: Pay, to currency: String, _ rates: ExchangeRates) -> String? {
        guard currency != pay.currency, !rates.day.isEmpty, let units = pay.maximum ?? pay.minimum,
            let worth = rates.convert(units, from: pay.currency, to: currency)
        else { return nil }
        return phrases.text(
            "salary_converted",
            [
                "currency": currency, "amount": Self.plain(worth, currency),
                "period": phrases.text("period_\(pay.period.rawValue)"), "day": rates.day,
            ])
    }

    /// Grouped by thousands; cents only where there are some.
    static func plain(_ units: Int64, _ currency: String) -> String {
        let text = Amount(units: units, currency: currency).amount
        let parts = text.split(separator: ".")
        let digits = Array(parts.first ?? "")
        let groups = digits.indices.reduce("") { out, index in
            out + (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
        }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let hasFraction = fraction.contains { $0 != "0" }
        // Never torn apart nor turned round between letters of the other direction.
        return "\u{2068}\(groups)\(hasFraction ? ".\(fraction)" : "")\u{2069}"
    }

    func sponsorship(_ state: Sponsorship) -> String { phrases.text("sponsorship_\(state.rawValue)") }
    func state(_ state: JobState) -> String { phrases.text("job_state_\(state.rawValue)") }
}
