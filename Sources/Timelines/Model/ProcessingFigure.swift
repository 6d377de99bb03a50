import Core
import Visas

/// Which members of a pathway a figure is of: all of them, or those with these values.
package struct FigureCell: Codable, Sendable, Hashable {
    package var office: String?
    package var lane: Timeline.Lane?
    package var nationality: String?
    /// Of filing: `2026-Q4`.
    package var quarter: String?

    package init(
        office: String? = nil, lane: Timeline.Lane? = nil, nationality: String? = nil, quarter: String? = nil
    ) {
        (self.office, self.lane, self.nationality, self.quarter) = (office, lane, nationality, quarter)
    }

    /// What it is kept under.
    var key: String {
        [
            lane.map { "lane=\($0.rawValue)" }, nationality.map { "nationality=\($0)" },
            office.map { "office=\($0)" }, quarter.map { "quarter=\($0)" },
        ].compactMap { $0 }.joined(separator: "&")
    }

    /// Members that it has at least: more where it could point at a group or at a small office.
    var least: Int { office != nil || nationality != nil ? Disclosure.leastOfGroups : Disclosure.least }

    /// How many dimensions members chose.
    package var filters: Int { [office, lane?.rawValue, nationality].compactMap { $0 }.count }
}

/// What one night's run says of one cell: all that is ever shown of it.
package struct ProcessingFigure: Codable, Sendable {
    package struct Percentile: Codable, Sendable {
        /// 25, 50, 75 or 90.
        package let share: Int
        /// Days; absent when so many have not been decided.
        package let days: Int?
        /// The interval of 95 in 100; an end that was not reached is absent.
        package let low: Int?
        package let high: Int?
    }

    /// Of a hundred, how many still wait after so many days.
    package struct Point: Codable, Sendable {
        package let day: Int
        package let waiting: Int
    }

    /// Of a hundred who have waited so long, how many are decided within the next 30 days.
    package struct Chance: Codable, Sendable {
        package let waited: Int
        package let percent: Int
    }

    package let cell: FigureCell
    /// How far back the filings go that count.
    package let windowMonths: Int
    package let members: Int
    /// Absent when fewer than five, and when those of another cell could be told from it.
    package let decisions: Int?
    package let disclosure: Disclosure
    package let percentiles: [Percentile]
    package let curve: [Point]
    package let chances: [Chance]
    /// Of a hundred, until the last day that is known.
    package let approved: Int?
    package let refused: Int?
    /// Whether reports entered after the decision are counted, because there are too few others.
    package let includesRetrospective: Bool
    /// Reports entered after the decision that are not counted, and cases left out as unlikely; absent when few.
    package let retrospective: Int?
    package let excluded: Int?

    package var headline: ProcessingHeadline {
        ProcessingHeadline(cell: cell, members: members, disclosure: disclosure, percentiles: percentiles)
    }
}

/// What a list says of a figure: without its curve, which is most of it.
package struct ProcessingHeadline: Codable, Sendable {
    package let cell: FigureCell
    package let members: Int
    package let disclosure: Disclosure
    package let percentiles: [ProcessingFigure.Percentile]
}

/// What is shown of all pathways.
package struct ProcessingOverview: Sendable {
    package let pathways: [PathwayRow]
    /// The night of the figures; `nil` before the first.
    package let night: CivilDay?
    package let figures: [PathwayID: ProcessingHeadline]
}

/// What is shown of a pathway, with what was asked.
package struct ProcessingTimes: Sendable {
    /// As its facts stand today: what the authority says of the time it takes is one of them.
    package let pathway: Pathway
    /// The night of the figures; `nil` before the first.
    package let night: CivilDay?
    package let asked: FigureCell
    /// `nil` when too few members report, however far the cohort is widened.
    package let figure: ProcessingFigure?
    /// Dimensions that were left out because too few members share them.
    package let widened: [String]
    /// The figures of the quarters of filing, the oldest first; `trendFigures` has them with their curves.
    package let trend: [ProcessingHeadline]
    let trendContents: [String]
    /// Values that have figures of their own.
    package let offices: [String]
    package let lanes: [Timeline.Lane]
    package let nationalities: [String]

    /// What the authority says of the time it takes, in days; `nil` when nothing is known.
    package var official: Fact? { pathway.facts[.processingDays].flatMap { $0.value.isEmpty ? nil : $0 } }
    /// Where it says so.
    package var officialSource: String? {
        official?.sourceURL ?? (pathway.officialURL.isEmpty ? nil : pathway.officialURL)
    }

    /// Whole, as programs get them: no page shows the curves of quarters.
    /// - Throws: what decoding throws.
    package func trendFigures() throws -> [ProcessingFigure] { try trendContents.map(FigureRepository.figure) }

    /// The chance of who has waited so many days; `nil` when too few were watched then.
    package func chance(waited: Int) -> Int? {
        figure?.chances.first { $0.waited == waited / FigureMaker.grid * FigureMaker.grid }?.percent
    }
}
