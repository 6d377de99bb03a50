import Core
import Jobs
import Storage
import Visas

/// The salary lines of the visa library, as jobs are compared with them: the only place that knows both.
enum JobLines {
    /// Those of a country's routes; the main line of each, with the lower ones that some have.
    static func lines(of visas: VisaService, in country: String) async throws -> [Jobs.SalaryLine] {
        let thresholds = try await visas.thresholds(in: country)
        guard !thresholds.isEmpty else { return [] }
        let routes = try await visas.pathways(PathwayFilter(country: country), limit: 100).items
        return routes.compactMap { route in
            let own = thresholds.filter { $0.pathway == route.id }
            return own.first { $0.position == 0 }.flatMap { line($0, own, route, on: visas.today) }
        }
    }

    private static func line(
        _ main: PathwayThreshold, _ all: [PathwayThreshold], _ route: PathwayRow, on day: CivilDay
    ) -> Jobs.SalaryLine? {
        guard let period = Jobs.PayPeriod(rawValue: main.period.rawValue) else { return nil }
        let currency = main.amount.currency
        let lower = all.filter {
            $0.position > 0 && $0.amount.currency == currency && $0.period == main.period
                && $0.amount.hundredths < main.amount.hundredths && !$0.needsRecheck(on: day)
        }
        return Jobs.SalaryLine(
            pathway: route.id, name: route.name, country: route.country, path: route.path,
            amount: units(main.amount), currency: currency, period: period,
            lower: lower.map { .init(amount: units($0.amount), appliesTo: $0.appliesTo) },
            asOf: main.asOf.description, needsRecheck: main.needsRecheck(on: day))
    }

    /// Hundredths as the smallest coins of the currency.
    private static func units(_ money: Money) -> Int64 {
        money.hundredths * Currency.scale(money.currency) / 100
    }
}
