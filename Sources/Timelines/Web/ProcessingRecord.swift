import Core
import Timelines

/// The figures of a pathway as programs get them.
package struct ProcessingRecord: Codable, Sendable {
    let pathwayId: String
    /// The night in which the figures were made; absent before the first.
    let night: CivilDay?
    /// Absent when too few members report.
    let figure: Figure?
    /// Dimensions asked for that were left out because too few members share them.
    let widened: [String]
    /// By quarter of filing.
    let trend: [Figure]
    /// Of a hundred who have waited as long, how many are decided in the next 30 days.
    let chance: Int?
    let offices: [String]
    let lanes: [Timeline.Lane]
    let nationalities: [String]
    let official: Official?

    struct Official: Codable, Sendable {
        /// Days.
        let min: Int
        let max: Int
        let asOf: CivilDay
        /// `nil`: general knowledge that nobody has checked.
        let source: String?
        let needsRecheck: Bool
    }

    struct Figure: Codable, Sendable {
        let office: String?
        let lane: Timeline.Lane?
        let nationality: String?
        let quarter: String?
        let windowMonths: Int
        let members: Int
        /// Absent when fewer than five, and when those of another cell could be told from it.
        let decisions: Int?
        let disclosure: Disclosure
        let percentiles: [ProcessingFigure.Percentile]
        let curve: [ProcessingFigure.Point]
        /// Of a hundred; the rest waits.
        let approved: Int?
        let refused: Int?
        let includesRetrospective: Bool
        let retrospective: Int?
        let excluded: Int?

        init(_ figure: ProcessingFigure) {
            office = figure.cell.office
            lane = figure.cell.lane
            nationality = figure.cell.nationality
            quarter = figure.cell.quarter
            windowMonths = figure.windowMonths
            members = figure.members
            decisions = figure.decisions
            disclosure = figure.disclosure
            percentiles = figure.percentiles
            curve = figure.curve
            approved = figure.approved
            refused = figure.refused
            includesRetrospective = figure.includesRetrospective
            retrospective = figure.retrospective
            excluded = figure.excluded
        }
    }

    /// - Throws: what decoding throws.
    init(_ times: ProcessingTimes, waited: Int?, today: CivilDay) throws {
        pathwayId = times.pathway.id
        night = times.night
        figure = times.figure.map(Figure.init)
        widened = times.widened
        trend = try times.trendFigures().map(Figure.init)
        chance = waited.flatMap(times.chance)
        offices = times.offices
        lanes = times.lanes
        nationalities = times.nationalities
        official = times.official.flatMap { fact in
            times.pathway.processingDays.map {
                Official(
                    min: $0.min, max: $0.max, asOf: fact.asOf, source: times.officialSource,
                    needsRecheck: fact.needsRecheck(on: today))
            }
        }
    }
}
