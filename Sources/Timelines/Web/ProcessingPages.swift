import Core
import Hummingbird
import Mustache
import Texts
import Timelines
import Visas
import WebSupport

/// Pages of how long others waited.
extension TimelinePages {
    @Sendable package func overviewPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let overview = try await timelines.overview(as: context.principal)
        return pages.response(ProcessingListPage(overview: overview, visit: context.visit), context.visit)
    }

    @Sendable package func processingPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let waited = try request.waited
        let times = try await timelines.processingTimes(
            try context.text("id"), try FigureCell(asked: request), as: context.principal)
        return pages.response(ProcessingPage(times: times, waited: waited, visit: context.visit), context.visit)
    }
}

/// All pathways, those with figures first.
struct ProcessingListPage: Page {
    static let template = "processing_list"
    let overview: ProcessingOverview
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayRows": rows.filter { $0.figure != nil } + rows.filter { $0.figure == nil }
        case "isEmpty": overview.pathways.isEmpty
        case "nightTexts":
            overview.night.map { [visit.phrases.text("processing_night", ["date": visit.phrases.day($0)])] } ?? []
        default: nil
        }
    }

    private var rows: [ProcessingRow] {
        overview.pathways.map { ProcessingRow(pathway: $0, figure: overview.figures[$0.id], visit: visit) }
    }
}

private struct ProcessingRow: MustacheParent {
    let pathway: PathwayRow
    let figure: ProcessingHeadline?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "processingPath": "/processing-times/\(pathway.id)"
        case "processingName": pathway.name
        case "processingCountry": Names.country(pathway.country, visit.language)
        case "middleText":
            figure.map { ProcessingWords(visit.phrases).middle($0) } ?? visit.phrases.text("processing_too_few")
        default: nil
        }
    }
}

/// Figures in words.
package struct ProcessingWords {
    let phrases: Phrasebook

    package init(_ phrases: Phrasebook) { self.phrases = phrases }

    /// Half of the members had a decision after so many days; or why that is not said.
    package func middle(_ figure: ProcessingHeadline) -> String {
        guard figure.disclosure == .percentiles else { return phrases.text("processing_counts_only") }
        guard let days = figure.percentiles.first(where: { $0.share == 50 })?.days else {
            return phrases.text("processing_half_wait")
        }
        return phrases.text("processing_half", count: days)
    }

    func days(_ count: Int?) -> String {
        count.map { phrases.text("processing_days", count: $0) } ?? phrases.text("processing_not_reached")
    }

    /// `90–120 days`, `90 days or more`.
    func range(_ percentile: ProcessingFigure.Percentile) -> String {
        switch (percentile.low, percentile.high) {
        case (let low?, let high?): phrases.text("processing_range", ["low": "\(low)", "high": "\(high)"])
        case (let low?, nil): phrases.text("processing_from", ["low": "\(low)"])
        default: phrases.text("processing_not_reached")
        }
    }
}

/// How long members waited on one pathway.
struct ProcessingPage: Page {
    static let template = "processing_times"
    let times: ProcessingTimes
    let waited: Int?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": times.pathway.name
        case "pathwayCountry": Names.country(times.pathway.country, visit.language)
        case "processingPath": "/processing-times/\(times.pathway.id)"
        case "newPath": "/timelines/new?pathway=\(times.pathway.id)"
        case "nightTexts": times.night.map { [phrases.text("processing_night", ["date": phrases.day($0)])] } ?? []
        case "officialTexts": official.map { [$0] } ?? []
        case "officialSources": times.officialSource.map { [$0] } ?? []
        case "officialIsStale": times.official?.needsRecheck(on: CivilDay(visit.now)) == true
        case "figures": times.figure.map { [ProcessingFigureView($0, phrases)] } ?? []
        case "hasNoFigure": times.figure == nil
        case "widenedTexts":
            times.widened.isEmpty
                ? []
                : [
                    phrases.text(
                        "processing_widened",
                        ["what": times.widened.map { phrases.text("processing_filter_\($0)") }.joined(separator: ", ")])
                ]
        case "hasFilters": !(times.offices + times.nationalities).isEmpty || times.lanes.count > 1
        case "filterFields": filters
        case "waitedField":
            Field("waited", key: "waited", value: waited.map(String.init) ?? "", problem: nil, phrases: phrases).with {
                $0.isRequired = false
                $0.direction = "ltr"
                $0.inputType = "number"
            }
        case "chanceTexts": chance.map { [$0] } ?? []
        case "hasTrend": times.trend.count > 1
        case "trendRows": times.trend.map { TrendRow(figure: $0, phrases: phrases) }
        case "trendChart": trendChart
        default: nil
        }
    }

    private var official: String? {
        guard let official = times.official, let days = times.pathway.processingDays else { return nil }
        return phrases.text(
            "processing_official",
            ["min": "\(days.min)", "max": "\(days.max)", "date": phrases.day(official.asOf)])
    }

    private var chance: String? {
        guard let waited, let figure = times.figure else { return nil }
        guard let percent = times.chance(waited: waited) else { return phrases.text("processing_no_chance") }
        return phrases.text(
            "processing_chance",
            ["waited": "\(waited)", "percent": "\(percent)", "members": "\(figure.members)"])
    }

    private var filters: [Field] {
        func filter(_ name: String, _ key: String, _ chosen: String?, _ values: [(String, String)]) -> Field? {
            guard !values.isEmpty else { return nil }
            return Field(name, key: key, value: chosen ?? "", problem: nil, phrases: phrases).with {
                $0.isRequired = false
                $0.options =
                    [.init("", phrases.text("processing_all"), isSelected: chosen == nil)]
                    + values.map { Field.Option($0.0, $0.1, isSelected: $0.0 == chosen) }
            }
        }
        let cell = times.asked
        return [
            filter("office", "processing_office", cell.office, times.offices.map { ($0, $0) }),
            filter(
                "lane", "processing_lane", cell.lane?.rawValue,
                times.lanes.map { ($0.rawValue, phrases.text("timeline_lane_\($0.rawValue)")) }),
            filter(
                "nationality", "processing_nationality", cell.nationality,
                times.nationalities.map { ($0, Names.country($0, visit.language)) }),
        ].compactMap { $0 }
    }

    private var trendChart: BarChart {
        BarChart(
            title: phrases.text("processing_trend"),
            bars: times.trend.compactMap { figure in
                guard let days = figure.percentiles.first(where: { $0.share == 50 })?.days else { return nil }
                return .init(
                    label: figure.cell.quarter ?? "", text: phrases.text("processing_days", count: days), value: days)
            })
    }
}

private struct TrendRow: MustacheParent {
    let figure: ProcessingHeadline
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "trendQuarter": figure.cell.quarter ?? ""
        case "trendMembers": "\(figure.members)"
        case "trendText": ProcessingWords(phrases).middle(figure)
        default: nil
        }
    }
}

/// One figure with its curve and its table: `waiting_figure`.
package struct ProcessingFigureView: MustacheParent, Sendable {
    let figure: ProcessingFigure
    let phrases: Phrasebook

    package init(_ figure: ProcessingFigure, _ phrases: Phrasebook) {
        self.figure = figure
        self.phrases = phrases
    }

    private var words: ProcessingWords { ProcessingWords(phrases) }

    package func child(named name: String) -> Any? {
        switch name {
        case "middleText": words.middle(figure.headline)
        case "basisText":
            phrases.text(
                "processing_basis", ["members": "\(figure.members)", "months": "\(figure.windowMonths)"])
        case "decisionsText":
            figure.decisions.map { phrases.text("processing_decisions", count: $0) }
                ?? (figure.disclosure == .countOnly ? phrases.text("processing_few_decisions") : "")
        case "percentileRows": figure.percentiles.map { PercentileRow(percentile: $0, words: words) }
        case "hasPercentiles": !figure.percentiles.isEmpty
        case "curveCharts":
            figure.curve.isEmpty
                ? []
                : [
                    WaitingChart(
                        title: phrases.text("processing_curve"),
                        points: figure.curve.map { ($0.day, $0.waiting) },
                        daysText: { phrases.text("processing_days", count: $0) })
                ]
        case "outcomeTexts":
            figure.approved.flatMap { approved in
                figure.refused.map {
                    [phrases.text("processing_outcomes", ["approved": "\(approved)", "refused": "\($0)"])]
                }
            } ?? []
        case "includesLate": figure.includesRetrospective
        case "lateTexts":
            figure.retrospective.map { [phrases.text("processing_late", count: $0)] } ?? []
        case "excludedTexts":
            figure.excluded.map { [phrases.text("processing_excluded", count: $0)] } ?? []
        default: nil
        }
    }
}

private struct PercentileRow: MustacheParent {
    let percentile: ProcessingFigure.Percentile
    let words: ProcessingWords

    func child(named name: String) -> Any? {
        switch name {
        case "shareText": "\(percentile.share)%"
        case "shareDays": words.days(percentile.days)
        case "shareRange": words.range(percentile)
        default: nil
        }
    }
}
