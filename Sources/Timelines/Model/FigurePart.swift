import Core

/// What a cohort is told apart by.
enum FigureDimension: CaseIterable {
    case office, lane, nationality, quarter

    var least: Int {
        self == .office || self == .nationality ? Disclosure.leastOfGroups : Disclosure.least
    }

    /// `nil` for a member who said nothing of it.
    func value(of row: CohortRow) -> String? {
        switch self {
        case .office: row.office.isEmpty ? nil : FigureMaker.name(row.office)
        case .lane: row.lane.rawValue
        case .nationality: row.nationality
        case .quarter: row.submittedOn.quarter
        }
    }
}

/// Members who share the values of some dimensions.
struct FigurePart: Hashable {
    /// In the order of the dimensions.
    let values: [String?]

    static func parts(of rows: [CohortRow], by dimensions: [FigureDimension]) -> [FigurePart: [CohortRow]] {
        Dictionary(grouping: rows) { row in FigurePart(values: dimensions.map { $0.value(of: row) }) }
    }

    func cell(of dimensions: [FigureDimension]) -> FigureCell {
        var cell = FigureCell()
        for (dimension, value) in zip(dimensions, values) {
            switch dimension {
            case .office: cell.office = value
            case .lane: cell.lane = value.flatMap(Timeline.Lane.init)
            case .nationality: cell.nationality = value
            case .quarter: cell.quarter = value
            }
        }
        return cell
    }
}
