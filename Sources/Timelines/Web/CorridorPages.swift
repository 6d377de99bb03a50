import Core
import Hummingbird
import Mustache
import Texts
import Timelines
import WebSupport

/// How far members are on their ways, in numbers that point at nobody.
package struct CorridorPages: Sendable {
    private let insight: InsightService
    private let pages: PageRenderer

    package init(insight: InsightService, pages: PageRenderer) {
        self.insight = insight
        self.pages = pages
    }

    @Sendable package func page(_ request: Request, context: VisitorContext) async throws -> Response {
        let (night, corridors) = try await insight.corridors()
        return pages.response(CorridorPage(night: night, corridors: corridors, visit: context.visit), context.visit)
    }

    @Sendable package func show(_ request: Request, context: VisitorContext) async throws -> Answer<CorridorRecord> {
        let (night, corridors) = try await insight.corridors()
        return .ok(CorridorRecord(night: night, corridors: corridors))
    }
}

/// Corridors as programs get them.
package struct CorridorRecord: Codable, Sendable {
    /// The night in which they were counted; absent before the first.
    let night: CivilDay?
    let corridors: [CorridorFigure]
}

struct CorridorPage: Page {
    static let template = "corridors"
    let night: CivilDay?
    let corridors: [CorridorFigure]
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "corridorRows": corridors.map { CorridorView(corridor: $0, visit: visit) }
        case "hasNoCorridors": corridors.isEmpty
        case "nightTexts": night.map { [visit.phrases.text("processing_night", ["date": visit.phrases.day($0)])] } ?? []
        default: nil
        }
    }
}

private struct CorridorView: MustacheParent {
    let corridor: CorridorFigure
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "corridorName":
            Names.corridor(from: corridor.origin, to: corridor.destination, visit.language) ?? ""
        case "corridorMembers": visit.phrases.text("corridors_members", count: corridor.members)
        case "stageRows":
            corridor.stages.map { StageRow(name: visit.phrases.text("corridors_\($0.stage)"), members: $0.members) }
                + (corridor.others == 0
                    ? [] : [StageRow(name: visit.phrases.text("corridors_others"), members: corridor.others)])
        default: nil
        }
    }
}

private struct StageRow: MustacheParent {
    let name: String
    let members: Int

    func child(named name: String) -> Any? {
        switch name {
        case "stageName": self.name
        case "stageMembers": "\(members)"
        default: nil
        }
    }
}
