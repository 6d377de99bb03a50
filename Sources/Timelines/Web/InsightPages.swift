import Core
import Hummingbird
import Mustache
import Texts
import Timelines
import WebSupport

/// Figures of how many go.
package struct InsightPages: Sendable {
    private let insight: InsightService
    private let pages: PageRenderer

    package init(insight: InsightService, pages: PageRenderer) {
        self.insight = insight
        self.pages = pages
    }

    @Sendable package func page(_ request: Request, context: VisitorContext) async throws -> Response {
        pages.response(InsightPage(figures: try await insight.emigration(), visit: context.visit), context.visit)
    }

    @Sendable package func emigration(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<EmigrationRecord> { .ok(EmigrationRecord(try await insight.emigration())) }
}

/// The figures as programs get them: a series for each thing that is counted.
package struct EmigrationRecord: Codable, Sendable {
    let publisher: String
    let unit: String
    let caveats: [String]
    let series: [Series]
    /// Over many years.
    let cumulative: [Cumulative]
    let notFound: [String]

    struct Cumulative: Codable, Sendable {
        let period: String
        let total: Int
        let isRounded: Bool
        let source: Source
    }

    struct Series: Codable, Sendable {
        let scope: String
        let records: [Period]
    }

    struct Period: Codable, Sendable {
        let period: String
        let from: CivilDay
        let to: CivilDay
        /// Not to be compared with whole years.
        let isPartialYear: Bool
        let total: Int?
        let totalBasis: String
        let categories: [String: Int]
        let occupations: [String: Int]
        let destinations: [String: Int]
        let provinces: [String: Int]
        let note: String?
        let source: Source
    }

    struct Source: Codable, Sendable {
        let name: String
        let url: String?
        let asOf: String
        let confidence: String

        init(_ source: EmigrationFigures.Source) {
            name = source.name
            url = source.url
            asOf = source.asOf
            confidence = source.confidence
        }
    }

    init(_ figures: EmigrationFigures) {
        publisher = figures.publisher
        unit = figures.unit
        caveats = figures.caveats
        notFound = figures.notFound
        cumulative = figures.cumulative.compactMap { sum in
            sum.total.map {
                Cumulative(
                    period: sum.period, total: $0, isRounded: sum.rounded ?? false, source: Source(sum.source))
            }
        }
        series = figures.scopes.map { scope in
            Series(scope: scope, records: figures.records(of: scope).compactMap(Self.period))
        }
    }

    private static func period(_ record: EmigrationFigures.Record) -> Period? {
        guard let from = CivilDay(record.from), let to = CivilDay(record.to) else { return nil }
        return Period(
            period: record.period, from: from, to: to, isPartialYear: record.partialYear, total: record.total,
            totalBasis: record.totalBasis, categories: record.categories, occupations: record.occupations,
            destinations: record.destinations, provinces: record.provinces, note: record.note,
            source: Source(record.source))
    }
}

struct InsightPage: Page {
    static let template = "insight"
    let figures: EmigrationFigures
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "publisher": figures.publisher
        case "caveats": figures.caveats
        case "series":
            figures.scopes.map { SeriesView(scope: $0, records: figures.records(of: $0), phrases: visit.phrases) }
        case "sums": figures.cumulative.filter { $0.total != nil }.map { SumRow(sum: $0, phrases: visit.phrases) }
        case "notFound": figures.notFound
        default: nil
        }
    }
}

private struct SeriesView: MustacheParent {
    let scope: String
    let records: [EmigrationFigures.Record]
    let phrases: Phrasebook

    private var key: String {
        switch scope {
        case "BEOE": "insight_scope_bureau"
        case "BEOE and OEC": "insight_scope_both"
        default: "insight_scope_unstated"
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "seriesName": phrases.text(key)
        case "chart":
            BarChart(
                title: phrases.text(key),
                bars: records.compactMap { record in
                    record.total.map {
                        BarChart.Bar(
                            label: label(record), text: Self.grouped($0), value: $0, isPartial: record.partialYear)
                    }
                })
        case "periods": records.map { PeriodRow(record: $0, label: label($0)) }
        default: nil
        }
    }

    private func label(_ record: EmigrationFigures.Record) -> String {
        record.partialYear ? phrases.text("insight_partial", ["period": record.period]) : record.period
    }

    /// `862,625`
    static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}

/// A total over many years.
private struct SumRow: MustacheParent {
    let sum: EmigrationFigures.Cumulative
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "sumPeriod": sum.period
        case "sumTotal":
            phrases.text(
                sum.rounded == true ? "insight_rounded" : "insight_exact",
                ["total": sum.total.map(SeriesView.grouped) ?? "–"])
        case "sumSource": sum.source.name
        default: nil
        }
    }
}

private struct PeriodRow: MustacheParent {
    let record: EmigrationFigures.Record
    let label: String

    func child(named name: String) -> Any? {
        switch name {
        case "periodLabel": label
        case "periodTotal": record.total.map(SeriesView.grouped) ?? "–"
        case "periodHighly": number("highly_qualified")
        case "periodSkilled": number("highly_skilled")
        case "periodSource": record.source.name
        case "periodAddresses": record.source.url.map { [$0] } ?? []
        case "periodNotes": record.note.map { [$0] } ?? []
        default: nil
        }
    }

    private func number(_ category: String) -> String { record.categories[category].map(SeriesView.grouped) ?? "–" }
}
