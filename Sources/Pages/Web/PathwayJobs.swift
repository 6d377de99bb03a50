import Core
import Jobs
import Texts
import Visas
import WebSupport

extension PathwaySections {
    /// Open jobs of the route's country; where the route has a salary line, such whose pay may reach it: whether it does,
    /// their own pages say.
    package static func jobs(_ jobs: JobService) -> PathwaySectionSource {
        { pathway, visit in
            var filter = JobFilter()
            filter.country = pathway.country
            filter.salary = line(of: pathway)
            let found = try await jobs.jobs(filter, limit: 5).jobs.items
            let heading = visit.phrases.text(filter.salary == nil ? "pathway_jobs" : "pathway_jobs_paid")
            var section = PathwaySection(name: "jobs", heading: heading)
            section.empty = visit.phrases.text("pathway_jobs_empty")
            section.lines = found.map { .init($0.content.title, path: $0.path, note: $0.employer.name) }
            section.more = .init(visit.phrases.text("pathway_jobs_more"), path: path(of: filter))
            return section
        }
    }

    /// What the line is in a year.
    private static func line(of pathway: Pathway) -> JobFilter.Salary? {
        guard let line = pathway.salaryThreshold, Currency.codes.contains(line.amount.currency) else { return nil }
        let units = line.amount.hundredths * Currency.scale(line.amount.currency) / 100
        return switch line.period {
        case .year: .init(units: units, currency: line.amount.currency)
        case .month: .init(units: units * 12, currency: line.amount.currency)
        case .hour: nil
        }
    }

    private static func path(of filter: JobFilter) -> String {
        let country = "/jobs?country=\(filter.country ?? "")"
        guard let salary = filter.salary else { return country }
        let amount = Amount(units: salary.units, currency: salary.currency).amount
        return "\(country)&salary=\(amount)&currency=\(salary.currency)"
    }
}
